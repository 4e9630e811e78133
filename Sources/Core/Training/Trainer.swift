import Foundation
import Synchronization
import TextFormat

/// Fine-tunes a model on a task: batches, steps, evaluation each epoch, checkpoints.
public final class Trainer: @unchecked Sendable {
    /// What a run tells while it goes on.
    public enum Event: Sendable {
        /// A step is done.
        case step(Step)
        /// An epoch, or what `maxSteps` leaves of the last, is evaluated; the time left is as in `Step`.
        case epoch(RunRecord.Epoch, secondsLeft: Double)
        /// A checkpoint was read: so many steps of the total are done already.
        case resumed(step: Int, of: Int)
        /// The state after so many steps is on disk.
        case checkpoint(step: Int)
    }

    /// One update of the parameters.
    public struct Step: Sendable {
        /// Steps done, of how many.
        public let step: Int, total: Int
        /// Counted from 1.
        public let epoch: Int
        /// Mean loss of the batch, before the update.
        public let loss: Double
        /// Norm of the whole gradient, before clipping.
        public let gradientNorm: Double
        /// Of this step alone.
        public let examplesPerSecond: Double
        /// Till the end of the run, by the mean time of the steps since it started or was resumed.
        public let secondsLeft: Double
    }

    /// Set by a signal handler or another thread to end a run after its current step.
    public final class StopFlag: Sendable {
        private let flag = Atomic<Bool>(false)
        /// A flag that is not set.
        public init() {}
        /// Asks the run to end; safe from any thread and from a signal handler.
        public func stop() { flag.store(true, ordering: .relaxed) }
        /// Whether `stop` was called; it cannot be taken back.
        public var isSet: Bool { flag.load(ordering: .relaxed) }
    }

    /// The run was stopped on request; its state is in the checkpoint, if it has one.
    public struct Stopped: Error {
        /// Steps done.
        public let step: Int

        /// For one who is stopped between two runs.
        public init(step: Int) { self.step = step }
    }

    /// The loss, a gradient or an updated parameter was not finite.
    public struct Diverged: Error, CustomStringConvertible {
        /// The step that failed, counted from 1.
        public let step: Int
        /// Mean loss of its batch; finite where only a gradient or an updated parameter is not.
        public let loss: Double
        /// What else is not finite, such as a parameter or its gradient; nil where nothing was found.
        public let notFinite: String?

        package init(step: Int, loss: Double, notFinite: String?) {
            (self.step, self.loss, self.notFinite) = (step, loss, notFinite)
        }

