/// The forward and backward pass of one shard.
extension SequenceClassifier {
    /// The forward pass with everything that the backward pass needs; `arena` holds it.
    struct Pass {
        let batch: PackedBatch
        let embedded: LayerNorm.Saved
        let layers: [EncoderLayer.Saved]
        let head: ClassificationHead.Saved
        var logits: Matrix { head.logits }  // [S, classes]
    }

    func forward(_ batch: PackedBatch, dropout: Dropout?, in arena: Arena) -> Pass {
        var (x, embedded) = embeddings.forward(batch, dropout: dropout, in: arena)
        var saved: [EncoderLayer.Saved] = []
        saved.reserveCapacity(layers.count)
        for layer in layers {
            let (y, layerSaved) = layer.forward(
                x, batch, firstTokensOnly: layer.number == layers.count - 1, dropout: dropout, in: arena)
            saved.append(layerSaved)
            x = y
        }
        let headSaved = arena.clock.time(.head) { head.forward(x, batch.firstTokens, dropout: dropout, in: arena) }
        return Pass(batch: batch, embedded: embedded, layers: saved, head: headSaved)
    }

    /// Logits alone, [S, classes]: each layer's scratch memory is given back before the next.
    func logits(_ batch: PackedBatch, in arena: Arena) -> Matrix {
        let H = configuration.hiddenSize
        let state = arena.matrix(batch.tokens, H)
        arena.scratch { state.assign(embeddings.forward(batch, dropout: nil, in: arena).x) }
        let first = arena.matrix(batch.sequences, H)
        for layer in layers {
            let isLast = layer.number == layers.count - 1
            arena.scratch {
                (isLast ? first : state).assign(
                    layer.forward(state, batch, firstTokensOnly: isLast, dropout: nil, in: arena).y)
            }
        }
        return head.forward(first, batch.firstTokens, dropout: nil, in: arena).logits
    }

    /// Accumulates all gradients of a shard but the embedding tables', and returns the gradient of each row's
    /// embedding sum where those train. The pass ends at the lowest layer in which something trains.
    func backward(
        _ dlogits: Matrix, _ pass: Pass, dropout: Dropout?, into gradients: Gradients, in arena: Arena
    ) -> Matrix? {
        let lowest = lowestTrainable, trainsEmbeddings = lowest < 0
        precondition(lowest <= layers.count, "backward before prepareForBackward")
        var dx = arena.clock.time(.head) {
            head.backward(
                dlogits, pass.head, pass.batch.firstTokens, dropout: dropout, needsInput: lowest < layers.count,
                into: gradients, in: arena)
        }
        for layer in layers.reversed() where layer.number >= lowest {
            guard let dy = dx else { return nil }
            dx = layer.backward(
                dy, pass.layers[layer.number], pass.batch, dropout: dropout, needsInput: layer.number > lowest,
                into: gradients, in: arena)
        }
        guard trainsEmbeddings, let dsum = dx else { return nil }
        embeddings.backward(dsum, pass.embedded, pass.batch, dropout: dropout, into: gradients)
        return dsum
    }
}
