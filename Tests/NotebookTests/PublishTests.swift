import Foundation
import Testing

@testable import Notebook

@Suite(.timeLimit(.minutes(10)))
struct PublishTests {
    @Test func `the example chapter weaves to the golden page`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        let publication = try chapter.publish()
        let names = ["README.md", "fig-squares.dat", "fig-squares.gp", "fig-squares.svg", "page.json"]
        #expect(
            publication.changed.map { ($0 as NSString).lastPathComponent }
                == ["fig-squares.dat", "fig-squares.gp", "fig-squares.svg", "README.md", "page.json"])
        let golden = TestChapter.golden.appendingPathComponent("chapter9-example")
        let isRemade = ProcessInfo.processInfo.environment["REMAKE_GOLDEN"] != nil
        let goldenRecord = try? String(contentsOf: golden.appendingPathComponent("page.json"), encoding: .utf8)
        let version = try Gnuplot().version()
        let sameGnuplot = goldenRecord?.contains(version) ?? isRemade
        for name in names {
            let file = name.hasPrefix("fig-") ? chapter.figure(name) : chapter.url("chapters/chapter9-example/\(name)")
            let woven = try String(contentsOf: file, encoding: .utf8)
            if isRemade { try Data(woven.utf8).write(to: golden.appendingPathComponent(name)) }
            // Another gnuplot draws the same data with other bytes; page.json holds their digest.
            if name.hasSuffix(".svg") || name == "page.json", !sameGnuplot { continue }
            #expect(try woven == String(contentsOf: golden.appendingPathComponent(name), encoding: .utf8), "\(name)")
        }
        #expect(Weaver.check(chapter: chapter.name, root: chapter.root.path) == [])
        #expect(!FileManager.default.fileExists(atPath: chapter.url("chapters/.stage-chapter9-example").path))
    }

    @Test func `a second run writes nothing, whatever the machine's facts`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.publish()
        let before = try chapter.state()
        #expect(try chapter.publish().changed == [])
        #expect(try chapter.publish(time: "2.5 s").changed == [])
        #expect(try chapter.state() == before)
    }

    @Test func `machine facts are brought up to date when the page changes`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.publish()
        try chapter.editSource("A made-up chapter", "An invented chapter")
        #expect(try chapter.publish(time: "2.5 s").changed.count == 2)
        #expect(try String(contentsOf: chapter.page, encoding: .utf8).contains("2.5 s"))
    }

    @Test func `a draft leaves the published page alone`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.publish()
        let before = try chapter.state()
        try chapter.editSource("A made-up chapter", "A draft")
        let edited = try chapter.state()
        let draft = try chapter.publish(draft: true)
        #expect(draft.page == ".build/notebook/chapter9-example/README.md")
        let page = try chapter.read(draft.page)
        #expect(page.hasPrefix("> [!WARNING]") && page.contains("](figures/fig-squares.svg)"))
        let folder = chapter.url(draft.page).deletingLastPathComponent()
        for link in ["figures/fig-squares.svg", "../../../chapters/chapter9-example/main.swift"] {
            #expect(page.contains("](\(link))"))
            #expect(
                FileManager.default.fileExists(atPath: folder.appendingPathComponent(link).standardizedFileURL.path))
        }
        #expect(try chapter.state() == edited)
        #expect(edited.filter { !$0.contains("main.swift") } == before.filter { !$0.contains("main.swift") })
    }

    @Test func `drawings that no figure stands for are removed, other files are not`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.write("old", "figures/chapter9-example/fig-old.svg")
        try chapter.write("mine", "figures/chapter9-example/notes.txt")
        #expect(try chapter.publish().removed == ["figures/chapter9-example/fig-old.svg"])
        #expect(!FileManager.default.fileExists(atPath: chapter.figure("fig-old.svg").path))
        #expect(FileManager.default.fileExists(atPath: chapter.figure("notes.txt").path))
    }

    @Test func `the page shows the source that ran, even when it is edited meanwhile`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        let page = try chapter.notebook()
        try chapter.run(page)
        try chapter.editSource("A made-up chapter", "A later edit")
        try page.publish()
        #expect(try String(contentsOf: chapter.page, encoding: .utf8).contains("A made-up chapter"))
        #expect(!Weaver.check(chapter: chapter.name, root: chapter.root.path).isEmpty)
    }

    /// Not only main.swift: what was digested or shown at the end would not be what ran.
    @Test func `helpers and quoted files are taken as they were in the run`() throws {
        let chapter = try TestChapter.example()
        let helper = "chapters/chapter9-example/Parts/Helper.swift"
        let quoted = "Sources/Library/Square.swift"
        defer { chapter.remove() }
        try chapter.write("let a = 1", helper)
        let page = try chapter.notebook()
        try chapter.run(page)
        try chapter.write("let a = 2", helper)
        try chapter.edit(quoted, "n * n", "n + n")
        try page.publish()
        #expect(try String(contentsOf: chapter.page, encoding: .utf8).contains("n * n"))
        #expect(Weaver.check(chapter: chapter.name, root: chapter.root.path).map(\.place) == [helper, quoted])
    }

    @Test func `a source newer than its build is refused, unless the compiler has seen it since`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        func setTime(_ seconds: Double, _ path: String) throws {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: chapter.url(path).path)
        }
        func open() throws -> Notebook {
            try Notebook(
                source: chapter.url("chapters/chapter9-example/main.swift").path, root: nil, draft: false,
                file: #fileID,
                executable: chapter.url("program").path, gnuplot: Gnuplot())
        }
        try setTime(1000, "program")
        try setTime(1001, "chapters/chapter9-example/main.swift")
        let error = #expect(throws: PageError.self) { try open() }
        #expect(error?.description.contains("swift run chapter9-example") == true)
        try chapter.write("", "chapter9_example.build/main.d")
        try setTime(1000.5, "chapter9_example.build/main.d")
        #expect(throws: PageError.self) { try open() }
        try setTime(1002, "chapter9_example.build/main.d")
        #expect(throws: Never.self) { try open() }
        try setTime(1001, "program")
        try FileManager.default.removeItem(at: chapter.url("chapter9_example.build"))
        #expect(throws: Never.self) { try open() }
        try chapter.write("", "chapters/chapter9-example/Helper.swift")
        let helper = #expect(throws: PageError.self) { try open() }
        #expect(helper?.description.contains("touch chapters/chapter9-example/Helper.swift") == true)
        try chapter.write("", "chapter9_example.build/Helper.d")
        #expect(throws: Never.self) { try open() }
    }

    /// Drawings of figures that are gone are removed; a picture made by hand, or a folder, is its author's.
    @Test func `only drawings are removed`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        for file in ["fig-old.svg", "hand.svg", "notes.dat/x"] {
            try chapter.write("text", "figures/chapter9-example/\(file)")
        }
        #expect(try chapter.publish().removed == ["figures/chapter9-example/fig-old.svg"])
        #expect(
            try chapter.read("figures/chapter9-example/hand.svg") == "text"
                && chapter.read("figures/chapter9-example/notes.dat/x") == "text")
    }

    /// The path of a repository at the top of the file system is part of many links.
    @Test func `the letters of the root within another path are no path of this machine`() throws {
        let chapter = try TestChapter.example()
        let place = try ChapterPlace(root: chapter.root, name: chapter.name, isDraft: false)
        let source = try place.readSource()
        defer { chapter.remove() }
        for (text, isFound) in [
            ("..\(chapter.root.path)/x", false), ("in \(chapter.root.path)/x", true), (chapter.root.path, true),
        ] {
            var renderer = PageRenderer(
                source: source, outputs: [PageOutput(cell: 1, content: .text(lines: [text]))], place: place)
            _ = renderer.render()
            #expect(
                renderer.problems.contains { $0.description.contains("no path of this machine") } == isFound, "\(text)")
        }
    }

    @Test func `a chapter outside chapters or with another name is refused`() throws {
        let chapter = try TestChapter("appendix", source: "let a = 1\n")
        defer { chapter.remove() }
        #expect(throws: PageError.self) { try chapter.notebook() }
        try chapter.write("let a = 1\n", "elsewhere/chapter1-a/main.swift")
        #expect(throws: PageError.self) {
            try Notebook(source: chapter.url("elsewhere/chapter1-a/main.swift").path, root: chapter.root.path)
        }
    }

    @Test func `a chapter run in another folder than its own project's is refused`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        let source = chapter.url("chapters/chapter9-example/main.swift").path
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: source)
        let error = #expect(throws: PageError.self) { try Notebook(source: source) }
        #expect(error?.description.contains("change to the project's folder, then: swift run chapter9-example") == true)
        #expect(throws: Never.self) { try Notebook(source: source, root: chapter.root.path) }
    }
}
