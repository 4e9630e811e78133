import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// Files that are either wholly written or not there: a temporary file beside the target, synced, then renamed.
public enum AtomicFile {
    /// Adds bytes at the end of the temporary file; throws `InputError` when the system does not take them.
    public typealias Append = (UnsafeRawBufferPointer) throws -> Void

    /// Writes what `body` appends.
    ///
    /// - Parameters:
    ///   - given: the file to make or replace.
    ///   - beforeReplacing: called when the whole is on disk under the temporary name.
    ///   - body: appends the bytes.
    /// - Throws: `InputError` with the system's reason (no such folder, no permission, disk full), and for a target
    ///   that is no ordinary file.
    public static func write(to given: URL, beforeReplacing: () throws -> Void = {}, _ body: (Append) throws -> Void)
        throws
    {
        let file = try target(given)
        removeLeftovers(of: file)
        let temporary = file.path + ".\(getpid()).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(file) }
        var isOpen = true
        do {
            try body { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if count < 0 && errno == EINTR { continue }
                    guard count > 0 else { throw failure(file) }
                    rest = rest.dropFirst(count)
                }
            }
            guard fsync(descriptor) == 0 else { throw failure(file) }
            isOpen = false
            guard close(descriptor) == 0 else { throw failure(file) }
            try beforeReplacing()
            guard rename(temporary, file.path) == 0 else { throw failure(file) }
        } catch {
            if isOpen { close(descriptor) }
            unlink(temporary)
            throw error
        }
    }

    /// Writes `data` as the whole of the file.
    ///
    /// - Throws: `InputError` with the system's reason; an older file is then still whole.
    public static func write(_ data: Data, to file: URL) throws {
        try write(to: file) { append in try data.withUnsafeBytes { try append($0) } }
    }

    /// A file of several that belong together.
    typealias Part = (place: URL, body: (Append) throws -> Void)

    /// Writes files that belong together: the first takes its name when all are on disk, the others follow in order.
    ///
    /// - Parameter beforeReplacing: called when all are on disk under temporary names.
    /// - Throws: `InputError` with the system's reason; what lay there before is then still whole.
    static func write(together files: [Part], beforeReplacing: () throws -> Void) throws {
        guard let last = files.last else { return try beforeReplacing() }
        try write(
            to: last.place,
            beforeReplacing: { try write(together: files.dropLast(), beforeReplacing: beforeReplacing) }, last.body)
    }

    /// A part with these bytes.
    static func part(_ data: Data, at place: URL) -> Part {
        (place, { append in try data.withUnsafeBytes { try append($0) } })
    }

    /// Removes files of an earlier output, so that a new one that is cut short cannot be taken for whole.
    static func remove(_ names: [String], in directory: URL) throws {
        for name in names where unlink(directory.appending(path: name).path) != 0 && errno != ENOENT {
            throw failure(directory.appending(path: name))
        }
    }

    /// Removes what killed processes left of `file`: temporary files whose process is gone.
    public static func removeLeftovers(of file: URL) {
        let folder = file.deletingLastPathComponent(), prefix = file.lastPathComponent + "."
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
            guard name.hasPrefix(prefix), name.hasSuffix(".part"),
                let process = Int32(name.dropFirst(prefix.count).dropLast(5)), kill(process, 0) != 0, errno == ESRCH
            else { continue }
            unlink(folder.appending(path: name).path)
        }
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
    public static func requireWritable(_ given: URL) throws {
        let file = try target(given), probe = file.path + ".\(getpid()).probe"
        let descriptor = open(probe, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(file) }
        close(descriptor)
        unlink(probe)
    }

    /// The file to replace, behind any links. A rename onto a device, a pipe or a link would put a file in its place:
    /// /dev/null of the whole machine, for root.
    private static func target(_ file: URL) throws -> URL {
        let target = file.resolvingSymlinksInPath()
        var facts = stat()
        guard lstat(target.path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG else { return target }
        let isFolder = facts.st_mode & S_IFMT == S_IFDIR
        throw InputError(
            file.path, expected: "a file to write",
            found: isFolder ? "a folder" : "a device, a pipe or a link that leads nowhere",
            advice: isFolder ? "Name a file in it." : "Name an ordinary file.")
    }

    private static func failure(_ file: URL) -> InputError {
        InputError(
            file.path, expected: "a file that can be written", found: String(cString: strerror(errno)),
            advice: "Choose another place, or make room or permission there.")
    }
}
