import Foundation

/// A chapter that runs. Its calls keep results; `publish()` weaves them with the chapter's own source
/// into a page.
///
/// ```swift
/// //: # Chapter 4 · EDoRA
/// //: At rank {{rank}} it trains {{params}} values; see [[tab:counts]].
/// let page = try Notebook()
/// page.value("rank", 16)
/// try page.publish()
/// ```
///
/// Each result stands after the code cell that holds the call, found by the call's line. Nothing is
/// written before `publish()`, so a crash leaves the published page alone.
public final class Notebook {
    let place: ChapterPlace
    let source: ChapterSource
    let gnuplot: Gnuplot
    private let file: String
    private(set) var outputs: [PageOutput] = []
    private var inputs: [PageRecord.Input] = []
    private(set) var problems: [PageProblem] = []
    /// Required sentences of a draft whose conditions do not hold.
    private var unsupported: Set<String> = []

    /// Reads and checks the chapter's source.
    ///
    /// - Parameters:
    ///   - source: the chapter's `main.swift`, which lies in `chapters/NAME/` of the repository.
    ///   - root: the repository; by default the folder above `chapters`.
    ///   - draft: weave to `.build/notebook/NAME/`, and leave the published page alone.
    /// - Throws: `PageError` when the source cannot be read, its marks do not pair up, it refers to what another
    ///   chapter does not have, it or a neighbour has no heading, a source of the chapter is newer than the running
    ///   program, or it runs in another folder than the root's.
    public convenience init(
        source: String = #filePath, root: String? = nil, draft: Bool = false, file: String = #fileID
    ) throws {
        if root == nil {
            try Self.requireOwnFolder(
                try ChapterPlace(source: source, root: nil, isDraft: draft),
                here: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
        }
        try self.init(
            source: source, root: root, draft: draft, file: file, executable: "/proc/self/exe", gnuplot: Gnuplot())
    }

    /// Chapters read data and records below the working folder; another one's would make another page.
    ///
    /// - Throws: `PageError` in another folder than the chapter's project, and for a program that was built elsewhere:
    ///   its pages would show the code of that place.
    static func requireOwnFolder(_ place: ChapterPlace, here: URL) throws {
        let here = here.resolvingSymlinksInPath()
        guard here.path != place.root.path else { return }
        let isCopy = FileManager.default.fileExists(atPath: here.appendingPathComponent(place.sourceName).path)
        throw PageError(
            place.sourceName, expected: "to be run in the project's folder, in which it was built",
            found: isCopy ? "a program that was built in another folder and copied here" : "another working folder",
            advice: isCopy
                ? "delete .build here, then: swift run \(place.name)"
                : "change to the project's folder, then: swift run \(place.name)")
    }

    init(source: String, root: String?, draft: Bool, file: String, executable: String, gnuplot: Gnuplot) throws {
        place = try ChapterPlace(source: source, root: root, isDraft: draft)
        // The text is read here, at the start, so that the page shows the code that ran even when the
        // file is edited while the chapter trains.
        let helpers = place.otherSources()
        for file in [place.sourceName] + helpers { try BuildAge.check(file, executable: executable, place: place) }
        self.source = try place.readSource()
        inputs = try helpers.map { [place] in try .init($0, in: place) }
        self.gnuplot = gnuplot
        self.file = file
        // What is wrong with links and headings would else be found after the training.
        var renderer = PageRenderer(source: self.source, outputs: [], place: place)
        let broken = renderer.brokenReferencesToOthers()
        guard broken.isEmpty else { throw PageError(broken) }
        _ = try OtherPage.heading(self.source, number: place.number)
        _ = try OtherPage.neighbours(of: place)
    }

    /// Checks everything, draws the figures, and replaces the page.
    ///
    /// - Throws: `PageError` with every problem found. The published page is then as it was.
    @discardableResult
    public func publish() throws -> Publication {
        return try Weaving(place: place, gnuplot: gnuplot).publish(
            rendered(), source: source, outputs: outputs, inputs: inputs)
    }

    /// Names files below the root that the page's numbers come from, such as run records. `edora weave --check` finds
    /// the page stale when one of them is changed or gone.
    ///
    /// - Throws: `PageError` for a file that cannot be read or lies elsewhere.
    public func reads(_ files: [String]) throws {
        for file in files where !inputs.contains(where: { $0.file == file }) {
            inputs.append(try .init(file, in: place))
        }
        inputs.sort { $0.file < $1.file }
    }

    /// Compares the published page, and the data of its figures, with what this run would publish, and writes nothing:
    /// for a chapter that stands on records, which may have changed.
    ///
    /// - Throws: `PageError` with the first line that differs, or the first output that does, machine blocks not
    ///   counted.
    public func requirePublished() throws {
        let advice = "run: swift run \(place.name)"
        let problems = PageCheck.compare(try rendered().markdown, with: place, advice: advice)
        guard problems.isEmpty else { throw PageError(problems) }
        let published = try PageRecord.read(place).outputs.map(\.withoutMachineFacts)
        let ours = PageOutput.inPageOrder(outputs).map(\.withoutMachineFacts)
        guard published != ours else { return }
        let first = zip(published, ours).first { $0 != $1 }?.1
        throw PageError(
            place.relative(place.recordFile), expected: "what the records give",
            found: "another \(first?.label.map { "data or script of \($0)" } ?? "output")", advice: advice)
    }

    private func rendered() throws -> RenderedPage {
        var renderer = PageRenderer(source: source, outputs: outputs, place: place, unsupported: unsupported)
        let page = renderer.render()
        let all = problems + renderer.problems
        guard all.isEmpty else { throw PageError(all) }
        return page
    }

    /// Says what went wrong on standard error and ends the program with status 1. An error that nothing
    /// catches would end it with a trap and a page of registers.
    public static func exit(with error: any Error) -> Never {
        try? FileHandle.standardError.write(contentsOf: Data("\(error)\n".utf8))
        Foundation.exit(1)
    }

    /// Keeps one result, or reports that its line belongs to no code cell.
    func record(_ content: PageOutput.Content, _ line: Int, _ file: String) {
        guard file == self.file else {
            report(line, expected: "output from \(self.file)", found: "a call in \(file)")
            return
        }
        guard let cell = source.codeCell(atLine: line) else {
            report(line, expected: "output from a line of code", found: "a line that is in no code cell")
            return
        }
        outputs.append(PageOutput(cell: cell, content: content, line: line))
    }

    /// A sentence whose condition is false: a problem of the page, and in a draft struck out there.
    func refuse(_ sentence: String, _ line: Int) {
        if place.isDraft {
            unsupported.insert(sentence)
        } else {
            report(
                line, expected: "records that support each required sentence",
                found: "the records no longer support: “\(sentence)”",
                advice: "rewrite the sentence where it stands and in the call, with a condition that guards it")
        }
    }

    func report(_ line: Int, expected: String, found: String, advice: String? = nil) {
        problems.append(PageProblem("\(source.name):\(line)", expected: expected, found: found, advice: advice))
    }
}
