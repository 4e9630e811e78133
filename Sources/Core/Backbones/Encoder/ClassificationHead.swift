import CVectorKernels

/// The head on the first token's state x₀: logits = output(dropout(f(dense(x₀)))), where f is the family's activation,
/// with a dropout of x₀ besides where the family has one.
final class ClassificationHead: @unchecked Sendable {
    private let names: EncoderFamily.Head
    /// Whether the dense layer trains under every method, or is the checkpoint's pooler and frozen.
    let trainsDense: Bool
    let dense: Linear
    let output: Linear
    /// GELU's kernel adds a bias, which the dense layer has added already.
    private let noBias: Matrix

    struct Saved {
        /// What went into the dense layer.
        let first: Matrix
        /// `slope` is GELU's derivative; under another activation it is not used.
        let dense, slope, pooled, dropped, logits: Matrix
    }

    init(_ names: EncoderFamily.Head, dense: Linear, output: Linear, trainsDense: Bool) {
        (self.names, self.trainsDense, self.dense, self.output) = (names, trainsDense, dense, output)
        noBias = Matrix(1, dense.outputs)
        for layer in trained { layer.adapt(with: TrainedWeight(layer.base, name: layer.name, group: .head)) }
    }

    /// The layers that train under every method, and the one that does not.
    var trained: [Linear] { trainsDense ? [dense, output] : [output] }
    var frozen: [Linear] { trainsDense ? [] : [dense] }

    /// From the first token's state of each sequence; `bounds` names the sequences, of one row each.
    func forward(_ first: Matrix, _ bounds: Attention.Bounds, dropout: Dropout?, in arena: Arena) -> Saved {
        var features = first
        if names.dropsInput, dropout != nil {
            features = arena.copy(first)
            drop(features, .features, bounds, dropout)
        }
        let dense = dense.forward(features, in: arena)
        let pooled = arena.matrix(dense.rows, dense.columns), slope = activate(dense, into: pooled, in: arena)
        let dropped = arena.copy(pooled)
        drop(dropped, .pooled, bounds, dropout)
        return Saved(
            first: features, dense: dense, slope: slope, pooled: pooled, dropped: dropped,
            logits: output.forward(dropped, in: arena))
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
        activateBackward(saved, dpooled)
        dense.accumulate(dy: dpooled, x: saved.first, y: saved.dense, into: gradients, arena: arena)
        guard needsInput else { return nil }
        let dfirst = arena.matrix(saved.first.rows, saved.first.columns)
        dense.inputGradient(dpooled, into: dfirst, in: arena)
        if names.dropsInput { drop(dfirst, .features, bounds, dropout) }
        return dfirst
    }

    /// y = f(x); returns f'(x) where it does not follow from y.
    private func activate(_ x: Matrix, into y: Matrix, in arena: Arena) -> Matrix {
        switch names.activation {
        case .tanh: vk_tanh(x.base, y.base, x.count)
        case .relu: for i in 0 ..< x.count { y.base[i] = max(0, x.base[i]) }
        case .gelu:
            let slope = arena.matrix(x.rows, x.columns)
            vk_bias_gelu(x.base, noBias.base, y.base, slope.base, x.rows, x.columns)
            return slope
        }
        return y
    }

    /// dx = f'(x)·dy, in place of dy.
    private func activateBackward(_ saved: Saved, _ dy: Matrix) {
        switch names.activation {
        case .tanh: vk_tanh_backward(saved.pooled.base, dy.base, dy.count)
        case .relu: for i in 0 ..< dy.count where saved.pooled.base[i] <= 0 { dy.base[i] = 0 }
        case .gelu: vk_multiply(saved.slope.base, dy.base, dy.count)
        }
    }

    private func drop(_ x: Matrix, _ place: Dropout.Place, _ bounds: Attention.Bounds, _ dropout: Dropout?) {
        dropout?.apply(x, probability: dropout?.pooled ?? 0, at: place, bounds: bounds.queries, numbers: bounds.numbers)
    }
}
