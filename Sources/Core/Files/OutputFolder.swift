import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// The folder that a model or an adapter is written to, held against other processes that would write there.
///
/// The lock is on the folder itself, so nothing is left in it; the system frees it when the process ends, however it
/// ends. What a process that was killed had written whole is put in place first (see `FolderReplacement`).
public final class OutputFolder: Sendable {
    /// Where it is.
    public let url: URL
    /// Why nothing keeps a second process out: the reason of a file system without locks. Nil where there is a lock.
    public let lockFault: String?
    let handle: FolderHandle
    /// The folders that were made for it, the innermost first.
    private let made: [String]

    /// Takes a folder; it is made where there is none.
    ///
    /// - Throws: `InputError` when another process has it, or it cannot be made.
    public init(_ directory: URL) throws {
        var place = directory.standardizedFileURL, made: [String] = []
        while !FileManager.default.fileExists(atPath: place.path), place.path.count > 1 {
            made.append(place.path)
            place.deleteLastPathComponent()
        }
        let (handle, fault) = try Self.take(directory)
        (url, self.handle, self.made, lockFault) = (directory, handle, made, fault)
        try FolderReplacement.finish(in: handle)
    }

    /// Takes a folder for as long as `body` runs.
    ///
    /// - Throws: as `init`, and what `body` throws.
    public static func held<Result>(_ directory: URL, _ body: (OutputFolder) throws -> Result) throws -> Result {
        let folder = try OutputFolder(directory)
        defer { folder.removeIfEmpty() }
        return try body(folder)
    }

    /// Puts in place what a killed process had written whole, before a folder is read; does nothing for other folders.
    ///
    /// - Throws: `InputError` where that cannot be done, or another process is about it.
    public static func finish(_ directory: URL) throws {
        guard let handle = try? FolderHandle(directory) else { return }
        // A living process puts its files in place in an instant.
        for _ in 0 ..< 100 {
            guard try FolderReplacement.isUnfinished(in: handle) else { return }
            if handle.lock() != .others { return try FolderReplacement.finish(in: handle) }
            usleep(20_000)
        }
        throw isTaken(directory)
    }

    /// Removes the folders that were made for it where nothing was written to them.
    public func removeIfEmpty() {
        for folder in made where rmdir(folder) != 0 { return }
    }

    /// An open folder with its lock, and why there is none.
    private static func take(_ directory: URL) throws -> (FolderHandle, fault: String?) {
        for _ in 0 ..< 10 {
            try AtomicFile.makeDirectory(directory)
            let handle = try FolderHandle(directory)
            let lock = handle.lock()
            guard lock != .others else { throw isTaken(directory) }
            // Another process may have removed the folder, empty, between its opening and its locking.
            guard handle.isAtItsPath else { continue }
            if case .none(let reason) = lock { return (handle, reason) }
            return (handle, nil)
        }
        throw InputError(directory.path, expected: "a folder that stays", found: "one that was removed ten times")
    }

    private static func isTaken(_ directory: URL) -> InputError {
        InputError(
            directory.path, expected: "no other training or export", found: "a process that writes to this folder",
            advice: "Wait for it, or name another folder.")
    }
}
