/// What a worker has seen of the claims of others, and for how long by its own clock.
///
/// A claim whose process is gone from this machine is free at once. Any other is held as long as it changes: its
/// counter or its date, whatever that says. It is free once it has not changed for `LeaseHost.lifetime` seconds before
/// one's own eyes, so that no clock is compared with another.
public final class LeaseWatch {
    let host: LeaseHost

    /// - Parameter host: who watches.
    public init(_ host: LeaseHost = LeaseHost()) { self.host = host }

    enum Judgement { case free, held, undecided }

    private struct Sight: Equatable {
        let line: String
        let written: Double?
    }
    private var seen: [String: (sight: Sight, since: Double, hasMoved: Bool)] = [:]

    /// Whether a living worker holds a claim, and its line; undecided until it has been watched for long enough.
    func judge(_ file: LeaseFile) -> (judgement: Judgement, line: String?) {
        let line: String?
        // On a shared folder a read may fail for a moment.
        do { line = try file.line() } catch { return (.undecided, nil) }
        guard let line else {
            seen[file.place.path] = nil
            return (.free, nil)
        }
        switch life(line) {
        case .isGone: return (.free, line)
        case .runs: return (.held, line)
        case .isStopped, .isHidden, nil: return (watch(file, Sight(line: line, written: file.written)), line)
        }
    }

    /// Of the worker of a claim, where it is of this machine.
    private func life(_ line: String) -> LeaseHost.Life? {
        let parts = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard parts.count >= 3, parts[0] == host.machine, let process = Int32(parts[1]) else { return nil }
        return LeaseHost.life(of: process, startedAt: parts[2])
    }

    private func watch(_ file: LeaseFile, _ sight: Sight) -> Judgement {
        let now = host.now(), path = file.place.path
        guard let last = seen[path] else {
            seen[path] = (sight, now, false)
            return .undecided
        }
        guard last.sight == sight else {
            seen[path] = (sight, now, true)
            return .held
        }
        if now - last.since >= host.lifetime { return .free }
        return last.hasMoved ? .held : .undecided
    }

    /// Whether a claim looks held to one who looks once: of this machine by its process, of another by the file
    /// system's clock. A date to come says nothing. For display alone.
    func looksHeld(_ file: LeaseFile) -> Bool {
        guard let line = try? file.line() else { return false }
        switch life(line) {
        case .isGone: return false
        case .runs: return true
        case .isStopped, .isHidden, nil: return file.age.map { abs($0) < host.lifetime } ?? true
        }
    }
}
