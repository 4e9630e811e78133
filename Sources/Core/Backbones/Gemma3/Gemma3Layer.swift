import CVectorKernels

/// One layer of the decoder: x + norm(attention(norm(x))), then the same with the gated feed-forward part
/// down(gelu(gate·x) ⊙ up·x).
///
/// T is the number of tokens of the packed shard. The last layer is asked for the last token of each sequence alone
/// (Q = S rows instead of T), since the head reads no other; keys and values are those of all tokens there, too.
final class Gemma3Layer: @unchecked Sendable {
    let query, key, value, attentionOutput, gate, up, down: Linear
    let inputNorm, attentionNorm, feedForwardNorm, outputNorm: RMSNorm
    let queryNorm, keyNorm: RMSNorm
    let attention: CausalAttention
    let number: Int
    let isGlobal: Bool

    init(_ number: Int, _ source: TensorSource, _ shape: Gemma3Configuration) throws {
        self.number = number
        isGlobal = shape.isGlobal[number]
        let H = shape.hidden, I = shape.intermediate
        let queries = shape.heads * shape.headSize, keys = shape.keyHeads * shape.headSize
        func linear(_ part: String, _ outputs: Int, _ inputs: Int) throws -> Linear {
            try source.linear(Gemma3Configuration.path(number, part), outputs, inputs, hasBias: false)
        }
        func norm(_ part: String, _ columns: Int) throws -> RMSNorm {
            try source.rmsNorm(Gemma3Configuration.path(number, part), columns, shape.epsilon)
        }
        query = try linear("self_attn.q_proj", queries, H)
        key = try linear("self_attn.k_proj", keys, H)
        value = try linear("self_attn.v_proj", keys, H)
        attentionOutput = try linear("self_attn.o_proj", H, queries)
        gate = try linear("mlp.gate_proj", I, H)
        up = try linear("mlp.up_proj", I, H)
        down = try linear("mlp.down_proj", H, I)
        inputNorm = try norm("input_layernorm", H)
        attentionNorm = try norm("post_attention_layernorm", H)
        feedForwardNorm = try norm("pre_feedforward_layernorm", H)
        outputNorm = try norm("post_feedforward_layernorm", H)
        queryNorm = try norm("self_attn.q_norm", shape.headSize)
        keyNorm = try norm("self_attn.k_norm", shape.headSize)
        attention = CausalAttention(
            heads: shape.heads, keyHeads: shape.keyHeads, size: shape.headSize,
            window: isGlobal ? nil : shape.window, scale: Float(1 / shape.scoreScale.squareRoot()))
    }

    var linears: [Linear] { [query, key, value, attentionOutput, gate, up, down] }
    /// Those that adapters are put on.
    var targets: [Linear] { [query, value, attentionOutput, down] }
    var norms: [RMSNorm] { [inputNorm, queryNorm, keyNorm, attentionNorm, feedForwardNorm, outputNorm] }
    var isTrainable: Bool { linears.contains(where: \.isTrainable) || norms.contains { $0.gain.isTrainable } }

    /// What the backward pass needs of the forward pass.
    struct Saved {
        let x, inverse: Matrix  // [T, H] input, and its rows' 1/rms
        let n, nq: Matrix  // [T, H] normed input; [Q, H] its rows that ask
        let attention: SavedAttention
        let attended, attendedInverse: Matrix  // [Q, H] attention output
        let h, hInverse: Matrix  // [Q, H] after the first half
        let m: Matrix  // [Q, H] normed
        let gated, raised: Matrix  // [Q, I] gate·m and up·m
        let product: Matrix  // [Q, I] gelu(gate·m) ⊙ up·m
        let fed, fedInverse: Matrix  // [Q, H] feed-forward output
    }

