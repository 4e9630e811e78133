extension SentencePieceTokenizer {
    /// From a `tokenizer.json` with a `BPE` model that falls back to bytes.
    ///
    /// - Parameter beside: what stands beside the file; nil for the file alone.
    /// - Throws: `InputError` with file and key when something is missing or of another kind.
    init(json: JSONNode, place: String, _ beside: TokenizerDeclaration? = nil) throws {
        let root = JSONSettings(json, place: place)
        try TokenizerJSONFields.whole.requireKnown(root)
        let model = try root.object("model")
        try model.require("type", "BPE")
        try TokenizerJSONFields.models["BPE by characters"]?.requireKnown(model)
        try Self.requireSpaces(root)
        let standard = try beside?.sentencePieceStandard(root)

        let vocabulary = try ByteLevelTokenizer.vocabulary(model.node["vocab"], place: model.place + ".vocab")
        let pieces = vocabulary.map { (piece: $0.key[...], id: $0.value) }, table = PieceTable(pieces)
        func id(_ piece: [UInt8], _ number: Int) throws -> Int32 {
            guard let id = table.id(piece) else {
                throw InputError(
                    "\(model.place).merges[\(number)]", expected: "parts and result in the vocabulary",
                    found: "none for \"\(String(decoding: piece, as: UTF8.self))\"")
            }
            return id
        }
        let merges = try model.array("merges").enumerated().map { number, node -> PairMerges.Pair in
            let (first, second) = try ByteLevelTokenizer.pair(node, place: "\(model.place).merges[\(number)]")
            return (try id(first, number), try id(second, number), try id(first + second, number))
        }
        var size = vocabulary.values.map { Int($0) + 1 }.max() ?? 0
        let tokens = try TokenizerDeclaration.tokens(
            of: root, beside, standard: standard, normalizes: true, size: &size
        ) { table.id($0) }
        if let token = tokens.first(where: \.isNormalized) {
            throw InputError(
                "\(place): added_tokens", expected: "tokens that are found in the text as it is",
                found: "\"normalized\": true for \(String(decoding: token.content, as: UTF8.self))")
        }
        let template = try SequenceTemplate(root.object("post_processor"), vocabularySize: size)
        if let beside, let standard {
            let start = try beside.id("bos_token", standard, place: place) { table.id($0) }
            try beside.requireTemplate(template, .pairWithStarts(start), ignoringTypes: true, root)
        }
        self.init(
            model: try CharacterPairs(
                vocabulary: pieces, table, merges: PairMerges(merges), place: model.place),
            tokens: AddedTokens(tokens), template: try TokenizerDeclaration.applied(beside, to: template, root),
            vocabularySize: size)
    }

    /// - Throws: `InputError` unless spaces become U+2581 and nothing else is done to a text. What cuts at spaces then
    ///   finds none.
    private static func requireSpaces(_ root: JSONSettings) throws {
        let reason = "Other rewriting of the text changes its ids, and is not followed here."
        let normalizer = try root.part("normalizer", ["Replace"], reason)
        guard normalizer.node["pattern"]?["String"]?.text == " " else {
            throw normalizer.wrong("pattern", "{\"String\": \" \"}")
        }
        guard normalizer.node["content"]?.bytes == CharacterPairs.mark else {
            throw normalizer.wrong("content", "\"▁\" (U+2581)")
        }
        guard let cutting = root.node["pre_tokenizer"], !cutting.isNull else { return }
        let splitting = try root.part("pre_tokenizer", ["Split"], reason)
        guard splitting.node["pattern"]?["String"]?.text == " " else {
            throw splitting.wrong("pattern", "{\"String\": \" \"}")
        }
    }
}
