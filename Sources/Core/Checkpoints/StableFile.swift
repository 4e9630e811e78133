import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// A file that is read piece by piece and must stay as it is meanwhile.
///
/// It is not mapped into memory: where another program cuts a mapped file short, reading it ends the process (SIGBUS).
/// A file that takes its place by renaming is no fault, since the one that was opened stays whole.
final class StableFile: Sendable {
    let path: String
    /// In bytes, when it was opened.
    let size: Int
    private let descriptor: Int32
    /// Seconds and nanoseconds.
    private let written: (Int, Int)

    /// - Parameters:
    ///   - file: an ordinary file.
    ///   - expected: what it should be, for messages.
    /// - Throws: `InputError` when it cannot be opened, or is no ordinary file.
    init(_ file: URL, expected: String) throws {
        path = file.path
        // Opening a pipe would else wait for someone who writes to it.
        descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        let reason = errno
        guard descriptor >= 0 else {
            let advice = [EMFILE, ENFILE].contains(reason) ? "Raise the limit of open files: `ulimit -n 1024`." : nil
            throw InputError(
                file.path, expected: expected, found: "none that can be read (\(String(cString: strerror(reason))))",
                advice: advice)
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            let isFolder = facts.st_mode & S_IFMT == S_IFDIR
            throw InputError(file.path, expected: expected, found: isFolder ? "a folder" : "a device or a pipe")
        }
        size = Int(facts.st_size)
        written = (Int(facts.st_mtim.tv_sec), Int(facts.st_mtim.tv_nsec))
    }

    deinit { close(descriptor) }

    /// Fills `bytes` from a place in the file.
    ///
    /// - Throws: `InputError` for a file that has changed since it was opened, or cannot be read.
    func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw InputError(
                    path, expected: "\(bytes.count) bytes from byte \(offset)",
                    found: "none that can be read (\(String(cString: strerror(errno))))")
            }
            guard count > 0 else { throw change }
            done += count
        }
        try requireUnchanged()
    }

    /// - Throws: `InputError` when size or date have changed since the file was opened.
    private func requireUnchanged() throws {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, Int(facts.st_size) == size,
            (Int(facts.st_mtim.tv_sec), Int(facts.st_mtim.tv_nsec)) == written
        else { throw change }
    }

    private var change: InputError {
        InputError(
            path, expected: "a file that stays as it is while it is read", found: "one that was written to meanwhile",
            advice: "Start again once nothing writes to it.")
    }

    /// SHA-256 of the file up to a byte, or of all of it.
    ///
    /// - Throws: `InputError` for a file that has changed since it was opened, or cannot be read.
    func digest(upTo end: Int? = nil) throws -> [UInt8] {
        let digest = SHA256Digest()
        try forEachPiece(from: 0, count: end ?? size, digest.update)
        return digest.finish()
    }

    /// Calls `body` with pieces of some bytes of the file in order, each of at most `size` bytes.
    func forEachPiece(
        from start: Int, count: Int, size: Int = 1 << 20, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, min(size, count)), alignment: 64)
        defer { buffer.deallocate() }
        for offset in stride(from: 0, to: count, by: size) {
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(size, count - offset)])
            try read(piece, at: start + offset)
            try body(UnsafeRawBufferPointer(piece))
        }
    }
}
