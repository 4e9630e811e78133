/// The tensors of a `gemma3_text` model: their names in a Hugging Face checkpoint and in a GGUF file, and their shapes.
///
/// A norm's weight in a checkpoint is what a GGUF file has less one; transformers multiplies by one plus it. Rows of
/// queries and keys are in the same order in both.
package struct Gemma3Tensor: Sendable, Equatable {
    /// `model.layers.0.self_attn.q_proj.weight`.
    package let name: String
    /// `blk.0.attn_q.weight`.
    package let ggufName: String
    /// Of a vector there is one.
    package let rows: Int
    package let columns: Int

    /// Whether it is a norm's weight.
    package var isNorm: Bool { name.hasSuffix("norm.weight") }
}

extension Gemma3Configuration {
    /// Every tensor, layer by layer. The embedding is tied: it makes the next token's logits, too.
    package var tensors: [Gemma3Tensor] {
        let queries = heads * headSize, keys = keyHeads * headSize
        let matrices: [(name: String, ggufName: String, rows: Int, columns: Int)] = [
            ("self_attn.q_proj", "attn_q", queries, hidden), ("self_attn.k_proj", "attn_k", keys, hidden),
            ("self_attn.v_proj", "attn_v", keys, hidden), ("self_attn.o_proj", "attn_output", hidden, queries),
            ("self_attn.q_norm", "attn_q_norm", 1, headSize), ("self_attn.k_norm", "attn_k_norm", 1, headSize),
            ("mlp.gate_proj", "ffn_gate", intermediate, hidden), ("mlp.up_proj", "ffn_up", intermediate, hidden),
            ("mlp.down_proj", "ffn_down", hidden, intermediate), ("input_layernorm", "attn_norm", 1, hidden),
            ("post_attention_layernorm", "post_attention_norm", 1, hidden),
            ("pre_feedforward_layernorm", "ffn_norm", 1, hidden),
            ("post_feedforward_layernorm", "post_ffw_norm", 1, hidden),
        ]
        let layers = isGlobal.indices.flatMap { layer in
            matrices.map {
                Gemma3Tensor(
                    name: "model.layers.\(layer).\($0.name).weight", ggufName: "blk.\(layer).\($0.ggufName).weight",
                    rows: $0.rows, columns: $0.columns)
            }
        }
        return [
            Gemma3Tensor(
                name: "model.embed_tokens.weight", ggufName: "token_embd.weight", rows: vocabulary, columns: hidden)
        ] + layers + [
            Gemma3Tensor(name: "model.norm.weight", ggufName: "output_norm.weight", rows: 1, columns: hidden)
        ]
    }
}
