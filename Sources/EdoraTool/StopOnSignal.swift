import Core
import Dispatch
import Foundation

/// Turns the first Ctrl-C (or SIGTERM) into a request to stop, for training after the current step; the second ends at
/// once.
final class StopOnSignal: @unchecked Sendable {
    let flag = Trainer.StopFlag()
    private var sources: [any DispatchSourceSignal] = []
    private var handlers: [(number: Int32, handler: sighandler_t?)] = []

    /// A log's reader that is gone (a closed connection, a `tee` that Ctrl-C ended) must not end hours of training:
    /// writing then fails, and `note` goes on.
    static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }

    /// - Parameter message: what to tell after the first signal.
    init(message: String? = "Stopping after this step; once more to end at once.") {
        for number in [SIGINT, SIGTERM] {
            handlers.append((number, signal(number, SIG_IGN)))
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [flag] in
                if flag.isSet { _exit(128 + number) }
                flag.stop()
                if let message { note("\n" + message) }
            }
            source.resume()
            sources.append(source)
        }
    }

    /// Signals do again what they did before: a command may be one of several in its process.
    func end() {
        sources.forEach { $0.cancel() }
        for (number, handler) in handlers { signal(number, handler) }
    }
}
