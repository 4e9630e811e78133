import ArgumentParser
import Core
import Foundation
import Synchronization
import TextFormat

/// The logits of rows; progress and the time left go to standard error once two seconds have passed.
///
/// - Throws: `ExitCode` 130 after Ctrl-C (or SIGTERM), and what `Evaluator` throws.
func shownLogits(_ model: SequenceClassifier, _ encodings: [Encoding], threads: Int) throws -> Matrix {
    let evaluator = try Evaluator(model, threads: threads)
    let stop = StopOnSignal(message: nil), start = Stopwatch(), line = Mutex(ProgressLine(first: Date() + 2))
    defer { stop.end() }
    defer { line.withLock { $0.finish() } }
    do {
        return try evaluator.logits(encodings, stop: stop.flag) { progress in
            let share = Double(progress.tokens) / Double(progress.totalTokens), seconds = start.seconds
            line.withLock { line in
                line.show {
                    "row \(progress.rows)/\(progress.totalRows): "
                        + "\(decimalText(Double(progress.rows) / seconds, decimals: 0)) rows/s, "
                        + "\(duration(seconds / share - seconds)) left"
                }
            }
        }
    } catch is CancellationError {
        throw ExitCode(130)
    }
}
