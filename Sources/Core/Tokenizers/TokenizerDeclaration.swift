import Foundation

/// What stands beside a tokenizer's own files: tokenizer_config.json, special_tokens_map.json, added_tokens.json, and
/// the class of tokenizer that config.json names.
struct TokenizerDeclaration {
    /// tokenizer_config.json; without members where there is none.
    let settings: JSONSettings
    /// nil where no file names one.
    let tokenizerClass: TokenizerClass?
    /// Special tokens by what they are for: `cls_token`. Of null there is none.
    let names: [String: DeclaredToken?]
    /// Those with a number of their own.
    let numbered: [DeclaredToken]
    /// Other special tokens.
    let more: [DeclaredToken]
    /// Whether `added_tokens_decoder` is there. transformers then reads no added tokens elsewhere.
    let listsAllTokens: Bool
    let truncatesLeft: Bool?
    /// Whether pairs have token types, where `model_input_names` or the class says it.
    let hasTokenTypes: Bool?

    /// Nothing beside a file.
    init(none place: String) {
        settings = JSONSettings(.object([]), place: place)
        (tokenizerClass, names, numbered, more) = (nil, [:], [], [])
        (listsAllTokens, truncatesLeft, hasTokenTypes) = (false, nil, nil)
    }

    /// - Parameter file: the one of the files that is read; nil for all.
    /// - Throws: `InputError` for a field that would change ids and is not followed here.
    init(_ directory: URL, only file: String? = nil) throws {
        func read(_ name: String) throws -> JSONSettings? {
            let url = directory.appending(path: name)
            guard file.map({ $0 == name }) ?? true, FileManager.default.fileExists(atPath: url.path) else { return nil }
            return try JSONSettings(contentsOf: url)
        }
        settings =
            try read("tokenizer_config.json")
            ?? JSONSettings(.object([]), place: directory.appending(path: "tokenizer_config.json").path)
        // The class explains what a list of fields could only refuse.
        tokenizerClass = try Self.tokenizerClass(settings, model: read("config.json"))
        try TokenizerFields.requireConfiguration(settings)
        let addsStart = try settings.optionalBool("add_bos_token")
        guard addsStart != (tokenizerClass != .sentencePiece) else {
            throw settings.wrong(
                "add_bos_token",
                tokenizerClass == .sentencePiece ? "true, or nothing" : "false, or nothing, for its class of tokenizer")
        }
        guard try settings.optionalBool("clean_text") != false else {
            throw settings.wrong("clean_text", "true, as transformers always cleans the text")
        }

        let map = try read("special_tokens_map.json"),
            decoder = try Self.optionalObject("added_tokens_decoder", settings)
        listsAllTokens = decoder != nil
        let listed = try Self.numbered(decoder)
        var (names, more) = try Self.named(settings)
        if let map {
            try TokenizerFields.map.requireKnown(map)
            let (mapped, others) = try Self.named(map)
            if listsAllTokens {
                try Self.requireAgreement(mapped, names, map)
                let known = Set((listed + more).map(\.content))
                if let other = others.first(where: { !known.contains($0.content) }) {
                    throw InputError(
                        other.place, expected: "tokens of added_tokens_decoder in tokenizer_config.json",
                        found: "\(other.name), which is not in it",
                        advice: "transformers reads no special tokens elsewhere where it is there. Add the token to it."
                    )
                }
            } else {
                names.merge(mapped) { _, last in last }
                let mapped = Set(others.map(\.content))
                more = others + more.filter { !mapped.contains($0.content) }
            }
        }
        numbered = try listed + Self.legacy(read("added_tokens.json"), names, more, decoder == nil ? nil : listed)
        (self.names, self.more) = (names, more)
        truncatesLeft = try Self.truncatesLeft(settings)
        hasTokenTypes = try Self.hasTokenTypes(settings, tokenizerClass)
    }

    private static func optionalObject(_ key: String, _ settings: JSONSettings) throws -> JSONSettings? {
        guard let value = settings.node[key], !value.isNull else { return nil }
        return try settings.object(key)
    }

    private static func tokenizerClass(_ settings: JSONSettings, model: JSONSettings?) throws -> TokenizerClass? {
        for file in [settings, model].compactMap({ $0 }) {
            guard let value = file.node["tokenizer_class"], !value.isNull else { continue }
            return try TokenizerClass(
                named: file.text("tokenizer_class"), place: "\(file.place): \"tokenizer_class\"")
        }
        guard let model, let type = model.node["model_type"]?.text, let name = TokenizerNames.ofModels[type] else {
            return nil
        }
        return try TokenizerClass(named: name, place: "\(model.place): \"model_type\"")
    }

