import CVectorKernels

/// Whose rows are whose in a layer's pass over a shard, which of them ask, and where they stand in their texts.
struct Gemma3Rows {
    /// Who asks whom.
    let bounds: Attention.Bounds
    /// Whether every row asks; otherwise the last of each sequence.
    let areAll: Bool
    /// Of all rows, and of those that ask.
    private let positions, askingPositions: [Int32]
    private let global, local: (RotaryPositions, RotaryPositions.Tables)

    init(_ batch: PackedBatch, lastOnly: Bool, global: RotaryPositions, local: RotaryPositions) {
        (bounds, areAll) = (lastOnly ? batch.oneToken : batch.allTokens, !lastOnly)
        positions = batch.positions
        askingPositions = lastOnly ? batch.bounds.dropFirst().map { batch.positions[$0 - 1] } : batch.positions
        let count = Int(batch.positions.max() ?? 0) + 1
        (self.global, self.local) = ((global, global.tables(count)), (local, local.tables(count)))
    }

    /// Turns the heads of rows by their positions, in place, or back.
    func turn(_ x: Matrix, isGlobal: Bool, asking: Bool, back: Bool = false) {
        let (rotary, tables) = isGlobal ? global : local
        rotary.turn(x, asking ? askingPositions : positions, tables, back: back)
    }

    /// The rows that ask: all of x [T, n], or the last of each sequence, [S, n].
    func asking(_ x: Matrix, in arena: Arena) -> Matrix {
        guard !areAll else { return x }
        let result = arena.matrix(bounds.numbers.count, x.columns)
        for s in 0 ..< result.rows { result.row(s).update(from: x.row(bounds.keys[s + 1] - 1), count: x.columns) }
        return result
    }

    /// Adds the rows that ask to those of all.
    func add(_ dx: Matrix, to all: Matrix) {
        for s in 0 ..< dx.rows { vk_add(dx.row(s), all.row(bounds.keys[s + 1] - 1), dx.columns) }
    }
}
