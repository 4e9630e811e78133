/// Memory for the activations of one shard, reused from step to step.
///
/// Matrices are cut from the front of a few large blocks. `reset()` forgets all of them at once; the
/// blocks stay, so that after the first steps a pass allocates nothing. One worker uses one arena.
public final class Arena: @unchecked Sendable {
    private var blocks: [Storage] = []
    private var block = 0
    private var used = 0
    private let blockCount: Int
    /// The time of the worker that owns this arena.
    let clock = PartClock()

    /// - Parameter blockCount: floats in a block; larger matrices get a block of their own.
    public init(blockCount: Int = 1 << 22) { self.blockCount = blockCount }

    /// A matrix whose numbers are whatever the memory held.
    func matrix(_ rows: Int, _ columns: Int) -> Matrix {
        let count = (rows * columns + 15) & ~15  // rows start on cache lines
        while block < blocks.count, used + count > blocks[block].count {
            // Nothing lies in it yet: a larger one takes its place, or lengths that grow from step to step would leave
            // one block after the other behind.
            guard used > 0 else {
                blocks[block] = Storage(count: max(blockCount, count))
                break
            }
            block += 1
            used = 0
        }
        if block == blocks.count { blocks.append(Storage(count: max(blockCount, count))) }
        defer { used += count }
        return Matrix(storage: blocks[block], offset: used, rows: rows, columns: columns, stride: columns)
    }

    func zeros(_ rows: Int, _ columns: Int) -> Matrix {
        let result = matrix(rows, columns)
        result.fill(0)
        return result
    }

    func copy(_ source: Matrix) -> Matrix {
        let result = matrix(source.rows, source.columns)
        result.assign(source)
        return result
    }

    /// Runs `body` and forgets the matrices that it took: for scratch memory within a pass.
    func scratch<Result>(_ body: () throws -> Result) rethrows -> Result {
        let (block, used) = (self.block, self.used)
        defer { (self.block, self.used) = (block, used) }
        return try body()
    }

    /// Takes back every matrix and keeps the blocks: the next pass writes over the same memory.
    public func reset() { (block, used) = (0, 0) }

    /// Floats in all blocks.
    var capacity: Int { blocks.reduce(0) { $0 + $1.count } }
}
