import CVectorKernels

/// The attention of the last layer, where the first token of each sequence alone asks, without forming K and V.
///
/// With one query q_h ∈ [1, d] for head h of a sequence x ∈ [L, H], both products associate the other way:
///
///     scores  = q_h·K_hᵀ = q_h·(x·W_Kᵀ)ᵀ = (q_h·W_K)·xᵀ = a·xᵀ          (q_h·b_K is the same for every token
///     context = p·V_h = p·(x·W_Vᵀ + b_V) = σ·(x̄·W_Vᵀ + b_V)              and drops out of the softmax)
///
/// with P = softmax(scores/√d), p = dropout(P), σ = Σ p and x̄ = p·x/σ; W_K and W_V stand for the head's d rows. So the
/// key and the value layer are asked for one row a head and sequence instead of one a token, forward and backward.
/// It computes what `Attention` does on K and V, up to rounding (test).
struct FirstTokenAttention: Sendable {
    let heads: Int
    let layer: Int

    /// What it is computed from: the queries Q [S, H] of the first tokens, the layer's input x [T, H], the layers that
    /// would make keys and values of it, and whose rows are whose.
    struct Inputs {
        let Q, x: Matrix
        let key, value: Linear
        let bounds: Attention.Bounds
    }

    /// Rows that belong to head h of sequence s are number s·heads + h.
    struct Saved {
        let a: Matrix  // [S·heads, H]
        /// P = softmax(scores/√d) and p = dropout(P), [heads, L] for each sequence, one after the other; without
        /// dropout the two share memory.
        let probabilities, dropped: Matrix
        /// σ  [1, S·heads]
        let sums: Matrix
        let mean: Matrix  // x̄  [S·heads, H]
        let valued: Matrix  // x̄·W_Vᵀ + b_V  [S, H]
    }

    func forward(_ inputs: Inputs, dropout: Dropout?, in arena: Arena) -> (context: Matrix, saved: Saved) {
        let (Q, x, key, value, bounds) = (inputs.Q, inputs.x, inputs.key, inputs.value, inputs.bounds)
        let S = Q.rows, H = Q.columns
        let a = arena.matrix(S * heads, H), mean = arena.matrix(S * heads, H)
        let probabilities = arena.matrix(1, heads * x.rows), sums = arena.matrix(1, S * heads)
        let dropped = (dropout?.attention ?? 0) > 0 ? arena.matrix(1, heads * x.rows) : probabilities
        let valued = arena.matrix(S, H), context = arena.matrix(S, H)
        for h in 0 ..< heads { a.rows(from: h, by: heads).setProduct(columns(Q, h), rows(key.weight, h)) }
        for s in 0 ..< S {
            let own = x.rows(bounds.keys[s] ..< bounds.keys[s + 1])
            let P = block(probabilities, s, bounds), p = block(dropped, s, bounds)
            P.setProduct(members(a, s), own.T)
            vk_softmax(P.base, scale(Q), P.rows, P.columns)
            drop(P, to: p, s, bounds, dropout)
            members(mean, s).setProduct(p, own)
            for h in 0 ..< heads {
                let sum = p.rowSum(h), row = s * heads + h
                sums.base[row] = sum
                vk_scale(mean.row(row), sum > 0 ? 1 / sum : 0, H)  // every token may have been dropped
            }
        }
        for h in 0 ..< heads { columns(valued, h).setProduct(mean.rows(from: h, by: heads), rows(value.weight, h).T) }
        for s in 0 ..< S { vk_add(value.bias.value.base, valued.row(s), H) }
        scaleHeads(of: valued, by: sums, into: context)
        return (
            context, Saved(a: a, probabilities: probabilities, dropped: dropped, sums: sums, mean: mean, valued: valued)
        )
    }

