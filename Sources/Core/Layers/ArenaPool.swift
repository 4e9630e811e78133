import Synchronization

/// Arenas that nobody uses at present: each caller takes its own and brings them back, so that several can run at once
/// and none waits, and memory is used again.
final class ArenaPool: Sendable {
    private let free = Mutex<[Arena]>([])

    /// Calls `body` with arenas that are its alone.
    func lend<Result>(_ count: Int, _ body: ([Arena]) throws -> Result) rethrows -> Result {
        let known = free.withLock { free in
            let taken = Array(free.suffix(count))
            free.removeLast(taken.count)
            return taken
        }
        let arenas = known + (known.count ..< max(known.count, count)).map { _ in Arena() }
        defer { free.withLock { $0 += arenas } }
        return try body(arenas)
    }

    /// Arenas that are not lent.
    var count: Int { free.withLock { $0.count } }
}
