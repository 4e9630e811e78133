import Foundation

/// Compares a published page with its source and its captured outputs.
struct PageCheck {
    let place: ChapterPlace
    let source: ChapterSource
    let record: PageRecord

    func problems() -> [PageProblem] {
        // With other code the outputs belong to other cells: nothing else can be said.
        guard record.code == source.codeDigest else { return [Self.changedCode(place)] }
        var renderer = PageRenderer(source: source, outputs: record.outputs, place: place)
        let page = renderer.render()
        guard renderer.problems.isEmpty else { return renderer.problems }
        return Self.compare(page.markdown, with: place, advice: "run: swift run edora weave \(place.name)")
            + links(page.markdown) + page.figures.flatMap(compareFigure)
            + orphans(page.figures) + (record.inputs ?? []).compactMap(changed) + newSources()
            + record.outputs.compactMap(changedExcerpt)
    }

    private func changed(_ input: PageRecord.Input) -> PageProblem? {
        let found = try? PageRecord.Input(input.file, in: place)
        guard found?.digest != input.digest else { return nil }
        return PageProblem(
            input.file, expected: "the file that \(place.name) was made from",
            found: found == nil ? "none that can be read" : "another",
            advice: runAdvice)
    }

    /// Swift files of the chapter that the run did not know: they may be part of its program by now.
    private func newSources() -> [PageProblem] {
        let known = (record.inputs ?? []).map(\.file)
        return place.otherSources().filter { !known.contains($0) }.map {
            PageProblem($0, expected: "a file that \(place.name) was made from", found: "a new one", advice: runAdvice)
        }
    }

    private func changedExcerpt(_ output: PageOutput) -> PageProblem? {
        guard case .excerpt(let path, let region, let lines) = output.content else { return nil }
        do {
            guard try Excerpt.lines(path: path, region: region, place: place) != lines else { return nil }
            return PageProblem(
                path, expected: "the text that \(place.name) shows\(region.map { " of region \($0)" } ?? "")",
                found: "another", advice: runAdvice)
        } catch {
            return PageProblem(
                path, expected: "the text that \(place.name) shows", found: "\(error)", advice: runAdvice)
        }
    }

    static func changedCode(_ place: ChapterPlace) -> PageProblem {
        PageProblem(
            place.sourceName, expected: "the code that made the captured outputs", found: "code changed since",
            advice: "run: swift run \(place.name)")
    }

    private var runAdvice: String { "run: swift run \(place.name)" }

    /// What is wrong with the published page, if it is to read as `woven`.
    static func compare(_ woven: String, with place: ChapterPlace, advice: String) -> [PageProblem] {
        let name = place.relative(place.pageFile)
        do {
            let published = try place.readText(place.pageFile, advice: "run: swift run \(place.name)")
            // By bytes: two texts that are canonically equivalent are one String.
            guard !MachineBlock.stripped(published).utf8.elementsEqual(MachineBlock.stripped(woven).utf8) else {
                return []
            }
            let (line, expected, found) = firstDifference(
                MachineBlock.stripped(woven), MachineBlock.stripped(published))
            return [
                PageProblem(
                    name, expected: "the page woven from source and outputs, '\(expected)'", found: "'\(found)'",
                    advice: "it differs first in line \(line), machine blocks not counted; \(advice)")
            ]
        } catch let error as PageError {
            return error.problems
        } catch {
            return [PageProblem(name, expected: "a page", found: "\(error)")]
        }
    }

    /// Every link to a file of the repository must lead to one.
    private func links(_ markdown: String) -> [PageProblem] {
        let text = Markdown.segments(markdown).segments.filter { !$0.isVerbatim }.map(\.text).joined()
        return text.matches(of: /\]\(([^)\s]+)\)/).compactMap { match in
            let target = String(match.1.prefix { $0 != "#" })
            guard !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") else { return nil }
            let file = place.pageFolder.appendingPathComponent(target).standardizedFileURL
            if FileManager.default.fileExists(atPath: file.path) { return nil }
            return PageProblem(
                place.relative(place.pageFile), expected: "a link to a file that is there", found: "\(match.1)")
        }
    }

    private func compareFigure(_ figure: FigureFiles) -> [PageProblem] {
        let drawing = figure.label.fileName("svg")
        let digest = record.drawings.first { $0.file == drawing }?.digest
        let redraw = "run: edora weave --figures \(place.name)"
        return compareFile(figure.label.fileName("dat"), "the captured data") { $0 == figure.data }
            + compareFile(figure.label.fileName("gp"), "the captured script") { $0 == figure.script }
            + compareFile(drawing, "the drawing of the last run, with the page's alternative text", advice: redraw) {
                Digest.hex($0) == digest && SVG.description(of: $0) == SVG.escaped(figure.alt)
            }
    }

    private func compareFile(_ name: String, _ expected: String, advice: String? = nil, _ isRight: (String) -> Bool)
        -> [PageProblem]
    {
        let file = place.figureFolder.appendingPathComponent(name)
        guard let text = try? place.readText(file) else {
            return [
                PageProblem(
                    place.relative(file), expected: expected, found: "no such file", advice: advice ?? runAdvice)
            ]
        }
        return isRight(text)
            ? []
            : [PageProblem(place.relative(file), expected: expected, found: "another", advice: advice ?? runAdvice)]
    }

    private func orphans(_ figures: [FigureFiles]) -> [PageProblem] {
        Publisher.orphans(place, keeping: figures.flatMap(\.names)).map { name in
            PageProblem(
                place.relative(place.figureFolder.appendingPathComponent(name)),
                expected: "no file that belongs to no figure", found: "this one")
        }
    }

    private static func firstDifference(_ a: String, _ b: String) -> (line: Int, a: Substring, b: Substring) {
        let left = a.split(separator: "\n", omittingEmptySubsequences: false)
        let right = b.split(separator: "\n", omittingEmptySubsequences: false)
        let same = zip(left, right).prefix { $0.utf8.elementsEqual($1.utf8) }.count
        return (same + 1, same < left.count ? left[same] : "", same < right.count ? right[same] : "")
    }
}
