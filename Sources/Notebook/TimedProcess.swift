import Dispatch
import Foundation

/// A program whose messages are read until it ends, and no longer than a limit.
///
/// What it has started itself is ended with it, and cannot hold its reader either: a descendant may keep the pipe open
/// long after its parent is gone.
struct TimedProcess {
    private static let kept = 1 << 16

    private let process: Process, pipe: Pipe
    private let hasEnded = DispatchSemaphore(value: 0)

    init(_ process: Process, said pipe: Pipe) {
        (self.process, self.pipe) = (process, pipe)
        let hasEnded = hasEnded
        process.terminationHandler = { _ in hasEnded.signal() }
    }

    /// Starts it and waits.
    ///
    /// - Returns: what it said, but for what comes after the first 64 KiB; nil where it had to be ended.
    /// - Throws: an error of Foundation's when it does not start.
    func end(within limit: Double) throws -> String? {
        let deadline = DispatchTime.now() + limit
        try process.run()
        let said = read(until: deadline)
        guard let said, hasEnded.wait(timeout: deadline) == .success else {
            // Foundation gives each program a group of its own, whose number is the program's.
            if kill(-process.processIdentifier, SIGKILL) != 0 { kill(process.processIdentifier, SIGKILL) }
            // A descendant that left the group can keep Foundation from seeing the end.
            _ = hasEnded.wait(timeout: .now() + 5)
            return nil
        }
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }

    /// Nil when the deadline comes before the end. All is read, since a full pipe would stop the program.
    private func read(until deadline: DispatchTime) -> [UInt8]? {
        var said: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 4096)
        var descriptor = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let now = DispatchTime.now()
            guard now < deadline else { return nil }
            let left = (deadline.uptimeNanoseconds - now.uptimeNanoseconds) / 1_000_000
            guard poll(&descriptor, 1, Int32(min(left + 1, 1_000_000))) > 0 else { continue }
            let count = Glibc.read(descriptor.fd, &buffer, buffer.count)
            if count == 0 || count < 0 && errno != EINTR { return said }
            said += buffer.prefix(max(0, min(count, Self.kept - said.count)))
        }
    }
}
