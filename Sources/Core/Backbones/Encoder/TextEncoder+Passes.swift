/// The forward and backward pass of one shard.
extension TextEncoder {
    func forward(_ batch: PackedBatch, dropout: Dropout?, in arena: Arena) -> ForwardPass {
        var (x, embedded) = embeddings.forward(batch, dropout: dropout, in: arena)
        var saved: [EncoderLayer.Saved] = []
        saved.reserveCapacity(layers.count)
        for layer in layers {
            let (y, layerSaved) = layer.forward(
                x, batch, firstTokensOnly: asksFirstTokensOnly(layer), dropout: dropout, in: arena)
            saved.append(layerSaved)
            x = y
        }
        let headSaved = arena.clock.time(.head) {
            head.forward(features(x, batch, in: arena), batch.oneToken, dropout: dropout, in: arena)
        }
        let pass = Pass(batch: batch, embedded: embedded, layers: saved, head: headSaved)
        return ForwardPass(logits: headSaved.logits) { [self] dlogits, gradients in
            backward(dlogits, pass, dropout: dropout, into: gradients, in: arena)
        }
    }

    /// The last layer computes the rows that the head reads, and no others.
    private func asksFirstTokensOnly(_ layer: EncoderLayer) -> Bool {
        layer.number == layers.count - 1 && shape.pooling == nil
    }

    /// What the head reads of the last layer's output.  [S, H]
    private func features(_ y: Matrix, _ batch: PackedBatch, in arena: Arena) -> Matrix {
        switch shape.pooling {
        case .mean: sequenceMeans(of: y, batch, in: arena)
        case nil: y
        }
    }

    /// From the gradient of what the head reads to that of the last layer's output.
    private func featuresBackward(_ dfeatures: Matrix, _ batch: PackedBatch, in arena: Arena) -> Matrix {
        switch shape.pooling {
        case .mean: sequenceMeansBackward(dfeatures, batch, in: arena)
        case nil: dfeatures
        }
    }

    /// What the backward pass needs of the forward pass; the arena holds it.
    private struct Pass {
        let batch: PackedBatch
        let embedded: Embeddings.Saved
        let layers: [EncoderLayer.Saved]
        let head: ClassificationHead.Saved
    }

    /// Each layer's scratch memory is given back before the next.
    func logits(_ batch: PackedBatch, in arena: Arena) -> Matrix {
        let H = shape.sizes.hidden
        let state = arena.matrix(batch.tokens, H)
        arena.scratch { state.assign(embeddings.forward(batch, dropout: nil, in: arena).x) }
        var last = state
        for layer in layers {
            let firstTokensOnly = asksFirstTokensOnly(layer)
            if firstTokensOnly { last = arena.matrix(batch.sequences, H) }
            arena.scratch {
                last.assign(layer.forward(state, batch, firstTokensOnly: firstTokensOnly, dropout: nil, in: arena).y)
            }
        }
        return head.forward(features(last, batch, in: arena), batch.oneToken, dropout: nil, in: arena).logits
    }

    /// The pass ends at the lowest layer in which something trains.
    private func backward(
        _ dlogits: Matrix, _ pass: Pass, dropout: Dropout?, into gradients: Gradients, in arena: Arena
    ) -> Matrix? {
        let lowest = lowestTrainable, trainsEmbeddings = lowest < 0
        precondition(lowest <= layers.count, "backward before prepareForBackward")
        var dx = arena.clock.time(.head) {
            head.backward(
                dlogits, pass.head, pass.batch.oneToken, dropout: dropout, needsInput: lowest < layers.count,
                into: gradients, in: arena
            ).map { featuresBackward($0, pass.batch, in: arena) }
        }
        for layer in layers.reversed() where layer.number >= lowest {
            guard let dy = dx else { return nil }
            dx = layer.backward(
                dy, pass.layers[layer.number], pass.batch, dropout: dropout, needsInput: layer.number > lowest,
                into: gradients, in: arena)
        }
        guard trainsEmbeddings, let dsum = dx else { return nil }
        return embeddings.backward(dsum, pass.embedded, pass.batch, dropout: dropout, into: gradients, in: arena)
    }
}
