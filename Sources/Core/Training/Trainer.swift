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
    private let ownScores: [OwnScore]
    private var progress = TrainingCheckpoint.Progress()
    /// The values of the best epoch so far, where they are kept.
    private var best: KeptValues?
    /// Of the values that the run would leave if it ended now; nil where another process evaluated them.
    private var devPredictions: DevPredictions?
    private var checkpointFaults: Set<String> = []

    /// - Parameters:
    ///   - model: already adapted by the configuration's adapter.
    ///   - configuration: the settings; they must be those that the model was adapted by.
    ///   - key: the run's key; checkpoints of another run are refused.
    ///   - train: rows to learn from.
    ///   - dev: rows to score after each epoch; none to skip scoring.
    ///   - scores: to record beside the task's metrics.
    ///   - threads: workers; the numbers do not depend on it.
    /// - Throws: `InputError` for a configuration that makes no sense, a model that was not adapted by it, no training
    ///   rows, and a row whose label or tokens do not fit the model.
    public init(
        _ model: SequenceClassifier, _ configuration: TrainingConfiguration, key: String,
        train: [Example], dev: [Example], scores: [OwnScore] = [], threads: Int = Machine.cores
    ) throws {
        try Self.requireSense(model, configuration, train: train, dev: dev, scores: scores, threads: threads)
        (self.model, self.configuration, self.key, self.train, self.dev) = (model, configuration, key, train, dev)
        ownScores = scores
        optimiser = Optimiser(
            model, configuration, threads: threads,
            classWeights: try configuration.classWeights?.values(for: configuration.task, targets: train.map(\.target)))
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

    /// Trains to the end, from the checkpoint if there is one; the model is left as the configuration says.
    ///
    /// - Parameters:
    ///   - checkpoint: where the state is kept, or nil to keep none; the file is removed by the caller, once the
    ///     results are safe.
    ///   - interval: least seconds between checkpoints.
    ///   - stop: set it, from any thread, to end after the current step.
    ///   - report: called after each step, epoch and checkpoint.
    ///   - beforeCheckpoint: called before each checkpoint is written. An `InputError` of it counts as one of the
    ///     checkpoint; any other error ends the run.
    /// - Throws: `Diverged`, also where an evaluation gives logits that are not finite; `Stopped`, what
    ///   `beforeCheckpoint` throws, or an `InputError` of a checkpoint that cannot be gone on from. One that cannot be
    ///   written is reported, and training goes on.
    public func run(
        checkpoint: URL? = nil, interval: Double = 20, stop: StopFlag = StopFlag(),
        report: (Event) -> Void = { _ in }, beforeCheckpoint: () throws -> Void = {}
    ) throws -> Outcome {
        var course = try begin(from: checkpoint, report)
        let work = WorkProgress.begin("training steps", of: course.total, from: progress.step)
        defer { work.end() }
        while !isOver(course) {
            let secondsLeft = try trainOneStep(&course, report)
            work.advance()
            if isEndOfEpoch(course) { try evaluate(course, secondsLeft, report) }
            try saveIfDue(to: checkpoint, interval, stop, &course, beforeCheckpoint, report)
            if stop.isSet, !isOver(course) { throw Stopped(step: progress.step) }
        }
        if let best {
            best.assign(to: optimiser.parameters)
            model.refresh(threads: optimiser.threads)
        }
        return outcome(
            keptEpoch: best == nil ? nil : progress.epochs.best(by: metric)?.epoch,
            devPredictions: try devPredictions ?? evaluated(dev)?.predictions,
            trainingScores: try evaluated(Self.evenlySpaced(train))?.scores)
    }

    private var metric: Metric { configuration.task.metric }

    /// Whether all steps are done, or the last epochs brought nothing.
    private func isOver(_ course: Course) -> Bool {
        progress.step >= course.total
            || progress.epochs.last?.step == progress.step
                && progress.epochs.exhaust(patience: configuration.steps.patience, by: metric)
    }

    /// From the checkpoint, where there is one.
    private func begin(from checkpoint: URL?, _ report: (Event) -> Void) throws -> Course {
        let steps = configuration.steps, total = steps.total(rows: train.count),
            perEpoch = steps.perEpoch(rows: train.count)
        if let checkpoint, FileManager.default.fileExists(atPath: checkpoint.path) {
            (progress, best) = try TrainingCheckpoint.restore(
                checkpoint, into: optimiser, keepsBest: steps.keepsBest == true, key: key, total: total,
                perEpoch: perEpoch)
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
        let epoch = progress.step / course.perEpoch, size = configuration.steps.rowsPerStep
        if epoch != course.orderEpoch {
            course.order = configuration.rowOrder(of: train.count, epoch: epoch)
            course.orderEpoch = epoch
        }
        let from = (progress.step % course.perEpoch) * size
        return course.order[from ..< min(from + size, course.order.count)].map { train[$0] }
    }

    /// Of a whole epoch, or of what `maxSteps` leaves of the last.
    private func isEndOfEpoch(_ course: Course) -> Bool {
        progress.step % course.perEpoch == 0 || progress.step == course.total
    }

    private func evaluate(_ course: Course, _ secondsLeft: Double, _ report: (Event) -> Void) throws {
        let last = progress.step - 1, steps = last % course.perEpoch + 1
        let loss = roundedToSignificant(progress.epochLossSum / Double(steps)), found = try evaluated(dev)
        let epoch = RunRecord.Epoch(
            epoch: last / course.perEpoch + 1, step: progress.step, trainLoss: loss, metrics: found?.scores ?? [:])
        progress.epochs.append(epoch)
        let keepsBest = configuration.steps.keepsBest == true
        if !keepsBest || progress.epochs.best(by: metric) == epoch {
            if keepsBest { best = KeptValues(of: optimiser.parameters) }
            devPredictions = found?.predictions
        }
        progress.epochLossSum = 0
        report(.epoch(epoch, secondsLeft: secondsLeft))
    }

    private func saveIfDue(
        to checkpoint: URL?, _ interval: Double, _ stop: StopFlag, _ course: inout Course,
        _ beforeCheckpoint: () throws -> Void, _ report: (Event) -> Void
    ) throws {
        // On a slow disk, writing takes at most a twentieth of the time.
        let isDue = course.saved.seconds >= max(interval, 20 * course.writing) || stop.isSet
        guard let checkpoint, isDue, !isOver(course) else { return }
        // A checkpoint must not hold what cannot go on; the next step then diverges, each time the same.
        guard optimiser.firstNonFiniteParameter == nil else { return }
        let clock = Stopwatch()
        // Without room hours of training still go on. The right to write is looked at again before the file is named.
        do {
            try beforeCheckpoint()
            try keepState(in: checkpoint, beforeReplacing: beforeCheckpoint)
            report(.checkpoint(step: progress.step))
        } catch let error as InputError {
            if checkpointFaults.insert("\(error)").inserted { report(.checkpointFailed(step: progress.step, error)) }
        }
        (course.writing, course.saved) = (clock.seconds, Stopwatch())
    }

    /// Writes a checkpoint of the state as it is, at the end of the run too: a later run then has nothing to train.
    func keepState(in checkpoint: URL, beforeReplacing: () throws -> Void = {}) throws {
        let total = configuration.steps.total(rows: train.count)
        try TrainingCheckpoint.write(
            progress, optimiser, best: best, key: key, total: total, to: checkpoint, beforeReplacing: beforeReplacing)
    }

    /// What there is so far, for a run that cannot go on; without scores on training rows.
    var outcomeSoFar: Outcome { outcome(keptEpoch: nil, devPredictions: nil, trainingScores: nil) }

    private func outcome(
        keptEpoch: Int?, devPredictions: DevPredictions?, trainingScores: [String: Double]?
    ) -> Outcome {
        let epochs = Double(progress.step) / Double(configuration.steps.perEpoch(rows: train.count))
        let examples = epochs * Double(train.count)
        return Outcome(
            epochs: progress.epochs, keptEpoch: keptEpoch, devPredictions: devPredictions,
            trainingScores: trainingScores, losses: progress.losses,
            trainingSeconds: progress.trainingSeconds, evaluationSeconds: progress.evaluationSeconds,
            examplesPerSecond: examples / max(progress.trainingSeconds, 1e-9))
    }

    /// What predictions take the dev rows for; nil for scores.
    func confusion(_ predictions: DevPredictions) throws -> ConfusionMatrix? {
        guard !configuration.task.isRegression else { return nil }
        return try ConfusionMatrix(
            predicted: predictions.values, actual: Evaluator.actual(dev), labels: configuration.task.labelNames)
    }

    /// What the model, as it is now, makes of rows; nil without rows.
    private func evaluated(_ rows: [Example]) throws -> (scores: [String: Double], predictions: DevPredictions)? {
        guard !rows.isEmpty else { return nil }
        let logits = try logits(rows), predicted = Evaluator.predictions(logits)
        var scores: [String: Double] = [:]
        for (metric, value) in try Evaluator.scores(logits, of: rows, task: configuration.task) {
            scores[metric.rawValue] = roundedToSignificant(value)
        }
        if !ownScores.isEmpty {
            let actual = try Evaluator.actual(rows)
            for own in ownScores { scores[own.name] = roundedToSignificant(try own.value(predicted, actual)) }
        }
        return (scores, DevPredictions(predicted))
    }

    private func logits(_ rows: [Example]) throws -> Matrix {
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
        return logits
    }

    /// Rows that are enough to tell a score on the training rows from one on others, and cost little beside an epoch.
    /// They come from all parts of the file, which may be sorted.
    static func evenlySpaced<Row>(_ rows: [Row], count: Int = 2_000) -> [Row] {
        rows.count <= count ? rows : (0 ..< count).map { rows[$0 * rows.count / count] }
    }
}
