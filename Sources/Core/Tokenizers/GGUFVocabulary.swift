import TextFormat

/// Gemma's vocabulary from a GGUF file, as transformers 5.24 reads it: pieces, tokens that are found whole, and the
/// merges, which the file does not have.
struct GGUFVocabulary {
    /// Every entry, its id its place; runs of spaces, which a file writes as they are, as runs of U+2581.
    let pieces: [(piece: ArraySlice<UInt8>, id: Int32)]
    let table: PieceTable
    /// Control tokens, and those that a user of SentencePiece has defined: newlines, tags. Runs of spaces are not among
    /// them; they are merged before anything else, since their numbers are small.
    let whole: [AddedTokens.Token]

    /// ggml's types of entries.
    private enum Kind: Int32 { case normal = 1, unknown, control, userDefined, unused, byte }
    /// ggml's number of control tokens, which `tokenizers` calls special.
    static let control = Kind.control.rawValue

    /// Of an entry in bytes; Gemma's longest has 93. Merging looks at every way to cut an entry in two.
    private static let longest = 1_024

    /// - Throws: `InputError` for lists of different lengths, an entry that is empty, too long, not UTF-8 or there
    ///   twice, and where scores and order would merge in different ways.
    init(_ file: GGUF) throws {
        let texts = try file.array(GGUFTokenizerKeys.tokens, "an array of strings", \.strings)
        let scores = try file.array(GGUFTokenizerKeys.scores, "an array of float32", \.floats)
        let types = try file.array(GGUFTokenizerKeys.types, "an array of int32", \.int32s)
        for (key, count) in [(GGUFTokenizerKeys.scores, scores.count), (GGUFTokenizerKeys.types, types.count)] {
            guard count == texts.count else { throw file.wrong(key, "\(texts.count) values, one for each token") }
        }
        var pieces: [(piece: ArraySlice<UInt8>, id: Int32)] = [], whole: [AddedTokens.Token] = []
        pieces.reserveCapacity(texts.count)
        var last = Float.infinity
        for (number, text) in texts.enumerated() {
            let place = "\(file.path): \(GGUFTokenizerKeys.tokens)[\(number)]"
            guard let kind = Kind(rawValue: types[number]), let id = Int32(exactly: number) else {
                throw InputError(
                    "\(file.path): \(GGUFTokenizerKeys.types)[\(number)]", expected: "a type of token from 1 to 6",
                    found: "\(types[number])")
            }
            let isSpaces = try Self.isSpaces(text, place)
            pieces.append((isSpaces ? Self.marks(text.count) : text, id))
            if kind == .control || kind == .userDefined, !isSpaces {
                whole.append(
                    .init(content: Array(text), id: id, takesSpaceBefore: false, takesSpaceAfter: false))
            }
            if kind == .normal {
                guard scores[number] < last else {
                    throw InputError(
                        "\(file.path): \(GGUFTokenizerKeys.scores)[\(number)]",
                        expected: "a score under that of the entry before, \(last)", found: "\(scores[number])",
                        advice: "llama.cpp merges by scores and transformers by the order: they would differ.")
                }
                last = scores[number]
            }
        }
        table = PieceTable(pieces)
        for (piece, id) in pieces where table.id(Array(piece)) != id {
            throw InputError(
                "\(file.path): \(GGUFTokenizerKeys.tokens)[\(id)]", expected: "each token once",
                found: "\"\(String(decoding: piece, as: UTF8.self))\" again")
        }
        (self.pieces, self.whole) = (pieces, whole)
    }

    /// Whether an entry is a run of spaces.
    private static func isSpaces(_ text: ArraySlice<UInt8>, _ place: String) throws -> Bool {
        guard !text.isEmpty, text.count <= longest, let string = String(validating: text, as: UTF8.self) else {
            throw InputError(
                place, expected: "a token of 1 to \(longest) bytes in UTF-8",
                found: text.count > longest ? "\(text.count) bytes" : "\"\(String(decoding: text, as: UTF8.self))\"")
        }
        guard text.contains(0x20) else { return false }
        if text.allSatisfy({ $0 == 0x20 }) { return true }
        guard !string.unicodeScalars.allSatisfy(\.properties.isWhitespace) else {
            throw InputError(
                place, expected: "spaces alone, or something else beside whitespace",
                found: "\(string.debugDescription)")
        }
        return false
    }

    private static func marks(_ count: Int) -> ArraySlice<UInt8> {
        Array(repeatElement(CharacterPairs.mark, count: count).joined())[...]
    }

    /// Every way to make an entry of two others: the entries in their order, of each the longest first part first.
    var merges: [PairMerges.Pair] {
        var merges: [PairMerges.Pair] = []
        merges.reserveCapacity(2 * pieces.count)
        for (piece, merged) in pieces {
            let text = Array(piece)
            for cut in (1 ..< text.count).reversed() where text[cut] & 0xC0 != 0x80 {
                // Most second parts are no entries, or the first ones are none; the shorter one is hashed first.
                guard let second = table.id(text, cut ..< text.count), let first = table.id(text, 0 ..< cut) else {
                    continue
                }
                merges.append((first, second, merged))
            }
        }
        return merges
    }
}
