/// Cuts a figure's script into statements of words, numbers, texts and marks, as gnuplot does, byte by byte.
///
/// What gnuplot reads otherwise than this does would slip past a check of the words. So little is taken: no
/// character outside of ASCII but in texts, no control character, no backtick but between single quotes, where
/// gnuplot leaves it alone, no @ anywhere, since gnuplot looks for macros before it looks for texts, and counts quotes
/// otherwise then; and no mark that begins a block, a command of the shell or a second statement on a line.
struct FigureScriptScanner {
    enum Token: Equatable {
        case word(String), number(String), text(String), mark(String)
    }

    struct Statement {
        let line: Int
        let tokens: [Token]
        /// As it stands, on one line.
        let text: String
    }

    private static let lineFeed = UInt8(ascii: "\n"), backslash = UInt8(ascii: "\\")

    private let bytes: [UInt8]
    private var at = 0, line = 1

    private init(_ text: String) { bytes = Array(text.utf8) }

    static func statements(_ text: String) throws(FigureScript.Fault) -> [Statement] {
        var scanner = FigureScriptScanner(text), result: [Statement] = []
        while scanner.at < scanner.bytes.count {
            let line = scanner.line, start = scanner.at, tokens = try scanner.statement()
            guard !tokens.isEmpty else { continue }
            let text = String(decoding: scanner.bytes[start ..< scanner.at], as: UTF8.self)
            result.append(Statement(line: line, tokens: tokens, text: String(text.trimmingBlanks())))
        }
        return result
    }

    /// Up to and with the line feed that ends it; one after a backslash does not.
    private mutating func statement() throws(FigureScript.Fault) -> [Token] {
        var tokens: [Token] = []
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case Self.lineFeed:
                (at, line) = (at + 1, line + 1)
                return tokens
            case UInt8(ascii: " "): at += 1
            case Self.backslash:
                guard at + 1 < bytes.count, bytes[at + 1] == Self.lineFeed else {
                    throw refuse("a backslash at a line's end alone", "one before its end")
                }
                (at, line) = (at + 2, line + 1)
            case UInt8(ascii: "#"): try skipComment()
            case UInt8(ascii: "'"): tokens.append(.text(try singleQuoted()))
            case UInt8(ascii: "\""): tokens.append(.text(try doubleQuoted()))
            case _ where Self.isLetter(byte): tokens.append(.word(taken { Self.isLetter($0) || Self.isDigit($0) }))
            case _ where Self.isDigit(byte): tokens.append(.number(number()))
            case UInt8(ascii: "$"):
                at += 1
                guard at < bytes.count, Self.isDigit(bytes[at]) else {
                    throw refuse("the number of a column after $", "none")
                }
                tokens.append(.number("$" + taken(Self.isDigit)))
            case _ where "()[],:+-*/<=".utf8.contains(byte):
                at += 1
                tokens.append(.mark(String(UnicodeScalar(byte))))
            default: throw refuse("words, numbers, texts and the marks ()[],:+-*/<=$", "\"\(character())\"")
            }
        }
        return tokens
    }

    /// One that a backslash ends would take the next line to itself.
    private mutating func skipComment() throws(FigureScript.Fault) {
        while at < bytes.count, bytes[at] != Self.lineFeed {
            guard !"\\`@".utf8.contains(bytes[at]), bytes[at] >= 0x20 else {
                throw refuse("a comment without backslashes, backticks and @", "\"\(character())\"")
            }
            at += 1
        }
    }

    /// Nothing in it means anything but the quote itself, which is written twice.
    private mutating func singleQuoted() throws(FigureScript.Fault) -> String {
        try quoted(by: UInt8(ascii: "'"), without: "@")
    }

    /// gnuplot runs what stands between backticks in it, and joins two that follow each other.
    private mutating func doubleQuoted() throws(FigureScript.Fault) -> String {
        try quoted(by: UInt8(ascii: "\""), without: "@`")
    }

    private mutating func quoted(
        by quote: UInt8, without refused: String
    ) throws(FigureScript.Fault) -> String {
        at += 1
        var text: [UInt8] = []
        while at < bytes.count, bytes[at] != Self.lineFeed {
            let byte = bytes[at], next = at + 1 < bytes.count ? bytes[at + 1] : Self.lineFeed
            if byte == quote {
                at += 1
                guard next == quote else { return String(decoding: text, as: UTF8.self) }
            } else if byte == Self.backslash, quote == UInt8(ascii: "\"") {
                guard next == UInt8(ascii: "n") else { throw refuse("\\n alone in double quotes", "another backslash") }
                at += 1
            } else if byte < 0x20 || byte == 0x7F || refused.utf8.contains(byte) {
                throw refuse(
                    "a text without @, control characters and backticks in double quotes", "\"\(character())\"")
            }
            text.append(byte)
            at += 1
        }
        throw refuse("a text that ends on its line", "none")
    }

    /// `2`, `0.5`, `2e-05`, `45426432.0`.
    private mutating func number() -> String {
        var text = taken { Self.isDigit($0) || $0 == UInt8(ascii: ".") }
        let sign = at + 1 < bytes.count && "+-".utf8.contains(bytes[at + 1]) ? 1 : 0, digit = at + 1 + sign
        if at < bytes.count, bytes[at] == UInt8(ascii: "e"), digit < bytes.count, Self.isDigit(bytes[digit]) {
            text += String(decoding: bytes[at ..< digit], as: UTF8.self)
            at = digit
            text += taken(Self.isDigit)
        }
        return text
    }

    private mutating func taken(_ isTaken: (UInt8) -> Bool) -> String {
        let start = at
        while at < bytes.count, isTaken(bytes[at]) { at += 1 }
        return String(decoding: bytes[start ..< at], as: UTF8.self)
    }

    /// The one at which it stands, for a message.
    private func character() -> String {
        String(String(decoding: bytes[at ..< min(at + 4, bytes.count)], as: UTF8.self).unicodeScalars.prefix(1))
    }

    private func refuse(_ expected: String, _ found: String) -> FigureScript.Fault {
        .init(line: line, expected: expected, found: found)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a") ... UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0") ... UInt8(ascii: "9")).contains(byte) }
}
