import Foundation
import Testing

@testable import Notebook

/// Every failure says what and where, and leaves the published page as it was.
@Suite(.timeLimit(.minutes(10)))
struct FailureTests {
    @Test(arguments: [
        ("{{top}} have", "{{topp}} have", "{{topp}}", 3), ("{{mean|.1f}}", "{{mean}}", "{{mean}}", 3),
        ("{{mean|.1f}}", "{{mean|.1q}}", "{{mean|.1q}}", 3), ("{{share|.1%}}", "{{share|,}}", "{{share|,}}", 4),
        ("[[fig:squares]]. A", "[[fig:square]]. A", "[[fig:square]]", 4),
        ("{{lit:0.9}}", "{{lit:0.9", "}} on the same line", 4), ("{{lit:0.9}}", "{{lit:}}", "{{lit:}}", 4),
        ("{{top}} have", "{{top|.1%}} have", "{{top|.1%}}", 3),
        ("[[tab:squares]]", "[[eq:squares]]", "[[eq:squares]]", 4), ("//: > [!NOTE]", "//: ```", "a closing fence", 37),
        ("//: > [!NOTE]", "//: <!-- machine -->", "mark of a machine block", 37),
    ])
    func `broken markup in prose fails with its line`(old: String, new: String, text: String, line: Int) throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        try chapter.editSource(old, new)
        try chapter.expectFailure("chapters/chapter9-example/main.swift:\(line):", text) { try chapter.run($0) }
    }

    @Test func `wrong output fails with its line`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let line = try chapter.line("page.value(\"share\"")
        let file = "NotebookTests/TestChapter.swift"
        let place = "main.swift:\(line):"
        let curve = [FigureSeries("a", x: ("x", [1, 2]), y: ("y", [1, 2]))]
        let script = "plot DATA using 1:2"
        let faults: [(String, (Notebook) -> Void)] = [
            ("a second value 'top'", { $0.value("top", 1, line: line, file: file) }),
            ("a key of letters", { $0.value("a b", 1, line: line, file: file) }),
            ("a finite number", { $0.value("nan", Double.nan, line: line, file: file) }),
            ("a format that fits", { $0.value("half", 0.5, format: .integer, line: line, file: file) }),
            (
                "a second 'tab:x'",
                { page in
                    for _ in 1 ... 2 {
                        page.table("tab:x", caption: "c", header: ["a"], rows: [["b"]], line: line, file: file)
                    }
                }
            ),
            (
                "a label such as tab:name",
                { $0.table("fig:x", caption: "c", header: ["a"], rows: [["b"]], line: line, file: file) }
            ),
            (
                "a value beside code",
                { $0.table("tab:x", caption: "of `{{layer}}`", header: ["a"], rows: [["b"]], line: line, file: file) }
            ),
            (
                "a caption of one line",
                { $0.table("tab:x", caption: " ", header: ["a"], rows: [["b"]], line: line, file: file) }
            ),
            (
                "1 cells in row 1",
                { $0.table("tab:x", caption: "c", header: ["a"], rows: [["b", "c"]], line: line, file: file) }
            ),
            (
                "{{none}}",
                { $0.table("tab:x", caption: "c", header: ["a"], rows: [["{{none}}"]], line: line, file: file) }
            ),
            (
                "a caption of one line",
                { $0.figure("fig:x", caption: "", alt: "a", data: curve, script: script, line: line, file: file) }
            ),
            (
                "an alternative text",
                { $0.figure("fig:x", caption: "c", alt: "", data: curve, script: script, line: line, file: file) }
            ),
            (
                "at least one series",
                { $0.figure("fig:x", caption: "c", alt: "a", data: [], script: script, line: line, file: file) }
            ),
            (
                "terminal, output and time",
                {
                    $0.figure(
                        "fig:x", caption: "c", alt: "a", data: curve, script: "set output 'x'", line: line, file: file)
                }
            ),
            ("a readable file", { $0.excerpt("Sources/None.swift", line: line, file: file) }),
            ("'// region: none'", { $0.excerpt("Sources/Library/Square.swift", from: "none", line: line, file: file) }),
            ("below the repository root", { $0.excerpt("../secret", line: line, file: file) }),
            ("marks of a machine block", { $0.show("<!-- machine -->", line: line, file: file) }),
            ("a call in NotebookTests/Other.swift", { $0.show("x", line: line, file: "NotebookTests/Other.swift") }),
        ]
        for (text, fault) in faults {
            try chapter.expectFailure(place, text) { page in
                try chapter.run(page)
                fault(page)
            }
        }
    }

    @Test func `output outside any code cell fails`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        for line in [1, 10, 100_000] {
            try chapter.expectFailure("main.swift:\(line):", "no code cell") { page in
                try chapter.run(page)
                page.show("lost", line: line, file: "NotebookTests/TestChapter.swift")
            }
        }
    }

    @Test func `a path of this machine on the page fails`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let line = try chapter.line("page.show(n)")
        try chapter.expectFailure("README.md", "no path of this machine") { page in
            try chapter.run(page)
            page.show("at \(page.place.root.path)/x", line: line, file: "NotebookTests/TestChapter.swift")
        }
    }

    @Test func `a failing gnuplot fails with the line of its figure`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let line = try chapter.line("page.figure(")
        let faults = [
            "plot DATA using 1:2 with lines\nplot undefinedFunction(x)", "plot 'missing.dat'", "not a command",
            "plot DATA index 7 using 1:2", "exit status 3",
            "plot DATA using 1:2, 'missing.dat'", "plot DATA using 1:2, DATA index 'missing' using 1:2", "x = 1",
            "unset output\nset print 'fig-squares.svg'\nprint '<svg>'",
        ]
        for script in faults {
            try chapter.expectFailure("main.swift:\(line):", "fig:squares") {
                try chapter.run($0, figureScript: script)
            }
        }
    }

    @Test func `a missing gnuplot names the command that installs it`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        try chapter.expectFailure("make setup", gnuplot: "gnuplot-that-is-not-there") { try chapter.run($0) }
    }

    @Test func `a place that cannot be written to fails and what was renamed before it is put back`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        // A folder in the place of page.json, the last file to be renamed: all others come before it.
        try FileManager.default.removeItem(at: chapter.record)
        try chapter.write("", "chapters/chapter9-example/page.json/inside")
        try FileManager.default.removeItem(at: chapter.figure("fig-squares.dat"))
        let before = Set(try chapter.state().map { $0.prefix { $0 != " " } })
        let old = try String(contentsOf: chapter.page, encoding: .utf8)
        let page = try chapter.notebook()
        try chapter.run(page)
        let error = #expect(throws: PageError.self) { try page.publish() }
        #expect(error?.description.contains("chapters/chapter9-example/page.json") == true)
        #expect(try String(contentsOf: chapter.page, encoding: .utf8) == old)
        #expect(Set(try chapter.state().map { $0.prefix { $0 != " " } }) == before)
    }

    @Test func `a file where the figure folder should be fails`() throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.write("", "figures")
        try chapter.expectFailure("figures/chapter9-example", "can be written to") { try chapter.run($0) }
    }

    @Test(.enabled(if: getuid() != 0, "root may write anywhere"))
    func `a folder without write permission fails`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let folder = chapter.url("chapters/chapter9-example")
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
        try chapter.expectFailure("chapters/chapter9-example", "can be written to") { try chapter.run($0) }
    }

    @Test func `two runs cannot publish a chapter at once, and a dead run leaves no lock`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let page = try chapter.notebook()
        try chapter.run(page)
        let other = try Stage(for: page.place)
        try other.write(Data("half".utf8), "README.md")
        let error = #expect(throws: PageError.self) { try page.publish() }
        #expect(error?.description.contains("one run at a time") == true)
        other.remove()
        try chapter.write("left behind", "chapters/.stage-chapter9-example/README.md")
        #expect(throws: Never.self) { try page.publish() }
    }

    /// The stage is emptied before it is used.
    @Test func `a link in the place of the stage is refused, and what it leads to stays`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let page = try chapter.notebook(), stage = chapter.url("chapters/.stage-chapter9-example")
        try chapter.run(page)
        try chapter.write("of others", "elsewhere/README.md")
        try FileManager.default.createSymbolicLink(at: stage, withDestinationURL: chapter.url("elsewhere"))
        let error = #expect(throws: PageError.self) { try page.publish() }
        #expect(error?.description.contains("no link or file") == true, "\(error.map { "\($0)" } ?? "")")
        #expect(try chapter.read("elsewhere/README.md") == "of others")
    }

    @Test func `a program weaves in the folder that it was built in alone`() throws {
        let chapter = try TestChapter.example(), copy = try TestChapter.example()
        defer { [chapter, copy].forEach { $0.remove() } }
        let place = try ChapterPlace(root: chapter.root, name: chapter.name, isDraft: false)
        #expect(throws: Never.self) { try Notebook.requireOwnFolder(place, here: chapter.root) }
        func refusal(_ here: URL) -> String {
            "\(#expect(throws: PageError.self) { try Notebook.requireOwnFolder(place, here: here) }, default: "")"
        }
        #expect(refusal(FileManager.default.temporaryDirectory).contains("change to the project's folder"))
        #expect(refusal(copy.root).contains("delete .build here"))
    }

    /// They would tear a table apart, or stand on the page as marks.
    @Test(arguments: ["one\ntwo", "see [[fig:squares]]", "{{top}}", "a|b", "<!-- machine -->"])
    func `a value that is more than a piece of a line is refused`(value: String) throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        try chapter.expectFailure("main.swift:", "a value") { page in
            try chapter.run(page)
            page.value(
                "odd", value, line: try chapter.line("page.value(\"top\""), file: "NotebookTests/TestChapter.swift")
        }
    }
}
