import Foundation

extension WordPieceTokenizer {
    /// Reads a `tokenizer.json` of Hugging Face's `tokenizers`: `normalizer`, `model`, `added_tokens` and
    /// `post_processor`. Its `truncation` and `padding` are left aside; the caller says the length.
    ///
    /// - Throws: `InputError` with file and key when the file is not JSON, a key is missing, or the
    ///   tokenizer is of another kind than BERT's.
    public init(tokenizerJSON file: URL) throws {
        let bytes = try readTokenizerFile(file, "a tokenizer.json")
        try self.init(json: JSONReader.read(bytes, place: file.path), place: file.path)
    }

    init(json: JSONNode, place: String) throws {
        let root = JSONSettings(json, place: place)
        let model = try root.object("model")
        // Files of 2020 name no model type; only WordPiece's have this key.
        if json["model"]?["type"] != nil || json["model"]?["max_input_chars_per_word"] == nil {
            try model.require("type", "WordPiece")
        }
        let pieces = try Self.pieces(model)
        let wordPiece = try WordPiece(
            vocabulary: pieces, unknown: try model.text("unk_token"),
            prefix: try model.text("continuing_subword_prefix"),
            longestWord: Int(try model.index("max_input_chars_per_word")), place: model.place + ".vocab")
        let normalizer = try Self.normalizer(root.object("normalizer"))
        try root.object("pre_tokenizer").require("type", "BertPreTokenizer")

        var raw: [AddedTokens.Token] = []
        var normalized: [AddedTokens.Token] = []
        var size = wordPiece.size
        for (number, node) in try root.array("added_tokens").enumerated() {
            let settings = JSONSettings(node, place: "\(root.place): added_tokens[\(number)]")
            var token = try AddedTokens.Token(settings, known: wordPiece.id, next: size)
            size = max(size, Int(token.id) + 1)
            if try settings.bool("normalized") {
                let content = token.content
                token.content = []
                normalizer.normalize(content, 0 ..< content.count, into: &token.content)
                normalized.append(token)
            } else {
                raw.append(token)
            }
        }
        self.init(
            normalizer: normalizer, model: wordPiece, rawTokens: AddedTokens(raw),
            normalizedTokens: AddedTokens(normalized),
            template: try SequenceTemplate(root.object("post_processor"), vocabularySize: size), vocabularySize: size)
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

    private static func normalizer(_ settings: JSONSettings) throws -> WordPieceNormalizer {
        try settings.require("type", "BertNormalizer")
        let lowercase = try settings.bool("lowercase")
        return WordPieceNormalizer(
            cleansText: try settings.bool("clean_text"), separatesIdeographs: try settings.bool("handle_chinese_chars"),
            stripsAccents: try settings.optionalBool("strip_accents") ?? lowercase, lowercases: lowercase)
    }
}

extension AddedTokens.Token {
    /// One of a tokenizer.json's `added_tokens`.
    ///
    /// - Parameters:
    ///   - known: the vocabulary's id of a piece.
    ///   - next: the first id that is free.
    init(_ settings: JSONSettings, known: ([UInt8]) -> Int32?, next: Int) throws {
        let content = Array(try settings.text("content").utf8)
        let id = try settings.index("id")
        // Hugging Face's reader would give the token this id whatever the file says.
        let expected = known(content).map(Int.init) ?? next
        guard Int(id) == expected else {
            throw settings.wrong("id", "\(expected), its number in the vocabulary or the next free one")
        }
        guard try !settings.bool("single_word") else {
            throw settings.wrong("single_word", "false, the only rule that is supported")
        }
        self.init(
            content: content, id: id, takesSpaceBefore: try settings.bool("lstrip"),
            takesSpaceAfter: try settings.bool("rstrip"))
    }
}

extension SequenceTemplate {
    /// Reads a `TemplateProcessing` or the older `BertProcessing` and `RobertaProcessing`.
    init(_ settings: JSONSettings, vocabularySize: Int) throws {
        func known(_ id: Int32?, _ key: String) throws -> Int32 {
            guard let id, id < vocabularySize else { throw settings.wrong(key, "ids under \(vocabularySize)") }
            return id
        }
        func id(_ key: String) throws -> Int32 { try known(settings.array(key).last?.index, key) }
        switch settings.node["type"]?.text {
        case "BertProcessing":
            self = .pairWithOneSeparator(classification: try id("cls"), separator: try id("sep"))
            return
        case "RobertaProcessing":
            self = .pairWithTwoSeparators(start: try id("cls"), end: try id("sep"))
            return
        default: break
        }
        try settings.require("type", "TemplateProcessing")
        func parts(_ key: String) throws -> [Part] {
            try settings.array(key).flatMap { node -> [Part] in
                let body = node["SpecialToken"] ?? node["Sequence"]
                guard let name = body?["id"]?.text, let index = body?["type_id"]?.index,
                    let type = UInt8(exactly: index)
                else {
                    throw settings.wrong(key, "parts with an \"id\" and a \"type_id\"")
                }
                switch (node["SpecialToken"] != nil, name) {
                case (true, _):
                    let ids = settings.node["special_tokens"]?[name]?["ids"]?.array ?? []
                    guard !ids.isEmpty else { throw settings.wrong("special_tokens", "ids of \(name)") }
                    return try ids.map { .special(id: try known($0.index, "special_tokens"), type: type) }
                case (false, "A"): return [.first(type: type)]
                case (false, "B"): return [.second(type: type)]
                default: throw settings.wrong(key, "the sequences A and B, not \(name)")
                }
            }
        }
        func parts(_ key: String, first: Int, second: Int) throws -> [Part] {
            let parts = try parts(key)
            let sequences = parts.map { part in
                if case .first = part { "A" } else if case .second = part { "B" } else { "special" }
            }
            guard sequences.first == "special", sequences.count(where: { $0 == "A" }) == first,
                sequences.count(where: { $0 == "B" }) == second
            else {
                throw settings.wrong(
                    key,
                    """
                    a special token, which the classifier reads, and then \
                    \(second == 0 ? "A once" : "A and B, once each")
                    """
                )
            }
            return parts
        }
        self.init(single: try parts("single", first: 1, second: 0), pair: try parts("pair", first: 1, second: 1))
    }
}
