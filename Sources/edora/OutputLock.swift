import Core
import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// Keeps a second training out of a folder that one is writing to. The system frees it when the process ends, however it ends.
final class OutputLock {
    private let file: URL, descriptor: Int32

    /// Makes the folder, too.
    ///
    /// - Throws: `InputError` when another process has it, or the folder cannot be written.
    init(_ directory: URL) throws {
        try AtomicFile.makeDirectory(directory)
        file = directory.appending(path: ".training.lock")
        try AtomicFile.requireWritable(file)
        descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        // A file system without locks cannot keep anyone out, but that is no reason not to train.
        guard descriptor < 0 || flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            close(descriptor)
            throw InputError(directory.path, expected: "no other training", found: "one that writes to this folder", advice: "Wait for it, or name another folder by --output.")
        }
    }

    /// Frees the folder and leaves nothing in it.
    func release() {
        unlink(file.path)
        if descriptor >= 0 { close(descriptor) }
    }
}