        public var description: String {
            "training diverged at step \(step): the loss is \(loss)" + (notFinite.map { ", \($0) is not finite" } ?? "")
                + "\n  Try a lower --lr or --head-lr, a smaller --sigma, or --clip 1."
        }
    }

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
    /// - Throws: `InputError` for a configuration that makes no sense, for no training rows, and for a row without a
    ///   label, or with more tokens, than fits the model.
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
            if let i = rows.firstIndex(where: { !model.configuration.hasPositions(for: $0.encoding) }) {
                throw InputError(
                    "\(name) row \(i)",
                    expected: "1 to \(model.configuration.maxTokens) tokens, as the model has positions",
                    found: "\(rows[i].encoding.ids.count)")
            }
        }
        (self.model, self.configuration, self.key, self.train, self.dev) = (model, configuration, key, train, dev)
        optimiser = Optimiser(model, configuration, threads: threads)
        evaluator = Evaluator(model, threads: threads)
    }

    /// Values with a place in the gradient, by group.
    public var trainableValues: RunRecord.Counts {
        RunRecord.Counts(adapter: optimiser.count(.adapter), head: optimiser.count(.head))
    }

    /// What a run found: scores by epoch, the loss of every step, and its time.
    public struct Outcome: Sendable {
        /// In order, those before a resumption included.
        public let epochs: [RunRecord.Epoch]
        /// Scores on the training rows, or on 2,000 at even distances, after the last step, without dropout; nil for a
        /// run that diverged.
        public let trainingScores: [String: Double]?
        /// Mean loss of each batch, before its update; seven significant digits.
        public let losses: [Double]
        /// Wall time of all steps, those before a resumption included.
        public let trainingSeconds: Double
        /// Wall time of all evaluations.
        public let evaluationSeconds: Double
        /// Training rows over `trainingSeconds`, repeated rows counted each time.
        public let examplesPerSecond: Double

        /// The first epoch with the best score.
        public func bestEpoch(_ metric: Metric) -> Int {
            epochs.max { ($0.metrics[metric.rawValue] ?? 0, $1.epoch) < ($1.metrics[metric.rawValue] ?? 0, $0.epoch) }?
                .epoch ?? 0
        }
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
        let perEpoch = configuration.stepsPerEpoch(rows: train.count)
        let total = configuration.totalSteps(rows: train.count)
        if let checkpoint, FileManager.default.fileExists(atPath: checkpoint.path) {
            progress = try TrainingCheckpoint.restore(
                checkpoint, into: optimiser, key: key, total: total, perEpoch: perEpoch)
            report(.resumed(step: progress.step, of: total))
        }
        let firstStep = progress.step, start = Stopwatch()
        var saved = Stopwatch(), writing = 0.0, order: [Int] = [], orderEpoch = -1
        while progress.step < total {
            let epoch = progress.step / perEpoch
            if epoch != orderEpoch { (order, orderEpoch) = (rowOrder(epoch), epoch) }
            let from = (progress.step % perEpoch) * configuration.batchSize
            let batch = order[from ..< min(from + configuration.batchSize, order.count)].map { train[$0] }

            let clock = Stopwatch()
            let (loss, norm) = optimiser.step(batch, step: progress.step, of: total)
            guard loss.isFinite, norm.isFinite else {
                throw Diverged(
                    step: progress.step + 1, loss: loss,
                    notFinite: optimiser.firstNonFinite.map { "the gradient of \($0)" })
            }
            progress.trainingSeconds += clock.seconds
            progress.losses.append(roundedToSignificant(loss))
            progress.epochLossSum += loss
            progress.step += 1

            // The next step would find out, but there may be none, and an evaluation in between would give scores that
            // are not numbers.
            if progress.step % perEpoch == 0 || progress.step == total, let name = optimiser.firstNonFiniteParameter {
                throw Diverged(step: progress.step, loss: loss, notFinite: name)
            }
            let secondsLeft = start.seconds / Double(progress.step - firstStep) * Double(total - progress.step)
            report(
                .step(
                    Step(
                        step: progress.step, total: total, epoch: epoch + 1, loss: loss, gradientNorm: norm,
                        examplesPerSecond: Double(batch.count) / clock.seconds, secondsLeft: secondsLeft)))
            if progress.step % perEpoch == 0 || progress.step == total {
                try finishEpoch(epoch, steps: (progress.step - 1) % perEpoch + 1)
                if let last = progress.epochs.last { report(.epoch(last, secondsLeft: secondsLeft)) }
            }
            // On a slow disk, writing takes at most a twentieth of the time.
            let isDue = saved.seconds >= max(interval, 20 * writing) || stop.isSet
            // A checkpoint must not hold what cannot go on. Whether one is due is the clock's matter, so it is the next
            // step that diverges, each time the same.
            if let checkpoint, isDue, progress.step < total, optimiser.firstNonFiniteParameter == nil {
                let clock = Stopwatch()
                try TrainingCheckpoint.write(progress, optimiser, key: key, total: total, to: checkpoint)
                (writing, saved) = (clock.seconds, Stopwatch())
                report(.checkpoint(step: progress.step))
            }
            if stop.isSet, progress.step < total { throw Stopped(step: progress.step) }
        }
        return outcome(trainingScores: try score(Self.evenlySpaced(train)))
    }

    /// What there is so far, for a run that cannot go on; without scores on training rows.
    var outcomeSoFar: Outcome { outcome(trainingScores: nil) }

    private func outcome(trainingScores: [String: Double]?) -> Outcome {
        let examples =
            Double(progress.step) / Double(configuration.stepsPerEpoch(rows: train.count)) * Double(train.count)
        return Outcome(
            epochs: progress.epochs, trainingScores: trainingScores, losses: progress.losses,
            trainingSeconds: progress.trainingSeconds,
            evaluationSeconds: progress.evaluationSeconds,
            examplesPerSecond: examples / max(progress.trainingSeconds, 1e-9))
    }

    private func rowOrder(_ epoch: Int) -> [Int] {
        guard configuration.shuffles else { return Array(train.indices) }
        var random = Random(seed: configuration.seed, purpose: "shuffle", UInt64(epoch))
        return random.permutation(train.count)
    }

    private func finishEpoch(_ epoch: Int, steps: Int) throws {
        let metrics = try score(dev)
        progress.epochs.append(
            RunRecord.Epoch(
                epoch: epoch + 1, step: progress.step,
                trainLoss: roundedToSignificant(progress.epochLossSum / Double(steps)), metrics: metrics))
        progress.epochLossSum = 0
    }

    private func score(_ rows: [Example]) throws -> [String: Double] {
        guard !rows.isEmpty else { return [:] }
        let clock = Stopwatch()
        defer { progress.evaluationSeconds += clock.seconds }
        let logits = evaluator.logits(rows.map(\.encoding))
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
