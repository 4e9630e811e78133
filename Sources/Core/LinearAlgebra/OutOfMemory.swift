import Synchronization
#if canImport(Glibc)
import Glibc
#endif

/// The end of a process that cannot have the memory for its numbers.
///
/// Sizes of files are refused with an `InputError` before; what is left are the many small steps of a computation, none
/// of which could go on. Swift's own collections end the process with a trap, which nothing can catch.
public enum OutOfMemory {
    /// What must be done before the process ends, such as taking away a folder that it has made; nil for nothing.
    private static let lastDeed = Mutex<(@Sendable () -> Void)?>(nil)

    /// Sets what is done before the process ends; nil takes it back.
    public static func beforeEnd(_ deed: (@Sendable () -> Void)?) { lastDeed.withLock { $0 = deed } }

    /// Says what was missing, and ends the process with status 1. Other threads may be at work, so nothing else is
    /// done.
    static func end(bytes: Int) -> Never {
        lastDeed.withLock { $0?() }
        // No more memory is asked for than a text needs.
        let text =
            """
            Error: memory: expected \(max(bytes >> 20, 1)) MiB more, found less, by a limit of this process or \
            the machine
              Try smaller batches, shorter texts or fewer threads, or raise the limit: `ulimit -v unlimited`.

            """
        _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
        _exit(1)
    }
}
