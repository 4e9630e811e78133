/// The forward and backward pass of one shard.
extension Gemma3 {
    func forward(_ batch: PackedBatch, dropout: Dropout?, in arena: Arena) -> ForwardPass {
        let rows = (all: rows(batch, lastOnly: false), last: rows(batch, lastOnly: true))
        var x = embedding.forward(batch, in: arena)
        var saved: [Gemma3Layer.Saved] = []
        saved.reserveCapacity(layers.count)
        for layer in layers {
            let (y, layerSaved) = layer.forward(x, asksLastOnly(layer) ? rows.last : rows.all, in: arena)
            saved.append(layerSaved)
            x = y
        }
        let last = x
        let (normed, inverse) = norm.forward(last, in: arena), state = read(normed, batch, in: arena)
        let logits = arena.clock.time(.head) { score.product(state, in: arena) }
        return ForwardPass(logits: logits) { [self] dlogits, gradients in
            let dlast = arena.matrix(last.rows, last.columns), dstate = arena.matrix(state.rows, state.columns)
            arena.clock.time(.head) {
                score.accumulate(dy: dlogits, x: state, y: logits, into: gradients, arena: arena)
                score.inputGradient(dlogits, into: dstate, in: arena)
            }
            norm.backward(readBackward(dstate, batch, in: arena), last, inverse, into: dlast, gradients)
            return backward(dlast, saved, rows, into: gradients, in: arena)
        }
    }

    /// What the head reads of the last layer's normed rows.  [S, H]
    private func read(_ normed: Matrix, _ batch: PackedBatch, in arena: Arena) -> Matrix {
        switch shape.pooling {
        case .mean: sequenceMeans(of: normed, batch, in: arena)
        case nil: normed
        }
    }

    private func readBackward(_ dstate: Matrix, _ batch: PackedBatch, in arena: Arena) -> Matrix {
        switch shape.pooling {
        case .mean: sequenceMeansBackward(dstate, batch, in: arena)
        case nil: dstate
        }
    }

    /// The pass ends at the lowest layer in which something trains; dx of the embedding's rows where that trains.
    private func backward(
        _ dlast: Matrix, _ saved: [Gemma3Layer.Saved], _ rows: (all: Gemma3Rows, last: Gemma3Rows),
        into gradients: Gradients, in arena: Arena
    ) -> Matrix? {
        precondition(lowestTrainable <= layers.count, "backward before prepareForBackward")
        var dx: Matrix? = dlast
        for layer in layers.reversed() where layer.number >= lowestTrainable {
            guard let dy = dx else { return nil }
            dx = layer.backward(
                dy, saved[layer.number], asksLastOnly(layer) ? rows.last : rows.all,
                needsInput: layer.number > lowestTrainable, into: gradients, in: arena)
        }
        return lowestTrainable < 0 ? dx : nil
    }

    /// Each layer's scratch memory is given back before the next.
    func logits(_ batch: PackedBatch, in arena: Arena) -> Matrix {
        let state = arena.matrix(batch.tokens, shape.hidden)
        arena.scratch { state.assign(embedding.forward(batch, in: arena)) }
        let rows = (all: rows(batch, lastOnly: false), last: rows(batch, lastOnly: true))
        var last = state
        for layer in layers {
            let isLast = asksLastOnly(layer)
            if isLast { last = arena.matrix(batch.sequences, shape.hidden) }
            arena.scratch { last.assign(layer.forward(state, isLast ? rows.last : rows.all, in: arena).y) }
        }
        return score.product(read(norm.forward(last, in: arena).y, batch, in: arena), in: arena)
    }

    func rows(_ batch: PackedBatch, lastOnly: Bool) -> Gemma3Rows {
        Gemma3Rows(batch, lastOnly: lastOnly, global: globalPositions, local: localPositions)
    }

    /// The last layer computes the rows that the head reads, and no others.
    private func asksLastOnly(_ layer: Gemma3Layer) -> Bool {
        layer.number == layers.count - 1 && shape.pooling == nil
    }
}
