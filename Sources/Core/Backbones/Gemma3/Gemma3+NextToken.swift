import Foundation

/// What a decoder was pretrained for: the next token of a text. The project classifies; this is for comparing the
/// network with others', and costs a product with the whole vocabulary.
extension Gemma3 {
    /// z [T, vocabulary]: how the model rates each token of the vocabulary behind each token of a text, before a
    /// softmax. z = norm(x)·Eᵀ with the embedding E, which is tied to the input's.
    func nextTokenLogits(
        _ ids: [Int32], threads: Int = Machine.cores
    ) -> Matrix {
        let arena = Arena(), batch = PackedBatch([Encoding(ids: ids)]), rows = rows(batch, lastOnly: false)
        var x = embedding.forward(batch, in: arena)
        for layer in layers { x = layer.forward(x, rows, in: arena).y }
        let state = norm.forward(x, in: arena).y, table = embedding.table, each = 1024
        let logits = Matrix(ids.count, table.rows)
        Parallel.run((table.rows + each - 1) / each, threads: threads) { number, _ in
            let range = number * each ..< min((number + 1) * each, table.rows)
            let part = Matrix(uninitialised: range.count, state.columns)
            for i in range { table.read(i, into: part.row(i - range.lowerBound)) }
            logits.columns(range).setProduct(state, part.T)
        }
        return logits
    }
}
