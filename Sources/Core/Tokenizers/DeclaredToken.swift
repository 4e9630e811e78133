/// A token that a folder's files declare to be found whole wherever it stands in a text.
struct DeclaredToken: Equatable {
    let content: [UInt8]
    /// Its number where one is declared; the vocabulary's, or the next free one, otherwise.
    let id: Int32?
    let lstrip, rstrip, normalized: Bool
    /// For messages: file and key.
    let place: String

    /// A special token of which nothing but the spelling is said.
    init(_ content: String, place: String) {
        (self.content, id, self.place) = (Array(content.utf8), nil, place)
        (lstrip, rstrip, normalized) = (false, false, false)
    }

    /// A token of added_tokens.json, which has spelling and number.
    init(_ content: [UInt8], id: Int32, isSpecial: Bool, place: String) {
        (self.content, self.id, self.place) = (content, id, place)
        // transformers looks for what is not special in the normalised text.
        (lstrip, rstrip, normalized) = (false, false, !isSpecial)
    }

    /// A token with its rules.
    ///
    /// - Parameters:
    ///   - id: its number, which files have in the token or beside it.
    ///   - isSpecial: where the token does not say it. A special one is looked for in the text as it is.
    /// - Throws: `InputError` for a rule that is not known, or not followed here.
    init(_ settings: JSONSettings, id: Int32?, isSpecial: Bool = false) throws {
        try TokenizerFields.token.requireKnown(settings)
        guard try settings.optionalBool("single_word") != true else {
            throw settings.wrong("single_word", "false, the only rule that is supported")
        }
        (content, place) = (Array(try settings.text("content").utf8), settings.place)
        let isSpecial = try settings.optionalBool("special") ?? isSpecial
        (self.id, normalized) = (id, try settings.optionalBool("normalized") ?? !isSpecial)
        (lstrip, rstrip) = (
            try settings.optionalBool("lstrip") ?? false, try settings.optionalBool("rstrip") ?? false
        )
    }

    /// A token that is written as its spelling alone, or as an object with its rules.
    init(_ node: JSONNode, place: String) throws {
        if let text = node.text {
            self.init(text, place: place)
        } else {
            guard node.members != nil else {
                throw InputError(place, expected: "a token, or an object with its rules", found: node.summary)
            }
            try self.init(JSONSettings(node, place: place), id: nil, isSpecial: true)
        }
    }

    var name: String { String(decoding: content, as: UTF8.self) }

    /// Whether it is found in the same places of a text.
    func isFound(as other: DeclaredToken, normalizes: Bool) -> Bool {
        content == other.content && lstrip == other.lstrip && rstrip == other.rstrip
            && (normalized == other.normalized || !normalizes)
    }
}
