extension SequenceTemplate {
    /// Reads a `TemplateProcessing` or the older `BertProcessing` and `RobertaProcessing`; of a Sequence the one that
    /// is no `ByteLevel`, which concerns offsets alone.
    init(_ processor: JSONSettings, vocabularySize: Int) throws {
        let all = try processor.sequence()
        let joining = all.count == 1 ? all : all.filter { $0.node["type"]?.text != "ByteLevel" }
        guard joining.count == 1, let joined = joining.first else {
            throw processor.wrong("processors", "one that puts special tokens around the sentences")
        }
        let settings = try joined.require(
            ["TemplateProcessing", TokenizerNames.oneSeparator, TokenizerNames.twoSeparators],
            "The classifier reads the special token that these put before a sentence.")
        func known(_ id: Int32?, _ key: String) throws -> Int32 {
            guard let id, id < vocabularySize else { throw settings.wrong(key, "ids under \(vocabularySize)") }
            return id
        }
        func id(_ key: String) throws -> Int32 { try known(settings.array(key).last?.index, key) }
        switch settings.node["type"]?.text {
        case TokenizerNames.oneSeparator:
            self = .pairWithOneSeparator(classification: try id("cls"), separator: try id("sep"))
            return
        case TokenizerNames.twoSeparators:
            self = .pairWithTwoSeparators(start: try id("cls"), end: try id("sep"))
            return
        default: break
        }
        let tokens = settings.node["special_tokens"]?.byKey ?? [:]
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
                    let ids = tokens[Array(name.utf8)]?["ids"]?.array ?? []
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
