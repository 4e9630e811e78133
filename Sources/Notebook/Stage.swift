import Foundation

/// A folder beside what it is for, in which everything is made before anything is published.
///
/// It is locked while it is used, so that two runs of a chapter cannot publish at once. The lock ends with
/// its process, however that ends; what a dead run left behind is cleared away by the next.
final class Stage {
    let folder: URL
    /// The folder as a person knows it.
    private let title: String
    private let lock: Int32

    /// The stage of a chapter's page.
    ///
    /// - Throws: as `init(_:in:title:)`.
    convenience init(for place: ChapterPlace) throws {
        try self.init(place.name, in: place.stageParent, title: place.relative)
    }

    /// - Parameters:
    ///   - name: of what is made in it.
    ///   - parent: the folder that it is in; made where there is none.
    ///   - title: how a place is called in messages.
    /// - Throws: `PageError` when the folder cannot be made, or another run holds it.
    init(_ name: String, in parent: URL, title: (URL) -> String) throws {
        folder = parent.appendingPathComponent(".stage-\(name)", isDirectory: true)
        self.title = title(folder)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw PageError(
                title(parent), expected: "a folder that can be written to", found: error.localizedDescription)
        }
        // What a link in its place leads to belongs to others, and would be emptied.
        lock = open(folder.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        // The folder that was opened may be removed before it is locked, by a run that ends just now.
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK, Self.isStill(lock, at: folder)
        else {
            let isTaken = errno == EWOULDBLOCK, found = isTaken ? "another at it" : String(cString: strerror(errno))
            if lock >= 0 { close(lock) }
            throw PageError(
                self.title,
                expected: isTaken ? "one run at a time to publish this" : "a folder, no link or file",
                found: found, advice: isTaken ? "wait until the other run has ended" : "delete it")
        }
        // By the open folder, whatever its path has become.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
            unlinkat(lock, name, 0)
        }
    }

    /// Whether an open folder is the one that stands at a path; sets `errno` where it is not.
    private static func isStill(_ descriptor: Int32, at folder: URL) -> Bool {
        var opened = stat()
        var found = stat()
        if fstat(descriptor, &opened) == 0, lstat(folder.path, &found) == 0, opened.st_ino == found.st_ino,
            opened.st_dev == found.st_dev
        {
            return true
        }
        errno = EWOULDBLOCK
        return false
    }

    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

    func write(_ data: Data, _ name: String) throws {
        do {
            try data.write(to: file(name), options: .withoutOverwriting)
        } catch {
            throw PageError(
                title, expected: "a folder that can be written to", found: error.localizedDescription)
        }
    }

    /// Removes the folder and lets go of the lock. Call it once, last.
    func remove() {
        try? FileManager.default.removeItem(at: folder)
        close(lock)
    }
}
