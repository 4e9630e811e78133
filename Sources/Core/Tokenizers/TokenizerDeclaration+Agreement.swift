/// transformers 5 makes the tokenizers of BERT and RoBERTa anew from the vocabulary and tokenizer_config.json, whatever
/// else tokenizer.json says, and 4 took most of that file as it is: where they differ, a folder means two tokenizers.
extension TokenizerDeclaration {
    private static let asWritten =
        "Where tokenizer.json is right, write \"tokenizer_class\": \"PreTrainedTokenizerFast\" and "
        + "\"model_input_names\": [\"input_ids\", \"token_type_ids\", \"attention_mask\"] into tokenizer_config.json. "
        + "transformers makes the tokenizer of another class anew and leaves this out."

    /// Whether tokenizer.json counts as it is.
    private var isAsWritten: Bool { if case .asWritten = tokenizerClass { true } else { false } }

    /// - Throws: `InputError` unless the class can be that of a tokenizer.json with this model.
    private func requireClass(_ fits: Bool, _ model: String) throws {
        guard !fits else { return }
        throw InputError(
            "\(settings.place): \"tokenizer_class\"", expected: "the class of the \(model) model in tokenizer.json",
            found: settings.node["tokenizer_class"]?.summary ?? "that of config.json", advice: Self.asWritten)
    }

    /// - Throws: `InputError` where a folder without tokenizer.json has the vocabulary of another class.
    func requireVocabulary(of kind: TokenizerClass) throws {
        let fits =
            switch (tokenizerClass, kind) {
            case (nil, _), (.byteLevel, .byteLevel), (.wordPiece, .wordPiece): true
            default: false
            }
        guard !fits else { return }
        throw InputError(
            "\(settings.place): \"tokenizer_class\"",
            expected: kind == .byteLevel
                ? "\"\(TokenizerNames.ofByteLevel)\", for vocab.json"
                : "\"\(TokenizerNames.ofWordPiece)\", for vocab.txt",
            found: settings.node["tokenizer_class"]?.summary ?? "that of config.json",
            advice: "A tokenizer of this class needs a tokenizer.json of its own. Save it with transformers: "
                + "AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR).")
    }

    /// BERT's special tokens where its tokenizer is made anew; nil where tokenizer.json counts as it is.
    ///
    /// - Throws: `InputError` where settings differ.
    func wordPieceStandard(_ model: JSONSettings, _ normalizer: WordPieceNormalizer) throws -> [String: String]? {
        try requireClass(tokenizerClass != .byteLevel && tokenizerClass != .sentencePiece, "WordPiece")
        try requireSetting("do_lower_case", normalizer.lowercases, standard: true)
        try requireSetting("tokenize_chinese_chars", normalizer.separatesIdeographs, standard: true)
        // What is not said of accents follows case.
        try requireSetting(
            "strip_accents", normalizer.stripsAccents, standard: settings.node["do_lower_case"]?.bool ?? true)
        guard !isAsWritten else { return nil }
        guard normalizer.cleansText else {
            throw InputError(
                "tokenizer.json beside \(settings.place): \"clean_text\"", expected: "true", found: "false",
                advice: Self.asWritten)
        }
        let unknown = name("unk_token", Self.wordPieceNames)?.name ?? ""
        for (key, value) in [("unk_token", unknown), ("continuing_subword_prefix", "##")]
        where model.node[key]?.text != value {
            throw InputError(
                "\(model.place): \"\(key)\"", expected: "\"\(value)\"", found: model.node[key]?.summary ?? "nothing",
                advice: Self.asWritten)
        }
        guard model.node["max_input_chars_per_word"]?.index == 100 else {
            throw InputError(
                "\(model.place): \"max_input_chars_per_word\"", expected: "100",
                found: model.node["max_input_chars_per_word"]?.summary ?? "nothing", advice: Self.asWritten)
        }
        return Self.wordPieceNames
    }

