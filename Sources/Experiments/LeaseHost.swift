import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// Who a worker is, and by which clock it judges others.
///
/// Clocks of two machines are never compared: each watches with its own, which no one sets.
public struct LeaseHost: Sendable {
    /// Name and boot of the machine, and the space of its process numbers; without white space.
    public var machine = LeaseHost.thisMachine
    /// How long a worker that shows no sign of life is waited for, in seconds.
    public var lifetime = 300.0
    /// Seconds of a clock that never goes back; its zero means nothing.
    public var now: @Sendable () -> Double = {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// This machine, and its monotonic clock.
    public init() {}

    /// Machines made from one image may share a name, and containers of one machine share its boot, and may share its
    /// name.
    static let thisMachine: String = {
        let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
        let space = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
        let words = (ProcessInfo.processInfo.hostName + "/" + boot + "/" + space).split(whereSeparator: \.isWhitespace)
        return words.joined(separator: "-")
    }()

    /// What can be seen of a process of this machine.
    enum Life { case runs, isStopped, isHidden, isGone }

    /// - Parameter start: numbers of dead processes are used again.
    static func life(of process: Int32, startedAt start: String) -> Life {
        guard let fields = facts(of: process) else {
            // A system may hide the processes of other users.
            return kill(process, 0) == 0 || errno == EPERM ? .isHidden : .isGone
        }
        guard fields.start == start, fields.state != "Z", fields.state != "X" else { return .isGone }
        return fields.state == "T" || fields.state == "t" ? .isStopped : .runs
    }

    /// When this process started, in clock ticks since boot.
    static var ownStart: String { facts(of: getpid())?.start ?? "0" }

    private static func facts(of process: Int32) -> (state: String, start: String)? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ").map(String.init)
        return fields.count > 19 ? (fields[0], fields[19]) : nil
    }
}
