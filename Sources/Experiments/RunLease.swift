import Core
import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// A worker's right to train one planned run, held in a file that only one worker can create.
///
/// A lease ends with its worker: on the same machine when that process is gone, elsewhere when the file was not touched
/// for `LeaseFile.lifetime` seconds; a timer touches it, whatever the worker is at. Works on a shared folder.
public final class RunLease: @unchecked Sendable {
    /// The run's folder of unfinished work: the lease, the training checkpoint, the reason of a failure.
    public let directory: URL
    private let file: LeaseFile
    private let timer = DispatchSource.makeTimerSource()

    private init(_ directory: URL, _ file: LeaseFile) {
        (self.directory, self.file) = (directory, file)
        timer.setEventHandler { if file.isOurs { file.touch() } }
        timer.schedule(deadline: .now() + 30, repeating: 30)
        timer.resume()
    }

    deinit { timer.cancel() }

    /// - Parameter root: the project's folder, or a test's.
    public static func directory(of run: PlannedRun, below root: URL = RunStore.workingFolder) -> URL {
        RunStore.file(run.recordDirectory.relativePath, below: root).appending(path: ".unfinished").appending(
            path: run.name)
    }

    private static func file(in directory: URL) -> LeaseFile { LeaseFile(place: directory.appending(path: "claim")) }

    /// Takes the lease of a run; nil when a living worker has it.
    ///
    /// - Throws: `InputError` when the folder cannot be written.
    public static func take(_ run: PlannedRun, below root: URL = RunStore.workingFolder) throws -> RunLease? {
        let directory = directory(of: run, below: root), file = file(in: directory)
        if try createInFolder(directory, file) { return RunLease(directory, file) }
        guard !file.isHeld else { return nil }
        // Two workers may both find the lease dead. The one that creates the second file replaces the first.
        let takeover = LeaseFile(place: directory.appending(path: "takeover"))
        if isAbandoned(takeover) { removeAbandoned(takeover) }
        guard try takeover.create() == true else { return nil }
        defer { takeover.remove() }
        guard !file.isHeld else { return nil }
        file.remove()
        return try file.create() == true ? RunLease(directory, file) : nil
    }

    /// A takeover takes an instant. One whose worker is gone, or that is older than a minute, would keep the run from
    /// everyone.
    private static func isAbandoned(_ takeover: LeaseFile) -> Bool {
        takeover.age.map { $0 > 60 || !takeover.isHeld } ?? false
    }

    /// Removes a takeover whose worker did not live to end it, unless another worker has meanwhile removed it and made
    /// its own.
    private static func removeAbandoned(_ takeover: LeaseFile) {
        let aside = LeaseFile(place: URL(fileURLWithPath: takeover.place.path + ".\(getpid())"))
        guard rename(takeover.place.path, aside.place.path) == 0 else { return }
        if !isAbandoned(aside) { link(aside.place.path, takeover.place.path) }
        aside.remove()
    }

    /// Whether the lease was taken by a process of this machine, living or dead.
    static func isOf(process: Int32, _ run: PlannedRun) -> Bool { file(in: directory(of: run)).isOf(process: process) }

    /// Whether a living worker trains the run.
    public static func isHeld(_ run: PlannedRun, below root: URL = RunStore.workingFolder) -> Bool {
        file(in: directory(of: run, below: root)).isHeld
    }

    /// Removes what a worker left of a run whose record it had written when it was killed.
    public static func clear(_ run: PlannedRun) {
        let directory = directory(of: run)
        guard FileManager.default.fileExists(atPath: directory.path), !isHeld(run) else { return }
        remove(directory)
    }

    /// Gives the run back, with its checkpoint.
    public func release() {
        timer.cancel()
        if file.isOurs { file.remove() }
    }

    /// The run is finished: nothing of its unfinished work is kept, unless another worker has taken it over meanwhile.
    public func finish() {
        timer.cancel()
        if file.isOurs { Self.remove(directory) }
    }

    private static func remove(_ directory: URL) {
        try? FileManager.default.removeItem(at: directory)
        rmdir(directory.deletingLastPathComponent().path)  // goes when it is empty
    }

    /// Makes the folder and the file in it. A worker that finishes removes the folder, perhaps between the two, so this
    /// is tried again.
    private static func createInFolder(_ directory: URL, _ file: LeaseFile) throws -> Bool {
        for _ in 0 ..< 10 {
            let isThere = (try? AtomicFile.makeDirectory(directory)) != nil
            guard isThere, let isNew = try file.create() else { continue }
            return isNew
        }
        try AtomicFile.makeDirectory(directory)
        throw InputError(directory.path, expected: "a folder that stays", found: "one that was removed ten times")
    }
}
