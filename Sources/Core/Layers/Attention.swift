import CVectorKernels

/// Multi-head attention over a packed batch: each sequence attends to itself, so nothing is masked.
///
/// For head h of sequence s:  P = softmax(Q·Kᵀ/√d),  context = dropout(P)·V  with Q ∈ [queries, d],
/// K, V ∈ [L, d] and d = H/heads. The queries may be fewer than the keys: the last layer asks for
/// the first token's alone.
package struct Attention: Sendable {
    let heads: Int
    let layer: Int

    package init(heads: Int, layer: Int) { (self.heads, self.layer) = (heads, layer) }

    /// Where the rows of each sequence lie in the query and in the key matrix: from entry s to entry s + 1.
    package struct Bounds {
        private(set) var queries = [0], keys = [0]
        /// How many pairs of a query and a key the sequences before each one have; the last entry counts all.
        private(set) var pairs = [0]
        /// The sequences' numbers in the whole batch.
        private(set) var numbers: [Int] = []

        package init() {}

        mutating func removeAll() {
            queries.removeLast(queries.count - 1)
            keys.removeLast(keys.count - 1)
            pairs.removeLast(pairs.count - 1)
            numbers.removeAll(keepingCapacity: true)
        }

        package mutating func append(_ number: Int, queries: Int, keys: Int) {
            let s = numbers.count
            self.queries.append(self.queries[s] + queries)
            self.keys.append(self.keys[s] + keys)
            pairs.append(pairs[s] + queries * keys)
            numbers.append(number)
        }
    }

    /// What attention is computed from: who asks, Q [queries, H]; what is asked, K and V [keys, H]; and whose rows are
    /// whose.
    package struct Inputs {
        let Q, K, V: Matrix
        let bounds: Bounds

        package init(Q: Matrix, K: Matrix, V: Matrix, bounds: Bounds) {
            (self.Q, self.K, self.V, self.bounds) = (Q, K, V, bounds)
        }
    }

    /// P and D = dropout(P) of every sequence and head, one after the other; without dropout the two share memory.
    package struct Saved {
        let probabilities, dropped: Matrix
    }

    package func forward(_ inputs: Inputs, dropout: Dropout?, in arena: Arena) -> (context: Matrix, saved: Saved) {
        let (Q, K, V, bounds) = (inputs.Q, inputs.K, inputs.V, inputs.bounds)
        let context = arena.matrix(Q.rows, Q.columns)
        let count = heads * bounds.pairs[bounds.numbers.count], all = arena.matrix(1, count)
        let drops = (dropout?.attention ?? 0) > 0
        let saved = Saved(probabilities: all, dropped: drops ? arena.matrix(1, count) : all)
        for s in bounds.numbers.indices {
            for h in 0 ..< heads {
                let P = block(saved.probabilities, s, h, bounds), D = block(saved.dropped, s, h, bounds)
                P.setProduct(slice(Q, bounds.queries, s, h), slice(K, bounds.keys, s, h).T)
                vk_softmax(P.base, scale(Q), P.rows, P.columns)
                if drops, let dropout {
                    let key = dropout.key(.attention, layer: layer, sequence: bounds.numbers[s], head: h)
                    vk_dropout_to(P.base, D.base, key, dropout.attention, P.count)
                }
                slice(context, bounds.queries, s, h).setProduct(D, slice(V, bounds.keys, s, h))
            }
        }
        return (context, saved)
    }

    /// dQ, dK and dV from dcontext; dK is left out where nothing needs it.
    ///
    /// In the forward pass this was context = D·V with D = dropout(P), P = softmax(S), S = Q·Kᵀ/√d; so now
    /// dV = Dᵀ·dcontext, dD = dcontext·Vᵀ, dS = D ⊙ dD − P·Σⱼ D·dD, dQ = dS·K/√d, dK = dSᵀ·Q/√d.
    package func backward(
        dcontext: Matrix, _ inputs: Inputs, _ saved: Saved, needsKeys: Bool, in arena: Arena
    ) -> (dQ: Matrix, dK: Matrix?, dV: Matrix) {
        let (Q, K, V, bounds) = (inputs.Q, inputs.K, inputs.V, inputs.bounds)
        let dQ = arena.matrix(Q.rows, Q.columns)
        let dK = needsKeys ? arena.matrix(K.rows, K.columns) : nil
        let dV = arena.matrix(V.rows, V.columns)
        for s in bounds.numbers.indices {
            for h in 0 ..< heads {
                let P = block(saved.probabilities, s, h, bounds), D = block(saved.dropped, s, h, bounds)
                let dc = slice(dcontext, bounds.queries, s, h)
                arena.scratch {
                    slice(dV, bounds.keys, s, h).setProduct(D.T, dc)
                    let dS = arena.matrix(P.rows, P.columns)
                    dS.setProduct(dc, slice(V, bounds.keys, s, h).T)
                    vk_softmax_backward(P.base, D.base, dS.base, scale(Q), P.rows, P.columns)
                    slice(dQ, bounds.queries, s, h).setProduct(dS, slice(K, bounds.keys, s, h))
                    if let dK { slice(dK, bounds.keys, s, h).setProduct(dS.T, slice(Q, bounds.queries, s, h)) }
                }
            }
        }
        return (dQ, dK, dV)
    }

    private func scale(_ Q: Matrix) -> Float { 1 / Float(Q.columns / heads).squareRoot() }
    private func queries(_ s: Int, _ bounds: Bounds) -> Int { bounds.queries[s + 1] - bounds.queries[s] }
    private func keys(_ s: Int, _ bounds: Bounds) -> Int { bounds.keys[s + 1] - bounds.keys[s] }

    /// The rows of sequence s and the columns of head h.
    private func slice(_ X: Matrix, _ bounds: [Int], _ s: Int, _ h: Int) -> Matrix {
        let d = X.columns / heads
        return X.rows(bounds[s] ..< bounds[s + 1]).columns(h * d ..< (h + 1) * d)
    }

    private func block(_ all: Matrix, _ s: Int, _ h: Int, _ bounds: Bounds) -> Matrix {
        let (rows, columns) = (queries(s, bounds), keys(s, bounds))
        return all.block(at: heads * bounds.pairs[s] + h * rows * columns, rows, columns)
    }
}

extension Matrix {
    /// A rows × columns matrix cut from a 1 × n run of floats, sharing memory.
    func block(at start: Int, _ rows: Int, _ columns: Int) -> Matrix {
        Matrix(
            storage: storage, offset: (base - storage.base) + start,
            rows: rows, columns: columns, stride: columns)
    }
}
