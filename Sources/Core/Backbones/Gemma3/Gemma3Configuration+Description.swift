import Foundation

extension Gemma3Configuration {
    /// The config.json that this shape has in transformers 5, for a file of another kind.
    var jsonText: Data {
        get throws {
            func rope(_ base: Double, _ factor: Double) -> [String: Any] {
                let own: [String: Any] = ["rope_theta": base, "rope_type": factor == 1 ? "default" : "linear"]
                return factor == 1 ? own : own.merging(["factor": factor]) { $1 }
            }
            let object: [String: Any] = [
                "model_type": modelType, "architectures": ["Gemma3ForCausalLM"], "vocab_size": vocabulary,
                "hidden_size": hidden, "intermediate_size": intermediate, "num_hidden_layers": layerCount,
                "num_attention_heads": heads, "num_key_value_heads": keyHeads, "head_dim": headSize,
                "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": positions,
                "rms_norm_eps": epsilon, "query_pre_attn_scalar": scoreScale, "sliding_window": window,
                "layer_types": isGlobal.map { $0 ? "full_attention" : "sliding_attention" },
                "rope_parameters": [
                    "full_attention": rope(globalBase, globalFactor), "sliding_attention": rope(localBase, 1),
                ],
                "attention_bias": false, "attention_dropout": 0, "pad_token_id": padding, "tie_word_embeddings": true,
            ]
            return try JSONSerialization.data(
                withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        }
    }
}
