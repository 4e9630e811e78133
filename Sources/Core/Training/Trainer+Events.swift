import Synchronization

/// What a run tells while it goes on, how it can be stopped, and what it found.
extension Trainer {
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
        /// The state after so many steps could not be written; told once for each reason. The next one tries again.
        case checkpointFailed(step: Int, InputError)
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

        /// For steps that run without a trainer, such as a benchmark's.
        public init(step: Int, loss: Double, notFinite: String?) {
            self.step = step
            self.loss = loss
            self.notFinite = notFinite
        }

        public var description: String {
            "training diverged at step \(step): the loss is \(loss)" + (notFinite.map { ", \($0) is not finite" } ?? "")
                + "\n  Try a lower `rates.adapter` or `rates.head`, a smaller `adapter.deviation`, or "
                + "`regularisation.clip` 1."
        }
    }

    /// What a run found: scores by epoch, the loss of every step, and its time.
    public struct Outcome: Sendable {
        /// In order, those before a resumption included.
        public let epochs: [RunRecord.Epoch]
        /// The epoch whose values the model was left with; nil for those of the last step.
        public let keptEpoch: Int?
        /// Of the model as it was left; nil without dev rows and for a run that diverged.
        public let devPredictions: DevPredictions?
        /// Scores on the training rows, or on 2,000 at even distances, of the model as it was left, without dropout;
        /// nil for a run that diverged.
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
        public func bestEpoch(_ metric: Metric) -> Int { epochs.best(by: metric)?.epoch ?? 0 }
    }
}
