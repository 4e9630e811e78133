/// The part of a layer between its normed input and the context: query, key and value, their norms and positions, and
/// attention.
extension Gemma3Layer {
    /// What the backward pass needs of it.
    struct SavedAttention {
        let Q, K: Matrix  // [Q, heads·d], [T, keyHeads·d] before norm and positions
        let queryInverse, keyInverse: Matrix  // 1/rms of each head of each row
        let inputs: CausalAttention.Inputs
        let probabilities: Matrix
        let context: Matrix  // [Q, heads·d]
    }

    /// From the normed input n [T, H] and its rows that ask, nq [Q, H].
    func attend(_ n: Matrix, _ nq: Matrix, _ rows: Gemma3Rows, in arena: Arena) -> SavedAttention {
        let Q = query.product(nq, in: arena), K = key.product(n, in: arena), V = value.product(n, in: arena)
        return arena.clock.time(.attention) {
            let (q, queryInverse) = queryNorm.forward(Q, in: arena), (k, keyInverse) = keyNorm.forward(K, in: arena)
            rows.turn(q, isGlobal: isGlobal, asking: true)
            rows.turn(k, isGlobal: isGlobal, asking: false)
            let inputs = CausalAttention.Inputs(Q: q, K: k, V: V, bounds: rows.bounds)
            let (context, probabilities) = attention.forward(inputs, in: arena)
            return SavedAttention(
                Q: Q, K: K, queryInverse: queryInverse, keyInverse: keyInverse, inputs: inputs,
                probabilities: probabilities, context: context)
        }
    }

    /// Accumulates the gradients of query, key and value and returns dn [T, H], or nil where nothing needs it.
    func attendBackward(
        _ dcontext: Matrix, _ saved: Saved, _ rows: Gemma3Rows, needsInput: Bool, into gradients: Gradients,
        in arena: Arena
    ) -> Matrix? {
        let own = saved.attention
        let (dQ, dK, dV) = arena.clock.time(.attention) {
            let (dq, dk, dV) = attention.backward(dcontext: dcontext, own.inputs, own.probabilities, in: arena)
            rows.turn(dq, isGlobal: isGlobal, asking: true, back: true)
            rows.turn(dk, isGlobal: isGlobal, asking: false, back: true)
            let dQ = arena.matrix(dq.rows, dq.columns), dK = arena.matrix(dk.rows, dk.columns)
            queryNorm.backward(dq, own.Q, own.queryInverse, into: dQ, gradients)
            keyNorm.backward(dk, own.K, own.keyInverse, into: dK, gradients)
            return (dQ, dK, dV)
        }
        query.accumulate(dy: dQ, x: saved.nq, y: own.Q, into: gradients, arena: arena)
        key.accumulate(dy: dK, x: saved.n, y: own.K, into: gradients, arena: arena)
        value.accumulate(dy: dV, x: saved.n, y: own.inputs.V, into: gradients, arena: arena)
        guard needsInput else { return nil }
        let dn = arena.matrix(saved.n.rows, saved.n.columns)
        key.inputGradient(dK, into: dn, in: arena)
        value.inputGradient(dV, into: dn, accumulating: true, in: arena)
        if rows.areAll {
            query.inputGradient(dQ, into: dn, accumulating: true, in: arena)
        } else {
            let dnq = arena.matrix(saved.nq.rows, saved.nq.columns)
            query.inputGradient(dQ, into: dnq, in: arena)
            rows.add(dnq, to: dn)
        }
        return dn
    }
}
