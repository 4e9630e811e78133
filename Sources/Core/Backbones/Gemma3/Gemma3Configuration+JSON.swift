extension Gemma3Configuration {
    /// What becomes of every field of its config.json.
    static let fields = FieldList.configuration(
        read: [
            "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
            "num_key_value_heads", "head_dim", "hidden_activation", "max_position_embeddings", "rms_norm_eps",
            "rope_theta", "rope_local_base_freq", "rope_scaling", "rope_parameters", "query_pre_attn_scalar",
            "sliding_window", "sliding_window_pattern", "_sliding_window_pattern", "layer_types", "pad_token_id",
        ], withoutEffect: ["cache_implementation"]
    ).refusing([
        "attention_bias": [], "attention_dropout": ["0"], "final_logit_softcapping": [], "attn_logit_softcapping": [],
        "use_bidirectional_attention": [],
    ])

    /// From a config.json, as transformers 4.50 to 5 write it.
    ///
    /// - Throws: `InputError` naming the key that is missing, unknown, or whose value is not supported.
    init(_ json: JSONSettings) throws {
        try json.require("model_type", "gemma3_text")
        try Self.fields.requireKnown(json)
        (vocabulary, hidden) = (try json.positive("vocab_size"), try json.positive("hidden_size"))
        (intermediate, headSize) = (try json.positive("intermediate_size"), try json.positive("head_dim"))
        (heads, keyHeads) = (try json.positive("num_attention_heads"), try json.positive("num_key_value_heads"))
        (positions, window) = (
            try json.positive("max_position_embeddings", upTo: 24), try json.positive("sliding_window", upTo: 24)
        )
        guard try json.text("hidden_activation") == "gelu_pytorch_tanh" else {
            throw json.wrong("hidden_activation", "\"gelu_pytorch_tanh\"")
        }
        (epsilon, scoreScale) = (try json.number("rms_norm_eps"), try json.number("query_pre_attn_scalar"))
        isGlobal = try Self.layers(json)
        padding = json.has("pad_token_id") ? Int(try json.index("pad_token_id")) : Self.usualPadding
        (globalBase, globalFactor, localBase) = try Self.positions(json)
        try requireSensible(json.place)
    }

    /// By `layer_types`, beside which transformers 5 writes a period that may be another; in files of before by the
    /// period.
    private static func layers(_ json: JSONSettings) throws -> [Bool] {
        let count = try json.positive("num_hidden_layers", upTo: 14)
        guard json.has("layer_types") else {
            let key = "sliding_window_pattern", period = json.has(key) ? try json.positive(key) : usualPattern
            guard !json.has("_" + key) || json.node["_" + key]?.index == Int32(period) else {
                throw json.wrong("_" + key, "\(period), or layer_types beside it")
            }
            return pattern(period, layers: count)
        }
        let types = try json.array("layer_types").map(\.text)
        guard types.count == count, types.allSatisfy({ ["full_attention", "sliding_attention"].contains($0) }) else {
            throw json.wrong("layer_types", "full_attention or sliding_attention for each of \(count) layers")
        }
        return types.map { $0 == "full_attention" }
    }

    /// The bases, and the factor of global layers: in fields of their own until transformers 4, and since then in
    /// `rope_parameters`.
    private static func positions(_ json: JSONSettings) throws -> (Double, Double, Double) {
        guard json.has("rope_parameters") else {
            let factor = json.has("rope_scaling") ? try self.factor(json.object("rope_scaling")) : 1
            return (try json.number("rope_theta"), factor, try json.number("rope_local_base_freq"))
        }
        let rope = try json.object("rope_parameters")
        let global = try rope.object("full_attention"), local = try rope.object("sliding_attention")
        guard try factor(local) == 1 else { throw local.wrong("rope_type", "\"default\"") }
        for key in ["rope_theta", "rope_local_base_freq", "rope_scaling"] where json.has(key) {
            throw json.wrong(key, "nothing beside rope_parameters")
        }
        return (try global.number("rope_theta"), try factor(global), try local.number("rope_theta"))
    }

    private static func factor(_ rope: JSONSettings) throws -> Double {
        try FieldList(
            file: "rope_parameters",
            uses: TokenizerFields.uses(read: ["rope_type", "type", "factor", "rope_theta"])
        ).requireKnown(rope)
        let key = rope.has("rope_type") ? "rope_type" : "type"
        switch try rope.text(key) {
        case "default":
            guard !rope.has("factor") else { throw rope.wrong(key, "\"linear\", since there is a factor") }
            return 1
        case "linear": return try rope.number("factor")
        default: throw rope.wrong(key, "\"default\" or \"linear\"")
        }
    }
}

extension FieldList {
    /// The list with fields that are refused unless they say nothing or have one of these values.
    fileprivate func refusing(_ fields: [String: [String]]) -> FieldList {
        FieldList(file: file, uses: uses.merging(fields.mapValues { .refused(unless: $0) }) { _, last in last })
    }
}
