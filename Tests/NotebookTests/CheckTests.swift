import Foundation
import Testing

@testable import Notebook

/// `Weaver.check` finds each way in which a page can be stale or broken, without running anything.
@Suite(.timeLimit(.minutes(10)))
struct CheckTests {
    private func check(_ chapter: TestChapter) -> [PageProblem] {
        Weaver.check(chapter: chapter.name, root: chapter.root.path)
    }

    /// Publishes, does something, and expects a problem at a place that has a text.
    private func expect(
        _ place: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation,
        after change: (TestChapter) throws -> Void
    ) throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.publish()
        try #require(check(chapter) == [], sourceLocation: sourceLocation)
        try change(chapter)
        let problems = check(chapter)
        #expect(
            problems.contains { $0.place.contains(place) && $0.description.contains(text) },
            "\(problems)", sourceLocation: sourceLocation)
    }

    @Test func `code that changed since the run`() throws {
        try expect("main.swift", "swift run chapter9-example") { try $0.editSource("sum * 10", "sum * 20") }
    }

    @Test func `prose that changed since the page was woven`() throws {
        try expect("README.md", "An edited chapter") { try $0.editSource("A made-up chapter", "An edited chapter") }
    }

    @Test func `a page edited by hand`() throws {
        try expect("README.md", "6,600") { try $0.edit("chapters/chapter9-example/README.md", "6,500", "6,600") }
    }

    @Test func `a missing page and missing captured outputs`() throws {
        try expect("README.md", "none") { try FileManager.default.removeItem(at: $0.page) }
        try expect("page.json", "no such file") { try FileManager.default.removeItem(at: $0.record) }
        try expect("page.json", "captured outputs") { try $0.write("{", "chapters/chapter9-example/page.json") }
        try expect("page.json", "format 3") {
            try $0.edit("chapters/chapter9-example/page.json", "\"format\" : 2", "\"format\" : 3")
        }
    }

    /// A chapter that stands on records: the same run finds the page as published, timings aside; another result does
    /// not, and nothing is written.
    @Test func `a page that another run would not make again`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.publish()
        let before = try chapter.state()
        let same = try chapter.notebook()
        try chapter.run(same, time: "9 s")
        try same.requirePublished()
        let other = try chapter.notebook()
        try chapter.run(other)
        other.show("a new result", line: try chapter.line("page.show(n)"), file: "NotebookTests/TestChapter.swift")
        let error = #expect(throws: PageError.self) { try other.requirePublished() }
        #expect(
            error?.problems.first?.description.contains("swift run chapter9-example") == true,
            "\(String(describing: error))")
        #expect(try chapter.state() == before)
        // A curve is not in the Markdown.
        try chapter.edit("chapters/chapter9-example/page.json", "\"12 144\"", "\"12 145\"")
        let curve = #expect(throws: PageError.self) { try same.requirePublished() }
        #expect(
            curve?.description.contains("page.json") == true && curve?.description.contains("fig:squares") == true,
            "\(String(describing: curve))")
    }

    /// The records of runs that a page's numbers come from, and the chapter's own other sources.
    @Test func `a file that the page was made from changed or gone`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.write("{}", "data/runs/a.json")
        try chapter.write("let a = 1", "chapters/chapter9-example/Helper.swift")
        let page = try chapter.notebook()
        try chapter.run(page)
        #expect(throws: PageError.self) { try page.reads(["data/runs/none.json"]) }
        try page.reads(["data/runs/a.json", "data/runs/a.json"])
        try page.publish()
        #expect(check(chapter) == [])
        try Weaver.redraw(chapter: chapter.name, root: chapter.root.path)
        for (file, text) in [("data/runs/a.json", "{}"), ("chapters/chapter9-example/Helper.swift", "let a = 1")] {
            try chapter.write(text + " ", file)
            #expect(check(chapter).map(\.place) == [file] && check(chapter)[0].found == "another")
            try FileManager.default.removeItem(at: chapter.url(file))
            #expect(check(chapter).map(\.place) == [file] && check(chapter)[0].found == "none that can be read")
            try chapter.write(text, file)
        }
        #expect(check(chapter) == [])
    }

    @Test(arguments: ["New.swift", "Parts/New.swift"])
    func `a source that the run did not know`(name: String) throws {
        try expect(name, "a new one") { try $0.write("let b = 1", "chapters/chapter9-example/\(name)") }
    }

    @Test func `captured outputs edited by hand`() throws {
        try expect("README.md", "6,500") { try $0.edit("chapters/chapter9-example/page.json", "\"6500\"", "\"6600\"") }
        try expect("fig-squares.dat", "captured data") {
            try $0.edit("chapters/chapter9-example/page.json", "\"12 144\"", "\"12 145\"")
        }
    }

    @Test(arguments: ["svg", "gp", "dat"])
    func `a figure's file missing or changed`(suffix: String) throws {
        try expect("fig-squares.\(suffix)", "no such file") {
            try FileManager.default.removeItem(at: $0.figure("fig-squares.\(suffix)"))
        }
        try expect("fig-squares.\(suffix)", "another") {
            let path = "figures/chapter9-example/fig-squares.\(suffix)"
            try $0.write(try $0.read(path) + " ", path)
        }
    }

    @Test func `a file that belongs to no figure`() throws {
        try expect("figures/chapter9-example/fig-old.svg", "no figure") {
            try $0.write("", "figures/chapter9-example/fig-old.svg")
        }
    }

    @Test func `a quoted source that changed`() throws {
        try expect("Sources/Library/Square.swift", "swift run chapter9-example") {
            try $0.edit("Sources/Library/Square.swift", "n * n", "n * n * n")
        }
        try expect("Sources/Library/Square.swift", "region: square") {
            try $0.edit("Sources/Library/Square.swift", "region: square", "region: cube")
        }
        // The page's numbers come from the old text: weaving must not set the new one beside them.
        try expect("Sources/Library/Square.swift", "swift run chapter9-example") {
            try $0.edit("Sources/Library/Square.swift", "n * n", "n * n * n")
            #expect(try Weaver.render(chapter: $0.name, root: $0.root.path).changed == [])
        }
    }

    @Test func `a link that leads nowhere`() throws {
        try expect("README.md", "nowhere.md") {
            try $0.editSource("A made-up chapter", "A [made-up](nowhere.md) chapter")
            try Weaver.render(chapter: $0.name, root: $0.root.path)
        }
    }

    @Test func `a broken reference or value`() throws {
        try expect("main.swift:4", "[[fig:circles]]") { try $0.editSource("[[fig:squares]]. A", "[[fig:circles]]. A") }
        try expect("main.swift:3", "{{bottom}}") { try $0.editSource("up to {{top}}", "up to {{bottom}}") }
    }

    @Test func `a measured number in prose`() throws {
        try expect("main.swift:3", "{{lit:6.5}}") {
            try $0.editSource("A made-up chapter", "A made-up chapter of 6.5 lines")
            try Weaver.render(chapter: $0.name, root: $0.root.path)
        }
    }

    @Test func `what differs from machine to machine is not looked at`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.publish()
        try chapter.edit("chapters/chapter9-example/README.md", "\n1.5 s\n", "\n9.5 s\n")
        #expect(check(chapter) == [])
    }

    @Test func `prose is woven again without a run, and code is not`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.publish()
        let record = try String(contentsOf: chapter.record, encoding: .utf8)
        try chapter.editSource("//: # Chapter 9", "//: Before.\n\n//: # Chapter 9")
        try chapter.editSource("A made-up chapter", "{{sum}}")
        let publication = try Weaver.render(chapter: chapter.name, root: chapter.root.path)
        #expect(publication.changed == ["chapters/chapter9-example/README.md"])
        #expect(try String(contentsOf: chapter.page, encoding: .utf8).contains("\n6,500 for the tests."))
        #expect(try String(contentsOf: chapter.record, encoding: .utf8) == record)
        #expect(check(chapter) == [])
        try chapter.editSource("sum * 10", "sum * 20")
        let before = try chapter.state()
        let error = #expect(throws: PageError.self) {
            try Weaver.render(chapter: chapter.name, root: chapter.root.path)
        }
        #expect(error?.description.contains("swift run chapter9-example") == true)
        #expect(try chapter.state() == before)
    }

    @Test func `figures are drawn again from captured data, to the same bytes`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.publish()
        let drawing = try String(contentsOf: chapter.figure("fig-squares.svg"), encoding: .utf8)
        #expect(try Weaver.redraw(chapter: chapter.name, root: chapter.root.path).changed == [])
        try FileManager.default.removeItem(at: chapter.figure("fig-squares.svg"))
        #expect(
            try Weaver.redraw(chapter: chapter.name, root: chapter.root.path).changed
                == ["figures/chapter9-example/fig-squares.svg"])
        #expect(try String(contentsOf: chapter.figure("fig-squares.svg"), encoding: .utf8) == drawing)
    }

    @Test func `chapters are listed in the order of their numbers`() throws {
        let chapter = try TestChapter("chapter10-z", source: "")
        defer { chapter.remove() }
        try chapter.write("", "chapters/chapter2-b/main.swift")
        try chapter.write("", "chapters/chapter3-empty/README.md")
        try chapter.write("", "chapters/notes/main.swift")
        #expect(Weaver.chapters(root: chapter.root.path) == ["chapter2-b", "chapter10-z"])
        try chapter.write("", "figures/chapter7-gone/fig-a.svg")
        try chapter.write("", "figures/bench/fig-a.svg")
        #expect(
            Weaver.strays(root: chapter.root.path).map(\.place) == [
                "chapters/chapter3-empty", "chapters/notes", "figures/chapter7-gone",
            ])
    }
}
