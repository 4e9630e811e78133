/// What becomes of every field of the files that declare a tokenizer: those that transformers 3 to 5 write, and the
/// options of its tokenizers' classes.
enum TokenizerFields {
    /// Special tokens by what they are for, in the order in which transformers adds them.
    static let names = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]
    /// Tokens without such a name: `additional_special_tokens` until transformers 4.
    static let more = ["additional_special_tokens", "extra_special_tokens"] + single
    /// Those of them that are one token each, in folders of Gemma.
    static let single = ["boi_token", "eoi_token", "image_token"]

    /// tokenizer_config.json.
    static let configuration = FieldList(
        file: "tokenizer_config.json",
        uses: uses(
            read: names + more + [
                "tokenizer_class", "do_lower_case", "strip_accents", "tokenize_chinese_chars", "clean_text",
                "add_prefix_space", "added_tokens_decoder", "truncation_side", "model_input_names", "add_bos_token",
            ],
            withoutEffect: [
                // The length is asked for, with the longest cut first; nothing is padded.
                "model_max_length", "max_len", "max_length", "truncation", "truncation_strategy", "stride", "padding",
                "padding_side", "pad_to_multiple_of", "pad_token_type_id",
                // They count where ids become text again, or for offsets in the text, or in conversations.
                "clean_up_tokenization_spaces",
                "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output",
                "errors", "trim_offsets", "spaces_between_special_tokens", "use_default_system_prompt", "chat_template",
                "response_template", "response_schema",
                "chat_control_tokens",
                // Whence it came, and how it was loaded.
                "name_or_path", "special_tokens_map_file", "tokenizer_file", "vocab_file", "merges_file",
                "full_tokenizer_file", "processor_class", "backend", "is_local", "local_files_only", "use_fast",
                "from_slow", "verbose", "device_map", "cache_dir", "files_loaded", "_commit_hash",
                "slow_tokenizer_class", "transformers_version", "trust_remote_code", "revision", "subfolder",
                // Of the slow tokenizers of transformers 4, of Llama's, and of Mistral's.
                "do_basic_tokenize", "never_split", "legacy", "fix_mistral_regex",
            ],
            refused: [
                "auto_map": [], "init_inputs": [], "split_special_tokens": [],
                "fast_tokenizer_files": ["[\"tokenizer.json\"]"], "wordpieces_prefix": ["\"##\""], "add_eos_token": [],
                "model_specific_special_tokens": [], "gguf_file": [], "unk_id": [],
                // Of tokenizers with SentencePiece.
                "sp_model_kwargs": [], "keep_accents": [], "remove_space": [], "do_lowercase_and_remove_accent": [],
                "sp_model": [], "add_dummy_prefix": [],
            ].merging(TokenizerNames.foreignOptions.mapValues { _ in [] }) { own, _ in own }))

    /// Why a field of tokenizer_config.json changes ids, and what to do about it.
    static let reasons: [String: String] = {
        var reasons = [
            "auto_map":
                "Code that comes with the model would cut the texts, which is not run here. If the code does as a "
                + "class of transformers does, take the field out and name that class by tokenizer_class.",
            "split_special_tokens":
                "Special tokens in a text would be cut into pieces. Where no text has any, take the "
                + "field out.",
            "fast_tokenizer_files":
                "transformers reads the newest of them that it knows. Name that one tokenizer.json, "
                + "and take the field out.",
            "wordpieces_prefix": "Pieces inside a word start with ## in every such vocabulary.",
        ]
        for (key, name) in TokenizerNames.foreignOptions {
            reasons[key] = "It belongs to \(name). " + (TokenizerNames.reasons[name] ?? "")
        }
        return reasons
    }()

    /// - Throws: `InputError` for a field of tokenizer_config.json that would change ids, with the reason.
    static func requireConfiguration(_ settings: JSONSettings) throws {
        for key in reasons.keys.sorted() {
            guard let value = settings.node[key], !value.saysNothing,
                case .refused(let others) = configuration.uses[key],
                !others.contains(value.summary)
            else { continue }
            let expected = (["nothing, null, false or empty"] + others).joined(separator: ", or ")
            throw InputError(
                "\(settings.place): \"\(key)\"", expected: expected, found: value.summary, advice: reasons[key])
        }
        try configuration.requireKnown(settings)
    }

    /// special_tokens_map.json.
    static let map = FieldList(file: "special_tokens_map.json", uses: uses(read: names + more))

    /// A token of `added_tokens_decoder`, of special_tokens_map.json, or of tokenizer.json.
    static let token = FieldList(
        file: "an added token",
        uses: uses(
            read: ["id", "content", "single_word", "lstrip", "rstrip", "normalized"],
            // What is special is left out where ids become text again.
            withoutEffect: ["special", "__type"]))

    static func uses(
        read: [String], withoutEffect: [String] = [], refused: [String: [String]] = [:]
    ) -> [String: FieldList.Use] {
        var uses = refused.mapValues { FieldList.Use.refused(unless: $0) }
        for name in read { uses[name] = .read }
        for name in withoutEffect { uses[name] = .withoutEffect }
        return uses
    }
}
