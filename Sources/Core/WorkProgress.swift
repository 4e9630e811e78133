import Synchronization

/// How far work that may take seconds has come, for a display that looks at it from another thread.
///
/// What takes long in Core tells `current` about it: decompositions, rows, steps, evaluations. A program sets that once
/// around all it does; without one nothing is kept.
public final class WorkProgress: Sendable {
    /// Who is told in this thread; nil for nobody.
    @TaskLocal public static var current: WorkProgress?

    /// A piece of work that goes on.
    public struct Piece: Sendable {
        /// What is done, as the plural of its parts: `training steps`.
        public let what: String
        /// Parts that are done, of how many; 0 of 0 where that is not known.
        public fileprivate(set) var done: Int
        /// All parts, those before `first` included.
        public let total: Int
        /// Seconds since it began.
        public var seconds: Double { clock.seconds }
        /// Till its end, by the mean time of the parts since it began; nil before the first, and after the last, where
        /// other work may go on.
        public var secondsLeft: Double? {
            done > first && done < total ? clock.seconds / Double(done - first) * Double(total - done) : nil
        }
        private let first: Int, clock = Stopwatch()

        fileprivate init(_ what: String, total: Int, first: Int) {
            (self.what, self.total, self.first, done) = (what, total, first, first)
        }
    }

    /// Ends a piece of work, or says that parts of it are done; from any thread.
    public struct Work: Sendable {
        fileprivate let owner: WorkProgress?
        fileprivate let depth: Int

        /// So many further parts are done.
        public func advance(by count: Int = 1) {
            owner?.pieces.withLock {
                if $0.indices.contains(depth) { $0[depth].done = min($0[depth].done + count, $0[depth].total) }
            }
        }

        /// The piece is over, and with it what began within it.
        public func end() {
            guard let owner else { return }
            let isIdle = owner.pieces.withLock {
                if $0.count > depth { $0.removeSubrange(depth...) }
                return $0.isEmpty
            }
            if isIdle { owner.whenIdle() }
        }
    }

    private let pieces = Mutex<[Piece]>([])
    private let whenIdle: @Sendable () -> Void

    /// With nothing to do yet.
    ///
    /// - Parameter whenIdle: called when the last piece has ended, before whatever comes next.
    public init(whenIdle: @escaping @Sendable () -> Void = {}) { self.whenIdle = whenIdle }

    /// What goes on now, the whole before its parts: an evaluation stands after the training that it belongs to.
    public var now: [Piece] { pieces.withLock { $0 } }

    /// Says that a piece of work begins, within the last that has not ended. Whoever begins it ends it.
    ///
    /// - Parameters:
    ///   - what: the plural of its parts, or what is at work where these are not known.
    ///   - total: all parts; 0 where nobody knows.
    ///   - first: those that an earlier process did.
    public static func begin(_ what: String, of total: Int = 0, from first: Int = 0) -> Work {
        guard let current else { return Work(owner: nil, depth: 0) }
        return current.pieces.withLock {
            $0.append(Piece(what, total: total, first: first))
            return Work(owner: current, depth: $0.count - 1)
        }
    }
}
