import ArgumentParser
import Core

/// The logits of rows, all finite; Ctrl-C ends them.
///
/// - Parameter place: the model, for the error where a logit is not finite.
/// - Throws: `ExitCode` after Ctrl-C (130), SIGTERM or SIGHUP, and what `Evaluator` throws.
func stoppableLogits(
    _ model: SequenceClassifier, _ encodings: [Encoding], threads: Int, place: String
) throws -> Matrix {
    let evaluator = try Evaluator(model, threads: threads), stop = StopOnSignal(message: "Stopping.")
    defer { stop.end() }
    do {
        let logits = try evaluator.logits(encodings, stop: stop.flag)
        guard logits.isFinite else {
            throw InputError(place, expected: "finite logits", found: "an infinity or NaN")
        }
        return logits
    } catch is CancellationError { throw ExitCode(stop.exitStatus) }
}
