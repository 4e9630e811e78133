import Foundation

extension ByteLevelTokenizer {
    /// From a `tokenizer.json` with a byte-level `BPE` model.
    ///
    /// - Parameter beside: what stands beside the file; nil for the file alone.
    /// - Throws: `InputError` with file and key when something is missing or of another kind.
    init(json: JSONNode, place: String, _ beside: TokenizerDeclaration? = nil) throws {
        let root = JSONSettings(json, place: place)
        try TokenizerJSONFields.whole.requireKnown(root)
        let model = try root.object("model")
        try model.require("type", "BPE")
        try TokenizerJSONFields.models["BPE"]?.requireKnown(model)
        let normalizers = try Self.normalizers(root)
        let splitting = try root.part(
            "pre_tokenizer", ["ByteLevel"], "Of BPE tokenizers those by bytes are read here.")
        let cutsWords = try splitting.optionalBool("use_regex") ?? true
        let addsPrefixSpace = try splitting.bool("add_prefix_space")
        let standard = try beside?.byteLevelStandard(root, addsPrefixSpace: addsPrefixSpace, usesRegex: cutsWords)

        let vocabulary = try Self.vocabulary(model.node["vocab"], place: model.place + ".vocab")
        let pairs = try model.array("merges").enumerated().map { number, node in
            try Self.pair(node, place: "\(model.place).merges[\(number)]")
        }
        var size = vocabulary.values.map { Int($0) + 1 }.max() ?? 0
        let tokens = try TokenizerDeclaration.tokens(
            of: root, beside, standard: standard, normalizes: !normalizers.isEmpty, size: &size
        ) { vocabulary[$0] }
        let template = try SequenceTemplate(root.object("post_processor"), vocabularySize: size)
        if let beside, let standard {
            try beside.requireTemplate(
                template,
                .pairWithTwoSeparators(
                    start: beside.id("cls_token", standard, place: place) { vocabulary[$0] },
                    end: beside.id("sep_token", standard, place: place) { vocabulary[$0] }),
                ignoringTypes: true, root)
        }
        self.init(
            model: try BytePairs(vocabulary: vocabulary, merges: pairs, place: model.place), tokens: tokens,
            normalizers: normalizers, template: try TokenizerDeclaration.applied(beside, to: template, root),
            addsPrefixSpace: addsPrefixSpace, cutsWords: cutsWords, vocabularySize: size)
    }

    /// Those whose tables are at hand: scalar by scalar, as BERT's is.
    private static func normalizers(_ root: JSONSettings) throws -> [WordPieceNormalizer] {
        guard let node = root.node["normalizer"], !node.isNull else { return [] }
        return try root.object("normalizer").sequence().map { part in
            let settings = try part.require(
                ["Lowercase", TokenizerNames.cleaning],
                "Unicode's normal forms and other rewriting of the text change its ids, and are not followed here. "
                    + "Without normaliser, or with these, such a tokenizer is read.")
            guard settings.node["type"]?.text == "Lowercase" else { return try WordPieceTokenizer.normalizer(settings) }
            return WordPieceNormalizer(
                cleansText: false, separatesIdeographs: false, stripsAccents: false, lowercases: true)
        }
    }

    /// From `vocab.json` and `merges.txt`, and what is declared beside them.
    init(vocabulary file: URL, merges mergesFile: URL, _ beside: TokenizerDeclaration? = nil) throws {
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
        let standard = TokenizerDeclaration.byteLevelNames, beside = beside ?? TokenizerDeclaration(none: file.path)
        var size = vocabulary.values.map { Int($0) + 1 }.max() ?? 0
        let template = SequenceTemplate.pairWithTwoSeparators(
            start: try beside.id("cls_token", standard, place: file.path) { vocabulary[$0] },
            end: try beside.id("sep_token", standard, place: file.path) { vocabulary[$0] })
        let tokens = try beside.tokens([], standard: standard, normalizes: false, size: &size) { vocabulary[$0] }
        self.init(
            model: try BytePairs(vocabulary: vocabulary, merges: pairs, place: mergesFile.path), tokens: tokens,
            template: beside.applied(to: template, truncation: nil),
            addsPrefixSpace: try beside.settings.optionalBool("add_prefix_space") ?? false, vocabularySize: size)
    }

    /// A vocabulary of a JSON file: pieces with their ids.
    static func vocabulary(_ node: JSONNode?, place: String) throws -> [[UInt8]: Int32] {
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
    static func pair(_ node: JSONNode, place: String) throws -> (first: [UInt8], second: [UInt8]) {
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
