import CVectorKernels

/// x̄ₛ = 1/Lₛ·Σₜ xₜ over the Lₛ rows of each sequence of a packed batch: x [T, H] to x̄ [S, H].
func sequenceMeans(of x: Matrix, _ batch: PackedBatch, in arena: Arena) -> Matrix {
    let result = arena.zeros(batch.sequences, x.columns)
    for s in 0 ..< batch.sequences {
        let rows = batch.bounds[s] ..< batch.bounds[s + 1]
        for row in rows { vk_add(x.row(row), result.row(s), x.columns) }
        vk_scale(result.row(s), 1 / Float(rows.count), x.columns)
    }
    return result
}

/// The gradient of the rows from that of their means: dxₜ = dx̄ₛ/Lₛ for each token t of sequence s.  [T, H]
///
/// Overwrites dx̄.
func sequenceMeansBackward(_ dmeans: Matrix, _ batch: PackedBatch, in arena: Arena) -> Matrix {
    let result = arena.matrix(batch.tokens, dmeans.columns)
    for s in 0 ..< batch.sequences {
        let rows = batch.bounds[s] ..< batch.bounds[s + 1]
        vk_scale(dmeans.row(s), 1 / Float(rows.count), dmeans.columns)
        for row in rows { result.row(row).update(from: dmeans.row(s), count: dmeans.columns) }
    }
    return result
}
