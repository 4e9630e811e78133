/// What becomes of every field of tokenizer.json: those that `tokenizers` 0.5 to 0.22 write for the parts that are
/// read here.
enum TokenizerJSONFields {
    /// The file as a whole.
    static let whole = list(
        "tokenizer.json",
        read: ["truncation", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "model"],
        // Nothing is padded, and a decoder makes text of ids.
        withoutEffect: ["padding", "decoder"], refused: ["version": [#""1.0""#]])

    /// Its `truncation`: length and strategy are asked for by the caller.
    static let truncation = list(
        "tokenizer.json", read: ["direction"], withoutEffect: ["max_length", "strategy", "stride"])

    /// The parts by their type.
    static let parts: [String: FieldList] = [
        TokenizerNames.cleaning: list(
            "a \(TokenizerNames.cleaning)",
            read: ["type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase"]),
        "Replace": list("a Replace", read: ["type", "pattern", "content"]),
        // Where there is nothing to cut at, how is without effect.
        "Split": list("a Split", read: ["type", "pattern"], withoutEffect: ["behavior", "invert"]),
        "Lowercase": list("a Lowercase", read: ["type"]),
        TokenizerNames.cutting: list("a \(TokenizerNames.cutting)", read: ["type"]),
        // Offsets in the text are not computed here.
        "ByteLevel": list(
            "a ByteLevel", read: ["type", "add_prefix_space", "use_regex"], withoutEffect: ["trim_offsets"]),
        "Sequence": list("a Sequence", read: ["type", "normalizers", "pretokenizers", "processors"]),
        TokenizerNames.oneSeparator: list("a \(TokenizerNames.oneSeparator)", read: ["type", "sep", "cls"]),
        TokenizerNames.twoSeparators: list(
            "a \(TokenizerNames.twoSeparators)", read: ["type", "sep", "cls"],
            withoutEffect: ["trim_offsets", "add_prefix_space"]),
        "TemplateProcessing": list("a TemplateProcessing", read: ["type", "single", "pair", "special_tokens"]),
    ]

    /// Of the models by their type; files of 2020 do not say it.
    static let models: [String: FieldList] = [
        "WordPiece": list(
            "a WordPiece model",
            read: ["type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab"]),
        // Every byte is a piece here, so that nothing is unknown and no byte is written by its number.
        "BPE": list(
            "a BPE model", read: ["type", "vocab", "merges"], withoutEffect: ["unk_token", "fuse_unk"],
            refused: [
                "dropout": [], "continuing_subword_prefix": [], "end_of_word_suffix": [], "byte_fallback": [],
                "ignore_merges": [],
            ]),
        // Every byte has a piece here, too, which is what an unknown character becomes.
        "BPE by characters": list(
            "a BPE model", read: ["type", "vocab", "merges", "byte_fallback"],
            withoutEffect: ["unk_token", "fuse_unk"],
            refused: [
                "dropout": [], "continuing_subword_prefix": [], "end_of_word_suffix": [], "ignore_merges": [],
            ]),
    ]

    private static func list(
        _ file: String, read: [String], withoutEffect: [String] = [], refused: [String: [String]] = [:]
    ) -> FieldList {
        FieldList(file: file, uses: TokenizerFields.uses(read: read, withoutEffect: withoutEffect, refused: refused))
    }
}

extension JSONSettings {
    /// A part of a tokenizer: an object with a `type`, whose fields are all known. A Sequence of one part is that part.
    ///
    /// - Parameters:
    ///   - types: those that are read, the first being the usual one.
    ///   - reason: why others are not.
    /// - Throws: `InputError` for another type, or a field that is not known.
    func part(_ key: String, _ types: [String], _ reason: String) throws -> JSONSettings {
        let part = try object(key)
        let parts = try part.sequence()
        guard parts.count == 1, let only = parts.first else { throw wrong(key, "one part, not \(parts.count)") }
        return try only.require(types, reason)
    }

    /// The parts of a Sequence, or the part itself.
    func sequence() throws -> [JSONSettings] {
        guard node["type"]?.text == "Sequence" else { return [self] }
        try TokenizerJSONFields.parts["Sequence"]?.requireKnown(self)
        for key in ["normalizers", "pretokenizers", "processors"] where node[key] != nil {
            return try array(key).enumerated().flatMap { number, node in
                try JSONSettings(node, place: "\(place).\(key)[\(number)]").sequence()
            }
        }
        throw wrong("type", "a Sequence with parts")
    }

    /// - Throws: `InputError` unless the part has one of the types, and fields that are known alone.
    func require(_ types: [String], _ reason: String) throws -> JSONSettings {
        guard let type = node["type"]?.text, types.contains(type) else {
            throw InputError(
                "\(place): \"type\"", expected: types.map { "\"\($0)\"" }.joined(separator: " or "),
                found: node["type"]?.summary ?? "nothing", advice: reason)
        }
        try TokenizerJSONFields.parts[type]?.requireKnown(self)
        return self
    }
}
