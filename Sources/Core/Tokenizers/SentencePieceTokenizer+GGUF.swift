import TextFormat

extension SentencePieceTokenizer {
    /// From the metadata of a GGUF file, whose tokenizer is of the kind `llama` as Gemma has it.
    ///
    /// - Throws: `InputError` with file and key when something is missing, of another kind, or not known here.
    init(_ file: GGUF) throws {
        try GGUFTokenizerKeys.requireKnown(file)
        let vocabulary = try GGUFVocabulary(file)
        let start = try file.index("tokenizer.ggml.bos_token_id", below: vocabulary.pieces.count)
        self.init(
            model: try CharacterPairs(
                vocabulary: vocabulary.pieces, vocabulary.table, merges: PairMerges(vocabulary.merges),
                place: "\(file.path): \(GGUFTokenizerKeys.tokens)"),
            tokens: AddedTokens(vocabulary.whole), template: .pairWithStarts(Int32(start)),
            vocabularySize: vocabulary.pieces.count)
    }
}

/// The keys of a GGUF file that say how texts are cut.
enum GGUFTokenizerKeys {
    static let tokens = "tokenizer.ggml.tokens", scores = "tokenizer.ggml.scores"
    static let types = "tokenizer.ggml.token_type"
    /// Values that they must have; where a second is false a file may leave the key out.
    private static let required: [(key: String, value: GGUFValue, isNeeded: Bool)] = [
        ("general.architecture", .text("gemma3"), true), ("tokenizer.ggml.model", .text("llama"), true),
        ("tokenizer.ggml.pre", .text("default"), false), ("tokenizer.ggml.add_bos_token", .bool(true), false),
        ("tokenizer.ggml.add_eos_token", .bool(false), false), ("tokenizer.ggml.add_sep_token", .bool(false), false),
        ("tokenizer.ggml.add_space_prefix", .bool(false), true),
    ]
    /// They count where ids become text again, or in conversations, or for padding.
    private static let withoutEffect = [
        "eos_token_id", "eot_token_id", "eom_token_id", "unknown_token_id", "padding_token_id", "mask_token_id",
        "seperator_token_id", "separator_token_id",
    ].map { "tokenizer.ggml." + $0 }

    /// - Throws: `InputError` for a key that would change ids and is not followed here.
    static func requireKnown(_ file: GGUF) throws {
        for (key, value, isNeeded) in required {
            guard isNeeded || file.values[key] != nil else { continue }
            guard file.values[key] == value else {
                throw file.wrong(
                    key, "\(value.summary)",
                    "Of GGUF files those of Gemma 3 are read; texts of others are cut otherwise.")
            }
        }
        let known = Set(required.map(\.key) + withoutEffect + [tokens, scores, types, "tokenizer.ggml.bos_token_id"])
        for key in file.keys where key.hasPrefix("tokenizer.") && !key.hasPrefix("tokenizer.chat_template") {
            guard known.contains(key) else {
                throw InputError(
                    "\(file.path): \(key)", expected: "a key of the tokenizer that is known here",
                    found: file.values[key]?.summary ?? "nothing", advice: "It may change ids, so the file is refused.")
            }
        }
    }
}
