import CVectorKernels

/// Attention of a decoder over a packed batch: a token sees itself and those before it, in local layers the `window`
/// last of them; groups of query heads share a head of keys and values.  (arXiv 2305.13245)
///
/// For query head h of sequence s with key head g:  P = softmax(Q·Kᵀ·scale) over what each row sees,  context = P·V,
/// with Q ∈ [queries, d] and K, V ∈ [L, d]. The queries may be fewer than the keys: the sequence's last tokens.
/// Queries are taken in blocks of rows, each with the keys that some row of it sees: beyond the block nothing is
/// computed, and its scores fit in the cache.
struct CausalAttention: Sendable {
    let heads, keyHeads, size: Int
    /// How many tokens a token sees, itself counted; nil for all.
    let window: Int?
    let scale: Float

    private static let blockRows = 64

    /// Q [queries, heads·d], K and V [keys, keyHeads·d], and whose rows are whose.
    struct Inputs {
        let Q, K, V: Matrix
        let bounds: Attention.Bounds
    }

    /// The context [queries, heads·d], and P of every sequence, block and head, one after the other.
    func forward(_ inputs: Inputs, in arena: Arena) -> (context: Matrix, probabilities: Matrix) {
        let (Q, K, V) = (inputs.Q, inputs.K, inputs.V)
        var count = 0
        forEachBlock(inputs.bounds) { count += heads * $0.queries.count * $0.keys.count }
        let context = arena.matrix(Q.rows, Q.columns), probabilities = arena.matrix(1, count)
        var start = 0
        forEachBlock(inputs.bounds) { block in
            for h in 0 ..< heads {
                let P = probabilities.block(at: start, block.queries.count, block.keys.count)
                start += P.count
                P.setProduct(queries(Q, block, h), keys(K, block, h).T)
                vk_causal_softmax(P.base, scale, block.first, window ?? block.keys.count, P.rows, P.columns)
                queries(context, block, h).setProduct(P, keys(V, block, h))
            }
        }
        return (context, probabilities)
    }

    /// dQ, dK and dV from dcontext.
    ///
    /// In the forward pass this was context = P·V with P = softmax(S), S = Q·Kᵀ·scale; so now dV = Σ Pᵀ·dcontext over
    /// the heads of a group, dP = dcontext·Vᵀ, dS = P ⊙ (dP − Σⱼ P·dP), dQ = dS·K·scale, dK = Σ dSᵀ·Q·scale.
    func backward(
        dcontext: Matrix, _ inputs: Inputs, _ probabilities: Matrix, in arena: Arena
    ) -> (dQ: Matrix, dK: Matrix, dV: Matrix) {
        let (Q, K, V) = (inputs.Q, inputs.K, inputs.V)
        let dQ = arena.matrix(Q.rows, Q.columns)
        let dK = arena.zeros(K.rows, K.columns), dV = arena.zeros(V.rows, V.columns)
        var start = 0
        forEachBlock(inputs.bounds) { block in
            arena.scratch {
                let dS = arena.matrix(block.queries.count, block.keys.count)
                for h in 0 ..< heads {
                    let P = probabilities.block(at: start, block.queries.count, block.keys.count)
                    start += P.count
                    let dc = queries(dcontext, block, h)
                    keys(dV, block, h).setProduct(P.T, dc, accumulating: true)
                    dS.setProduct(dc, keys(V, block, h).T)
                    vk_softmax_backward(P.base, P.base, dS.base, scale, P.rows, P.columns)
                    queries(dQ, block, h).setProduct(dS, keys(K, block, h))
                    keys(dK, block, h).setProduct(dS.T, queries(Q, block, h), accumulating: true)
                }
            }
        }
        return (dQ, dK, dV)
    }

    /// Rows that ask and the rows that some of them see; row i of the block sees its columns up to `first` + i.
    private struct Block {
        let queries, keys: Range<Int>
        let first: Int
    }

    private func forEachBlock(_ bounds: Attention.Bounds, _ body: (Block) -> Void) {
        for s in bounds.numbers.indices {
            let asking = bounds.queries[s] ..< bounds.queries[s + 1], start = bounds.keys[s]
            let before = bounds.keys[s + 1] - start - asking.count  // positions before the first that asks
            for from in stride(from: 0, to: asking.count, by: Self.blockRows) {
                let to = min(from + Self.blockRows, asking.count)
                let lowest = window.map { max(0, before + from - $0 + 1) } ?? 0
                body(
                    Block(
                        queries: asking.lowerBound + from ..< asking.lowerBound + to,
                        keys: start + lowest ..< start + before + to, first: before + from - lowest))
            }
        }
    }

    private func queries(_ X: Matrix, _ block: Block, _ h: Int) -> Matrix {
        X.rows(block.queries).columns(h * size ..< (h + 1) * size)
    }

    /// The columns of the key head of query head h.
    private func keys(_ X: Matrix, _ block: Block, _ h: Int) -> Matrix {
        let g = h / (heads / keyHeads)
        return X.rows(block.keys).columns(g * size ..< (g + 1) * size)
    }
}
