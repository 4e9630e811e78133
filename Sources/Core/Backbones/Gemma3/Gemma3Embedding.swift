/// A decoder's input: the embedding's rows times √H, so that they are of the size of what layers add.
///
/// transformers forms √H in Float, and so does this.
final class Gemma3Embedding: @unchecked Sendable {
    let table: QuantisableTable  // [vocabulary, H]
    private let width: Int
    private let factor: Float

    init(_ source: TensorSource, _ shape: Gemma3Configuration) throws {
        width = shape.hidden
        table = try source.table("embed_tokens.weight", shape.vocabulary, width)
        factor = Float(width).squareRoot()
    }

    /// x [T, H]
    func forward(_ batch: PackedBatch, in arena: Arena) -> Matrix {
        let x = arena.matrix(batch.tokens, width)
        for i in 0 ..< batch.tokens {
            let row = x.row(i)
            table.read(Int(batch.ids[i]), into: row)
            for j in 0 ..< width { row[j] *= factor }
        }
        return x
    }

    /// Adds the rows of a shard's dx to the table's gradient; called for one shard after the other.
    func scatter(_ dx: Matrix, _ batch: PackedBatch, into gradients: Gradients) {
        guard let parameter = table.parameter, let gradient = gradients[parameter] else { return }
        for i in 0 ..< dx.rows {
            let from = dx.row(i), to = gradient.row(Int(batch.ids[i]))
            for j in 0 ..< width { to[j] += factor * from[j] }
        }
    }
}
