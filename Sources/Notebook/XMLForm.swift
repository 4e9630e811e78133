/// Checks that a text is well-formed XML, as far as a drawing needs it: tags that open and close in order, one
/// root, quoted attributes, no stray `<` or `&`, no control characters. The parser that comes with
/// Foundation on Linux mends tags that are not closed, and image viewers on the web do not.
struct XMLForm {
    private let bytes: [UInt8]
    private var i = 0
    private var open: [[UInt8]] = []
    private var root: [UInt8]?

    private struct Fault: Error {
        let text: String
    }

    /// What is wrong, with its line, or nil.
    static func fault(_ text: String, root: String) -> String? {
        var form = XMLForm(bytes: Array(text.utf8))
        do {
            try form.scan()
            guard form.root == Array(root.utf8) else { throw Fault(text: "a root that is not \(root)") }
            return nil
        } catch {
            let line = form.bytes[..<min(form.i, form.bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
            return "text that is not well-formed XML, line \(line): \((error as? Fault)?.text ?? "\(error)")"
        }
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func scan() throws {
        while i < bytes.count {
            if bytes[i] == UInt8(ascii: "<") {
                try scanMarkup()
            } else {
                if open.isEmpty, !Self.isBlank(bytes[i]) { throw Fault(text: "text outside the root") }
                try scanCharacter()
            }
        }
        if let last = open.last { throw Fault(text: "no </\(String(decoding: last, as: UTF8.self))>") }
        if root == nil { throw Fault(text: "no element") }
    }

    private mutating func scanMarkup() throws {
        for (start, end) in [("<?", "?>"), ("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">")] where starts(start) {
            while i < bytes.count, !starts(end) { i += 1 }
            guard i < bytes.count else { throw Fault(text: "no \(end) after \(start)") }
            i += end.utf8.count
            return
        }
        if starts("</") {
            i += 2
            let name = scanName()
            skipBlanks()
            guard starts(">"), open.popLast() == name else {
                throw Fault(text: "</\(String(decoding: name, as: UTF8.self))> that closes nothing")
            }
            i += 1
            return
        }
        i += 1
        try scanElement()
    }

    private mutating func scanElement() throws {
        let name = scanName()
        guard !name.isEmpty else { throw Fault(text: "a stray <") }
        if open.isEmpty {
            guard root == nil else { throw Fault(text: "a second root") }
            root = name
        }
        while true {
            skipBlanks()
            if starts("/>") {
                i += 2
                return
            }
            if starts(">") {
                i += 1
                open.append(name)
                return
            }
            guard !scanName().isEmpty else { throw Fault(text: "a tag that does not end") }
            skipBlanks()
            guard starts("=") else { throw Fault(text: "an attribute without a value") }
            i += 1
            skipBlanks()
            guard starts("\"") || starts("'") else { throw Fault(text: "an attribute without quotation marks") }
            let quote = bytes[i]
            i += 1
            while i < bytes.count, bytes[i] != quote {
                if bytes[i] == UInt8(ascii: "<") { throw Fault(text: "< in an attribute") }
                try scanCharacter()
            }
            i += 1
        }
    }

    private mutating func scanCharacter() throws {
        if bytes[i] < 0x20, !Self.isBlank(bytes[i]) { throw Fault(text: "a control character") }
        if bytes[i] == UInt8(ascii: "&") {
            i += 1
            if starts("#") { i += 1 }
            guard !scanName().isEmpty, starts(";") else { throw Fault(text: "a stray &") }
        }
        i += 1
    }

    private mutating func scanName() -> [UInt8] {
        let name = bytes[min(i, bytes.count)...].prefix { byte in
            switch byte {
            case UInt8(ascii: "a") ... UInt8(ascii: "z"), UInt8(ascii: "A") ... UInt8(ascii: "Z"),
                UInt8(ascii: "0") ... UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: byte >= 0x80
            }
        }
        i += name.count
        return Array(name)
    }

    private mutating func skipBlanks() {
        while i < bytes.count, Self.isBlank(bytes[i]) { i += 1 }
    }

    private func starts(_ text: String) -> Bool {
        i < bytes.count && bytes[i...].starts(with: text.utf8)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D].contains(byte)
    }
}
