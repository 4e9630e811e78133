import Foundation

/// Runs for programs that have other things to do meanwhile: each on a thread of its own, off the pool of threads that
/// Swift's tasks share.
extension Trainer {
    /// Trains as the blocking `run` does, with the same numbers. Cancelling the task ends it after its current step.
    ///
    /// - Parameters:
    ///   - checkpoint: where the state is kept, after a cancellation too; nil to keep none.
    ///   - interval: least seconds between checkpoints.
    ///   - report: called on the run's thread after each step, epoch and checkpoint.
    /// - Throws: `CancellationError` once the task is cancelled; otherwise what the blocking `run` throws.
    public func run(
        checkpoint: URL? = nil, interval: Double = 20, report: @escaping @Sendable (Event) -> Void = { _ in }
    ) async throws -> Outcome {
        try await onOwnThread { try self.run(checkpoint: checkpoint, interval: interval, stop: $0, report: report) }
    }
}

extension FineTuning {
    /// Trains as the blocking `run` does, with the same record. Cancelling the task ends it after its current step.
    ///
    /// - Parameters:
    ///   - checkpoint: where the state is kept, after a cancellation too; nil to keep none.
    ///   - interval: least seconds between checkpoints.
    ///   - recordsDivergence: a run that diverges returns a record that says so, in place of throwing.
    ///   - report: called on the run's thread after each step, epoch and checkpoint.
    /// - Throws: `CancellationError` once the task is cancelled; otherwise what the blocking `run` throws.
    public func run(
        checkpoint: URL? = nil, interval: Double = 20, recordsDivergence: Bool = false,
        report: @escaping @Sendable (Trainer.Event) -> Void = { _ in }
    ) async throws -> RunRecord {
        try await onOwnThread {
            try self.run(
                checkpoint: checkpoint, interval: interval, stop: $0, recordsDivergence: recordsDivergence,
                report: report)
        }
    }
}

/// A training would hold a thread of the pool for hours, and the pool has one a core.
private func onOwnThread<Value: Sendable>(
    _ body: @escaping @Sendable (Trainer.StopFlag) throws -> Value
) async throws -> Value {
    try Task.checkCancellation()
    let stop = Trainer.StopFlag()
    do {
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let thread = Thread { continuation.resume(with: Result { try body(stop) }) }
                thread.stackSize = 8 << 20  // as a main thread's: passes run on it too
                thread.start()
            }
        } onCancel: {
            stop.stop()
        }
    } catch is Trainer.Stopped { throw CancellationError() }
}
