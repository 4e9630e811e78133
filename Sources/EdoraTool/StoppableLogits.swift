import ArgumentParser
import Core

/// The logits of rows; Ctrl-C ends them.
///
/// - Throws: `ExitCode` 130 after Ctrl-C (or SIGTERM), and what `Evaluator` throws.
func stoppableLogits(_ model: SequenceClassifier, _ encodings: [Encoding], threads: Int) throws -> Matrix {
    let evaluator = try Evaluator(model, threads: threads), stop = StopOnSignal(message: "Stopping.")
    defer { stop.end() }
    do { return try evaluator.logits(encodings, stop: stop.flag) } catch is CancellationError { throw ExitCode(130) }
}
