import Core
import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// A file that only one process can create, and that is its own while that process lives: `claim` and `takeover` of a
/// `RunLease`.
///
/// It names machine, process and the process's start.
struct LeaseFile {
    /// How long a file of another machine is held without being touched, in seconds.
    static let lifetime = 300.0
    let place: URL

    var isOurs: Bool { text == Self.ourText }
    private var text: String? { try? String(contentsOf: place, encoding: .utf8) }

    /// Whether the file was made by a process of this machine, living or dead.
    func isOf(process: Int32) -> Bool { text?.hasPrefix("\(Self.machine) \(process) ") == true }

    func touch() { utimes(place.path, nil) }
    func remove() { unlink(place.path) }

    /// Whether a living worker holds it: on this machine its process lives; on another it was touched lately.
    var isHeld: Bool {
        guard let age else { return false }
        // On a shared folder a read may fail for a moment.
        guard let text else { return age < Self.lifetime }
        let parts = text.split(separator: " ").map(String.init)
        // A file that is being written holds nothing yet.
        guard parts.count == 3, let process = Int32(parts[1]) else { return age < 10 }
        return parts[0] == Self.machine ? Self.start(of: process) == parts[2] : age < Self.lifetime
    }

    /// Seconds since it was touched; nil where there is none.
    var age: Double? {
        var facts = stat()
        guard stat(place.path, &facts) == 0 else { return nil }
        return Date().timeIntervalSince1970 - Double(facts.st_mtim.tv_sec)
    }

    /// Whether the file is new and ours; nil where its folder is gone.
    ///
    /// - Throws: `InputError` when it cannot be written.
    func create() throws -> Bool? {
        let descriptor = open(place.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if descriptor < 0 && errno == EEXIST { return false }
        if descriptor < 0 && errno == ENOENT { return nil }
        guard descriptor >= 0 else {
            throw InputError(
                place.path, expected: "a folder that can be written", found: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        let written = Self.ourText.withCString { Glibc.write(descriptor, $0, strlen($0)) }
        guard written == Self.ourText.utf8.count else {
            let found = String(cString: strerror(errno))
            remove()
            throw InputError(place.path, expected: "a file that can be written", found: found)
        }
        return true
    }

    private static let ourText = "\(machine) \(getpid()) \(start(of: getpid()) ?? "0")"

    /// Name and boot of the machine, and the space of its process numbers: machines made from one image may share a
    /// name, and containers of one machine share its boot, and may share its name.
    static let machine: String = {
        let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
        let space = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
        let words = (ProcessInfo.processInfo.hostName + "/" + boot + "/" + space).split(whereSeparator: \.isWhitespace)
        return words.joined(separator: "-")
    }()

    /// When a process started, in clock ticks since boot; nil when there is none. Numbers of dead processes are used
    /// again.
    private static func start(of process: Int32) -> String? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 && fields[0] != "Z" ? String(fields[19]) : nil
    }
}
