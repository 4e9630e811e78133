import Foundation
import Testing

@testable import Notebook

/// `page.require(condition, "sentence")`: people write sentences, programs guard them.
@Suite(.timeLimit(.minutes(10)))
struct RequireTests {
    /// `a` wraps over two lines, `b` stands in a quotation of two lines, `c` in an answer, `d` in a figure's caption,
    /// `e` in its alternative text, `f` in a table's caption.
    private static let source = """
        //: # Chapter 9 · Example
        //: Before it. EDoRA is **ahead** by {{gap}}
        //:   points, as [[fig:gap]] shows. After it.
        //:
        //: > The bases
        //: > tie. Really.
        //? Why?
        //! Its rank is larger.
        page.require(one)
        page.figure()
        """
    private static let sentences = [
        "a": "EDoRA is **ahead** by {{gap}} points, as [[fig:gap]] shows.", "b": "The bases tie.",
        "c": "Its rank is larger.", "d": "The gap grows.", "e": "The line rises to {{gap}}.", "f": "All tie.",
    ]

    private func sentence(_ key: String) throws -> String { try #require(Self.sentences[key]) }

    /// Runs the chapter: requires each sentence with its condition, which holds but for those of `unmet`.
    private func run(
        _ page: Notebook, _ chapter: TestChapter, unmet: Set<String> = [], caption: String = "The gap grows. By rank.",
        alt: String = "One line. The line rises to {{gap}}.", more: [(Bool, String)] = []
    ) throws {
        let file = "NotebookTests/TestChapter.swift"
        let line = try chapter.line("page.require(one)")
        let figure = try chapter.line("page.figure()")
        for (key, sentence) in Self.sentences.sorted(by: { $0.key < $1.key }) {
            page.require(!unmet.contains(key), sentence, line: line, file: file)
        }
        for (condition, sentence) in more { page.require(condition, sentence, line: line, file: file) }
        page.value("gap", 2, line: line, file: file)
        page.table("tab:gap", caption: "All tie. Or so.", header: ["a"], rows: [["1"]], line: figure, file: file)
        page.figure(
            "fig:gap", caption: caption, alt: alt, data: [FigureSeries("a", x: ("x", [1, 2]), y: ("y", [1, 2]))],
            script: "plot DATA", line: figure, file: file)
    }

    private func published() throws -> TestChapter {
        let chapter = try TestChapter(source: Self.source)
        let page = try chapter.notebook()
        try run(page, chapter)
        try page.publish()
        return chapter
    }

    @Test func `sentences that hold leave the page as it would be without them`() throws {
        let chapter = try published()
        let guarded = try chapter.read("chapters/chapter9-example/README.md")
        defer { chapter.remove() }
        let record = try chapter.read("chapters/chapter9-example/page.json")
        #expect(Self.sentences.values.allSatisfy { record.contains("\"text\" : \"\($0)\"") }, "\(record)")
        #expect(
            guarded.contains(
                "\nBefore it. EDoRA is **ahead** by 2\n  points, as [Figure 9.1](#fig-gap) shows. After it.\n"))
        #expect(!guarded.contains("~~"))
        #expect(Weaver.check(chapter: chapter.name, root: chapter.root.path) == [])
        // The record of a run that requires nothing, as those of before, is read as ever.
        let parsed = try JSONSerialization.jsonObject(with: Data(record.utf8))
        var old = try #require(parsed as? [String: Any])
        var outputs = try #require(old["outputs"] as? [[String: Any]])
        outputs.removeAll { ($0["content"] as? [String: Any])?["sentence"] != nil }
        #expect(outputs.count == 3)
        old["outputs"] = outputs
        let text = String(decoding: try JSONSerialization.data(withJSONObject: old), as: UTF8.self)
        try chapter.write(text, "chapters/chapter9-example/page.json")
        #expect(Weaver.check(chapter: chapter.name, root: chapter.root.path) == [])
    }

    @Test(arguments: ["a", "b", "c", "d", "e", "f"])
    func `a false condition fails with the line of its call and the sentence`(key: String) throws {
        let chapter = try published()
        let sentence = try sentence(key)
        defer { chapter.remove() }
        let place = "chapters/chapter9-example/main.swift:\(try chapter.line("page.require(one)")):"
        try chapter.expectFailure(place, "the records no longer support: “\(sentence)”", "rewrite the sentence") {
            try run($0, chapter, unmet: [key])
        }
    }

