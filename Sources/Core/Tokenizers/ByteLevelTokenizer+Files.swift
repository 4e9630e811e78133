import Foundation

extension ByteLevelTokenizer {
    /// From a `tokenizer.json` with a byte-level `BPE` model.
    ///
    /// - Throws: `InputError` with file and key when something is missing or of another kind.
    init(json: JSONNode, place: String) throws {
        let root = JSONSettings(json, place: place)
        let model = try root.object("model")
        try model.require("type", "BPE")
        for key in ["continuing_subword_prefix", "end_of_word_suffix"] where model.node[key]?.text?.isEmpty == false {
            throw model.wrong(key, "nothing, as in byte-level models")
        }
        for key in ["byte_fallback", "ignore_merges"] where try model.optionalBool(key) == true {
            throw model.wrong(key, "false")
        }
        guard model.node["dropout"]?.isNull ?? true else { throw model.wrong("dropout", "null") }
        guard root.node["normalizer"]?.isNull ?? true else { throw root.wrong("normalizer", "null") }
        let splitting = try root.object("pre_tokenizer")
        try splitting.require("type", "ByteLevel")
        guard try splitting.optionalBool("use_regex") ?? true else { throw splitting.wrong("use_regex", "true") }

        let vocabulary = try Self.vocabulary(model.node["vocab"], place: model.place + ".vocab")
        let pairs = try model.array("merges").enumerated().map { number, node in
            try Self.pair(node, place: "\(model.place).merges[\(number)]")
        }
        var size = vocabulary.values.map { Int($0) + 1 }.max() ?? 0
        var tokens: [AddedTokens.Token] = []
        for (number, node) in try root.array("added_tokens").enumerated() {
            let settings = JSONSettings(node, place: "\(place): added_tokens[\(number)]")
            let token = try AddedTokens.Token(settings, known: { vocabulary[$0] }, next: size)
            size = max(size, Int(token.id) + 1)
            tokens.append(token)
        }
        self.init(
            model: try BytePairs(vocabulary: vocabulary, merges: pairs, place: model.place),
            addedTokens: AddedTokens(tokens),
            template: try SequenceTemplate(root.object("post_processor"), vocabularySize: size),
            addsPrefixSpace: try splitting.bool("add_prefix_space"), vocabularySize: size)
    }

    /// From the files of RoBERTa's first release; its special tokens are `<s>`, `<pad>`, `</s>`, `<unk>` and `<mask>`.
    init(vocabulary file: URL, merges mergesFile: URL) throws {
        let bytes = try readTokenizerFile(
            file, "tokenizer.json, or vocab.json with merges.txt",
            "The folder must hold a whole Hugging Face checkpoint.")
        let vocabulary = try Self.vocabulary(JSONReader.read(bytes, place: file.path), place: file.path)
        let lines = try readTokenizerFile(mergesFile, "merges.txt").split(
            separator: 0x0A, omittingEmptySubsequences: false)
        var pairs: [(first: [UInt8], second: [UInt8])] = []
        for (number, line) in lines.enumerated()
        where !line.isEmpty && !(number == 0 && line.starts(with: "#version".utf8)) {
            let text = line.last == 0x0D ? line.dropLast() : line
            pairs.append(try Self.pair(text, place: "\(mergesFile.path):\(number + 1)"))
        }
        func special(_ token: String) throws -> Int32 {
            guard let id = vocabulary[Array(token.utf8)] else {
                throw InputError(
                    file.path, expected: "a vocabulary with the token \(token)",
                    found: "none among \(vocabulary.count) pieces")
            }
            return id
        }
        let tokens = try ["<s>", "<pad>", "</s>", "<unk>", "<mask>"].map {
            AddedTokens.Token(
                content: Array($0.utf8), id: try special($0), takesSpaceBefore: $0 == "<mask>", takesSpaceAfter: false)
        }
        self.init(
            model: try BytePairs(vocabulary: vocabulary, merges: pairs, place: mergesFile.path),
            addedTokens: AddedTokens(tokens),
            template: .pairWithTwoSeparators(start: try special("<s>"), end: try special("</s>")),
            addsPrefixSpace: false, vocabularySize: vocabulary.values.map { Int($0) + 1 }.max() ?? 0)
    }

    private static func vocabulary(_ node: JSONNode?, place: String) throws -> [[UInt8]: Int32] {
        guard let members = node?.members else {
            throw InputError(place, expected: "an object", found: node?.summary ?? "nothing")
        }
        return try Dictionary(
            members.map { piece, id in
                guard let index = id.index else {
                    throw InputError(
                        "\(place)[\"\(String(decoding: piece, as: UTF8.self))\"]", expected: "an id", found: id.summary)
                }
                return (Array(piece), index)
            }
        ) { _, last in last }
    }

    /// `"a b"`, or `["a", "b"]` in files of 2024 and later.
    private static func pair(_ node: JSONNode, place: String) throws -> (first: [UInt8], second: [UInt8]) {
        if let text = node.text { return try pair(Array(text.utf8)[...], place: place) }
        let parts = (node.array ?? []).compactMap(\.text)
        guard parts.count == 2, node.array?.count == 2 else {
            throw InputError(place, expected: "a pair of pieces", found: node.summary)
        }
        return (Array(parts[0].utf8), Array(parts[1].utf8))
    }

    private static func pair(_ text: ArraySlice<UInt8>, place: String) throws -> (first: [UInt8], second: [UInt8]) {
        let parts = text.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw InputError(
                place, expected: "two pieces with a space between",
                found: "\"\(String(decoding: text, as: UTF8.self))\"")
        }
        return (Array(parts[0]), Array(parts[1]))
    }
}
