/// Tokens that are found in the text before anything else is done to it, such as `[SEP]` or `[MASK]`.
struct AddedTokens: Sendable, Equatable {
    struct Token: Sendable, Equatable {
        var content: [UInt8]
        let id: Int32
        /// Whether the token takes the whitespace before it, and after it, with it.
        let takesSpaceBefore: Bool
        let takesSpaceAfter: Bool
        /// Whether it is looked for in the normalised text; otherwise in the text as it is.
        var isNormalized = false
    }

    enum Part: Equatable {
        case text(Range<Int>)
        case token(Int32)
    }

    /// Longest first, so that the first that fits is the longest.
    private let tokens: [Token]
    private let startsToken: [Bool]

    init(_ tokens: [Token]) {
        let tokens = tokens.filter { !$0.content.isEmpty }
        var startsToken = Array(repeating: false, count: 256)
        for token in tokens { startsToken[Int(token.content[0])] = true }
        self.startsToken = startsToken
        // Swift's sort is stable: of equal contents the first stays first.
        self.tokens = tokens.sorted { $0.content.count > $1.content.count }
    }

    /// Cuts a part of well-formed UTF-8 at the tokens in it: leftmost first, then longest.
    func split(_ text: [UInt8], _ range: Range<Int>) -> [Part] {
        var parts: [Part] = []
        var done = range.lowerBound
        var place = range.lowerBound
        while place < range.upperBound {
            guard startsToken[Int(text[place])],
                let token = tokens.first(where: { text[place ..< range.upperBound].starts(with: $0.content) })
            else {
                place += 1
                continue
            }
            let start = token.takesSpaceBefore ? startOfSpace(text, done ..< max(done, place)) : place
            let end = place + token.content.count
            place = end
            if done < start { parts.append(.text(done ..< start)) }
            parts.append(.token(token.id))
            done = token.takesSpaceAfter ? endOfSpace(text, end ..< range.upperBound) : end
        }
        if done < range.upperBound { parts.append(.text(done ..< range.upperBound)) }
        return parts
    }

    private func startOfSpace(_ text: [UInt8], _ range: Range<Int>) -> Int {
        var start = range.upperBound
        while start > range.lowerBound {
            let before = text.startOfScalar(before: start)
            guard ScalarProperties.shared[text.scalar(at: before).value].contains(.whitespace) else { break }
            start = before
        }
        return start
    }

    private func endOfSpace(_ text: [UInt8], _ range: Range<Int>) -> Int {
        var end = range.lowerBound
        while end < range.upperBound {
            let (scalar, length) = text.scalar(at: end)
            guard ScalarProperties.shared[scalar].contains(.whitespace) else { break }
            end += length
        }
        return end
    }
}
