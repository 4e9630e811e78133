import Foundation

/// Weaves pages from what their last run captured, without running anything.
public enum Weaver {
    /// Names of the chapters of a repository, in the order of their numbers.
    public static func chapters(root: String) -> [String] {
        let folder = URL(fileURLWithPath: root, isDirectory: true).appendingPathComponent("chapters")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { try? place($0, root) }
            .filter { FileManager.default.fileExists(atPath: $0.sourceFile.path) }
            .sorted { ($0.number, $0.name) < ($1.number, $1.name) }
            .map(\.name)
    }

    /// The page that leads to the chapters and says what their words mean; people write it.
    private static let mapPage = "chapters/README.md"

    /// What lies in `chapters` and `figures` and belongs to no chapter; empty where all is in order.
    public static func strays(root: String) -> [PageProblem] {
        let known = chapters(root: root)
        let base = URL(fileURLWithPath: root, isDirectory: true)
        return [("chapters", ""), ("figures", "chapter")].flatMap { folder, prefix in
            let names =
                (try? FileManager.default.contentsOfDirectory(atPath: base.appendingPathComponent(folder).path)) ?? []
            return names.sorted().filter {
                !$0.hasPrefix(".") && $0.hasPrefix(prefix) && !known.contains($0) && "\(folder)/\($0)" != mapPage
            }.map {
                name in
                PageProblem(
                    "\(folder)/\(name)",
                    expected: "folders of chapters, each with a main.swift in chapters/chapterN-topic",
                    found: "this one")
            }
        }
    }

    /// Everything that is stale or broken about a published page; empty when it is fresh.
    public static func check(chapter: String, root: String) -> [PageProblem] {
        do {
            let place = try place(chapter, root)
            let source = try place.readSource()
            let numbers = BareNumbers.problems(in: source)
            do {
                return numbers + PageCheck(place: place, source: source, record: try PageRecord.read(place)).problems()
            } catch let error as PageError {
                return numbers + error.problems
            }
        } catch let error as PageError {
            return error.problems
        } catch {
            return [PageProblem("chapters/\(chapter)", expected: "a chapter", found: "\(error)")]
        }
    }

    /// Weaves the page again after an edit of its prose.
    ///
    /// - Throws: `PageError` when the code has changed since the run, or the page does not hold
    ///   together.
    @discardableResult
    public static func render(chapter: String, root: String) throws -> Publication {
        let (weaving, page, _, _) = try rendered(chapter, root)
        return try weaving.publishProse(page)
    }

    /// Draws the chapter's figures again from their captured data, and weaves the page.
    ///
    /// The data and the scripts come from `page.json`, which is data and not the chapter's code: scripts that do more
    /// than draw are refused before gnuplot starts.
    ///
    /// - Throws: `PageError` as `render` does, for a script that does more than draw, or when gnuplot fails.
    @discardableResult
    public static func redraw(chapter: String, root: String) throws -> Publication {
        let (weaving, page, source, record) = try rendered(chapter, root)
        let refused = record.outputs.compactMap { refusedScript(of: $0, weaving.place) }
        guard refused.isEmpty else { throw PageError(refused) }
        return try weaving.publish(page, source: source, outputs: record.outputs, inputs: record.inputs ?? [])
    }

    private static func refusedScript(of output: PageOutput, _ place: ChapterPlace) -> PageProblem? {
        guard case .figure(let label, _, _, _, let script) = output.content,
            let fault = FigureScript.fault(in: script)
        else { return nil }
        return PageProblem(
            "\(place.relative(place.recordFile)): \(label), line \(fault.line) of its script",
            expected: "a script that only draws: \(fault.expected)", found: fault.found,
            advice: "run: swift run \(place.name), which draws what the chapter's source says")
    }

    private static func rendered(
        _ chapter: String, _ root: String
    ) throws -> (weaving: Weaving, page: RenderedPage, source: ChapterSource, record: PageRecord) {
        let place = try place(chapter, root)
        let source = try place.readSource()
        let record = try PageRecord.read(place)
        guard record.code == source.codeDigest else { throw PageError([PageCheck.changedCode(place)]) }
        var renderer = PageRenderer(source: source, outputs: record.outputs, place: place)
        let page = renderer.render()
        guard renderer.problems.isEmpty else { throw PageError(renderer.problems) }
        return (Weaving(place: place, gnuplot: Gnuplot()), page, source, record)
    }

    private static func place(_ chapter: String, _ root: String) throws -> ChapterPlace {
        try ChapterPlace(root: URL(fileURLWithPath: root, isDirectory: true), name: chapter, isDraft: false)
    }
}
