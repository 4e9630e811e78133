import Foundation
import TextFormat

/// Fine-tunes a model on a task: batches, steps, evaluation each epoch, checkpoints.
public final class Trainer: @unchecked Sendable {
    let model: SequenceClassifier
    let configuration: TrainingConfiguration
    let key: String
    private let train: [Example], dev: [Example]
    private let optimiser: Optimiser
    private let evaluator: Evaluator
    private var progress = TrainingCheckpoint.Progress()

    /// - Parameters:
    ///   - model: already adapted by the configuration's adapter.
    ///   - configuration: the settings; they must be those that the model was adapted by.
    ///   - key: the run's key; checkpoints of another run are refused.
    ///   - train: rows to learn from.
    ///   - dev: rows to score after each epoch; none to skip scoring.
    ///   - threads: workers; the numbers do not depend on it.
    /// - Throws: `InputError` for a configuration that makes no sense, for no training rows, for a row without a label,
    ///   or with tokens, that fit the model, and for threads outside 1 to 1024.
    public init(
        _ model: SequenceClassifier, _ configuration: TrainingConfiguration, key: String,
        train: [Example], dev: [Example], threads: Int
    ) throws {
        try configuration.validate()
        precondition(
            model.adapterConfiguration == configuration.adapter, "the model is adapted by another configuration")
        guard !train.isEmpty else { throw InputError("the training rows", expected: "at least one", found: "none") }
        for (rows, name) in [(train, "training"), (dev, "dev")] {
            if let i = rows.firstIndex(where: { !($0.target?.fits(classes: model.classes) ?? false) }) {
                throw InputError(
                    "\(name) row \(i)",
                    expected: model.classes == 1 ? "a finite score" : "a label from 0 to \(model.classes - 1)",
                    found: rows[i].target.map { "\($0)" } ?? "none")
            }
            for (i, row) in rows.enumerated() {
                try model.configuration.requireFit(row.encoding, place: "\(name) row \(i)")
            }
        }
        (self.model, self.configuration, self.key, self.train, self.dev) = (model, configuration, key, train, dev)
        optimiser = Optimiser(model, configuration, threads: threads)
        evaluator = try Evaluator(model, threads: threads)
    }

    /// Values with a place in the gradient, by group.
    public var trainableValues: RunRecord.Counts {
        RunRecord.Counts(adapter: optimiser.count(.adapter), head: optimiser.count(.head))
    }

    /// Where the run is, besides what a checkpoint keeps.
    private struct Course {
        /// Steps of the run, and of an epoch.
        let total, perEpoch: Int
        /// The step that this process began with, and when.
        let firstStep: Int, start = Stopwatch()
        /// Since the last checkpoint, and how long it took to write.
        var saved = Stopwatch(), writing = 0.0
        /// The order of the rows of an epoch.
        var order: [Int] = [], orderEpoch = -1
    }

    /// Trains to the end, from the checkpoint if there is one.
    ///
    /// - Parameters:
    ///   - checkpoint: where the state is kept, or nil to keep none; the file is removed by the caller, once the
    ///     results are safe.
    ///   - interval: least seconds between checkpoints.
    ///   - stop: set it, from any thread, to end after the current step.
    ///   - report: called after each step, epoch and checkpoint.
    /// - Throws: `Diverged`, also where an evaluation gives logits that are not finite; `Stopped`, or an `InputError`
    ///   of the checkpoint file.
    public func run(
        checkpoint: URL? = nil, interval: Double = 20, stop: StopFlag = StopFlag(), report: (Event) -> Void = { _ in }
    ) throws -> Outcome {
        var course = try begin(from: checkpoint, report)
        while progress.step < course.total {
            let secondsLeft = try trainOneStep(&course, report)
            if isEndOfEpoch(course) { try evaluate(course, secondsLeft, report) }
            try saveIfDue(to: checkpoint, interval, stop, &course, report)
            if stop.isSet, progress.step < course.total { throw Stopped(step: progress.step) }
        }
        return outcome(trainingScores: try score(Self.evenlySpaced(train)))
    }

    /// From the checkpoint, where there is one.
    private func begin(from checkpoint: URL?, _ report: (Event) -> Void) throws -> Course {
        let steps = configuration.steps, total = steps.total(rows: train.count),
            perEpoch = steps.perEpoch(rows: train.count)
        if let checkpoint, FileManager.default.fileExists(atPath: checkpoint.path) {
            progress = try TrainingCheckpoint.restore(
                checkpoint, into: optimiser, key: key, total: total, perEpoch: perEpoch)
            report(.resumed(step: progress.step, of: total))
        }
        return Course(total: total, perEpoch: perEpoch, firstStep: progress.step)
    }