    func forward(
        _ x: Matrix, _ rows: Gemma3Rows, in arena: Arena
    ) -> (y: Matrix, saved: Saved) {
        let (n, inverse) = inputNorm.forward(x, in: arena)
        let xq = rows.asking(x, in: arena), nq = rows.asking(n, in: arena)
        let attended = attend(n, nq, rows, in: arena)
        let output = attentionOutput.product(attended.context, in: arena)
        let (h, outputInverse) = attentionNorm.forward(output, adding: xq, in: arena)

        let (m, hInverse) = feedForwardNorm.forward(h, in: arena)
        let gated = gate.product(m, in: arena), raised = up.product(m, in: arena)
        let product = arena.matrix(gated.rows, gated.columns)
        vk_gated_gelu(gated.base, raised.base, product.base, product.count)
        let fed = down.product(product, in: arena)
        let (y, fedInverse) = outputNorm.forward(fed, adding: h, in: arena)
        return (
            y,
            Saved(
                x: x, inverse: inverse, n: n, nq: nq, attention: attended, attended: output,
                attendedInverse: outputInverse, h: h, hInverse: hInverse, m: m, gated: gated, raised: raised,
                product: product, fed: fed, fedInverse: fedInverse)
        )
    }

    /// Accumulates the layer's gradients and returns dx, or nil where nothing below needs it. Overwrites dy, whose
    /// memory is dx's where every row asks.
    func backward(
        _ dy: Matrix, _ saved: Saved, _ rows: Gemma3Rows, needsInput: Bool, into gradients: Gradients, in arena: Arena
    ) -> Matrix? {
        let needsAny = needsInput || inputNorm.gain.isTrainable
        let dx = needsAny ? rows.areAll ? dy : arena.zeros(saved.x.rows, saved.x.columns) : nil
        // Memory that the next layer writes over is still in the processor's caches.
        arena.scratch { backward(dy, saved, rows, dx: dx, into: gradients, in: arena) }
        return needsInput ? dx : nil
    }

    /// Each line undoes one of `forward`, from the last to the first; dy itself goes on past each half. dx is nil where
    /// neither a layer below nor the first norm needs it.
    private func backward(
        _ dy: Matrix, _ saved: Saved, _ rows: Gemma3Rows, dx: Matrix?, into gradients: Gradients, in arena: Arena
    ) {
        let dfed = arena.matrix(dy.rows, dy.columns)
        outputNorm.backward(dy, saved.fed, saved.fedInverse, into: dfed, gradients)
        down.accumulate(dy: dfed, x: saved.product, y: saved.fed, into: gradients, arena: arena)
        let dgated = arena.matrix(saved.gated.rows, saved.gated.columns)
        down.inputGradient(dfed, into: dgated, in: arena)  // d(product), which becomes d(gate·m)
        let draised = arena.matrix(dgated.rows, dgated.columns)
        vk_gated_gelu_backward(saved.gated.base, saved.raised.base, dgated.base, draised.base, dgated.count)
        gate.accumulate(dy: dgated, x: saved.m, y: saved.gated, into: gradients, arena: arena)
        up.accumulate(dy: draised, x: saved.m, y: saved.raised, into: gradients, arena: arena)
        let dm = arena.matrix(dy.rows, dy.columns)
        gate.inputGradient(dgated, into: dm, in: arena)
        up.inputGradient(draised, into: dm, accumulating: true, in: arena)
        feedForwardNorm.backward(dm, saved.h, saved.hInverse, into: dy, accumulating: true, gradients)  // now dh

        let doutput = arena.matrix(dy.rows, dy.columns)
        attentionNorm.backward(dy, saved.attended, saved.attendedInverse, into: doutput, gradients)
        attentionOutput.accumulate(
            dy: doutput, x: saved.attention.context, y: saved.attended, into: gradients, arena: arena)
        let dcontext = arena.matrix(saved.attention.context.rows, saved.attention.context.columns)
        attentionOutput.inputGradient(doutput, into: dcontext, in: arena)
        let dn = attendBackward(dcontext, saved, rows, needsInput: dx != nil, into: gradients, in: arena)
        guard let dx, let dn else { return }
        if !rows.areAll { rows.add(dy, to: dx) }
        inputNorm.backward(dn, saved.x, saved.inverse, into: dx, accumulating: true, gradients)
    }
}
