/// Reads a `NamePattern`.
struct NamePatternParser {
    private(set) var parts: [NamePattern.Part] = []
    private let text: String, place: String
    private let scalars: [Unicode.Scalar]
    private var position = 0
    /// Deeper groups are refused, as are longer patterns and larger counts.
    private static let deepest = 50, longest = 20_000, mostRepeated = 1_000

    init(_ text: String, place: String) {
        (self.text, self.place, scalars) = (text, place, Array(text.unicodeScalars))
    }

    /// - Throws: `InputError` with the pattern.
    mutating func whole() throws -> Int {
        guard scalars.count <= Self.longest else { throw wrong("\(scalars.count) characters") }
        let root = try choice(depth: 0)
        guard position == scalars.count else { throw wrong("a \")\" that closes nothing") }
        return root
    }

    private func wrong(_ found: String) -> InputError {
        InputError(
            place, expected: "a regular expression of Python that is read here", found: "\(found) in \"\(text)\"",
            advice: "Name the modules in a list instead; PEFT itself saves the list that a pattern meant by "
                + "config.target_modules = [names].")
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ wanted: String) -> Bool {
        guard scalars[position...].starts(with: wanted.unicodeScalars) else { return false }
        position += wanted.unicodeScalars.count
        return true
    }

    private mutating func add(_ part: NamePattern.Part) -> Int {
        parts.append(part)
        return parts.count - 1
    }

    private mutating func choice(depth: Int) throws -> Int {
        guard depth <= Self.deepest else { throw wrong("groups in more than \(Self.deepest) levels") }
        var choices = [try sequence(depth)]
        while take("|") { choices.append(try sequence(depth)) }
        return choices.count == 1 ? choices[0] : add(.choice(choices))
    }

    private mutating func sequence(_ depth: Int) throws -> Int {
        var items: [Int] = []
        while let scalar = next, scalar != "|", scalar != ")" { items.append(try item(depth)) }
        return add(.sequence(items))
    }

    private mutating func item(_ depth: Int) throws -> Int {
        let atom = try atom(depth)
        guard let (least, most) = try quantifier() else { return atom }
        switch parts[atom] {
        case .one, .sequence: break
        default: throw wrong("a quantifier after what has no length")
        }
        // Lazy or not is the same where only a match is asked for.
        _ = take("?")
        guard try quantifier() == nil else { throw wrong("a second quantifier") }
        return add(.times(atom, least: least, most: most))
    }

    /// nil where there is none: then a brace is a character.
    private mutating func quantifier() throws -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{") else { return nil }
        let least = digits(), hasComma = take(","), most = hasComma ? digits() : least
        guard take("}"), hasComma || !least.isEmpty else {
            position = start
            return nil
        }
        // A brace with a comma alone means any number, as in Python.
        guard let low = least.isEmpty ? 0 : Int(least), let high = most.isEmpty ? Int.max : Int(most), low <= high,
            low <= Self.mostRepeated, most.isEmpty || high <= Self.mostRepeated
        else { throw wrong("a count of more than \(Self.mostRepeated), or one that ends before it starts,") }
        return (low, most.isEmpty ? nil : high)
    }

    private mutating func digits() -> String {
        var found = ""
        while let scalar = next, NamePattern.ScalarSet.digits.contains(scalar) {
            found.unicodeScalars.append(scalar)
            position += 1
        }
        return found
    }

    private mutating func atom(_ depth: Int) throws -> Int {
        guard let scalar = next else { throw wrong("an end too early") }
        position += 1
        switch scalar {
        case "(": return try group(depth)
        case "[": return add(.one(try characters()))
        case ".": return add(.one(.any))
        case "^": return add(.start)
        case "$": return add(.end)
        case "\\": return add(try escape(inClass: false))
        case "*", "+", "?": throw wrong("a quantifier after nothing")
        default: return add(.one(.init(ranges: [scalar ... scalar])))
        }
    }

    private mutating func group(_ depth: Int) throws -> Int {
        var isAhead: Bool?
        if take("?") {
            if take("=") {
                isAhead = true
            } else if take("!") {
                isAhead = false
            } else if take("P<") {
                while let scalar = next, NamePattern.ScalarSet.word.contains(scalar) { position += 1 }
                guard take(">") else { throw wrong("a group whose name does not end") }
            } else if !take(":") {
                throw wrong("\"(?\(next.map { "\($0)" } ?? "")\", which is not read here,")
            }
        }
        let inner = try choice(depth: depth + 1)
        guard take(")") else { throw wrong("a \"(\" that is not closed") }
        guard let isAhead else { return add(.sequence([inner])) }
        return add(.ahead(inner, isWanted: isAhead))
    }

    private mutating func escape(inClass: Bool) throws -> NamePattern.Part {
        guard let scalar = next else { throw wrong("a backslash at the end") }
        position += 1
        switch scalar {
        case "d": return .one(.digits)
        case "D": return .one(.digits.inverted)
        case "w": return .one(.word)
        case "W": return .one(.word.inverted)
        case "s": return .one(.space)
        case "S": return .one(.space.inverted)
        case "A" where !inClass: return .start
        case "Z" where !inClass: return .end
        case "b" where !inClass: return .boundary(isWanted: true)
        case "B" where !inClass: return .boundary(isWanted: false)
        default:
            guard scalar == "_" || !NamePattern.ScalarSet.word.contains(scalar) else {
                throw wrong("\"\\\(scalar)\", which is not read here,")
            }
            return .one(.init(ranges: [scalar ... scalar]))
        }
    }

    /// What stands between brackets.
    private mutating func characters() throws -> NamePattern.ScalarSet {
        var result = NamePattern.ScalarSet(isInverted: take("^")), isFirst = true
        while let scalar = next, scalar != "]" || isFirst {
            isFirst = false
            guard let low = try member(&result) else { continue }
            guard take("-") else {
                result.ranges.append(low ... low)
                continue
            }
            guard let end = next else { break }
            if end == "]" {
                result.ranges += [low ... low, "-" ... "-"]
            } else {
                guard let high = try member(&result), low <= high else { throw wrong("a range that is none") }
                result.ranges.append(low ... high)
            }
        }
        guard take("]") else { throw wrong("a \"[\" that is not closed") }
        return result
    }

    /// A single character, which may start a range; nil for a set of several, which is then in `result`.
    private mutating func member(_ result: inout NamePattern.ScalarSet) throws -> Unicode.Scalar? {
        guard let scalar = next else { throw wrong("a \"[\" that is not closed") }
        position += 1
        guard scalar == "\\" else { return scalar }
        guard case .one(let set) = try escape(inClass: true) else { throw wrong("a backslash in brackets") }
        if set.sets.isEmpty, set.ranges.count == 1, let range = set.ranges.first, range.lowerBound == range.upperBound {
            return range.lowerBound
        }
        result.sets.append(set)
        return nil
    }
}
