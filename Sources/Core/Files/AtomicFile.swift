import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// Files that are either wholly written or not there: a temporary file beside the target, synced, then renamed.
///
/// A link in the place of the target is refused: what it leads to may belong to others, as in a hub's cache.
public enum AtomicFile {
    /// Adds bytes at the end of the temporary file; throws `InputError` when the system does not take them.
    public typealias Append = (UnsafeRawBufferPointer) throws -> Void
    /// Appends all bytes of a file.
    public typealias Body = (Append) throws -> Void

    /// Writes what `body` appends.
    ///
    /// - Parameters:
    ///   - file: the file to make or replace.
    ///   - beforeReplacing: called when the whole is on disk under the temporary name; what it throws leaves the old.
    ///   - body: appends the bytes.
    /// - Throws: `InputError` with the system's reason (no such folder, no permission, disk full), and for a target
    ///   that is no ordinary file.
    public static func write(to file: URL, beforeReplacing: () throws -> Void = {}, _ body: Body) throws {
        let (folder, name) = try place(file)
        PartFile.removeLeftovers(of: name, in: folder)
        let part = try PartFile(of: name, in: folder)
        do {
            if let old = try folder.facts(name) { part.keepMode(of: old) }
            try body { try part.append($0) }
            try part.finish()
            try beforeReplacing()
            // Until then nobody may take it for a dead process's.
            try withExtendedLifetime(part) { try folder.rename(part.name, to: name, in: folder) }
        } catch {
            try? folder.remove(part.name)
            throw error
        }
    }

    /// Writes `data` as the whole of the file.
    ///
    /// - Throws: `InputError` with the system's reason, and what `beforeReplacing` throws; an older file is then still
    ///   whole.
    public static func write(_ data: Data, to file: URL, beforeReplacing: () throws -> Void = {}) throws {
        try write(to: file, beforeReplacing: beforeReplacing, body(data))
    }

    /// Appends these bytes.
    static func body(_ data: Data) -> Body { { append in try data.withUnsafeBytes { try append($0) } } }

    /// Removes what killed processes left of `file`.
    public static func removeLeftovers(of file: URL) {
        guard let folder = try? FolderHandle(file.deletingLastPathComponent()) else { return }
        PartFile.removeLeftovers(of: file.lastPathComponent, in: folder)
    }

    /// Makes a folder, with those above it.
    ///
    /// - Throws: `InputError` with the system's reason.
    public static func makeDirectory(_ directory: URL) throws {
        do { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) } catch {
            throw InputError(
                directory.path, expected: "a folder that can be written", found: plainReason(of: error),
                advice: "Choose another folder or change its permissions.")
        }
    }

    /// Finds out before hours of work whether a file can be written in the end.
    ///
    /// - Throws: `InputError` with the system's reason, and for a target that is no ordinary file.
    public static func requireWritable(_ file: URL) throws {
        let (folder, name) = try place(file)
        PartFile.removeLeftovers(of: name, in: folder)
        try folder.remove(PartFile(of: name, in: folder).name)
    }

    /// The folder and the name of a target that is an ordinary file or not there. A rename onto a device, a pipe or a
    /// link would put a file in its place: /dev/null of the whole machine, for root.
    private static func place(_ file: URL) throws -> (FolderHandle, String) {
        let name = file.lastPathComponent, folder: FolderHandle
        do { folder = try FolderHandle(file.deletingLastPathComponent()) } catch let error as InputError {
            throw InputError(
                file.path, expected: "a file that can be written", found: error.found, advice: error.advice)
        }
        guard let facts = try folder.facts(name), facts.st_mode & S_IFMT != S_IFREG else { return (folder, name) }
        let found: (String, String) =
            switch facts.st_mode & S_IFMT {
            case S_IFDIR: ("a folder", "Name a file in it.")
            case S_IFLNK: ("a link", "Name the file that it leads to, or delete the link.")
            default: ("a device or a pipe", "Name an ordinary file.")
            }
        throw InputError(file.path, expected: "a file to write", found: found.0, advice: found.1)
    }
}
