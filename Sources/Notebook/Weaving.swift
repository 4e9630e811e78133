import Foundation

/// The steps from a rendered page to files, shared by `Notebook.publish()` and `Weaver`.
struct Weaving {
    let place: ChapterPlace
    let gnuplot: Gnuplot

    /// Draws the figures in a stage and publishes page, drawings and captured outputs.
    ///
    /// - Throws: `PageError`; the published page is then as it was.
    func publish(_ page: RenderedPage, source: ChapterSource, outputs: [PageOutput], inputs: [PageRecord.Input]) throws
        -> Publication
    {
        let stage = try Stage(for: place)
        defer { stage.remove() }
        try draw(page.figures, outputs, source, in: stage)
        let version = page.figures.isEmpty ? nil : try gnuplot.version()
        let record = PageRecord(
            chapter: place.name, code: source.codeDigest, gnuplot: version,
            drawings: try drawings(page.figures) { stage.file($0) }, inputs: inputs.isEmpty ? nil : inputs,
            outputs: PageOutput.inPageOrder(outputs))
        var items = figureItems(page.figures, stage)
        let old = try? place.readText(place.pageFile)
        if try !isPublished(page, record, over: old) {
            try stage.write(Data(page.markdown.utf8), "README.md")
            try stage.write(try record.encoded(), "page.json")
            // page.json last: until it is there, a check finds the page stale.
            items.append(.init(staged: stage.file("README.md"), destination: place.pageFile))
            items.append(.init(staged: stage.file("page.json"), destination: place.recordFile))
        }
        let comparison = place.isDraft ? nil : old.map { PageComparison(old: $0, new: page.markdown) }
        let publisher = Publisher(place: place, stage: stage)
        let changed = try publisher.move(items)
        let removed = publisher.removeOrphans(keeping: page.figures.flatMap(\.names))
        return Publication(
            page: place.relative(place.pageFile), changed: changed, removed: removed, comparison: comparison)
    }

    /// Writes the page alone, from outputs captured earlier.
    func publishProse(_ page: RenderedPage) throws -> Publication {
        let name = place.relative(place.pageFile)
        let stage = try Stage(for: place)
        defer { stage.remove() }
        try stage.write(Data(page.markdown.utf8), "README.md")
        let item = Publisher.Item(staged: stage.file("README.md"), destination: place.pageFile)
        return Publication(page: name, changed: try Publisher(place: place, stage: stage).move([item]), removed: [])
    }

    /// Names and digests of the drawings, read from where `file` says they lie.
    func drawings(_ figures: [FigureFiles], file: (String) -> URL) throws -> [PageRecord.Drawing] {
        try figures.map { figure in
            let name = figure.label.fileName("svg")
            return PageRecord.Drawing(file: name, digest: Digest.hex(try place.readText(file(name))))
        }
    }

    private func draw(
        _ figures: [FigureFiles], _ outputs: [PageOutput], _ source: ChapterSource, in stage: Stage
    ) throws {
        var problems: [PageProblem] = []
        for figure in figures {
            do {
                try gnuplot.draw(figure, in: stage.folder)
            } catch let error as PageError {
                // gnuplot knows the figure; the author wants the line that made it.
                let line = outputs.first { $0.label == figure.label.text }.flatMap {
                    $0.line ?? source.firstLine(ofCodeCell: $0.cell)
                }
                problems += error.problems.map { problem in
                    guard problem.place == figure.label.text, let line else { return problem }
                    return PageProblem(
                        "\(source.name):\(line)", expected: "\(problem.expected) (\(problem.place))",
                        found: problem.found,
                        advice: problem.advice)
                }
                // Without gnuplot every other figure fails alike.
                if error.problems.contains(where: { $0.place == gnuplot.command }) { break }
            }
        }
        guard problems.isEmpty else { throw PageError(problems) }
    }

    private func figureItems(_ figures: [FigureFiles], _ stage: Stage) -> [Publisher.Item] {
        figures.flatMap(\.names).map { name in
            .init(staged: stage.file(name), destination: place.figureFolder.appendingPathComponent(name))
        }
    }

    /// Whether the page is already there, but for what differs from machine to machine: another
    /// run's timings alone are no reason to touch it.
    private func isPublished(_ page: RenderedPage, _ record: PageRecord, over old: String?) throws -> Bool {
        guard let old, let oldRecord = try? PageRecord.read(place) else { return false }
        guard MachineBlock.stripped(old).utf8.elementsEqual(MachineBlock.stripped(page.markdown).utf8) else {
            return false
        }
        return try oldRecord.withoutMachineFacts.encoded() == record.withoutMachineFacts.encoded()
    }
}

extension PageOutput {
    var label: String? {
        switch content {
        case .table(let label, _, _, _, _), .figure(let label, _, _, _, _): label
        default: nil
        }
    }
}
