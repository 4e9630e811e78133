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
            guard startsToken[Int(text[place])], let token = token(text, place ..< range.upperBound, &hashes) else {
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

    /// The longest token at the start of a range, which ends where the part that is cut does.
    ///
    /// - Parameter hashes: from the first place on that was asked for; they are made here.
    @inline(never)
    private func token(_ text: [UInt8], _ range: Range<Int>, _ hashes: inout PrefixTable.Hashes?) -> Token? {
        let known = hashes ?? PrefixTable.Hashes(text, range)
        hashes = known
        return numbers.longest(at: range, known).map { tokens[Int($0.value)] }
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
