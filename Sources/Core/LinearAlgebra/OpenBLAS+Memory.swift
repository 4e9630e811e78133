import Foundation
import Synchronization
#if canImport(Glibc)
import Glibc
#endif

/// The memory of products.
extension OpenBLAS {
    /// What each product in progress takes for packed copies of its factors, in bytes; OpenBLAS is built with it.
    #if arch(x86_64)
    static let productBytes = 128 << 20
    #else
    static let productBytes = 32 << 20
    #endif

    /// Products that have their memory.
    private static let ready = Mutex(0)

    /// Has OpenBLAS take the memory for products on some threads at once.
    ///
    /// Where memory is limited, OpenBLAS asks for it without end in the middle of a product, and the program hangs. So
    /// it is found out before whether there is enough. The memory is address space alone until a product uses it.
    ///
    /// - Throws: `InputError` when it cannot be had.
    public static func requireMemory(threads: Int) throws {
        // No more run at a time.
        let threads = min(threads, max(1, Machine.cores))
        try ready.withLock { ready in
            guard threads > ready else { return }
            let bytes = (threads - ready) * productBytes
            guard ProcessLimits.haveRoom(for: bytes) else {
                throw InputError(
                    "memory", expected: "\(bytes >> 20) MiB for products on \(threads) threads",
                    found: "less, by a limit of this process or the machine",
                    advice: (threads > 1 ? "Ask for fewer threads, or raise " : "Raise ")
                        + "the limit: `ulimit -v unlimited`.")
            }
            takeMemory(ofProducts: threads)
            ready = threads
        }
    }

    /// OpenBLAS keeps what it was given once. Where its library does not let us ask, the first products do.
    private static func takeMemory(ofProducts count: Int) {
        typealias Take = @convention(c) (Int32) -> UnsafeMutableRawPointer?
        typealias GiveBack = @convention(c) (UnsafeMutableRawPointer?) -> Void
        guard let take = dlsym(nil, "blas_memory_alloc"), let giveBack = dlsym(nil, "blas_memory_free") else { return }
        let places = (0 ..< count).map { _ in unsafeBitCast(take, to: Take.self)(0) }
        for place in places { unsafeBitCast(giveBack, to: GiveBack.self)(place) }
    }
}
