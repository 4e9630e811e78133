import Foundation
import Testing

@testable import Notebook

/// Questions, numbered equations, links to other chapters, and errors shown on purpose.
@Suite(.timeLimit(.minutes(10)))
struct TutorialMarkupTests {
    private static let source = """
        //: # Chapter 9 · Example
        //: The norm is [[eq:norm]]; see [[chapter8-before]], [[chapter8-before/tab:counts]] and \
        [[chapter8-before/eq:sum]].
        //:
        //: ```math eq:norm
        //: n = \\|V\\|
        //: ```
        //:
        //: ```math
        //: m = n
        //: ```
        //: After it [[eq:last]].
        //:
        //: ```math eq:last
        //: m = 2n
        //: ```
        //? What is {{lit:0.5}} of 2?
        //! One, as [[eq:norm]] has it.
        //!
        //! - Truly.
        let page = 1
        """

    private static let before = """
        //: # Chapter 8 · Before
        //:
        //: ```math eq:sum
        //: s = 1
        //: ```
        let page = 1
        """

    /// Chapter 9 beside a chapter 8 that was published, and a chapter 10.
    private func chapter(_ source: String = source) throws -> TestChapter {
        let chapter = try TestChapter(source: source)
        try chapter.write(Self.before, "chapters/chapter8-before/main.swift")
        let place = try ChapterPlace(root: chapter.root, name: "chapter8-before", isDraft: false)
        let table = PageOutput(
            cell: 1, content: .table(label: "tab:counts", caption: "c", header: ["a"], alignment: [], rows: [["b"]]))
        let record = PageRecord(
            chapter: place.name, code: try place.readSource().codeDigest, gnuplot: nil, drawings: [], outputs: [table])
        try chapter.write(String(decoding: try record.encoded(), as: UTF8.self), "chapters/chapter8-before/page.json")
        try chapter.write("", "chapters/chapter8-before/README.md")
        try chapter.write("//: # Chapter 10 · After\nlet page = 1\n", "chapters/chapter10-after/main.swift")
        try chapter.write("", "chapters/chapter10-after/README.md")
        return chapter
    }

    @Test func `questions, equations and links to other chapters are woven`() throws {
        let chapter = try chapter()
        defer { chapter.remove() }
        try chapter.notebook().publish()
        let page = try chapter.read("chapters/chapter9-example/README.md")
        for text in [
            """
            The norm is [Equation 9.1](#eq-norm); see [Chapter 8 · Before](../../chapters/chapter8-before/README.md), \
            [Table 8.1](../../chapters/chapter8-before/README.md#tab-counts) and \
            [Equation 8.1](../../chapters/chapter8-before/README.md#eq-sum).
            """,
            "<a name=\"eq-norm\"></a>\n\n```math\nn = \\|V\\|\n\\tag{9.1}\n```\n",
            "```math\nm = n\n```\n",
            "<a name=\"eq-last\"></a>\n\n```math\nm = 2n\n\\tag{9.2}\n```",
            """
            **Question 9.1.** What is 0.5 of 2?

            <details><summary>Answer</summary>

            One, as [Equation 9.1](#eq-norm) has it.

            - Truly.

            </details>
            """,
            """
            ---

            [← Chapter 8 · Before](../../chapters/chapter8-before/README.md) · \
            [Chapter 10 · After →](../../chapters/chapter10-after/README.md)

            Woven from
            """,
        ] { #expect(page.contains(text), "\(text)\n\nis not in\n\n\(page)") }
        #expect(Weaver.check(chapter: chapter.name, root: chapter.root.path) == [])
    }

    @Test func `a draft's links lead to other chapters and to files from where it lies`() throws {
        let chapter = try chapter(Self.source.replacing("The norm is", with: "[Notes](../../notes.md): the norm is"))
        defer { chapter.remove() }
        try chapter.notebook(draft: true).publish()
        let draft = try chapter.read(".build/notebook/chapter9-example/README.md")
        #expect(draft.contains("[Notes](../../../notes.md)"))
        #expect(draft.contains("[Chapter 8 · Before](../../../chapters/chapter8-before/README.md)"))
    }

    @Test func `a question may begin with a list`() throws {
        let chapter = try chapter(Self.source.replacing("//? What is", with: "//? - What is"))
        defer { chapter.remove() }
        try chapter.notebook().publish()
        #expect(
            try chapter.read("chapters/chapter9-example/README.md").contains("**Question 9.1.**\n\n- What is 0.5 of 2?")
        )
    }

    /// A title stands in the source; a label's number needs the other chapter's outputs.
    @Test func `a chapter that was never run can be referred to by its title`() throws {
        let plain = Self.source.replacing(", [[chapter8-before/tab:counts]] and [[chapter8-before/eq:sum]]", with: "")
        let chapter = try chapter(plain)
        defer { chapter.remove() }
        try FileManager.default.removeItem(at: chapter.url("chapters/chapter8-before/page.json"))
        try chapter.notebook().publish()
        try chapter.write(Self.source, "chapters/chapter9-example/main.swift")
        let error = #expect(throws: PageError.self) { try chapter.notebook() }
        #expect(error?.description.contains("swift run chapter8-before") == true, "\(error?.description ?? "")")
    }

    @Test func `a page is stale when another chapter changes what it refers to`() throws {
        let chapter = try chapter()
        defer { chapter.remove() }
        try chapter.notebook().publish()
        try chapter.edit("chapters/chapter8-before/main.swift", "# Chapter 8 · Before", "# Chapter 8 · Renamed")
        let found = Weaver.check(chapter: chapter.name, root: chapter.root.path)
        #expect(found.contains { $0.description.contains("swift run edora weave chapter9-example") })
    }

