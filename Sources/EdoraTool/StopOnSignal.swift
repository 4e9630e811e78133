import Core
import Dispatch
import Foundation
import Synchronization
import Terminal

/// Turns Ctrl-C (SIGTERM, or SIGHUP of a terminal that closes) into a request to stop after the current step; once more
/// ends at once.
final class StopOnSignal: Sendable {
    let flag = Trainer.StopFlag()

    private struct State {
        var sources: [any DispatchSourceSignal] = []
        var handlers: [(number: Int32, handler: sighandler_t?)] = []
        /// What is left to do while there are no steps yet to wait for.
        var cleanUp: (@Sendable () -> Void)?
        var first: (number: Int32, clock: Stopwatch)?
    }
    private let state = Mutex(State())

    /// A log's reader that is gone (a closed connection, a `tee` that Ctrl-C ended) must not end hours of training:
    /// writing then fails, and `note` goes on.
    static func ignoreClosedPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// What a person is told after the first signal.
    private let message: String

    /// - Parameters:
    ///   - cleanUp: until `stepsBegin`, a signal ends the process at once, after this.
    ///   - message: what is told after the first signal.
    init(
        whileLoading cleanUp: (@Sendable () -> Void)? = nil,
        message: String = "Stopping after this step; once more to end at once."
    ) {
        self.message = message
        // A queue of its own, since loading may keep the threads of the common ones.
        let queue = DispatchQueue(label: "signals")
        OutOfMemory.beforeEnd(cleanUp)
        state.withLock {
            $0.cleanUp = cleanUp
            for number in [SIGINT, SIGTERM, SIGHUP] {
                let handler = signal(number, SIG_IGN)
                // `nohup` asks that a closed terminal end nothing.
                if number == SIGHUP, handler.map({ unsafeBitCast($0, to: Int.self) }) == Self.ignored { continue }
                $0.handlers.append((number, handler))
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { [weak self] in self?.handle(number) }
                source.resume()
                $0.sources.append(source)
            }
        }
    }

    private static let ignored = unsafeBitCast(SIG_IGN, to: Int.self)

    /// The status of a command that a signal has ended: 128 and its number, 130 for Ctrl-C.
    var exitStatus: Int32 { 128 + state.withLock { $0.first?.number ?? SIGINT } }

    /// From now on a signal asks to stop.
    func stepsBegin() { state.withLock { $0.cleanUp = nil } }

    private func handle(_ number: Int32) {
        state.withLock {
            if let cleanUp = $0.cleanUp {
                cleanUp()
                note("Stopped before the first step.")
                _exit(128 + number)
            }
            guard let first = $0.first else {
                $0.first = (number, Stopwatch())
                flag.stop()
                return note(message)
            }
            // `timeout` sends a signal to the process and again to its group; a finger may slip.
            if first.clock.seconds > 1 { _exit(128 + number) }
        }
    }

    /// Signals do again what they did before: a command may be one of several in its process.
    func end() {
        OutOfMemory.beforeEnd(nil)
        state.withLock {
            $0.sources.forEach { $0.cancel() }
            for (number, handler) in $0.handlers { signal(number, handler) }
        }
    }
}
