/// What BERT's normaliser and pre-tokenizer ask about each Unicode scalar.
///
/// The answers come from `WordPieceUnicodeData`, not from Swift's Unicode properties: the Rust tokenizer
/// mixes tables of several Unicode versions, a checkpoint was trained with what they say, and they
/// should not change with the Swift version.
struct ScalarProperties: Sendable {
    static let shared = ScalarProperties()

    /// The classes of one scalar; in the upper byte its canonical combining class.
    struct Classes: OptionSet, Sendable {
        let rawValue: UInt16
        /// Deleted by text cleaning: controls, formats, private use, U+FFFD.
        static let control = Classes(rawValue: 1)
        static let whitespace = Classes(rawValue: 2)
        /// In the blocks of CJK ideographs, which BERT reads as words of one character.
        static let ideograph = Classes(rawValue: 4)
        /// Category Mn: the accents that are stripped.
        static let mark = Classes(rawValue: 8)
        static let punctuation = Classes(rawValue: 16)
        static let decomposes = Classes(rawValue: 32)
        static let hasLowercase = Classes(rawValue: 64)

        /// Whitespace or punctuation. (`isDisjoint(with:)` is not specialised and takes ten times as long.)
        var endsWord: Bool { rawValue & (Self.whitespace.rawValue | Self.punctuation.rawValue) != 0 }

        var combiningClass: UInt8 { UInt8(rawValue >> 8) }
    }

    private let classes: [Classes]
    private let decompositions: [UInt32: [UInt32]]
    private let lowercase: [UInt32: UInt32]

    subscript(scalar: UInt32) -> Classes { classes[Int(scalar)] }

    /// The canonical decomposition (NFD) of a scalar without its marks. For scalars that decompose.
    func decomposition(_ scalar: UInt32) -> [UInt32] {
        guard (0xAC00 ... 0xD7A3).contains(scalar) else { return decompositions[scalar] ?? [] }
        // A Hangul syllable is computed: initial, medial, and a final unless it is number 0.
        let index = scalar - 0xAC00
        let letters = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28]
        return index % 28 == 0 ? Array(letters.prefix(2)) : letters
    }

    /// For scalars that have a lower case. U+0130 has the only one of two scalars; the caller knows it.
    func lowercase(_ scalar: UInt32) -> UInt32 { lowercase[scalar] ?? scalar }

    private init() {
        var raw = [UInt16](repeating: 0, count: 0x110000)
        func mark(_ text: String, _ bits: UInt16) {
            for entry in text.split(whereSeparator: \.isWhitespace) {
                for scalar in Self.range(entry) { raw[Int(scalar)] |= bits }
            }
        }
        mark(WordPieceUnicodeData.control, Classes.control.rawValue)
        mark(WordPieceUnicodeData.whitespace, Classes.whitespace.rawValue)
        mark(WordPieceUnicodeData.ideographs, Classes.ideograph.rawValue)
        mark(WordPieceUnicodeData.marks, Classes.mark.rawValue)
        mark(WordPieceUnicodeData.punctuation, Classes.punctuation.rawValue)
        mark("AC00-D7A3", Classes.decomposes.rawValue)
        for entry in WordPieceUnicodeData.combiningClasses.split(whereSeparator: \.isWhitespace) {
            let fields = entry.split(separator: ":")
            for scalar in Self.range(fields[0]) { raw[Int(scalar)] |= UInt16(Self.hex(fields[1])) << 8 }
        }

        var decompositions: [UInt32: [UInt32]] = [:]
        for line in WordPieceUnicodeData.decompositions.split(separator: "\n") {
            let fields = line.split(separator: " ")
            for (scalar, letters) in zip(Self.hex(fields[0].dropLast())..., fields.dropFirst()) {
                decompositions[scalar] = letters.split(separator: "+").map(Self.hex)
                raw[Int(scalar)] |= Classes.decomposes.rawValue
            }
        }

        var lowercase: [UInt32: UInt32] = [:]
        for entry in WordPieceUnicodeData.lowercase.split(whereSeparator: \.isWhitespace) {
            let fields = entry.split(separator: ":")
            let range = Self.range(fields[0].prefix { $0 != "/" })
            let step = fields[0].hasSuffix("/2") ? 2 : 1
            let shift = fields[1].hasPrefix("-") ? 0 &- Self.hex(fields[1].dropFirst()) : Self.hex(fields[1])
            for scalar in stride(from: range.lowerBound, through: range.upperBound, by: step) {
                lowercase[scalar] = scalar &+ shift
                raw[Int(scalar)] |= Classes.hasLowercase.rawValue
            }
        }
        classes = raw.map(Classes.init(rawValue:))
        self.decompositions = decompositions
        self.lowercase = lowercase
    }

    private static func range(_ text: Substring) -> ClosedRange<UInt32> {
        let ends = text.split(separator: "-").map(hex)
        return ends[0] ... ends[ends.count - 1]
    }

    private static func hex(_ text: Substring) -> UInt32 {
        guard let value = UInt32(text, radix: 16) else { preconditionFailure("WordPieceUnicodeData has \"\(text)\"") }
        return value
    }
}
