import Core
import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// A worker's right to train one planned run, held in a file that only one worker can create.
///
/// The file names machine, process and the process's start. A claim ends with its worker: on the same machine when that
/// process is gone, elsewhere when the file was not touched for `lifetime` seconds; a timer touches it, whatever the worker is at. Works on a shared folder.
public final class Claim: @unchecked Sendable {
    static let lifetime = 300.0
    /// The run's folder of unfinished work: the claim, the training checkpoint, the reason of a failure.
    public let directory: URL
    private let file: URL
    private let timer = DispatchSource.makeTimerSource()

    private init(_ directory: URL, _ file: URL) {
        (self.directory, self.file) = (directory, file)
        timer.setEventHandler { if Self.isOurs(file) { utimes(file.path, nil) } }
        timer.schedule(deadline: .now() + 30, repeating: 30)
        timer.resume()
    }

    deinit { timer.cancel() }

    public static func directory(of run: PlannedRun) -> URL {
        run.recordDirectory.appending(path: ".unfinished").appending(path: run.name)
    }

    /// Claims a run; nil when a living worker has it.
    ///
    /// - Throws: `InputError` when the folder cannot be written.
    public static func take(_ run: PlannedRun) throws -> Claim? {
        let directory = directory(of: run), file = directory.appending(path: "claim")
        if try createInFolder(directory, file) { return Claim(directory, file) }
        guard !isHeld(file) else { return nil }
        // Two workers may both find the claim dead. The one that creates the second file replaces the first.
        let takeover = directory.appending(path: "takeover")
        if isAbandoned(takeover) { removeAbandoned(takeover) }
        guard try create(takeover) == true else { return nil }
        defer { unlink(takeover.path) }
        guard !isHeld(file) else { return nil }
        unlink(file.path)
        return try create(file) == true ? Claim(directory, file) : nil
    }

    /// A takeover takes an instant. One whose worker is gone, or that is older than a minute, would keep the run from everyone.
    private static func isAbandoned(_ takeover: URL) -> Bool { age(of: takeover).map { $0 > 60 || !isHeld(takeover) } ?? false }

    /// Removes a takeover whose worker did not live to end it, unless another worker has meanwhile removed it and made its own.
    private static func removeAbandoned(_ takeover: URL) {
        let aside = takeover.path + ".\(getpid())"
        guard rename(takeover.path, aside) == 0 else { return }
        if !isAbandoned(URL(fileURLWithPath: aside)) { link(aside, takeover.path) }
        unlink(aside)
    }

    /// Whether the run was claimed by a process of this machine, living or dead.
    static func isOf(process: Int32, _ run: PlannedRun) -> Bool {
        let text = try? String(contentsOf: directory(of: run).appending(path: "claim"), encoding: .utf8)
        return text?.hasPrefix("\(machine) \(process) ") == true
    }

    /// Whether a living worker trains the run.
    public static func isHeld(_ run: PlannedRun) -> Bool { isHeld(directory(of: run).appending(path: "claim")) }

    /// Removes what a worker left of a run whose record it had written when it was killed.
    public static func clear(_ run: PlannedRun) {
        let directory = directory(of: run)
        guard FileManager.default.fileExists(atPath: directory.path), !isHeld(run) else { return }
        remove(directory)
    }

    /// Gives the run back, with its checkpoint.
    public func release() {
        timer.cancel()
        if Self.isOurs(file) { unlink(file.path) }
    }

    /// The run is finished: nothing of its unfinished work is kept, unless another worker has taken it over meanwhile.
    public func finish() {
        timer.cancel()
        if Self.isOurs(file) { Self.remove(directory) }
    }

    private static func remove(_ directory: URL) {
        try? FileManager.default.removeItem(at: directory)
        rmdir(directory.deletingLastPathComponent().path)  // goes when it is empty
    }

    private static func isOurs(_ file: URL) -> Bool { (try? String(contentsOf: file, encoding: .utf8)) == ourText }

    private static func isHeld(_ file: URL) -> Bool {
        guard let age = age(of: file) else { return false }
        // On a shared folder a read may fail for a moment.
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return age < lifetime }
        let parts = text.split(separator: " ").map(String.init)
        // A claim that is being written holds nothing yet.
        guard parts.count == 3, let process = Int32(parts[1]) else { return age < 10 }
        return parts[0] == machine ? start(of: process) == parts[2] : age < lifetime
    }

    private static func age(of file: URL) -> Double? {
        var facts = stat()
        guard stat(file.path, &facts) == 0 else { return nil }
        return Date().timeIntervalSince1970 - Double(facts.st_mtim.tv_sec)
    }

    /// Makes the folder and the file in it. A worker that finishes removes the folder, perhaps between the two, so this is tried again.
    private static func createInFolder(_ directory: URL, _ file: URL) throws -> Bool {
        for _ in 0 ..< 10 {
            guard (try? AtomicFile.makeDirectory(directory)) != nil, let isNew = try create(file) else { continue }
            return isNew
        }
        try AtomicFile.makeDirectory(directory)
        throw InputError(directory.path, expected: "a folder that stays", found: "one that was removed ten times")
    }

    /// Whether the file is new and ours; nil where its folder is gone.
    private static func create(_ file: URL) throws -> Bool? {
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if descriptor < 0 && errno == EEXIST { return false }
        if descriptor < 0 && errno == ENOENT { return nil }
        guard descriptor >= 0 else {
            throw InputError(file.path, expected: "a folder that can be written", found: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        let written = ourText.withCString { Glibc.write(descriptor, $0, strlen($0)) }
        guard written == ourText.utf8.count else {
            unlink(file.path)
            throw InputError(file.path, expected: "a file that can be written", found: String(cString: strerror(errno)))
        }
        return true
    }

    private static let ourText = "\(machine) \(getpid()) \(start(of: getpid()) ?? "0")"

    /// Name and boot of the machine, and the space of its process numbers: machines made from one image may share a name, and containers of one machine share its boot, and
    /// may share its name.
    static let machine: String = {
        let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
        let space = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
        return (ProcessInfo.processInfo.hostName + "/" + boot + "/" + space).split(whereSeparator: \.isWhitespace).joined(separator: "-")
    }()

    /// When a process started, in clock ticks since boot; nil when there is no such process. Numbers of dead processes are used again.
    private static func start(of process: Int32) -> String? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 && fields[0] != "Z" ? String(fields[19]) : nil
    }
}