    @Test(arguments: [
        ("[[eq:norm]]; see", "[[eq:none]]; see", "[[eq:none]]"),
        ("math eq:last", "math eq:norm", "a label of its own such as eq:name"),
        ("math eq:last", "math tab:last", "a label of its own such as eq:name"),
        ("//? What", "//: What", "a question (//?) right before the answer"),
        ("//! One, as [[eq:norm]] has it.\n//!\n//! - Truly.\n", "", "an answer (//!) right after the question"),
        ("//! One", "//: But\n//! One", "an answer (//!) right after the question"),
        ("{{lit:0.5}} of 2?", "{{half}} of 2?", "{{half}}"),
        (
            "//: ```math eq:last\n//: m = 2n\n//: ```", "//: > ```math eq:last\n//: > m = 2n\n//: > ```",
            "a numbered equation that begins at the line's start"
        ),
        (
            "//: ```math eq:last\n//: m = 2n\n//: ```", "//: - ```math eq:last\n//:   m = 2n\n//:   ```",
            "a numbered equation that begins at the line's start"
        ),
    ])
    func `broken marks fail with their place`(old: String, new: String, text: String) throws {
        try #require(Self.source.contains(old))
        let chapter = try chapter(Self.source.replacing(old, with: new))
        defer { chapter.remove() }
        try chapter.expectFailure("chapters/chapter9-example/main.swift:", text) { _ in }
    }

    @Test(arguments: [
        ("chapter8-before/tab:none", "a label of chapter8-before"), ("chapter7-none", "a reference to another chapter"),
    ])
    func `a broken link to another chapter is found before the chapter runs`(reference: String, expected: String) throws
    {
        let chapter = try chapter(Self.source.replacing("[[chapter8-before]],", with: "[[\(reference)]],"))
        defer { chapter.remove() }
        let error = #expect(throws: PageError.self) { try chapter.notebook() }
        #expect(
            error?.description.hasPrefix(
                "chapters/chapter9-example/main.swift:2: expected \(expected), found [[\(reference)]]") == true,
            "\(error?.description ?? "")")
    }

    @Test func `dictionaries and sets are shown in one order, also where their elements have none`() throws {
        enum Fruit { case pear, apple, fig, plum, lime }
        let chapter = try chapter()
        let page = try chapter.notebook()
        let all: [Fruit] = [.pear, .apple, .fig, .plum, .lime]
        defer { chapter.remove() }
        let line = try chapter.line("let page = 1")
        let file = "NotebookTests/TestChapter.swift"
        page.show(Dictionary(uniqueKeysWithValues: all.map { ($0, 1) }), line: line, file: file)
        page.show(Set(all), line: line, file: file)
        page.show([10: "b", 9: "a"], line: line, file: file)
        try page.publish()
        let woven = try chapter.read("chapters/chapter9-example/README.md")
        for text in ["apple: 1\nfig: 1\nlime: 1\npear: 1\nplum: 1", "apple\nfig\nlime\npear\nplum", "9: a\n10: b"] {
            #expect(woven.contains(text))
        }
    }

    /// Other pages link by it; the run is long, so it is looked at before.
    @Test(arguments: [
        ("# Chapter 9 ·", "# Chapter 10 ·"), ("# Chapter 9 · Example", "# Chapter 9 · [Example](x.md)"),
        ("//: # Chapter 9 · Example\n", ""),
    ])
    func `a wrong heading is found before the chapter runs`(old: String, new: String) throws {
        let chapter = try chapter(Self.source.replacing(old, with: new))
        defer { chapter.remove() }
        let error = #expect(throws: PageError.self) { try chapter.notebook() }
        #expect(error?.description.contains("expected a heading") == true, "\(error?.description ?? "")")
    }

    @Test func `a neighbour without a heading is found before the chapter runs`() throws {
        let chapter = try chapter()
        defer { chapter.remove() }
        try chapter.write("", "chapters/chapter10-after/main.swift")
        let error = #expect(throws: PageError.self) { try chapter.notebook() }
        #expect(
            error?.description.hasPrefix("chapters/chapter10-after/main.swift: expected a heading") == true,
            "\(error?.description ?? "")")
    }

    @Test func `a bare number in a question or an answer is found`() throws {
        let chapter = try chapter(
            Self.source.replacing("{{lit:0.5}}", with: "0.5").replacing("- Truly", with: "- 77 %"))
        defer { chapter.remove() }
        try chapter.notebook().publish()
        let found = Weaver.check(chapter: chapter.name, root: chapter.root.path).map(\.description)
        #expect(found.contains { $0.contains(":16:") && $0.contains("0.5") })
        #expect(found.contains { $0.contains(":19:") && $0.contains("77 %") })
    }

    @Test func `an error is shown, and its absence is a problem`() throws {
        struct Refused: Error, CustomStringConvertible { let description = "rank 9 does not fit" }
        let chapter = try chapter()
        let line = try chapter.line("let page = 1")
        let file = "NotebookTests/TestChapter.swift"
        defer { chapter.remove() }
        try chapter.expectFailure("main.swift:\(line):", "code that throws an error") {
            $0.showError(line: line, file: file) {}
        }
        let page = try chapter.notebook()
        page.showError(line: line, file: file) { throw Refused() }
        try page.publish()
        #expect(
            try chapter.read("chapters/chapter9-example/README.md").contains("```text\nerror: rank 9 does not fit\n```")
        )
    }
}