    /// RoBERTa's special tokens where its tokenizer is made anew; nil where tokenizer.json counts as it is.
    ///
    /// - Throws: `InputError` where settings differ.
    func byteLevelStandard(_ root: JSONSettings, addsPrefixSpace: Bool, usesRegex: Bool) throws -> [String: String]? {
        if case .wordPiece = tokenizerClass { try requireClass(false, "BPE") }
        try requireClass(tokenizerClass != .sentencePiece, "byte-level BPE")
        try requireSetting("add_prefix_space", addsPrefixSpace, standard: false)
        guard !isAsWritten else { return nil }
        guard root.node["normalizer"]?.isNull ?? true else {
            throw InputError(
                "\(root.place): \"normalizer\"", expected: "null, as tokenizers of its class have none",
                found: root.node["normalizer"]?.summary ?? "nothing", advice: Self.asWritten)
        }
        guard usesRegex else {
            throw InputError(
                "\(root.place): pre_tokenizer: \"use_regex\"", expected: "true, as tokenizers of its class have it",
                found: "false", advice: Self.asWritten)
        }
        return Self.byteLevelNames
    }

    /// Gemma's special tokens where its tokenizer is made anew; nil where tokenizer.json counts as it is.
    ///
    /// - Throws: `InputError` for another class.
    func sentencePieceStandard(_ root: JSONSettings) throws -> [String: String]? {
        switch tokenizerClass {
        case .sentencePiece: return Self.sentencePieceNames
        case .wordPiece, .byteLevel: try requireClass(false, "BPE")
        case .asWritten, nil: break
        }
        return nil
    }

    private func requireSetting(_ key: String, _ value: Bool, standard: Bool) throws {
        let given = try settings.optionalBool(key)
        guard (given ?? (isAsWritten ? value : standard)) != value else { return }
        throw InputError(
            "\(settings.place): \"\(key)\"", expected: "\(value), as the tokenizer's own files have it",
            found: given.map { "\($0)" } ?? "nothing, which transformers takes for \(standard)",
            advice: "Correct the one that is wrong, or save the tokenizer again with transformers.")
    }

    /// - Throws: `InputError` unless tokenizer.json puts sentences together as the class does.
    func requireTemplate(
        _ template: SequenceTemplate, _ standard: SequenceTemplate, ignoringTypes: Bool = false, _ root: JSONSettings
    ) throws {
        guard template != standard, !ignoringTypes || template.withoutTokenTypes != standard else { return }
        throw InputError(
            "\(root.place): \"post_processor\"", expected: "the special tokens of the tokenizer's class: \(standard)",
            found: "\(template)", advice: Self.asWritten)
    }
}

extension TokenizerDeclaration {
    /// The added tokens of a tokenizer.json, with those that are declared beside it.
    static func tokens(
        of root: JSONSettings, _ beside: TokenizerDeclaration?, standard: [String: String]?, normalizes: Bool,
        size: inout Int, _ known: ([UInt8]) -> Int32?
    ) throws -> [AddedTokens.Token] {
        let own = try root.array("added_tokens").enumerated().map { number, node in
            let settings = JSONSettings(node, place: "\(root.place): added_tokens[\(number)]")
            return try DeclaredToken(settings, id: settings.index("id"))
        }
        let beside = beside ?? TokenizerDeclaration(none: root.place)
        return try beside.tokens(own, standard: standard, normalizes: normalizes, size: &size, known)
    }

    /// The template of a tokenizer.json, as it and what is declared beside it change it.
    static func applied(
        _ beside: TokenizerDeclaration?, to template: SequenceTemplate, _ root: JSONSettings
    ) throws -> SequenceTemplate {
        let truncation = root.node["truncation"]
        if let truncation, !truncation.isNull {
            try TokenizerJSONFields.truncation.requireKnown(root.object("truncation"))
        }
        return (beside ?? TokenizerDeclaration(none: root.place)).applied(to: template, truncation: truncation)
    }
}

/// For messages: `2 A 3; 2 A 3 B:1 3:1`, special tokens by their ids, and token types other than 0.
extension SequenceTemplate: CustomStringConvertible {
    var description: String {
        func text(_ part: Part) -> String {
            switch part {
            case .special(let id, let type): "\(id)" + (type == 0 ? "" : ":\(type)")
            case .first(let type): "A" + (type == 0 ? "" : ":\(type)")
            case .second(let type): "B" + (type == 0 ? "" : ":\(type)")
            }
        }
        return [single, pair].map { $0.map(text).joined(separator: " ") }.joined(separator: "; ")
    }
}