    @Test func `a sentence that is nowhere, in code alone, in part, or twice required fails`() throws {
        let chapter = try published()
        defer { chapter.remove() }
        try chapter.editSource(
            "//? Why?", "//:\n//: ```text\n//: In a fence.\n//: ```\n//: ahead.\n//:\n//: Again.\n//? Why?")
        for (text, sentence) in [
            ("it nowhere: “EDoRA is ahead.”", "EDoRA is ahead."), ("it nowhere: “In a fence.”", "In a fence."),
            ("it nowhere: “head. Again.”", "head. Again."), ("it nowhere: “ahead. Again.”", "ahead. Again."),
            ("it nowhere: “page.require(one).”", "page.require(one)."), ("it nowhere: “lain.”", "lain."),
            ("with the mark that ends it, found “The bases”", "The bases"), ("mark that ends it, found “”", " \n"),
            ("a second time: “The bases tie.”", "The  bases\ntie."),
        ] {
            try chapter.expectFailure("main.swift:\(try chapter.line("page.require(one)")):", text) {
                try run($0, chapter, more: [(true, sentence)])
            }
        }
    }

    @Test(arguments: [
        ("**ahead** by", "ahead by", "a"), ("//: > tie", "//: > lie", "b"), ("rank is larger", "rank was larger", "c"),
    ])
    func `a sentence edited away from its guard is found without a run`(old: String, new: String, key: String) throws {
        let chapter = try published()
        let sentence = try sentence(key)
        defer { chapter.remove() }
        try chapter.editSource(old, new)
        let before = try chapter.state()
        let root = chapter.root.path
        let place = "chapters/chapter9-example/main.swift:\(try chapter.line("page.require(one)"))"
        for problems in [
            Weaver.check(chapter: chapter.name, root: root),
            #expect(throws: PageError.self) { try Weaver.render(chapter: chapter.name, root: root) }?.problems ?? [],
        ] {
            #expect(problems.count == 1 && problems.first?.place == place, "\(problems)")
            #expect(
                problems.first?.found == "it nowhere: “\(sentence)”" && problems.first?.advice != nil, "\(problems)")
        }
        #expect(try chapter.state() == before)
    }

    @Test func `wrapping a sentence elsewhere needs no run`() throws {
        let chapter = try published()
        defer { chapter.remove() }
        try chapter.editSource("//: > The bases\n//: > tie.", "//: The\n//:\tbases  tie.")
        #expect(try Weaver.render(chapter: chapter.name, root: chapter.root.path).changed.count == 1)
        #expect(Weaver.check(chapter: chapter.name, root: chapter.root.path) == [])
    }

    @Test func `a draft strikes out what its numbers do not support`() throws {
        let chapter = try published()
        let before = try chapter.state()
        defer { chapter.remove() }
        let page = try chapter.notebook(draft: true)
        try run(page, chapter, unmet: ["a", "b", "c", "d", "e", "f"])
        let draft = try chapter.read(try page.publish().page)
        let start = draft.split(separator: "\n").prefix(2).joined()
        #expect(
            start.hasPrefix("> [!WARNING]") && start.contains("struck out are not supported by this draft's numbers"))
        for text in [
            "Before it. ~~EDoRA is **ahead** by 2\n  points, as [Figure 9.1](#fig-gap) shows.~~ After it.",
            "> ~~The bases\n> tie.~~ Really.", "\n~~Its rank is larger.~~\n",
            "**Figure 9.1.** ~~The gap grows.~~ By rank.",
            "![One line.](", "**Table 9.1.** ~~All tie.~~ Or so.",
        ] { #expect(draft.contains(text), "\(text)\n\nis not in\n\n\(draft)") }
        #expect(try chapter.state() == before)
    }

    @Test func `a draft strikes out nothing that holds, and checks the rest as ever`() throws {
        let chapter = try published()
        defer { chapter.remove() }
        let page = try chapter.notebook(draft: true)
        try run(page, chapter, unmet: ["b"], more: [(false, "EDoRA is ahead.")])
        let error = #expect(throws: PageError.self) { try page.publish() }
        #expect(error?.problems.map(\.found) == ["it nowhere: “EDoRA is ahead.”"])
        let whole = try chapter.notebook(draft: true)
        try run(whole, chapter)
        let draft = try chapter.read(try whole.publish().page)
        #expect(!draft.contains("~~") && !draft.contains("struck out"))
    }

    /// An image without any alternative text would be read out by its file's name.
    @Test func `an alternative text of which nothing is left is the figure's title`() throws {
        let chapter = try published()
        defer { chapter.remove() }
        let page = try chapter.notebook(draft: true)
        try run(page, chapter, unmet: ["e"], alt: "The line rises to {{gap}}.")
        #expect(try chapter.read(try page.publish().page).contains("![Figure 9.1]("))
    }

    @Test func `a sentence within another is struck out once`() {
        let text = FoldedText("One, two. And three.")
        #expect(
            text.replacing(["One, two.", "One, two. And three.", "three."]) { "~~\($0)~~" }
                == "~~One, two. And three.~~")
        #expect(FoldedText("A. A.\n\nA.").replacing(["A."]) { "<\($0)>" } == "<A.> <A.>\n\n<A.>")
    }
}
