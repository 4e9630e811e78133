/// An encoder's input: word + position + token type embeddings, LayerNorm, dropout.
final class Embeddings: @unchecked Sendable {
    let word: Parameter  // [vocabulary, H]
    let position: Parameter  // [positions, H]
    let tokenType: Parameter  // [types, H]
    let norm: LayerNorm

    init(_ source: TensorSource, _ configuration: EncoderConfiguration) throws {
        let sizes = configuration.sizes
        func table(_ name: String, _ rows: Int) throws -> Parameter {
            let full = "embeddings.\(name)_embeddings.weight"
            return Parameter(full, try source.matrix(full, rows, sizes.hidden))
        }
        word = try table("word", sizes.vocabulary)
        position = try table("position", sizes.positions)
        tokenType = try table("token_type", sizes.tokenTypes)
        norm = try source.layerNorm("embeddings.LayerNorm", sizes.hidden, configuration.layerNormEpsilon)
    }

    var parameters: [Parameter] { tables + norm.parameters }
    /// The tables, whose gradients are gathered over the whole batch and not a shard at a time.
    var tables: [Parameter] { [word, position, tokenType] }

    func forward(_ batch: PackedBatch, dropout: Dropout?, in arena: Arena) -> (x: Matrix, saved: LayerNorm.Saved) {
        let H = word.value.columns
        let sum = arena.matrix(batch.tokens, H)
        for i in 0 ..< batch.tokens {
            let w = word.value.row(Int(batch.ids[i])), t = tokenType.value.row(Int(batch.tokenTypes[i]))
            let p = position.value.row(Int(batch.positions[i])), out = sum.row(i)
            for j in 0 ..< H { out[j] = w[j] + t[j] + p[j] }
        }
        let (x, saved) = norm.forward(consuming: sum, in: arena)
        if let dropout {
            dropout.apply(x, probability: dropout.hidden, at: .embeddings, bounds: batch.bounds, numbers: batch.numbers)
        }
        return (x, saved)
    }

    /// Turns dx into the gradient of each row's embedding sum, in place.
    func backward(
        _ dx: Matrix, _ saved: LayerNorm.Saved, _ batch: PackedBatch, dropout: Dropout?, into gradients: Gradients
    ) {
        if let dropout {
            dropout.apply(
                dx, probability: dropout.hidden, at: .embeddings, bounds: batch.bounds, numbers: batch.numbers)
        }
        norm.backward(dx, saved, into: gradients)
    }

    /// Adds the rows of a shard's `dsum` to the tables' gradients; called for one shard after the other.
    func scatter(_ dsum: Matrix, _ batch: PackedBatch, into gradients: Gradients) {
        for (table, indices) in [(word, batch.ids), (position, batch.positions), (tokenType, batch.tokenTypes)] {
            guard let gradient = gradients[table] else { continue }
            for i in 0 ..< dsum.rows {
                let from = dsum.row(i), to = gradient.row(Int(indices[i]))
                for j in 0 ..< dsum.columns { to[j] += from[j] }
            }
        }
    }
}
