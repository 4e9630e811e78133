import CVectorKernels

/// The part of a layer between its input and the context: query, key, value and attention.
extension EncoderLayer {
    enum SavedAttention {
        case allTokens(Attention.Inputs, Attention.Saved)
        case firstTokens(FirstTokenAttention.Inputs, FirstTokenAttention.Saved)

        /// Whether every row asks.
        var asksAll: Bool { if case .allTokens = self { true } else { false } }
    }

    /// The context of the rows that ask, [Q, H].
    func attend(
        _ Q: Matrix, _ x: Matrix, _ bounds: Attention.Bounds, firstTokensOnly: Bool, dropout: Dropout?, in arena: Arena
    ) -> (context: Matrix, saved: SavedAttention) {
        if firstTokensOnly {
            let inputs = FirstTokenAttention.Inputs(Q: Q, x: x, key: key, value: value, bounds: bounds)
            let (context, saved) = arena.clock.time(.attention) {
                firstTokenAttention.forward(inputs, dropout: dropout, in: arena)
            }
            return (context, .firstTokens(inputs, saved))
        }
        let K = key.forward(x, in: arena), V = value.forward(x, in: arena)
        let inputs = Attention.Inputs(Q: Q, K: K, V: V, bounds: bounds)
        let (context, saved) = arena.clock.time(.attention) { attention.forward(inputs, dropout: dropout, in: arena) }
        return (context, .allTokens(inputs, saved))
    }

    /// Accumulates the gradients of query, key and value and writes dx, which is nil where nothing below needs it.
    ///
    /// `residual` holds the gradient that reached the rows that ask past the attention; it is overwritten, and is dx
    /// where every row asks.
    func attendBackward(
        _ dcontext: Matrix, residual: Matrix, _ saved: Saved, _ batch: PackedBatch, dx: Matrix?,
        into gradients: Gradients, in arena: Arena
    ) {
        switch saved.attention {
        case .allTokens(let inputs, let attended):
            let (dQ, dK, dV) = arena.clock.time(.attention) {
                attention.backward(
                    dcontext: dcontext, inputs, attended, needsKeys: dx != nil || key.isTrainable, in: arena)
            }
            query.accumulate(dy: dQ, x: saved.xq, y: saved.Q, into: gradients, arena: arena)
            value.accumulate(dy: dV, x: saved.x, y: inputs.V, into: gradients, arena: arena)
            if let dK { key.accumulate(dy: dK, x: saved.x, y: inputs.K, into: gradients, arena: arena) }
            guard let dx, let dK else { return }
            query.inputGradient(dQ, into: dx, accumulating: true, in: arena)
            key.inputGradient(dK, into: dx, accumulating: true, in: arena)
            value.inputGradient(dV, into: dx, accumulating: true, in: arena)

        case .firstTokens(let inputs, let attended):
            let dQ = arena.clock.time(.attention) {
                firstTokenAttention.backward(
                    dcontext: dcontext, inputs, attended, dx: dx, into: gradients, in: arena)
            }
            query.accumulate(dy: dQ, x: saved.xq, y: saved.Q, into: gradients, arena: arena)
            guard let dx else { return }
            query.inputGradient(dQ, into: residual, accumulating: true, in: arena)
            for s in 0 ..< batch.sequences { vk_add(residual.row(s), dx.row(batch.bounds[s]), dx.columns) }
        }
    }
}
