/// Follows Swift source line by line, to know whether the next line starts inside a string literal
/// or a block comment. A `//:` there is text, not markup.
///
/// It knows `"…"`, `"""`, raw strings with any number of `#`, nested interpolation, and nested
/// block comments. It does not know regex literals: one that holds a lone quotation mark confuses
/// the rest of its own line, and one that holds `/*` all lines after it, which the scanner reports at the file's end.
struct LiteralTracker {
    private enum Context {
        /// Code at the top, or inside `\( … )`; counts the parentheses that are open in it.
        case code(openParentheses: Int)
        case string(hashes: Int, multiline: Bool)
        case comment(depth: Int)
    }

    private var stack: [Context] = [.code(openParentheses: 0)]

    /// Whether the next line starts in plain code, where markup counts.
    var isInCode: Bool { stack.count == 1 }

    mutating func consume(_ line: String) {
        let bytes = Array(line.utf8)
        var i = 0
        while i < bytes.count {
            switch stack[stack.count - 1] {
            case .code(let open):
                if Self.matches(bytes, i, "//") { return }
                i = consumeCode(bytes, i, openParentheses: open)
            case .string(let hashes, let multiline):
                i = consumeString(bytes, i, hashes: hashes, multiline: multiline)
            case .comment(let depth):
                i = consumeComment(bytes, i, depth: depth)
            }
        }
        // A one-line string ends with its line, whatever the line holds.
        if case .string(_, multiline: false) = stack[stack.count - 1] { stack.removeLast() }
    }

    private mutating func consumeCode(_ bytes: [UInt8], _ i: Int, openParentheses: Int) -> Int {
        switch bytes[i] {
        case UInt8(ascii: "/") where Self.matches(bytes, i, "/*"):
            stack.append(.comment(depth: 1))
            return i + 2
        case UInt8(ascii: "("):
            stack[stack.count - 1] = .code(openParentheses: openParentheses + 1)
            return i + 1
        case UInt8(ascii: ")"):
            if openParentheses > 0 {
                stack[stack.count - 1] = .code(openParentheses: openParentheses - 1)
            } else if stack.count > 1 {
                stack.removeLast()
            }
            return i + 1
        case UInt8(ascii: "#"), UInt8(ascii: "\""):
            let hashes = Self.count(of: UInt8(ascii: "#"), in: bytes, from: i)
            let quote = i + hashes
            if Self.matches(bytes, quote, "\"\"\""), Self.isBlank(bytes, from: quote + 3) {
                stack.append(.string(hashes: hashes, multiline: true))
                return bytes.count
            }
            if Self.matches(bytes, quote, "\"") {
                stack.append(.string(hashes: hashes, multiline: false))
                return quote + 1
            }
            return quote
        default:
            return i + 1
        }
    }

    private mutating func consumeString(_ bytes: [UInt8], _ i: Int, hashes: Int, multiline: Bool) -> Int {
        let marks = String(repeating: "#", count: hashes)
        if Self.matches(bytes, i, "\\" + marks) {
            let next = i + 1 + hashes
            if Self.matches(bytes, next, "(") { stack.append(.code(openParentheses: 0)) }
            return next + 1
        }
        let end = (multiline ? "\"\"\"" : "\"") + marks
        if Self.matches(bytes, i, end) {
            stack.removeLast()
            return i + end.utf8.count
        }
        return i + 1
    }

    private mutating func consumeComment(_ bytes: [UInt8], _ i: Int, depth: Int) -> Int {
        if Self.matches(bytes, i, "/*") {
            stack[stack.count - 1] = .comment(depth: depth + 1)
            return i + 2
        }
        if Self.matches(bytes, i, "*/") {
            if depth == 1 { stack.removeLast() } else { stack[stack.count - 1] = .comment(depth: depth - 1) }
            return i + 2
        }
        return i + 1
    }

    private static func matches(_ bytes: [UInt8], _ i: Int, _ text: String) -> Bool {
        i <= bytes.count && bytes[i...].starts(with: text.utf8)
    }

    private static func count(of byte: UInt8, in bytes: [UInt8], from i: Int) -> Int {
        bytes[i...].prefix { $0 == byte }.count
    }

    private static func isBlank(_ bytes: [UInt8], from i: Int) -> Bool {
        bytes[i...].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
}
