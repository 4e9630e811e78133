/// An encoder's input: word + position + token type embeddings, LayerNorm, dropout, and, where the tables have another
/// width than the layers, a linear layer.
final class Embeddings: @unchecked Sendable {
    let word: Parameter  // [vocabulary, E]
    let position: Parameter  // [positions, E]
    let tokenType: Parameter?  // [types, E]
    let norm: LayerNorm
    let projection: Linear?  // [H, E]
    static let projectionName = "embeddings_project"

    /// What the backward pass needs.
    struct Saved {
        let norm: LayerNorm.Saved
        /// What went into the projection, and what came out of it; both the same where there is none.
        let x, y: Matrix
    }

    init(_ source: TensorSource, _ configuration: EncoderConfiguration) throws {
        let sizes = configuration.sizes, E = sizes.embedding
        func table(_ name: String, _ rows: Int) throws -> Parameter {
            let full = "embeddings.\(name)_embeddings.weight"
            return Parameter(full, try source.matrix(full, rows, E))
        }
        word = try table("word", sizes.vocabulary)
        position = try table("position", sizes.positions)
        tokenType = try configuration.family.hasTokenTypes ? table("token_type", sizes.tokenTypes) : nil
        norm = try source.layerNorm("embeddings.LayerNorm", E, configuration.layerNormEpsilon)
        projection =
            try configuration.projectsEmbeddings ? source.linear(Self.projectionName, sizes.hidden, E) : nil
    }

    /// The tables, whose gradients are gathered over the whole batch and not a shard at a time.
    var tables: [Parameter] { [word, position] + (tokenType.map { [$0] } ?? []) }
    var linears: [Linear] { projection.map { [$0] } ?? [] }
    var isTrainable: Bool {
        (tables + norm.parameters).contains(where: \.isTrainable) || linears.contains(where: \.isTrainable)
    }

    func forward(_ batch: PackedBatch, dropout: Dropout?, in arena: Arena) -> (x: Matrix, saved: Saved) {
        let E = word.value.columns
        let sum = arena.matrix(batch.tokens, E)
        for i in 0 ..< batch.tokens {
            let w = word.value.row(Int(batch.ids[i])), p = position.value.row(Int(batch.positions[i]))
            let out = sum.row(i)
            if let t = tokenType?.value.row(Int(batch.tokenTypes[i])) {
                for j in 0 ..< E { out[j] = w[j] + t[j] + p[j] }
            } else {
                for j in 0 ..< E { out[j] = w[j] + p[j] }
            }
        }
        let (x, normSaved) = norm.forward(consuming: sum, in: arena)
        if let dropout {
            dropout.apply(x, probability: dropout.hidden, at: .embeddings, bounds: batch.bounds, numbers: batch.numbers)
        }
        let y = projection?.forward(x, in: arena) ?? x
        return (y, Saved(norm: normSaved, x: x, y: y))
    }

    /// From dy the gradient of each row's embedding sum, in dy's place where there is no projection.
    func backward(
        _ dy: Matrix, _ saved: Saved, _ batch: PackedBatch, dropout: Dropout?, into gradients: Gradients,
        in arena: Arena
    ) -> Matrix {
        var dx = dy
        if let projection {
            projection.accumulate(dy: dy, x: saved.x, y: saved.y, into: gradients, arena: arena)
            dx = arena.matrix(saved.x.rows, saved.x.columns)
            projection.inputGradient(dy, into: dx, in: arena)
        }
        if let dropout {
            dropout.apply(
                dx, probability: dropout.hidden, at: .embeddings, bounds: batch.bounds, numbers: batch.numbers)
        }
        norm.backward(dx, saved.norm, into: gradients)
        return dx
    }

    /// Adds the rows of a shard's `dsum` to the tables' gradients; called for one shard after the other.
    func scatter(_ dsum: Matrix, _ batch: PackedBatch, into gradients: Gradients) {
        let indices = [batch.ids, batch.positions, batch.tokenTypes]
        for (table, indices) in zip(tables, indices) {
            guard let gradient = gradients[table] else { continue }
            for i in 0 ..< dsum.rows {
                let from = dsum.row(i), to = gradient.row(Int(indices[i]))
                for j in 0 ..< dsum.columns { to[j] += from[j] }
            }
        }
    }
}
