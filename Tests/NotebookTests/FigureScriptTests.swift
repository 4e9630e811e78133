import Foundation
import Testing

@testable import Notebook

/// What `redraw` takes from `page.json`, which is data: scripts that draw, and no other.
@Suite(.timeLimit(.minutes(10)))
struct FigureScriptTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The scripts of every published page.
    private static func publishedScripts() throws -> [(place: String, script: [String])] {
        try Weaver.chapters(root: root.path).flatMap { name in
            let place = try ChapterPlace(root: root, name: name, isDraft: false)
            return try PageRecord.read(place).outputs.compactMap { output -> (place: String, script: [String])? in
                guard case .figure(let label, _, _, _, let script) = output.content else { return nil }
                return ("\(name): \(label)", script)
            }
        }
    }

    @Test func `every script of the published pages draws and does nothing else`() throws {
        let scripts = try Self.publishedScripts()
        #expect(scripts.count > 25)
        for (place, script) in scripts {
            #expect(FigureScript.fault(in: script) == nil, "\(place)")
        }
    }

    @Test func `what draws is taken`() {
        let scripts = [
            EmptyFigure.script, PlotCommand.curves(["it's `x` | 'y'", "a; b # c \\"], errorBars: .ends, stagger: 1.1),
            "set title 'a'  # a comment\n\n# another\nunset key\nplot DATA",
            "plot DATA index \"halves\" using 0:2:xtic(1)",
        ]
        for script in scripts {
            #expect(FigureScript.fault(in: script.components(separatedBy: "\n")) == nil, "\(script)")
        }
    }

    @Test(arguments: [
        // Programs.
        "system 'id'", "set title system('id')", "!id", "shell", "set title \"a `id`\"", "set title `id`", "`id`",
        "plot '< id'", "plot \"<id\" using 1", "plot DATA, '|id'", "plot DATA using 1:2 title 'a', '< id'",
        "plot ('<'.'id')", "plot sprintf('<id')", "plot DATA using (system('id'))", "set output '|id'",
        "set print '|id'",
        "set table '|id'", "set palette file '< id'", "set fontpath '!id'", "plot DATA '<id'", "plot for [i=1:2] DATA",
        // More code.
        "load 'x'", "call 'x'", "eval 'x'", "@x", "x = 'plot'", "set title x = 'a'", "f(x) = x", "do for [i=1:9] {",
        "if (1) plot DATA",
        "import f(x) from 'x'", "reread", "cd '/'", "fit f(x) DATA via a", "stats DATA", "undefine DATA", "$d << EOD",
        "set macros", "set loadpath '/'", "bind a 'x'", "test", "pause 9", "replot", "help", "exit", "print 'x'",
        "DATA",
        // Other files.
        "set output 'x'", "unset output", "set outp 'x'", "se output 'x'", "set terminal svg", "save 'x'",
        "set table 'x'",
        "set print 'x'", "set datafile separator ','", "set locale 'x'", "set timestamp",
        // What a scanner may read otherwise than gnuplot.
        "set key; id", "set title 'a'; system 'id'", "set title 'a", "set title \"a\\\"`id`\"",
        "set title \"\\140id\\140\"",
        "# a \\", "set title 'a' \\ 'b'", "set title\t'a'", "set title 'a\u{1B}'", "set title 'a'\r", "set títle 'a'",
        "set title 'a'\u{301}", "set key\u{2028}system 'id'", "set { key }", "plot DATA using 1:2 ? 'a' : '<id'",
        "set for [row=1:1e9] label row 'a'", "set for [row=1:1000000000] arrow row from 0, 0 to 1, 1",
        "set for [row=1:9:1] label row 'a'",
        "set title '@x'", "set title \"it's @x\"", "# @x", "set xtics ('%n' 1)",
        "set format x '%s%n'", "set format x '%99999999f'", "plot", "plot DATA,", "set", "set for [row=1:2",
    ])
    func `what does more than draw is refused`(statement: String) {
        let fault = FigureScript.fault(in: ["set key off", "", statement, "plot DATA"])
        #expect(fault?.line == 3, "\(String(describing: fault))")
    }

    /// A line of the script may hold line ends itself, and one statement may go on in the next line.
    @Test func `a statement is found where it begins`() {
        #expect(FigureScript.fault(in: ["set key off\nsystem 'id'"])?.line == 2)
        #expect(FigureScript.fault(in: ["set title \\", "  'a' \\", "  system('id')"])?.line == 1)
        #expect(FigureScript.fault(in: ["plot DATA, \\", "    'a"])?.line == 2)
    }

    /// The marker is what the script would leave behind.
    @Test(arguments: [
        "system \"touch MARKER\"", "set title \"`touch MARKER`\"", "plot '< touch MARKER; cat fig-squares.dat'",
    ])
    func `a script that was put into page.json is not run`(statement: String) throws {
        let chapter = try TestChapter.example()
        defer { chapter.remove() }
        try chapter.publish()
        // Outside of the repository, whose path a script may not hold.
        let marker = FileManager.default.temporaryDirectory.appendingPathComponent("marker-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: marker) }
        let record = try chapter.read("chapters/chapter9-example/page.json"), line = "\"set xlabel 'n_σ'\","
        try #require(record.contains(line))
        let added = String(
            decoding: try JSONEncoder().encode(statement.replacing("MARKER", with: marker)), as: UTF8.self)
        try chapter.write(record.replacing(line, with: line + added + ","), "chapters/chapter9-example/page.json")
        let before = try chapter.state()
        let error = #expect(throws: PageError.self) {
            try Weaver.redraw(chapter: chapter.name, root: chapter.root.path)
        }
        #expect(!FileManager.default.fileExists(atPath: marker))
        let text = error?.description ?? ""
        #expect(text.contains("chapters/chapter9-example/page.json: fig:squares, line 2 of its script"), "\(text)")
        #expect(text.contains("run: swift run chapter9-example"), "\(text)")
        #expect(try chapter.state() == before)
    }

    @Test func `a text from elsewhere stays within its quotes`() throws {
        #expect(PlotCommand.quoted("it'\u{301}s") == "it''\u{301}s", "one character for Swift, two for gnuplot")
        #expect(PlotCommand.quoted("it's\nsystem 'x'\u{1B}[2J\r\né") == "it''s system ''x'' [2J  é")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("figure-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let marker = folder.appendingPathComponent("marker").path
        let title = "`touch \(marker)`\nsystem 'touch \(marker)'\n"
        try StandaloneFigure(
            "a", alt: "a", data: [FigureSeries("a", x: ("x", [1, 2]), y: ("y", [1, 2]))],
            script: PlotCommand.curves([title])
        ).draw(in: folder)
        #expect(!FileManager.default.fileExists(atPath: marker))
        #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("fig-a.svg").path))
    }

    @Test func `a drawing that does not end is ended`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let before = try chapter.state(), start = Date()
        let page = try chapter.notebook(limit: 1)
        try chapter.run(page, figureScript: "pause 100\nplot DATA")
        let error = #expect(throws: PageError.self) { try page.publish() }
        let line = try chapter.line("page.figure(")
        #expect(error?.description.contains("main.swift:\(line): expected gnuplot to end within 1 s") == true)
        #expect(Date().timeIntervalSince(start) < 50)
        #expect(try chapter.state() == before)
    }

    /// A script of the chapter's own may start programs, which are ended with gnuplot.
    @Test func `what gnuplot has started is ended with it`() throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("descendant-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        let start = Date()
        let page = try chapter.notebook(limit: 1)
        try chapter.run(page, figureScript: "system 'echo $$ > \(place.path); exec sleep 100'\nplot DATA")
        #expect(throws: PageError.self) { try page.publish() }
        #expect(Date().timeIntervalSince(start) < 50)
        let descendant = try #require(Int32(try String(contentsOf: place, encoding: .utf8).dropLast()))
        let until = Date().addingTimeInterval(20)
        while kill(descendant, 0) == 0, Date() < until { Thread.sleep(forTimeInterval: 0.02) }
        #expect(kill(descendant, 0) != 0)
    }
}
