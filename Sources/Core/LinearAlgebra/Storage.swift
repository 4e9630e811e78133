#if canImport(Glibc)
import Glibc
#endif

/// Memory for floats, aligned to a cache line and freed with its last owner.
final class Storage: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let count: Int

    /// Where memory cannot be had, the process ends; see `OutOfMemory`.
    convenience init(count: Int) {
        guard let base = Self.memory(count) else { OutOfMemory.end(bytes: count * 4) }
        self.init(base, count)
    }

    /// Nil where memory cannot be had.
    convenience init?(trying count: Int) {
        guard let base = Self.memory(count) else { return nil }
        self.init(base, count)
    }

    private init(_ base: UnsafeMutablePointer<Float>, _ count: Int) { (self.base, self.count) = (base, count) }

    private static func memory(_ count: Int) -> UnsafeMutablePointer<Float>? {
        var place: UnsafeMutableRawPointer?
        guard posix_memalign(&place, 64, max(count, 1) * 4) == 0 else { return nil }
        return place?.bindMemory(to: Float.self, capacity: max(count, 1))
    }

    deinit { free(base) }
}
