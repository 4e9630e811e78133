/// Which tokens are found whole, and how sentences are put together, from a tokenizer's own files and what is declared
/// beside them.
extension TokenizerDeclaration {
    /// Special tokens that a class has where nothing else is said.
    static let wordPieceNames = [
        "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]",
    ]
    static let byteLevelNames = [
        "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>", "pad_token": "<pad>",
        "cls_token": "<s>", "mask_token": "<mask>",
    ]

    static let sentencePieceNames = [
        "bos_token": "<bos>", "eos_token": "<eos>", "unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>",
    ]

    /// The spelling of a special token: as declared, or else the class's own; nil for null.
    func name(_ key: String, _ standard: [String: String]) -> DeclaredToken? {
        if let declared = names[key] { return declared }
        return standard[key].map { DeclaredToken($0, place: settings.place) }
    }

    /// The id of a special token that every sentence carries.
    ///
    /// - Throws: `InputError` where there is none, or the vocabulary has not got it.
    func id(_ key: String, _ standard: [String: String], place: String, _ known: ([UInt8]) -> Int32?) throws -> Int32 {
        guard let token = name(key, standard) else { throw settings.wrong(key, "a token of the vocabulary") }
        if let id = numbered.first(where: { $0.content == token.content })?.id ?? known(token.content) { return id }
        throw InputError(
            place, expected: "a vocabulary with the token \(token.name)", found: "none",
            advice: "If it is spelt otherwise, say so by \"\(key)\" in tokenizer_config.json.")
    }

    /// All tokens that are found whole.
    ///
    /// - Parameters:
    ///   - own: those of tokenizer.json.
    ///   - standard: the special tokens of the class, where it makes the tokenizer anew; nil where it does not.
    ///   - normalizes: whether it matters in which text a token is looked for.
    ///   - size: one more than the largest id; it grows.
    ///   - known: the vocabulary's id of a piece.
    /// - Throws: `InputError` for tokens that the files declare in two ways, and for a number that is not the
    ///   vocabulary's or the next free one: transformers gives that, whatever a file says.
    func tokens(
        _ own: [DeclaredToken], standard: [String: String]?, normalizes: Bool, size: inout Int,
        _ known: ([UInt8]) -> Int32?
    ) throws -> [AddedTokens.Token] {
        let named = TokenizerFields.names.compactMap { name($0, standard ?? [:]) }
        try requireAgreement(own, named, isMadeAnew: standard != nil, normalizes)
        var tokens: [AddedTokens.Token] = []
        let ownContents = Set(own.map(\.content))
        for token in own + numbered.filter({ !ownContents.contains($0.content) }) {
            tokens.append(try AddedTokens.Token(token, known: known, next: size))
            size = max(size, Int(tokens[tokens.count - 1].id) + 1)
        }
        var seen = Set(tokens.map(\.content))
        let unnamed = more.filter { !seen.contains($0.content) }
        // A special token that the vocabulary has not got matters only where others are numbered behind it.
        let numbersAll = unnamed.contains { known($0.content) == nil }
        for token in named.filter({ numbersAll || known($0.content) != nil }) + unnamed
        where seen.insert(token.content).inserted {
            guard let id = known(token.content) ?? Int32(exactly: size) else {
                throw InputError(token.place, expected: "a vocabulary with a number to spare", found: "\(size)")
            }
            tokens.append(AddedTokens.Token(token, id: id))
            size = max(size, Int(id) + 1)
        }
        return tokens
    }

    private func requireAgreement(
        _ own: [DeclaredToken], _ named: [DeclaredToken], isMadeAnew: Bool, _ normalizes: Bool
    ) throws {
        let firstOwn = Dictionary(own.map { ($0.content, $0) }) { first, _ in first }
        for token in numbered {
            guard let other = firstOwn[token.content] else { continue }
            guard token.id == other.id, !listsAllTokens || token.isFound(as: other, normalizes: normalizes) else {
                throw InputError(
                    token.place, expected: "the number and the rules that tokenizer.json gives \(token.name)",
                    found: "others", advice: Self.advice)
            }
        }
        guard listsAllTokens, isMadeAnew else { return }
        let contents = Set(numbered.map(\.content)), others = Dictionary(grouping: named + more, by: \.content)
        for token in own where !contents.contains(token.content) {
            let alike = others[token.content] ?? []
            guard alike.contains(where: { token.isFound(as: $0, normalizes: normalizes) }) else {
                throw InputError(
                    token.place, expected: "a token of added_tokens_decoder in tokenizer_config.json",
                    found: "\(token.name), which is not in it", advice: Self.advice)
            }
        }
    }

    static let advice =
        "Versions of transformers differ in which of the files they follow. Correct the one that is wrong, or save the "
        + "tokenizer again: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)."

    /// A template as the declarations change it: the side that is cut, and whether there are token types.
    ///
    /// - Parameter truncation: tokenizer.json's, whose side counts where tokenizer_config.json says none.
    func applied(to template: SequenceTemplate, truncation: JSONNode?) -> SequenceTemplate {
        var template = template
        template.cutsStart = truncatesLeft ?? (truncation?["direction"]?.text == "Left")
        guard template.largestTokenType(isPair: true) > 0 else { return template }
        if hasTokenTypes == false { template = template.withoutTokenTypes }
        if case .asWritten = tokenizerClass, hasTokenTypes == nil {
            template.pairFault = InputError(
                "\(settings.place): \"model_input_names\"",
                expected: "a list that says whether pairs have token types", found: "nothing",
                advice:
                    "With PreTrainedTokenizerFast transformers 4 gives the second sentence token type 1, and 5 gives "
                    + "it 0. If the model was trained with 4, write \"model_input_names\": "
                    + "[\"input_ids\", \"token_type_ids\", \"attention_mask\"]; if with 5, leave out token_type_ids.")
        }
        return template
    }
}

extension AddedTokens.Token {
    init(_ token: DeclaredToken, id: Int32) {
        self.init(
            content: token.content, id: id, takesSpaceBefore: token.lstrip, takesSpaceAfter: token.rstrip,
            isNormalized: token.normalized)
    }

    /// - Throws: `InputError` unless its declared number is the vocabulary's, or the next that is free.
    init(_ token: DeclaredToken, known: ([UInt8]) -> Int32?, next: Int) throws {
        let expected = known(token.content).map(Int.init) ?? next
        guard let id = token.id, Int(id) == expected else {
            throw InputError(
                "\(token.place): \"id\"", expected: "\(expected), its number in the vocabulary or the next free one",
                found: token.id.map { "\($0)" } ?? "nothing")
        }
        self.init(token, id: id)
    }
}
