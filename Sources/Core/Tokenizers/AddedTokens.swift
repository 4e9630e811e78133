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

    private let tokens: [Token]
    private let startsToken: [Bool]
    /// Numbers of tokens by their contents.
    private let numbers: PrefixTable

    init(_ tokens: [Token]) {
        let tokens = tokens.filter { !$0.content.isEmpty }
        var startsToken = Array(repeating: false, count: 256)
        for token in tokens { startsToken[Int(token.content[0])] = true }
        self.startsToken = startsToken
        self.tokens = tokens
        numbers = PrefixTable(tokens.enumerated().map { ($1.content[...], Int32($0)) })
    }

    static func == (a: AddedTokens, b: AddedTokens) -> Bool { a.tokens == b.tokens }

    /// Cuts a part of well-formed UTF-8 at the tokens in it: leftmost first, then longest.
    func split(_ text: [UInt8], _ range: Range<Int>) -> [Part] {
        var parts: [Part] = []
        var done = range.lowerBound
        var place = range.lowerBound
        var hashes: PrefixTable.Hashes?
        while place < range.upperBound {
            guard startsToken[Int(text[place])] else {
                place += 1
                continue
            }
            let known = hashes ?? PrefixTable.Hashes(text, place ..< range.upperBound)
            hashes = known
            guard let found = numbers.longest(at: place ..< range.upperBound, known) else {
                place += 1
                continue
            }
            let token = tokens[Int(found.value)]
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
