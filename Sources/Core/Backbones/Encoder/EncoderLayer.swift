import CVectorKernels

/// One transformer layer of an encoder, as BERT's: attention, then a feed-forward part, each with dropout, a residual
/// and LayerNorm.
///
/// T is the number of tokens of the packed shard. Where the head reads first tokens, the last layer is asked for these
/// alone (Q = S rows instead of T).
final class EncoderLayer: @unchecked Sendable {
    let query, key, value, attentionOutput, intermediate, output: Linear
    let attentionNorm, outputNorm: LayerNorm
    let attention: Attention
    let firstTokenAttention: FirstTokenAttention
    let number: Int
    private let dropsAttentionOutput: Bool

    init(_ number: Int, _ source: TensorSource, _ configuration: EncoderConfiguration) throws {
        let names = configuration.family.names, epsilon = configuration.layerNormEpsilon
        let H = configuration.sizes.hidden, I = configuration.sizes.intermediate
        self.number = number
        func path(_ part: String) -> String { names.path(number, part) }
        query = try source.linear(path(names.query), H, H)
        key = try source.linear(path(names.key), H, H)
        value = try source.linear(path(names.value), H, H)
        attentionOutput = try source.linear(path(names.attentionOutput), H, H)
        intermediate = try source.linear(path(names.intermediate), I, H)
        output = try source.linear(path(names.output), H, I)
        attentionNorm = try source.layerNorm(path(names.attentionNorm), H, epsilon)
        outputNorm = try source.layerNorm(path(names.outputNorm), H, epsilon)
        dropsAttentionOutput = configuration.family.dropsAttentionOutput
        attention = Attention(heads: configuration.sizes.heads, layer: number)
        firstTokenAttention = FirstTokenAttention(heads: configuration.sizes.heads, layer: number)
    }

    var linears: [Linear] { [query, key, value, attentionOutput, intermediate, output] }
    /// Those that adapters are put on.
    var targets: [Linear] { [query, value, attentionOutput, output] }
    var norms: [LayerNorm] { [attentionNorm, outputNorm] }
    var isTrainable: Bool {
        linears.contains(where: \.isTrainable) || norms.flatMap(\.parameters).contains(where: \.isTrainable)
    }

    /// What the backward pass needs of the forward pass.
    struct Saved {
        let x: Matrix  // [T, H] input
        let xq: Matrix  // [Q, H] the rows that ask
        let Q: Matrix
        let attention: SavedAttention
        let bounds: Attention.Bounds
        let context: Matrix  // [Q, H]
        let attended: Matrix  // [Q, H] attention output, before dropout
        let attentionNorm: LayerNorm.Saved
        let h: Matrix  // [Q, H] after the first LayerNorm
        let u: Matrix?  // [Q, I] before GELU, without the bias; kept where an adapter of `intermediate` may ask
        let g: Matrix  // [Q, I] after GELU
        let slope: Matrix  // [Q, I] GELU's derivative
        let fed: Matrix  // [Q, H] feed-forward output, before dropout
        let outputNorm: LayerNorm.Saved
    }

    func forward(
        _ x: Matrix, _ batch: PackedBatch, firstTokensOnly: Bool, dropout: Dropout?, in arena: Arena
    ) -> (y: Matrix, saved: Saved) {
        let bounds = firstTokensOnly ? batch.oneToken : batch.allTokens
        let xq = firstTokensOnly ? firstRows(of: x, batch, in: arena) : x
        let Q = query.forward(xq, in: arena)
        let (context, attentionSaved) = attend(
            Q, x, bounds, firstTokensOnly: firstTokensOnly, dropout: dropout, in: arena)

        let attended = attentionOutput.forward(context, in: arena)
        let (h, attentionNormSaved) = attentionNorm.forward(
            consuming: residual(
                attended, xq, .attentionOutput, bounds, dropsAttentionOutput ? dropout : nil, arena), in: arena)

        let slope = intermediate.product(h, in: arena)  // u, until GELU
        let u = intermediate.adapter.map { _ in arena.copy(slope) }
        let g = arena.matrix(slope.rows, slope.columns)
        vk_bias_gelu(slope.base, intermediate.bias.value.base, g.base, g.rows, g.columns)
        let fed = output.forward(g, in: arena)
        let (y, outputNormSaved) = outputNorm.forward(
            consuming: residual(fed, h, .output, bounds, dropout, arena), in: arena)

        return (
            y,
            Saved(
                x: x, xq: xq, Q: Q, attention: attentionSaved, bounds: bounds, context: context,
                attended: attended, attentionNorm: attentionNormSaved, h: h, u: u, g: g, slope: slope, fed: fed,
                outputNorm: outputNormSaved)
        )
    }