    /// Accumulates the gradients of `key` and `value`, writes dx where something below needs it, and returns dQ.
    ///
    /// In the forward pass this was context = σ·(x̄·W_Vᵀ + b_V), p = dropout(P), P = softmax(a·xᵀ/√d), a = q·W_K; so
    /// now, with c = dcontext·W_V, dp = c·xᵀ + dcontext·b_Vᵀ, dS as in `Attention` and w = dS·x/√d: dq = w·W_Kᵀ,
    /// dx = dSᵀ·a/√d + pᵀ·c; and W_K's gradient is qᵀ·w, W_V's is dcontextᵀ·(p·x).
    func backward(
        dcontext: Matrix, _ inputs: Inputs, _ saved: Saved, dx: Matrix?, into gradients: Gradients, in arena: Arena
    ) -> Matrix {
        let (Q, x, key, value, bounds) = (inputs.Q, inputs.x, inputs.key, inputs.value, inputs.bounds)
        let S = Q.rows, H = Q.columns
        let dQ = arena.matrix(S, H)
        arena.scratch {
            let c = arena.matrix(S * heads, H), w = arena.matrix(S * heads, H)
            for h in 0 ..< heads { c.rows(from: h, by: heads).setProduct(columns(dcontext, h), rows(value.weight, h)) }
            for s in 0 ..< S {
                let own = x.rows(bounds.keys[s] ..< bounds.keys[s + 1])
                let P = block(saved.probabilities, s, bounds), p = block(saved.dropped, s, bounds)
                arena.scratch {
                    let dS = arena.matrix(P.rows, P.columns)
                    for h in 0 ..< heads { dS.rows(h ..< h + 1).fill(dot(dcontext, value.bias.value, s, h)) }
                    dS.setProduct(members(c, s), own.T, accumulating: true)
                    vk_softmax_backward(P.base, p.base, dS.base, scale(Q), P.rows, P.columns)
                    members(w, s).setProduct(dS, own)
                    guard let dx else { return }
                    let part = dx.rows(bounds.keys[s] ..< bounds.keys[s + 1])
                    part.setProduct(dS.T, members(saved.a, s))
                    part.setProduct(p.T, members(c, s), accumulating: true)
                }
            }
            for h in 0 ..< heads { columns(dQ, h).setProduct(w.rows(from: h, by: heads), rows(key.weight, h).T) }
            if key.isTrainable {
                // The shift q·b_K had no influence, so b_K has no gradient: the layer counts as x·Wᵀ here.
                key.accumulateWeight(
                    dy: spread(Q, arena), x: w, product: spread(dQ, arena), into: gradients, arena: arena)
            }
            if value.isTrainable {
                let dvalued = arena.matrix(S, H)
                scaleHeads(of: dcontext, by: saved.sums, into: dvalued)
                value.accumulate(
                    dy: spread(dvalued, arena), x: saved.mean, y: spread(saved.valued, arena), into: gradients,
                    arena: arena)
            }
        }
        return dQ
    }

    private func scale(_ Q: Matrix) -> Float { 1 / Float(Q.columns / heads).squareRoot() }

    /// The columns, or the rows of a weight, that are head h's.
    private func columns(_ X: Matrix, _ h: Int) -> Matrix {
        X.columns(h * (X.columns / heads) ..< (h + 1) * (X.columns / heads))
    }
    private func rows(_ W: Matrix, _ h: Int) -> Matrix { W.rows(h * (W.rows / heads) ..< (h + 1) * (W.rows / heads)) }
    /// The rows of sequence s, one a head.
    private func members(_ X: Matrix, _ s: Int) -> Matrix { X.rows(s * heads ..< (s + 1) * heads) }

    private func block(_ all: Matrix, _ s: Int, _ bounds: Attention.Bounds) -> Matrix {
        all.block(at: heads * bounds.keys[s], heads, bounds.keys[s + 1] - bounds.keys[s])
    }

    /// ⟨X_s, b⟩ over head h's columns.
    private func dot(_ X: Matrix, _ b: Matrix, _ s: Int, _ h: Int) -> Float {
        Float(columns(X.rows(s ..< s + 1), h).rowDot(columns(b, h), 0))
    }

    /// y = σ·x, head by head of each row.
    private func scaleHeads(of x: Matrix, by sums: Matrix, into y: Matrix) {
        let d = x.columns / heads
        for s in 0 ..< x.rows { vk_scale_rows(x.row(s), sums.base + s * heads, y.row(s), heads, d) }
    }

    /// One row a head: head h's columns of row s in row s·heads + h, and zeros beside them.  [S·heads, H]
    private func spread(_ X: Matrix, _ arena: Arena) -> Matrix {
        let result = arena.zeros(X.rows * heads, X.columns), d = X.columns / heads
        for s in 0 ..< X.rows {
            for h in 0 ..< heads { (result.row(s * heads + h) + h * d).update(from: X.row(s) + h * d, count: d) }
        }
        return result
    }

    private func drop(_ P: Matrix, to p: Matrix, _ s: Int, _ bounds: Attention.Bounds, _ dropout: Dropout?) {
        guard let dropout, dropout.attention > 0 else { return }
        for h in 0 ..< heads {
            let key = dropout.key(.attention, layer: layer, sequence: bounds.numbers[s], head: h)
            vk_dropout_to(P.row(h), p.row(h), key, dropout.attention, P.columns)
        }
    }
}