    /// One update, and what it says; returns the seconds that are left.
    private func trainOneStep(_ course: inout Course, _ report: (Event) -> Void) throws -> Double {
        let batch = nextBatch(&course), clock = Stopwatch()
        let (loss, norm) = optimiser.step(batch, step: progress.step, of: course.total)
        guard loss.isFinite, norm.isFinite else {
            let culprit = optimiser.firstNonFinite.map { "the gradient of \($0)" }
            throw Diverged(step: progress.step + 1, loss: loss, notFinite: culprit)
        }
        let seconds = clock.seconds, epoch = progress.step / course.perEpoch + 1
        progress.trainingSeconds += seconds
        progress.losses.append(roundedToSignificant(loss))
        progress.epochLossSum += loss
        progress.step += 1
        // The next step would find out, but there may be none, and an evaluation would give scores that are not
        // numbers.
        if isEndOfEpoch(course), let name = optimiser.firstNonFiniteParameter {
            throw Diverged(step: progress.step, loss: loss, notFinite: name)
        }
        let done = Double(progress.step - course.firstStep), left = Double(course.total - progress.step)
        let secondsLeft = course.start.seconds / done * left
        report(
            .step(
                Step(
                    step: progress.step, total: course.total, epoch: epoch, loss: loss, gradientNorm: norm,
                    examplesPerSecond: Double(batch.count) / seconds, secondsLeft: secondsLeft)))
        return secondsLeft
    }

    private func nextBatch(_ course: inout Course) -> [Example] {
        let epoch = progress.step / course.perEpoch, size = configuration.steps.batchSize
        if epoch != course.orderEpoch { (course.order, course.orderEpoch) = (rowOrder(epoch), epoch) }
        let from = (progress.step % course.perEpoch) * size
        return course.order[from ..< min(from + size, course.order.count)].map { train[$0] }
    }

    private func rowOrder(_ epoch: Int) -> [Int] {
        guard configuration.rows.shuffles else { return Array(train.indices) }
        var random = Random(seed: configuration.seed, purpose: "shuffle", UInt64(epoch))
        return random.permutation(train.count)
    }

    /// Of a whole epoch, or of what `maxSteps` leaves of the last.
    private func isEndOfEpoch(_ course: Course) -> Bool {
        progress.step % course.perEpoch == 0 || progress.step == course.total
    }

    private func evaluate(_ course: Course, _ secondsLeft: Double, _ report: (Event) -> Void) throws {
        let last = progress.step - 1, steps = last % course.perEpoch + 1
        let loss = roundedToSignificant(progress.epochLossSum / Double(steps)), metrics = try score(dev)
        let epoch = RunRecord.Epoch(
            epoch: last / course.perEpoch + 1, step: progress.step, trainLoss: loss, metrics: metrics)
        progress.epochs.append(epoch)
        progress.epochLossSum = 0
        report(.epoch(epoch, secondsLeft: secondsLeft))
    }

    private func saveIfDue(
        to checkpoint: URL?, _ interval: Double, _ stop: StopFlag, _ course: inout Course, _ report: (Event) -> Void
    ) throws {
        // On a slow disk, writing takes at most a twentieth of the time.
        let isDue = course.saved.seconds >= max(interval, 20 * course.writing) || stop.isSet
        guard let checkpoint, isDue, progress.step < course.total else { return }
        // A checkpoint must not hold what cannot go on. Whether one is due is the clock's matter, so it is the next
        // step that diverges, each time the same.
        guard optimiser.firstNonFiniteParameter == nil else { return }
        let clock = Stopwatch()
        try TrainingCheckpoint.write(progress, optimiser, key: key, total: course.total, to: checkpoint)
        (course.writing, course.saved) = (clock.seconds, Stopwatch())
        report(.checkpoint(step: progress.step))
    }

    /// What there is so far, for a run that cannot go on; without scores on training rows.
    var outcomeSoFar: Outcome { outcome(trainingScores: nil) }

    private func outcome(trainingScores: [String: Double]?) -> Outcome {
        let epochs = Double(progress.step) / Double(configuration.steps.perEpoch(rows: train.count))
        let examples = epochs * Double(train.count)
        return Outcome(
            epochs: progress.epochs, trainingScores: trainingScores, losses: progress.losses,
            trainingSeconds: progress.trainingSeconds, evaluationSeconds: progress.evaluationSeconds,
            examplesPerSecond: examples / max(progress.trainingSeconds, 1e-9))
    }

    private func score(_ rows: [Example]) throws -> [String: Double] {
        guard !rows.isEmpty else { return [:] }
        let clock = Stopwatch()
        defer { progress.evaluationSeconds += clock.seconds }
        let logits = try evaluator.logits(rows.map(\.encoding))
        // Finite parameters can be too large for the products: every row would get one class, and that would count as a
        // score.
        guard logits.isFinite else {
            throw Diverged(
                step: progress.step, loss: progress.losses.last ?? .nan, notFinite: "one of the logits of an evaluation"
            )
        }
        return Dictionary(
            uniqueKeysWithValues: Evaluator.scores(logits, of: rows, task: configuration.task).map {
                ($0.rawValue, roundedToSignificant($1))
            })
    }

    /// Rows that are enough to tell a score on the training rows from one on others, and cost little beside an epoch.
    /// They come from all parts of the file, which may be sorted.
    static func evenlySpaced<Row>(_ rows: [Row], count: Int = 2_000) -> [Row] {
        rows.count <= count ? rows : (0 ..< count).map { rows[$0 * rows.count / count] }
    }
}
