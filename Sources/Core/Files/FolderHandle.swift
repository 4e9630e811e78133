import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// An open folder. What is done by names in it stays in it, wherever its path leads meanwhile, and no link is followed:
/// a link in the place of a file could lead to a file of others.
final class FolderHandle: Sendable {
    let url: URL
    let descriptor: Int32

    /// - Throws: `InputError` where there is no folder, with the system's reason.
    init(_ url: URL) throws {
        self.url = url
        descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(url, "a folder that can be written") }
    }

    /// A folder in a folder, itself no link.
    private init(_ name: String, in parent: FolderHandle) throws {
        url = parent.file(name)
        descriptor = openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(url, "a folder that can be written") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func file(_ name: String) -> URL { url.appending(path: name) }

    /// A folder in this one.
    ///
    /// - Throws: `InputError` where there is none, or a link.
    func folder(_ name: String) throws -> FolderHandle { try FolderHandle(name, in: self) }

    /// Makes a folder that was not there.
    ///
    /// - Throws: `InputError` with the system's reason.
    func makeFolder(_ name: String) throws -> FolderHandle {
        guard mkdirat(descriptor, name, 0o755) == 0 else { throw failure(name) }
        return try folder(name)
    }

    /// Facts of an entry, a link's own where it is one; nil where there is none.
    ///
    /// - Throws: `InputError` where the system cannot say.
    func facts(_ name: String) throws -> stat? {
        var facts = stat()
        if fstatat(descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 { return facts }
        guard errno == ENOENT else { throw Self.failure(file(name), "a file that can be looked at") }
        return nil
    }

    /// Whether this is still the folder at its path.
    var isAtItsPath: Bool {
        var own = stat(), found = stat()
        return fstat(descriptor, &own) == 0 && stat(url.path, &found) == 0 && own.st_ino == found.st_ino
            && own.st_dev == found.st_dev
    }

    /// The names in it, in no order.
    var names: [String] {
        // A descriptor of its own: reading moves a position that copies of a descriptor share.
        guard let copy = fdopendir(openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) else { return [] }
        defer { closedir(copy) }
        var names: [String] = []
        while let entry = readdir(copy) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// The bytes of a small file.
    ///
    /// - Throws: `InputError` where there is none or it is longer than `limit`, and for a link or a pipe.
    func read(_ name: String, atMost limit: Int) throws -> Data {
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw Self.failure(self.file(name), "a file that can be read") }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw InputError(self.file(name).path, expected: "an ordinary file", found: "something else")
        }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw Self.failure(self.file(name), "a file that can be read") }
        guard count <= limit else {
            throw InputError(self.file(name).path, expected: "at most \(limit) bytes", found: "more")
        }
        return Data(bytes.prefix(count))
    }

    /// What came of locking a folder; `none`: the file system has no locks, for a reason.
    enum Lock: Equatable {
        case ours, others, none(reason: String)
    }

    /// Locks the folder against other processes, until it is closed.
    func lock() -> Lock {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return .ours }
        return errno == EWOULDBLOCK ? .others : .none(reason: String(cString: strerror(errno)))
    }

    /// Gives a file of this folder a name in another folder; what has that name is replaced in one step, a link itself.
    ///
    /// - Throws: `InputError` with the system's reason.
    func rename(_ name: String, to new: String, in folder: FolderHandle) throws {
        guard renameat(descriptor, name, folder.descriptor, new) == 0 else { throw folder.failure(new) }
    }

    /// Removes a file or a link, where there is one.
    ///
    /// - Throws: `InputError` with the system's reason.
    func remove(_ name: String) throws {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else { throw failure(name) }
    }

    /// Removes a folder of this one with the files in it.
    ///
    /// - Throws: `InputError` with the system's reason, and for a link in its place.
    func removeFolder(_ name: String) throws {
        let inner = try folder(name)
        for file in inner.names { try inner.remove(file) }
        guard unlinkat(descriptor, name, AT_REMOVEDIR) == 0 else { throw failure(name) }
    }

    /// Waits until the names are on disk, too.
    ///
    /// - Throws: `InputError` with the system's reason; a file system that cannot do this for folders is none.
    func synchronise() throws {
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
            throw Self.failure(url, "a folder that can be written")
        }
    }

    /// The system's reason why an entry could not be written.
    func failure(_ name: String) -> InputError { Self.failure(file(name)) }

    static func failure(_ file: URL, _ expected: String = "a file that can be written") -> InputError {
        InputError(
            file.path, expected: expected, found: String(cString: strerror(errno)),
            advice: "Choose another place, or make room or permission there.")
    }
}