    /// Accumulates the layer's gradients and returns dx, or nil where nothing below needs it. Overwrites dy, whose
    /// memory is dx's where every row asks.
    func backward(
        _ dy: Matrix, _ saved: Saved, _ batch: PackedBatch, dropout: Dropout?, needsInput: Bool,
        into gradients: Gradients, in arena: Arena
    ) -> Matrix? {
        let dx = needsInput ? saved.attention.asksAll ? dy : arena.matrix(saved.x.rows, saved.x.columns) : nil
        // Memory that the next layer writes over is still in the processor's caches.
        arena.scratch { backward(dy, saved, batch, dropout: dropout, dx: dx, into: gradients, in: arena) }
        return dx
    }

    /// Each line undoes one of `forward`, from the last to the first.
    private func backward(
        _ dy: Matrix, _ saved: Saved, _ batch: PackedBatch, dropout: Dropout?, dx: Matrix?, into gradients: Gradients,
        in arena: Arena
    ) {
        outputNorm.backward(dy, saved.outputNorm, into: gradients)  // dy is now d(dropout(fed) + h)
        let dfed = dropped(dy, .output, saved.bounds, dropout, arena)
        output.accumulate(dy: dfed, x: saved.g, y: saved.fed, into: gradients, arena: arena)
        let du = arena.matrix(saved.g.rows, saved.g.columns)
        output.inputGradient(dfed, into: du, in: arena)
        vk_multiply(saved.slope.base, du.base, du.count)
        intermediate.accumulateBias(dy: du, into: gradients)
        if let u = saved.u {
            intermediate.accumulateWeight(dy: du, x: saved.h, product: u, into: gradients, arena: arena)
        }
        intermediate.inputGradient(du, into: dy, accumulating: true, in: arena)  // dh: the residual's part was there

        attentionNorm.backward(dy, saved.attentionNorm, into: gradients)  // now d(dropout(attended) + xq)
        let dattended = dropped(
            dy, .attentionOutput, saved.bounds, dropsAttentionOutput ? dropout : nil, arena)
        attentionOutput.accumulate(
            dy: dattended, x: saved.context, y: saved.attended, into: gradients, arena: arena)
        let dcontext = arena.matrix(saved.context.rows, saved.context.columns)
        attentionOutput.inputGradient(dattended, into: dcontext, in: arena)

        attendBackward(dcontext, residual: dy, saved, batch, dx: dx, into: gradients, in: arena)
    }

    /// dropout(x) + skipped, in memory of its own: LayerNorm keeps it.
    private func residual(
        _ x: Matrix, _ skipped: Matrix, _ place: Dropout.Place, _ bounds: Attention.Bounds, _ dropout: Dropout?,
        _ arena: Arena
    ) -> Matrix {
        let sum = arena.matrix(x.rows, x.columns)
        if let dropout {
            dropout.apply(
                x, adding: skipped, to: sum, at: place, layer: number, bounds: bounds.queries, numbers: bounds.numbers)
        } else {
            vk_dropout_add(x.base, skipped.base, sum.base, 0, 0, sum.count)
        }
        return sum
    }

    /// dropout(x) at `place`: a copy with dropout, x itself without.
    private func dropped(
        _ x: Matrix, _ place: Dropout.Place, _ bounds: Attention.Bounds, _ dropout: Dropout?, _ arena: Arena
    ) -> Matrix {
        guard let dropout, dropout.hidden > 0 else { return x }
        let result = arena.matrix(x.rows, x.columns)
        dropout.apply(x, to: result, at: place, layer: number, bounds: bounds.queries, numbers: bounds.numbers)
        return result
    }
}

/// The first row of each sequence.  [S, H]
func firstRows(of x: Matrix, _ batch: PackedBatch, in arena: Arena) -> Matrix {
    let result = arena.matrix(batch.sequences, x.columns)
    for s in 0 ..< batch.sequences { result.row(s).update(from: x.row(batch.bounds[s]), count: x.columns) }
    return result
}
