import CVectorKernels

/// The head on the first token's state x₀: logits = output(dropout(tanh(dense(x₀)))), with a dropout of x₀ besides
/// where the dense layer trains under every method.
final class ClassificationHead: @unchecked Sendable {
    /// Whether the dense layer starts anew and trains, or is the checkpoint's pooler.
    let trainsDense: Bool
    let dense: Linear
    let output: Linear

    struct Saved {
        /// What went into the dense layer.
        let first: Matrix
        let dense, pooled, dropped, logits: Matrix
    }

    init(dense: Linear, output: Linear, trainsDense: Bool) {
        (self.trainsDense, self.dense, self.output) = (trainsDense, dense, output)
        for layer in trained { layer.adapt(with: TrainedWeight(layer.base, name: layer.name, group: .head)) }
    }

    /// The layers that train under every method, and the one that does not.
    var trained: [Linear] { trainsDense ? [dense, output] : [output] }
    var frozen: [Linear] { trainsDense ? [] : [dense] }

    /// From the first token's state of each sequence; `bounds` names the sequences, of one row each.
    func forward(_ first: Matrix, _ bounds: Attention.Bounds, dropout: Dropout?, in arena: Arena) -> Saved {
        var features = first
        if trainsDense, dropout != nil {
            features = arena.copy(first)
            drop(features, .features, bounds, dropout)
        }
        let dense = dense.forward(features, in: arena)
        let pooled = arena.matrix(dense.rows, dense.columns)
        vk_tanh(dense.base, pooled.base, dense.count)
        let dropped = arena.copy(pooled)
        drop(dropped, .pooled, bounds, dropout)
        return Saved(
            first: features, dense: dense, pooled: pooled, dropped: dropped, logits: output.forward(dropped, in: arena))
    }

    /// d(first), or nil where nothing below needs it.
    func backward(
        _ dlogits: Matrix, _ saved: Saved, _ bounds: Attention.Bounds, dropout: Dropout?, needsInput: Bool,
        into gradients: Gradients, in arena: Arena
    ) -> Matrix? {
        output.accumulate(dy: dlogits, x: saved.dropped, y: saved.logits, into: gradients, arena: arena)
        guard needsInput || dense.isTrainable else { return nil }
        let dpooled = arena.matrix(saved.pooled.rows, saved.pooled.columns)
        output.inputGradient(dlogits, into: dpooled, in: arena)
        drop(dpooled, .pooled, bounds, dropout)
        vk_tanh_backward(saved.pooled.base, dpooled.base, dpooled.count)
        dense.accumulate(dy: dpooled, x: saved.first, y: saved.dense, into: gradients, arena: arena)
        guard needsInput else { return nil }
        let dfirst = arena.matrix(saved.first.rows, saved.first.columns)
        dense.inputGradient(dpooled, into: dfirst, in: arena)
        if trainsDense { drop(dfirst, .features, bounds, dropout) }
        return dfirst
    }

    private func drop(_ x: Matrix, _ place: Dropout.Place, _ bounds: Attention.Bounds, _ dropout: Dropout?) {
        dropout?.apply(x, probability: dropout?.pooled ?? 0, at: place, bounds: bounds.queries, numbers: bounds.numbers)
    }
}
