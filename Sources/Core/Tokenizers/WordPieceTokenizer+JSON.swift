import Foundation

extension WordPieceTokenizer {
    /// Reads a `tokenizer.json` of Hugging Face's `tokenizers`, without what stands beside it. The length of its
    /// `truncation`, and its `padding`, are left aside; the caller says the length.
    ///
    /// - Throws: `InputError` with file and key when the file is not JSON, a key is missing, or the
    ///   tokenizer is of another kind than BERT's.
    public init(tokenizerJSON file: URL) throws {
        let bytes = try readTokenizerFile(file, "a tokenizer.json")
        try self.init(json: JSONReader.read(bytes, place: file.path), place: file.path)
    }

    /// - Parameter beside: what stands beside the file; nil for the file alone.
    init(json: JSONNode, place: String, _ beside: TokenizerDeclaration? = nil) throws {
        let root = JSONSettings(json, place: place)
        try TokenizerJSONFields.whole.requireKnown(root)
        let model = try root.object("model")
        // Files of 2020 name no model type; only WordPiece's have this key.
        if json["model"]?["type"] != nil || json["model"]?["max_input_chars_per_word"] == nil {
            try model.require("type", "WordPiece")
        }
        try TokenizerJSONFields.models["WordPiece"]?.requireKnown(model)
        let pieces = try Self.pieces(model)
        let wordPiece = try WordPiece(
            vocabulary: pieces, unknown: try model.text("unk_token"),
            prefix: try model.text("continuing_subword_prefix"),
            longestWord: Int(try model.index("max_input_chars_per_word")), place: model.place + ".vocab")
        let normalizer = try Self.normalizer(
            root.part(
                "normalizer", [TokenizerNames.cleaning], "Of WordPiece tokenizers those with this one are read here."))
        _ = try root.part(
            "pre_tokenizer", [TokenizerNames.cutting], "Of WordPiece tokenizers those with this one are read here.")

        let standard = try beside?.wordPieceStandard(model, normalizer)
        var size = wordPiece.size
        let tokens = try TokenizerDeclaration.tokens(
            of: root, beside, standard: standard, normalizes: true, size: &size, wordPiece.id)
        let template = try SequenceTemplate(root.object("post_processor"), vocabularySize: size)
        if let beside, let standard {
            try beside.requireTemplate(
                template,
                .pairWithOneSeparator(
                    classification: beside.id("cls_token", standard, place: place, wordPiece.id),
                    separator: beside.id("sep_token", standard, place: place, wordPiece.id)), root)
        }
        self.init(
            normalizer: normalizer, model: wordPiece, tokens: tokens,
            template: try TokenizerDeclaration.applied(beside, to: template, root), vocabularySize: size)
    }

    /// With the tokens that are looked for in the normalised text normalised themselves.
    init(
        normalizer: WordPieceNormalizer, model: WordPiece, tokens: [AddedTokens.Token], template: SequenceTemplate,
        vocabularySize: Int
    ) {
        self.init(
            normalizer: normalizer, model: model, rawTokens: AddedTokens(tokens.filter { !$0.isNormalized }),
            normalizedTokens: AddedTokens(tokens.filter(\.isNormalized).map { $0.normalized(by: [normalizer]) }),
            template: template, vocabularySize: vocabularySize)
    }

    private static func pieces(_ model: JSONSettings) throws -> [(piece: [UInt8], id: Int32)] {
        guard let members = model.node["vocab"]?.members else { throw model.wrong("vocab", "an object") }
        return try members.map { piece, id in
            guard let index = id.index else {
                let name = String(decoding: piece, as: UTF8.self)
                throw InputError("\(model.place).vocab[\"\(name)\"]", expected: "an id", found: id.summary)
            }
            return (piece, index)
        }
    }

    static func normalizer(_ settings: JSONSettings) throws -> WordPieceNormalizer {
        let lowercase = try settings.bool("lowercase")
        return WordPieceNormalizer(
            cleansText: try settings.bool("clean_text"), separatesIdeographs: try settings.bool("handle_chinese_chars"),
            stripsAccents: try settings.optionalBool("strip_accents") ?? lowercase, lowercases: lowercase)
    }
}

extension AddedTokens.Token {
    /// The token as it stands in normalised text.
    func normalized(by normalizers: [WordPieceNormalizer]) -> AddedTokens.Token {
        var token = self
        token.content = normalizers.normalize(content, 0 ..< content.count)
        return token
    }
}

extension [WordPieceNormalizer] {
    /// A part of well-formed UTF-8 after all of them, the first first.
    func normalize(_ text: [UInt8], _ range: Range<Int>) -> [UInt8] {
        reduce(Array<UInt8>(text[range])) { text, normalizer in
            var output: [UInt8] = []
            normalizer.normalize(text, 0 ..< text.count, into: &output)
            return output
        }
    }
}
