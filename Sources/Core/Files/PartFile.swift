import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// A file that is being written, under a name that nobody can know beforehand: `NAME.0123456789abcdef.part`.
///
/// It is locked until it has its name or its process ends, on whichever machine or in whichever container that is, so
/// that what a killed process left can be told from it.
final class PartFile {
    let name: String
    /// What it will be, for messages.
    private let target: String
    private let folder: FolderHandle
    private let descriptor: Int32

    /// Makes the file, empty.
    ///
    /// - Parameters:
    ///   - name: of the file that it will be; the whole of its own where `isNamed`.
    ///   - folder: where it is made.
    /// - Throws: `InputError` with the system's reason.
    init(of name: String, in folder: FolderHandle, isNamed: Bool = false) throws {
        (self.folder, target) = (folder, name)
        var chosen = name, opened: Int32 = -1
        for _ in 0 ..< 100 where opened < 0 {
            chosen = isNamed ? name : "\(name).\(Self.random()).part"
            opened = openat(folder.descriptor, chosen, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
            guard opened >= 0 else { throw folder.failure(name) }
            if isNamed || Self.holds(opened) { break }
            close(opened)
            opened = -1
        }
        (self.name, descriptor) = (chosen, opened)
        guard opened >= 0 else { throw folder.failure(name) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Sixteen hexadecimal digits.
    static func random() -> String {
        let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Locks a file. False where another took it for a dead process's between its making and this, and removes it; a
    /// file system without locks never does.
    private static func holds(_ descriptor: Int32) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK { return false }
        var facts = stat()
        return fstat(descriptor, &facts) != 0 || facts.st_nlink > 0
    }

    /// Gives the file the permissions of the one that it replaces.
    func keepMode(of facts: stat) { fchmod(descriptor, facts.st_mode & 0o777) }

    /// Adds bytes at the end.
    ///
    /// - Throws: `InputError` with the system's reason.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw folder.failure(target) }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until all is on disk. The file stays open, and so locked, until it has its name.
    ///
    /// - Throws: `InputError` with the system's reason; a shared folder may give it at a close alone.
    func finish() throws {
        guard fsync(descriptor) == 0, close(dup(descriptor)) == 0 else { throw folder.failure(target) }
    }

    /// Removes what killed processes left of a file: parts that nobody holds.
    static func removeLeftovers(of name: String, in folder: FolderHandle) {
        for part in folder.names where part.hasPrefix(name + ".") && part.hasSuffix(".part") {
            guard part.dropFirst(name.count + 1).dropLast(5).wholeMatch(of: /[0-9a-f]{16}/) != nil else { continue }
            // Neither a link nor a pipe is waited for or followed.
            let found = openat(folder.descriptor, part, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard found >= 0 else { continue }
            if flock(found, LOCK_EX | LOCK_NB) == 0 { unlinkat(folder.descriptor, part, 0) }
            close(found)
        }
    }
}
