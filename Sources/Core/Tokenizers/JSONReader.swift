/// Reads JSON (RFC 8259) into a `JSONNode`.
struct JSONReader {
    private let bytes: [UInt8]
    private let place: String
    private let end: String
    private var position = 0
    /// Deeper nesting than any tokenizer file has, shallow enough for the stack.
    private static let deepest = 64

    /// - Throws: `InputError` with the byte at which the text stops being JSON.
    static func read(_ bytes: [UInt8], place: String) throws -> JSONNode {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw InputError(place, expected: "UTF-8", found: "bytes that are not")
        }
        var reader = JSONReader(bytes: bytes, place: place)
        let node = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.wrong("the end of the file") }
        return node
    }

    /// A key, its value, and the text of the value, in which a number has all its digits.
    typealias Member = (key: [UInt8], value: JSONNode, text: ArraySlice<UInt8>)

    /// The members of an object that is the whole of a line; strings may be other than UTF-8.
    ///
    /// - Throws: `InputError` with the byte at which the line stops being an object.
    static func members(ofLine bytes: [UInt8], place: String) throws -> [Member] {
        var reader = JSONReader(bytes: bytes, place: place, end: endOfLine)
        reader.skipSpace()
        guard reader.next == UInt8(ascii: "{") else { throw reader.wrong("an object") }
        let members = try reader.members(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.wrong(endOfLine) }
        return members
    }

    static let endOfLine = "the end of the line"

    private init(bytes: [UInt8], place: String, end: String = "the end of the file") {
        (self.bytes, self.place, self.end) = (bytes, place, end)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func wrong(_ expected: String) -> InputError {
        let word = bytes[position...].prefix(20).prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 == 0x2D }
        let found = next.map { byte in
            if !word.isEmpty { return "\"\(String(decoding: word, as: UTF8.self))\"" }
            return byte > 0x20 && byte < 0x7F ? "\"\(Character(Unicode.Scalar(byte)))\"" : "byte \(byte)"
        }
        return InputError("\(place): byte \(position)", expected: expected, found: found ?? end)
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: Unicode.Scalar) throws {
        guard take(byte) else { throw wrong("\"\(byte)\"") }
    }

    private mutating func value(depth: Int) throws -> JSONNode {
        guard depth < Self.deepest else { throw wrong("at most \(Self.deepest) levels of nesting") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws -> JSONNode {
        .object(try members(depth: depth).map { ($0.key, $0.value) })
    }

    private mutating func members(depth: Int) throws -> [Member] {
        try expect("{")
        var members: [Member] = []
        skipSpace()
        if take("}") { return members }
        repeat {
            skipSpace()
            let key = try string()
            skipSpace()
            try expect(":")
            skipSpace()
            let start = position
            let value = try value(depth: depth + 1)
            members.append((key, value, bytes[start ..< position]))
            skipSpace()
        } while take(",")
        try expect("}")
        return members
    }

    private mutating func array(depth: Int) throws -> JSONNode {
        try expect("[")
        var values: [JSONNode] = []
        skipSpace()
        if take("]") { return .array(values) }
        repeat {
            values.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        try expect("]")
        return .array(values)
    }

    private mutating func word(_ word: String, _ node: JSONNode) throws -> JSONNode {
        guard bytes[position...].starts(with: word.utf8) else { throw wrong("a JSON value") }
        position += word.utf8.count
        return node
    }

    private mutating func number() throws -> JSONNode {
        let start = position
        while let byte = next, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
        let text = bytes[start ..< position]
        guard Self.isNumber(text), let value = Double(String(decoding: text, as: UTF8.self)) else {
            position = start
            throw wrong("a JSON value")
        }
        return .number(value)
    }

    /// -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?
    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        func isDigit(_ byte: UInt8) -> Bool { (0x30 ... 0x39).contains(byte) }
        func digits() -> Bool {
            let count = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(count)
            return count > 0
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        if rest.first == UInt8(ascii: "0") { rest = rest.dropFirst() } else if !digits() { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            if !digits() { return false }
        }
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
            if !digits() { return false }
        }
        return rest.isEmpty
    }

    private mutating func string() throws -> [UInt8] {
        try expect("\"")
        var text: [UInt8] = [], start = position
        while let byte = next, byte != UInt8(ascii: "\"") {
            position += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            text += bytes[start ..< position - 1]
            try escape(&text)
            start = position
        }
        text += bytes[start ..< position]
        try expect("\"")
        return text
    }

    private mutating func escape(_ text: inout [UInt8]) throws {
        let kinds = Array("\"\\/bfnrtu".utf8)
        guard let kind = next.flatMap(kinds.firstIndex(of:)) else { throw wrong("an escape sequence") }
        position += 1
        if kind < 8 { return text.append([0x22, 0x5C, 0x2F, 0x08, 0x0C, 0x0A, 0x0D, 0x09][kind]) }
        var scalar = try codeUnit()
        if scalar >> 10 == 0xD800 >> 10 {  // the first half of a surrogate pair
            try expect("\\")
            try expect("u")
            let low = try codeUnit()
            guard low >> 10 == 0xDC00 >> 10 else { throw wrong("the second half of a surrogate pair before this") }
            scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
        }
        guard Unicode.Scalar(scalar) != nil else { throw wrong("a whole surrogate pair before this") }
        text.append(scalar: scalar)
    }

    private mutating func codeUnit() throws -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw wrong("four hexadecimal digits") }
        position += 4
        return unit
    }
}
