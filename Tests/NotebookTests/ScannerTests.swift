import Testing

@testable import Notebook

struct ScannerTests {
    private func scan(_ text: String) throws -> [ChapterSource.Cell] {
        try SourceScanner.scan(text, name: "main.swift").cells
    }

    @Test func `prose and code become cells with their lines, without blank edges`() throws {
        let cells = try scan("//: # Title\n//:  two\n\n\nlet a = 1\n\nlet b = 2  \n\n//:end\n")
        #expect(
            cells == [
                .init(kind: .prose, firstLine: 1, lines: ["# Title", " two"]),
                .init(kind: .code(number: 1, isHidden: false), firstLine: 5, lines: ["let a = 1", "", "let b = 2"]),
                .init(kind: .prose, firstLine: 9, lines: ["end"]),
            ])
    }

    @Test func `questions and answers are cells of their own`() throws {
        let cells = try scan("//: p\n//? q\n//?\n//? r\n//! a\n//: end\n")
        #expect(
            cells == [
                .init(kind: .prose, firstLine: 1, lines: ["p"]),
                .init(kind: .question, firstLine: 2, lines: ["q", "", "r"]),
                .init(kind: .answer, firstLine: 5, lines: ["a"]), .init(kind: .prose, firstLine: 6, lines: ["end"]),
            ])
    }

    @Test func `a split parts code and hidden marks fold it`() throws {
        let cells = try scan("a\n//-\nb\n//#-hidden-code\nc\n//: p\nd\n//#-end-hidden-code\ne\n//---- still code\n")
        #expect(
            cells.map(\.kind) == [
                .code(number: 1, isHidden: false), .code(number: 2, isHidden: false), .code(number: 3, isHidden: true),
                .prose, .code(number: 4, isHidden: true), .code(number: 5, isHidden: false),
            ])
        #expect(cells.last?.lines == ["e", "//---- still code"])
    }

    @Test(arguments: [
        "let s = \"\"\"\n//: no\n\"\"\"",
        "let s = #\"\"\"\n//: \"\"\" no\n//-\n\"\"\"#",
        "let s = \"\"\"\n\\(f(\"\"\"\n//: no\n\"\"\"))\n//: no\n\"\"\"",
        "/* /* */\n//: no\n*/",
    ])
    func `markup inside literals and comments is code`(text: String) throws {
        let cells = try scan(text + "\n//: yes")
        #expect(cells.count == 2)
        #expect(cells.last?.lines == ["yes"])
    }

    @Test(arguments: [
        "let s = \"a \\\" \\(f(\"x\")) /* \"", "let s = \"//: \" // \"\"\"", "let s = #\"\"\"#", "let s = \"\"",
        "f(\"\"\"\n\"\"\")",
    ])
    func `what looks like an open literal and is closed does not hide markup`(text: String) throws {
        #expect(try scan(text + "\n//: yes").last?.kind == .prose)
    }

    @Test(arguments: [
        ("//#-hidden-code\nx\n", "main.swift:1"), ("x\n//#-end-hidden-code\n", "main.swift:2"),
        ("//#-hidden-code\n//#-hidden-code\n//#-end-hidden-code", "main.swift:2"),
        ("\n\n//#-hiden-code", "main.swift:3"),
    ])
    func `marks that do not pair up are refused with their line`(text: String, place: String) {
        let error = #expect(throws: PageError.self) { try scan(text) }
        #expect(error?.problems.map(\.place) == [place])
    }

    @Test func `the digest sees code and its cuts, and nothing else`() throws {
        func digest(_ text: String) throws -> String { try SourceScanner.scan(text, name: "").codeDigest }
        let base = try digest("//: one\na\nb\n")
        #expect(try digest("//: two\n\n//: three\n\na  \r\nb\n\n//: more") == base)
        #expect(try digest("//#-hidden-code\na\nb\n//#-end-hidden-code") == base)
        #expect(try digest("a\n//-\nb") != base)
        #expect(try digest("a\nc") != base)
        // The published test vectors of FNV-1a.
        #expect(Digest.hex("") == "cbf29ce484222325")
        #expect(Digest.hex("foobar") == "85944171f73967e8")
    }

    /// To the scanner a comment begins there; what follows would be printed as code.
    @Test func `a regex literal that looks like a comment is reported`() {
        let error = #expect(throws: PageError.self) {
            try SourceScanner.scan("let a = /\\/*x/\n//: prose\n", name: "main.swift")
        }
        #expect(error?.description.contains("regex literal") == true)
    }
}
