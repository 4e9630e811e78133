import Core
import Foundation
import Synchronization
#if canImport(Glibc)
import Glibc
#endif

/// A worker's right to train one planned run, held in a file that only one worker can create. Works on a shared folder.
///
/// A lease ends with its worker: on the same machine when that process is gone, elsewhere, or where it was stopped,
/// once the file's counter has stood still for `LeaseHost.lifetime` seconds of the clock of whoever watches it. A timer
/// counts on, whatever the worker is at. One that was stopped for longer finds its lease lost, and must write nothing
/// more.
public final class RunLease: @unchecked Sendable {
    /// Another worker has taken the run over.
    public struct Lost: Error {}

    /// What came of asking for a lease. `undecided`: it is not known yet whether a living worker has it.
    public enum Answer {
        case ours(RunLease), held, undecided
    }

    /// The run's folder of unfinished work: the lease, the training checkpoint, the reason of a failure.
    public let directory: URL
    private let file: LeaseFile, owner: String
    private let counter = Mutex(0)
    private let lost = Trainer.StopFlag()
    private let timer = DispatchSource.makeTimerSource()

    private init(_ directory: URL, _ file: LeaseFile, _ owner: String, _ host: LeaseHost) {
        (self.directory, self.file, self.owner) = (directory, file, owner)
        timer.setEventHandler { [weak self] in self?.lookAfter() }
        timer.schedule(deadline: .now() + host.lifetime / 10, repeating: host.lifetime / 10)
        timer.resume()
    }

    deinit { timer.cancel() }

    /// - Parameter root: the project's folder, or a test's.
    public static func directory(of run: PlannedRun, below root: URL = RunStore.workingFolder) -> URL {
        RunStore.file(run.recordDirectory.relativePath, below: root).appending(path: ".unfinished").appending(
            path: run.name)
    }

    private static func file(in directory: URL) -> LeaseFile { LeaseFile(place: directory.appending(path: "claim")) }

    /// Asks for the lease of a run.
    ///
    /// - Parameter watch: what the worker has seen of the claims of others.
    /// - Throws: `InputError` when the folder cannot be written.
    public static func take(
        _ run: PlannedRun, below root: URL = RunStore.workingFolder, watch: LeaseWatch
    ) throws -> Answer {
        let directory = directory(of: run, below: root), file = file(in: directory), host = watch.host
        let first = LeaseFile.owner(host, generation: 1)
        if try createInFolder(directory, file, first) { return .ours(RunLease(directory, file, first, host)) }
        try file.requireFile()
        let (judgement, line) = watch.judge(file)
        guard judgement == .free else { return judgement == .held ? .held : .undecided }
        // Two workers may both find the lease dead: one alone removes it as it was.
        if let line, !file.remove(where: { $0 == line }) { return .held }
        let owner = LeaseFile.owner(host, generation: line.map { LeaseFile.generation($0) + 1 } ?? 1)
        return try file.create(owner) == true ? .ours(RunLease(directory, file, owner, host)) : .held
    }

    /// Whether the lease was taken by a process of this machine, living or dead.
    static func isOf(process: Int32, _ run: PlannedRun) -> Bool {
        (try? file(in: directory(of: run)).line())?.hasPrefix("\(LeaseHost.thisMachine) \(process) ") == true
    }

    /// Whether a worker seems to train the run, to one who looks once.
    public static func looksHeld(_ run: PlannedRun, below root: URL = RunStore.workingFolder) -> Bool {
        LeaseWatch().looksHeld(file(in: directory(of: run, below: root)))
    }

    /// Removes what a worker left of a run whose record it had written when it was killed.
    public static func clear(_ run: PlannedRun, watch: LeaseWatch) {
        let directory = directory(of: run)
        guard FileManager.default.fileExists(atPath: directory.path),
            watch.judge(file(in: directory)).judgement == .free
        else { return }
        remove(directory)
    }

    /// Whether the lease was found to be another's.
    public var isLost: Bool { lost.isSet }

    /// Counts on, and makes sure that the run is still this worker's: to be called before anything is written.
    ///
    /// - Throws: `Lost`, or an `InputError` when the lease cannot be read.
    public func require() throws {
        for _ in 0 ..< 4 {
            if let isOurs = try? renew() { return try requireNotLost(isOurs) }
            // On a shared folder a read may fail for a moment.
            Thread.sleep(forTimeInterval: 0.2)
        }
        try requireNotLost(renew())
    }

    private func requireNotLost(_ isOurs: Bool) throws {
        guard isOurs else { throw Lost() }
    }

    private func renew() throws -> Bool {
        // What was lost once may be free again, but another has gone on with it.
        guard !isLost else { return false }
        let isOurs = try counter.withLock { count in
            count += 1
            return try file.renew(owner, counter: count)
        }
        if !isOurs { lost.stop() }
        return isOurs
    }

    /// A read that fails says nothing: the next look follows.
    private func lookAfter() { _ = try? renew() }

    /// Gives the run back, with its checkpoint, unless another worker has taken it over meanwhile.
    public func release() { _ = giveUp() }

    /// The run is finished: nothing of its unfinished work is kept, unless another worker has taken it over meanwhile.
    public func finish() {
        if giveUp() { Self.remove(directory) }
    }

    private func giveUp() -> Bool {
        timer.cancel()
        return file.remove { $0.hasPrefix(owner) }
    }

    private static func remove(_ directory: URL) {
        // Files alone are ours here: no folder, nor what a link leads to.
        guard (try? OutputFolder.requireNoLink(directory)) != nil else { return }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [] {
            unlink(directory.appending(path: name).path)
        }
        rmdir(directory.path)
        rmdir(directory.deletingLastPathComponent().path)  // goes when it is empty
    }

    /// Makes the folder and the file in it. A worker that finishes removes the folder, perhaps between the two, so this
    /// is tried again.
    private static func createInFolder(_ directory: URL, _ file: LeaseFile, _ owner: String) throws -> Bool {
        for _ in 0 ..< 10 {
            for folder in [directory.deletingLastPathComponent(), directory] {
                try OutputFolder.requireNoLink(folder)
            }
            let isThere = (try? AtomicFile.makeDirectory(directory)) != nil
            guard isThere, let isNew = try file.create(owner) else { continue }
            return isNew
        }
        try AtomicFile.makeDirectory(directory)
        throw InputError(directory.path, expected: "a folder that stays", found: "one that was removed ten times")
    }
}