    /// The special tokens of a file, with and without a name.
    private static func named(_ file: JSONSettings) throws -> ([String: DeclaredToken?], [DeclaredToken]) {
        var names: [String: DeclaredToken?] = [:]
        for key in TokenizerFields.names {
            guard let node = file.node[key] else { continue }
            names[key] = .some(node.isNull ? nil : try DeclaredToken(node, place: "\(file.place): \"\(key)\""))
        }
        let more = try TokenizerFields.more.flatMap { key -> [DeclaredToken] in
            guard let node = file.node[key], !node.isNull else { return [] }
            let isOne = TokenizerFields.single.contains(key) && node.text != nil
            let tokens = node.members?.map(\.value) ?? node.array ?? (isOne ? [node] : nil)
            guard let tokens else { throw file.wrong(key, "an array of tokens") }
            return try tokens.map { try DeclaredToken($0, place: "\(file.place): \"\(key)\"") }
        }
        return (names, more)
    }

    /// transformers leaves special_tokens_map.json aside where tokenizer_config.json lists all tokens.
    private static func requireAgreement(
        _ mapped: [String: DeclaredToken?], _ names: [String: DeclaredToken?], _ map: JSONSettings
    ) throws {
        for (key, token) in mapped {
            guard let token, let other = names[key] ?? nil, other.content != token.content else { continue }
            throw InputError(
                "\(map.place): \"\(key)\"", expected: "\"\(other.name)\", as in tokenizer_config.json",
                found: "\"\(token.name)\"", advice: "Correct the one that is wrong.")
        }
    }

    private static func numbered(_ decoder: JSONSettings?) throws -> [DeclaredToken] {
        guard let decoder else { return [] }
        let tokens = try (decoder.node.members ?? []).map { key, value in
            let name = String(decoding: key, as: UTF8.self), place = "\(decoder.place)[\"\(name)\"]"
            guard let id = Int32(name), id >= 0, value.members != nil else {
                throw InputError(place, expected: "an id, and a token with its rules", found: value.summary)
            }
            return try DeclaredToken(JSONSettings(value, place: place), id: id)
        }
        return tokens.sorted { ($0.id ?? 0) < ($1.id ?? 0) }
    }

    /// added_tokens.json, which transformers reads where no `added_tokens_decoder` is: `{"[E1]": 30522}`.
    private static func legacy(
        _ file: JSONSettings?, _ names: [String: DeclaredToken?], _ more: [DeclaredToken], _ listed: [DeclaredToken]?
    ) throws -> [DeclaredToken] {
        guard let file else { return [] }
        let special = Set(names.values.compactMap { $0?.content } + more.map(\.content))
        let tokens = try (file.node.members ?? []).map { content, value in
            let place = "\(file.place): \"\(String(decoding: content, as: UTF8.self))\""
            guard let id = value.index else {
                throw InputError(place, expected: "an id, a whole number from 0", found: value.summary)
            }
            return DeclaredToken(Array(content), id: id, isSpecial: special.contains(Array(content)), place: place)
        }
        guard let listed else { return tokens.sorted { ($0.id ?? 0) < ($1.id ?? 0) } }
        let ids = Dictionary(grouping: listed, by: \.content).mapValues { Set($0.map(\.id)) }
        if let other = tokens.first(where: { ids[$0.content]?.contains($0.id) != true }) {
            throw InputError(
                other.place, expected: "a token of added_tokens_decoder in tokenizer_config.json, with its number",
                found: "\(other.id ?? 0), and none there",
                advice: "transformers reads no added tokens elsewhere. Add it there, or delete added_tokens.json.")
        }
        return []
    }

    private static func truncatesLeft(_ settings: JSONSettings) throws -> Bool? {
        guard let value = settings.node["truncation_side"], !value.isNull else { return nil }
        guard let side = value.text, ["left", "right"].contains(side) else {
            throw settings.wrong("truncation_side", "\"left\" or \"right\"")
        }
        return side == "left"
    }

    private static func hasTokenTypes(_ settings: JSONSettings, _ tokenizerClass: TokenizerClass?) throws -> Bool? {
        if let inputs = settings.node["model_input_names"], !inputs.isNull {
            let names = try settings.array("model_input_names").map(\.text)
            return names.contains("token_type_ids")
        }
        switch tokenizerClass {
        case .wordPiece(let hasTokenTypes): return hasTokenTypes
        case .asWritten(let hasTokenTypes): return hasTokenTypes
        case .byteLevel, .sentencePiece: return false
        case nil: return nil
        }
    }
}
