/// The pre-tokenizer of GPT-2 and RoBERTa: contractions, words, numbers and marks, each with a space before it, and
/// whitespace.
///
/// It cuts where the expression of the released code does (OpenAI's encoder.py; Radford et al. 2019, section 2.2):
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
enum GPT2PreTokenizer {
    private enum Kind { case letter, number, space, other }

    /// Calls `body` with the range of each piece in well-formed UTF-8, in order; together they are the whole text.
    static func forEachWord(_ text: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        var place = range.lowerBound
        while place < range.upperBound {
            let end = contraction(text, place ..< range.upperBound) ?? run(text, place ..< range.upperBound)
            body(place ..< end)
            place = end
        }
    }

    private static func contraction(_ text: [UInt8], _ range: Range<Int>) -> Int? {
        guard text[range.lowerBound] == UInt8(ascii: "'"), range.count > 1 else { return nil }
        let next = text[range.lowerBound + 1], after = range.count > 2 ? text[range.lowerBound + 2] : 0
        switch (next, after) {
        case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _):
            return range.lowerBound + 2
        case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
            (UInt8(ascii: "l"), UInt8(ascii: "l")):
            return range.lowerBound + 3
        default: return nil
        }
    }

    /// Where the piece ends that starts the range.
    private static func run(_ text: [UInt8], _ range: Range<Int>) -> Int {
        var start = range.lowerBound
        var (kind, length) = kind(text, start)
        // A single space belongs to what follows it.
        if text[start] == 0x20, start + 1 < range.upperBound {
            let (following, width) = self.kind(text, start + 1)
            if following != .space { (start, kind, length) = (start + 1, following, width) }
        }
        var place = start + length, last = start
        while place < range.upperBound {
            let (next, width) = self.kind(text, place)
            guard next == kind else { break }
            (last, place) = (place, place + width)
        }
        // Of whitespace before something else the last one is left over, for what follows.
        if kind == .space, place < range.upperBound, last > start { return last }
        return place
    }

    private static func kind(_ text: [UInt8], _ place: Int) -> (Kind, length: Int) {
        let lead = text[place]
        if lead < 0x80 { return (ascii[Int(lead)], 1) }
        let (value, length) = text.scalar(at: place)
        guard let scalar = Unicode.Scalar(value) else { return (.other, length) }
        return (kind(scalar), length)
    }

    private static let ascii: [Kind] = (0 ..< 128).map { kind(Unicode.Scalar(UInt8($0))) }

    /// The Unicode version of Hugging Face's tables, by test; to them, scalars of later versions are nothing in
    /// particular.
    private static let unicodeVersion = 16

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        if let age = scalar.properties.age, age.major > unicodeVersion { return .other }
        if scalar.properties.isWhitespace { return .space }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
        case .decimalNumber, .letterNumber, .otherNumber: return .number
        default: return .other
        }
    }
}
