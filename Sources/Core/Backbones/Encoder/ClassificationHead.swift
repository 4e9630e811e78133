import CVectorKernels

/// The head on what it reads of a sequence, the first token's state or the mean of all: logits =
/// output(dropout(f(dense(x)))), where f is the family's activation, with a dropout of x besides where the family has
/// one. Without a dense layer, which a pooling may leave out, logits = output(dropout(x)).
final class ClassificationHead: @unchecked Sendable {
    private let names: EncoderFamily.Head
    /// Whether the dense layer trains under every method, or is the checkpoint's pooler and frozen.
    let trainsDense: Bool
    let dense: Linear?
    let output: Linear
    /// GELU's kernel adds a bias, which the dense layer has added already.
    private let noBias: Matrix

    struct Saved {
        /// nil without a dense layer.
        let dense: Dense?
        let dropped, logits: Matrix
    }

    /// Of the dense layer: what went in, what came out, and that after the activation.
    struct Dense {
        /// `slope` is GELU's derivative; under another activation it is not used.
        let input, output, slope, pooled: Matrix
    }

    init(_ names: EncoderFamily.Head, dense: Linear?, output: Linear, trainsDense: Bool) {
        (self.names, self.trainsDense, self.dense, self.output) = (names, trainsDense, dense, output)
        noBias = Matrix(1, output.inputs)
        for layer in trained { layer.adapt(with: TrainedWeight(layer.base, name: layer.name, group: .head)) }
    }

    /// The layers that train under every method, and the one that does not.
    var trained: [Linear] { trainsDense ? layers : [output] }
    var frozen: [Linear] { trainsDense ? [] : Array(layers.dropLast()) }
    /// All of them, the output layer last.
    var layers: [Linear] { (dense.map { [$0] } ?? []) + [output] }

    /// From what is read of each sequence, [S, H]; `bounds` names the sequences, of one row each.
    func forward(_ read: Matrix, _ bounds: Attention.Bounds, dropout: Dropout?, in arena: Arena) -> Saved {
        let saved = dense.map { forward(read, through: $0, bounds, dropout: dropout, in: arena) }
        let dropped = arena.copy(saved?.pooled ?? read)
        drop(dropped, .pooled, bounds, dropout)
        return Saved(dense: saved, dropped: dropped, logits: output.forward(dropped, in: arena))
    }

    private func forward(
        _ read: Matrix, through dense: Linear, _ bounds: Attention.Bounds, dropout: Dropout?, in arena: Arena
    ) -> Dense {
        var features = read
        if names.dropsInput, dropout != nil {
            features = arena.copy(read)
            drop(features, .features, bounds, dropout)
        }
        let output = dense.forward(features, in: arena)
        let pooled = arena.matrix(output.rows, output.columns), slope = activate(output, into: pooled, in: arena)
        return Dense(input: features, output: output, slope: slope, pooled: pooled)
    }

    /// d(read), or nil where nothing below needs it.
    func backward(
        _ dlogits: Matrix, _ saved: Saved, _ bounds: Attention.Bounds, dropout: Dropout?, needsInput: Bool,
        into gradients: Gradients, in arena: Arena
    ) -> Matrix? {
        output.accumulate(dy: dlogits, x: saved.dropped, y: saved.logits, into: gradients, arena: arena)
        guard needsInput || dense?.isTrainable == true else { return nil }
        let dpooled = arena.matrix(saved.dropped.rows, saved.dropped.columns)
        output.inputGradient(dlogits, into: dpooled, in: arena)
        drop(dpooled, .pooled, bounds, dropout)
        guard let dense, let own = saved.dense else { return dpooled }
        activateBackward(own, dpooled)
        dense.accumulate(dy: dpooled, x: own.input, y: own.output, into: gradients, arena: arena)
        guard needsInput else { return nil }
        let dread = arena.matrix(own.input.rows, own.input.columns)
        dense.inputGradient(dpooled, into: dread, in: arena)
        if names.dropsInput { drop(dread, .features, bounds, dropout) }
        return dread
    }

    /// y = f(x); returns f'(x) where it does not follow from y.
    private func activate(_ x: Matrix, into y: Matrix, in arena: Arena) -> Matrix {
        switch names.activation {
        case .tanh: vk_tanh(x.base, y.base, x.count)
        case .relu: for i in 0 ..< x.count { y.base[i] = max(0, x.base[i]) }
        case .gelu:
            let slope = arena.copy(x)
            vk_bias_gelu(slope.base, noBias.base, y.base, x.rows, x.columns)
            return slope
        }
        return y
    }

    /// dx = f'(x)·dy, in place of dy.
    private func activateBackward(_ saved: Dense, _ dy: Matrix) {
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
