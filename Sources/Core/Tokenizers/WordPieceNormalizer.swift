/// The normaliser of BERT: cleans text, sets CJK ideographs apart, strips accents, makes lower case,
/// in this order, each step as an option of the checkpoint.
///
/// - clean text: controls and U+FFFD go, every kind of space becomes U+0020;
/// - ideographs: a space before and after each;
/// - strip accents: NFD, then every scalar of category Mn goes;
/// - lower case: scalar by scalar (a final Σ becomes σ, as in Rust's `char::to_lowercase`).
struct WordPieceNormalizer: Sendable {
    let cleansText: Bool
    let separatesIdeographs: Bool
    let stripsAccents: Bool
    let lowercases: Bool
    /// What each ASCII byte becomes; `dropped` for nothing.
    private let ascii: [UInt8]
    private static let dropped: UInt8 = 0xFF

    init(cleansText: Bool, separatesIdeographs: Bool, stripsAccents: Bool, lowercases: Bool) {
        self.cleansText = cleansText
        self.separatesIdeographs = separatesIdeographs
        self.stripsAccents = stripsAccents
        self.lowercases = lowercases
        ascii = (0 ..< 0x80).map { (byte: UInt32) -> UInt8 in
            let classes = ScalarProperties.shared[byte]
            if cleansText, classes.contains(.control) { return Self.dropped }
            if cleansText, classes.contains(.whitespace) { return 0x20 }
            return UInt8(lowercases ? ScalarProperties.shared.lowercase(byte) : byte)
        }
    }

    /// Appends the normalised form of a part of well-formed UTF-8.
    func normalize(_ text: [UInt8], _ range: Range<Int>, into output: inout [UInt8]) {
        var writer = Writer(output: output, lowercases: lowercases)
        output = []  // leaves the writer the only owner, so that nothing is copied
        writer.output.reserveCapacity(writer.output.count + range.count + 16)
        var place = range.lowerBound
        while place < range.upperBound {
            let byte = text[place]
            if byte < 0x80 {
                place += 1
                let mapped = ascii[Int(byte)]
                if mapped != Self.dropped { writer.append(ascii: mapped) }
            } else {
                let (scalar, length) = text.scalar(at: place)
                place += length
                normalize(scalar, &writer)
            }
        }
        writer.flush()
        output = writer.output
    }

    private func normalize(_ scalar: UInt32, _ writer: inout Writer) {
        let classes = ScalarProperties.shared[scalar]
        if cleansText {
            if classes.contains(.control) { return }
            if classes.contains(.whitespace) { return writer.append(ascii: 0x20) }
        }
        let isApart = separatesIdeographs && classes.contains(.ideograph)
        if isApart { writer.append(ascii: 0x20) }
        if !stripsAccents {
            writer.append(starter: scalar)
        } else if classes.contains(.decomposes) {
            for part in ScalarProperties.shared.decomposition(scalar) { writer.append(decomposed: part) }
        } else {
            writer.append(decomposed: scalar)
        }
        if isApart { writer.append(ascii: 0x20) }
    }

    /// Puts combining scalars into canonical order while it writes.
    private struct Writer {
        var output: [UInt8]
        let lowercases: Bool
        /// Combining scalars since the last starter (a scalar of combining class 0).
        private var pending: [(combiningClass: UInt8, scalar: UInt32)] = []
        /// Whether they stand in the order of their classes.
        private var isInOrder = true

        init(output: [UInt8], lowercases: Bool) {
            self.output = output
            self.lowercases = lowercases
        }

        mutating func append(ascii byte: UInt8) {
            if !pending.isEmpty { flush() }
            output.append(byte)
        }

        mutating func append(starter scalar: UInt32) {
            if !pending.isEmpty { flush() }
            write(scalar)
        }

        /// A scalar that needs no further decomposition; marks go, but those of class 0 end a run.
        mutating func append(decomposed scalar: UInt32) {
            let classes = ScalarProperties.shared[scalar]
            let combiningClass = classes.combiningClass
            if combiningClass == 0 {
                if classes.contains(.mark) { flush() } else { append(starter: scalar) }
            } else if !classes.contains(.mark) {
                if let last = pending.last, last.combiningClass > combiningClass { isInOrder = false }
                pending.append((combiningClass, scalar))
            }
        }

        mutating func flush() {
            // Swift's sort is stable: scalars of one class stay as they stand.
            if !isInOrder { pending.sort { $0.combiningClass < $1.combiningClass } }
            for (_, scalar) in pending { write(scalar) }
            pending.removeAll(keepingCapacity: true)
            isInOrder = true
        }

        private mutating func write(_ scalar: UInt32) {
            guard lowercases, ScalarProperties.shared[scalar].contains(.hasLowercase) else {
                return output.append(scalar: scalar)
            }
            output.append(scalar: ScalarProperties.shared.lowercase(scalar))
            if scalar == 0x130 { output.append(scalar: 0x307) }  // İ: i and a dot above
        }
    }
}
