import Foundation

/// A folder beside the page's folder, in which everything is made before anything is published.
///
/// It is locked while it is used, so that two runs of a chapter cannot publish at once. The lock ends with
/// its process, however that ends; what a dead run left behind is cleared away by the next.
final class Stage {
    let folder: URL
    private let place: ChapterPlace
    private let lock: Int32

    /// - Throws: `PageError` when the folder cannot be made, or another run holds it.
    init(for place: ChapterPlace) throws {
        self.place = place
        folder = place.stageParent.appendingPathComponent(".stage-\(place.name)", isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw PageError(
                place.relative(place.stageParent), expected: "a folder that can be written to",
                found: error.localizedDescription)
        }
        // What a link in its place leads to belongs to others, and would be emptied.
        lock = open(folder.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        // The folder that was opened may be removed before it is locked, by a run that ends just now.
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0, Self.isStill(lock, at: folder) else {
            let isTaken = errno == EWOULDBLOCK, found = isTaken ? "another at it" : String(cString: strerror(errno))
            if lock >= 0 { close(lock) }
            throw PageError(
                place.relative(folder),
                expected: isTaken ? "one run at a time to publish this chapter" : "a folder, no link or file",
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
                place.relative(folder), expected: "a folder that can be written to", found: error.localizedDescription)
        }
    }

    /// Removes the folder and lets go of the lock. Call it once, last.
    func remove() {
        try? FileManager.default.removeItem(at: folder)
        close(lock)
    }
}
