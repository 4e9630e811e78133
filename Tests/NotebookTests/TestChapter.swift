import Foundation
import Testing

@testable import Notebook

/// A repository in a temporary folder, with one chapter.
struct TestChapter {
    static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden", isDirectory: true)

    let root: URL
    let name: String

    init(_ name: String = "chapter9-example", source: String) throws {
        self.name = name
        root = FileManager.default.temporaryDirectory
            .appendingPathComponent("notebook-tests-\(UUID().uuidString)", isDirectory: true)
        try write(source, "chapters/\(name)/main.swift")
        try write("", "program")
    }

    /// The chapter in `Golden`, with the library file that it quotes.
    static func example() throws -> TestChapter {
        let source = try String(
            contentsOf: golden.appendingPathComponent("chapter9-example/main.swift"), encoding: .utf8)
        let chapter = try TestChapter(source: source)
        try chapter.write(
            """
            struct Square {
                // region: square
                /// n²
                func value(_ n: Int) -> Int {
                    n * n
                }
                // endregion
            }

            """, "Sources/Library/Square.swift")
        return chapter
    }

    /// A chapter that was published and then edited, so that there is something to spoil.
    static func edited() throws -> TestChapter {
        let chapter = try TestChapter.example()
        try chapter.publish()
        try chapter.editSource("A made-up chapter", "An edited chapter")
        return chapter
    }

    private init(root: URL, name: String) { (self.root, self.name) = (root, name) }

    /// A chapter that another process has made.
    static func reopened(_ root: String) -> TestChapter {
        TestChapter(root: URL(fileURLWithPath: root, isDirectory: true), name: "chapter9-example")
    }

    func remove() {
        try? FileManager.default.removeItem(at: root)
    }

    func url(_ path: String) -> URL { root.appendingPathComponent(path) }
    var page: URL { url("chapters/\(name)/README.md") }
    var record: URL { url("chapters/\(name)/page.json") }
    func figure(_ file: String) -> URL { url("figures/\(name)/\(file)") }

    func write(_ text: String, _ path: String) throws {
        try FileManager.default.createDirectory(
            at: url(path).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url(path))
    }

    func read(_ path: String) throws -> String {
        try String(contentsOf: url(path), encoding: .utf8)
    }

    /// Replaces text in a file and expects it to have been there.
    func edit(_ path: String, _ old: String, _ new: String) throws {
        let text = try read(path)
        try #require(text.contains(old), "\(path) does not hold: \(old)")
        try write(text.replacing(old, with: new), path)
    }

    func editSource(_ old: String, _ new: String) throws {
        try edit("chapters/\(name)/main.swift", old, new)
    }

    /// A notebook whose program was just built.
    func notebook(draft: Bool = false, gnuplot: String = "gnuplot", limit: Double = 60) throws -> Notebook {
        try write("built", "program")
        return try Notebook(
            source: url("chapters/\(name)/main.swift").path, root: root.path, draft: draft, file: #fileID,
            executable: url("program").path, gnuplot: Gnuplot(command: gnuplot, limit: limit))
    }

    /// Line (from 1) of the first line of the source that holds the text.
    func line(_ text: String) throws -> Int {
        let lines = try read("chapters/\(name)/main.swift").split(separator: "\n", omittingEmptySubsequences: false)
        return try #require(lines.firstIndex { $0.contains(text) }) + 1
    }

    /// What the chapter in `Golden` does, call by call.
    func run(_ page: Notebook, time: String = "1.5 s", figureScript: String? = nil) throws {
        let file = #fileID
        let numbers = Array(1 ... 12)
        let squares = numbers.map { $0 * $0 }
        let sum = squares.reduce(0, +)
        page.value("top", 12, line: try line("page.value(\"top\""), file: file)
        page.value("sum", sum * 10, line: try line("page.value(\"sum\""), file: file)
        page.value("mean", Double(sum) / 12, line: try line("page.value(\"mean\""), file: file)
        page.value("share", 0.5, line: try line("page.value(\"share\""), file: file)
        page.show("sum \(sum)", line: try line("page.show(\"sum"), file: file)
        for n in [2, 3] { page.show(n, line: try line("page.show(n)"), file: file) }
        page.show("//: this is not prose\n//-\n```", line: try line("page.show(text)"), file: file)
        page.table(
            "tab:squares", caption: "Squares, as in [[fig:squares]].", header: ["n", "n²|n", "of {{top}}"],
            rows: [["1", "1", "a|b"], ["12", "144", "{{mean|.2e}}"]], alignment: [.right, .right, .left],
            line: try line("page.table("), file: file)
        page.figure(
            "fig:squares", caption: "The squares of {{top}} numbers.",
            alt: "A parabola through {{top}} points, x < y & [z].",
            data: [
                FigureSeries("squares", x: ("n", numbers.map(Double.init)), y: ("square", squares.map(Double.init))),
                FigureSeries("halves", [.words("name", ["a", "b c"]), .numbers("half", [0.5, 1 / 3])]),
            ],
            script: figureScript
                ?? """
                set xlabel 'n_σ'
                plot DATA index 0 using 1:2 with linespoints title 'squares', \\
                     DATA index "halves" using 0:2:xtic(1) with points title 'halves'
                """,
            line: try line("page.figure("), file: file)
        page.excerpt("Sources/Library/Square.swift", from: "square", line: try line("page.excerpt("), file: file)
        page.machineDependent("Time", time, line: try line("page.machineDependent("), file: file)
    }

    @discardableResult
    func publish(draft: Bool = false, time: String = "1.5 s") throws -> Publication {
        let page = try notebook(draft: draft)
        try run(page, time: time)
        return try page.publish()
    }

    /// Every file and folder that a reader sees, with contents, inode and time of change: what must not
    /// move when a page is left alone.
    func state() throws -> [String] {
        try ["chapters", "figures"].flatMap { top -> [String] in
            guard let all = FileManager.default.enumerator(atPath: url(top).path) else { return [] }
            return try all.compactMap { $0 as? String }.sorted().map { path in
                let file = url(top).appendingPathComponent(path)
                let facts = try FileManager.default.attributesOfItem(atPath: file.path)
                if facts[.type] as? FileAttributeType == .typeDirectory { return "\(top)/\(path)/" }
                let inode = facts[.systemFileNumber] as? Int ?? 0
                let time = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
                let digest = Digest.hex(String(decoding: try Data(contentsOf: file), as: UTF8.self))
                return "\(top)/\(path) \(inode) \(time) \(digest)"
            }
        }
    }

    /// Expects `publish()` to fail with a problem that has all these texts, and to change nothing.
    func expectFailure(
        _ texts: String..., gnuplot: String = "gnuplot", sourceLocation: SourceLocation = #_sourceLocation,
        _ change: (Notebook) throws -> Void
    ) throws {
        let before = try state()
        let page = try notebook(gnuplot: gnuplot)
        try change(page)
        let error = #expect(throws: PageError.self, sourceLocation: sourceLocation) { try page.publish() }
        let found = error?.problems.contains { problem in texts.allSatisfy { problem.description.contains($0) } }
        #expect(found == true, "\(error.map(String.init(describing:)) ?? "")", sourceLocation: sourceLocation)
        #expect(try state() == before, sourceLocation: sourceLocation)
    }
}
