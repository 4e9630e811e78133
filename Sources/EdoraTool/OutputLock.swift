import Core
import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// Keeps a second training out of a folder that one is writing to. The lock is on the folder itself, so nothing is left
/// in it; the system frees it when the process ends, however it ends.
final class OutputLock: Sendable {
    private let folder: Int32
    /// The folders that were made for it, the innermost first.
    private let made: [String]

    /// Makes the folder, too.
    ///
    /// - Throws: `InputError` when another process has it, or it cannot be made.
    init(_ directory: URL) throws {
        var place = directory.standardizedFileURL, made: [String] = []
        while !FileManager.default.fileExists(atPath: place.path), place.path.count > 1 {
            made.append(place.path)
            place.deleteLastPathComponent()
        }
        self.made = made
        try AtomicFile.makeDirectory(directory)
        folder = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // A file system without locks cannot keep anyone out, but that is no reason not to train.
        guard folder < 0 || flock(folder, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            close(folder)
            throw InputError(
                directory.path, expected: "no other training", found: "one that writes to this folder",
                advice: "Wait for it, or name another folder by --output.")
        }
    }

    /// Removes the folders that it made where nothing was written to them.
    func removeIfEmpty() {
        for folder in made where rmdir(folder) != 0 { return }
    }

    func release() {
        removeIfEmpty()
        if folder >= 0 { close(folder) }
    }
}
