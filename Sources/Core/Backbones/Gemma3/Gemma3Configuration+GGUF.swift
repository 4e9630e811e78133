extension Gemma3Configuration {
    /// From the metadata of a GGUF file.
    ///
    /// - Throws: `InputError` with file and key for one that is missing, not known here, or has a value that is not
    ///   supported; and where no key gives the scale of the scores and the heads are not of the usual size.
    package init(_ file: GGUF) throws {
        guard case .text("gemma3")? = file.values["general.architecture"] else {
            throw file.wrong("general.architecture", "\"gemma3\"")
        }
        try Self.requireKnown(file)
        func size(_ key: String, upTo power: Int = 20) throws -> Int {
            let value = try file.index("gemma3." + key, below: (1 << power) + 1)
            guard value > 0 else { throw file.wrong("gemma3." + key, "a whole number from 1 on") }
            return value
        }
        func number(_ key: String) throws -> Double? {
            switch file.values["gemma3." + key] {
            case nil: nil
            case .float32(let value): Double(value)
            case .float64(let value): value
            default: throw file.wrong("gemma3." + key, "a number")
            }
        }
        func needed(_ key: String) throws -> Double {
            guard let value = try number(key) else { throw file.wrong("gemma3." + key, "a number") }
            return value
        }
        headSize = try size("attention.key_length")
        guard try size("attention.value_length") == headSize else {
            throw file.wrong("gemma3.attention.value_length", "\(headSize), as keys have")
        }
        let layers = try size("block_count", upTo: 14)
        guard let embedding = file.entries["token_embd.weight"]?.shape, embedding.count == 2 else {
            throw InputError("\(file.path): tensor token_embd.weight", expected: "an embedding", found: "none")
        }
        (vocabulary, hidden) = (embedding[0], try size("embedding_length"))
        guard embedding[1] == hidden else {
            throw file.wrong("gemma3.embedding_length", "\(embedding[1]), as token_embd.weight has")
        }
        guard try file.values["gemma3.vocab_size"] == nil || size("vocab_size") == vocabulary else {
            throw file.wrong("gemma3.vocab_size", "\(vocabulary), as token_embd.weight has")
        }
        (intermediate, positions) = (try size("feed_forward_length"), try size("context_length", upTo: 24))
        (heads, keyHeads) = (try size("attention.head_count"), try size("attention.head_count_kv"))
        window = try size("attention.sliding_window", upTo: 24)
        isGlobal = Self.pattern(Self.usualPattern, layers: layers)
        epsilon = try needed("attention.layer_norm_rms_epsilon")
        (globalBase, localBase) = (try needed("rope.freq_base"), Self.usualLocalBase)
        globalFactor = try Self.factor(file, try number("rope.scaling.factor"))
        let paddingKey = "tokenizer.ggml.padding_token_id"
        padding =
            try file.values[paddingKey] == nil ? Self.usualPadding : file.index(paddingKey, below: vocabulary)
        if let scale = try number("attention.scale") {
            guard scale > 0 else { throw file.wrong("gemma3.attention.scale", "a number above 0") }
            // Models have whole numbers there, and transformers takes no other; the key is a float32 of its root.
            let divided = 1 / (scale * scale), whole = divided.rounded()
            scoreScale = abs(divided - whole) <= 4 * Double(Float.ulpOfOne) * divided ? whole : divided
        } else {
            guard headSize == Self.usualHeadSize else {
                throw InputError(
                    "\(file.path): gemma3.attention.scale", expected: "the scale of attention scores",
                    found: "no such key, and heads of \(headSize) values",
                    advice:
                        "Models with heads of \(Self.usualHeadSize) divide scores by 16. With others nothing says by "
                        + "what: the 27 B model's file leaves it out, and a guess would give wrong numbers.")
            }
            scoreScale = Double(Self.usualHeadSize)
        }
        try requireSensible(file.path)
    }

    /// 1 where nothing is said.
    private static func factor(_ file: GGUF, _ factor: Double?) throws -> Double {
        switch file.values["gemma3.rope.scaling.type"] {
        case nil, .text("none"):
            guard factor == nil else {
                throw file.wrong("gemma3.rope.scaling.type", "\"linear\", since there is a factor")
            }
            return 1
        case .text("linear"):
            guard let factor else { throw file.wrong("gemma3.rope.scaling.factor", "a number") }
            return factor
        default: throw file.wrong("gemma3.rope.scaling.type", "\"linear\"")
        }
    }

    private static let known = Set(
        [
            "context_length", "embedding_length", "block_count", "feed_forward_length", "attention.head_count",
            "attention.head_count_kv", "attention.key_length", "attention.value_length", "attention.sliding_window",
            "attention.layer_norm_rms_epsilon", "attention.scale", "rope.freq_base", "rope.scaling.type",
            "rope.scaling.factor",
            // The tokenizer's list says it, and the embedding.
            "vocab_size",
        ].map { "gemma3." + $0 })

    private static func requireKnown(_ file: GGUF) throws {
        for key in file.keys where key.hasPrefix("gemma3.") && !known.contains(key) {
            throw InputError(
                "\(file.path): \(key)", expected: "a key of gemma3 that is known here",
                found: file.values[key]?.summary ?? "nothing", advice: "It may change numbers, so the file is refused.")
        }
    }
}
