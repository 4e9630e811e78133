import Foundation

/// A page ready to be written.
struct RenderedPage {
    let markdown: String
    let figures: [FigureFiles]
}

/// Second phase of weaving: source and captured outputs in, page out. It runs nothing and writes
/// nothing, so a page can be woven again at any time from what `page.json` holds.
struct PageRenderer {
    /// Markdown viewers cut a page at 512,000 bytes.
    static let byteLimit = 500_000

    let source: ChapterSource
    let outputs: [PageOutput]
    let place: ChapterPlace
    /// Required sentences whose conditions do not hold in this draft.
    let unsupported: Set<String>
    var template: Template
    private var figures: [FigureFiles] = []
    private var questions = 0
    var problems: [PageProblem] = []

    init(source: ChapterSource, outputs: [PageOutput], place: ChapterPlace, unsupported: Set<String> = []) {
        self.source = source
        self.place = place
        self.unsupported = unsupported
        template = Self.template(place)
        self.outputs = PageOutput.inPageOrder(outputs)
    }

    private static func template(_ place: ChapterPlace) -> Template {
        var template = Template()
        template.otherPage = { try OtherPage($0, from: place) }
        return template
    }

    /// What is wrong is in `problems` afterwards; the page is fit to be written only if nothing is.
    mutating func render() -> RenderedPage {
        problems = []
        figures = []
        questions = 0
        template = Self.template(place)
        collectValues()
        collectLabels()
        var blocks: [String] = []
        if place.isDraft { blocks.append(draftNote) }
        blocks += renderedCells()
        checkQuestions()
        checkExercises()
        checkSentences()
        blocks.append("---")
        do {
            if let links = try OtherPage.neighbours(of: place) { blocks.append(links) }
        } catch {
            report(place.sourceName, expected: "chapters with headings beside this one", found: "\(error)")
        }
        blocks.append("Woven from [main.swift](\(place.sourceLink)) by `swift run \(place.name)`.")
        let markdown = blocks.joined(separator: "\n\n") + "\n"
        checkWhole(markdown)
        return RenderedPage(markdown: markdown, figures: figures)
    }

    private var draftNote: String {
        let struck =
            unsupported.isEmpty
            ? ""
            : " Sentences that are struck out are not supported by this draft's numbers; "
                + "in alternative texts they are left out."
        return """
            > [!WARNING]
            > A draft, made with other settings than the published page. Its sentences were written for the published \
            page, and tables from run records are that page's: only live results are this draft's.\(struck)
            """
    }

    mutating func render(_ cell: ChapterSource.Cell) -> [String] {
        if let offset = cell.lines.firstIndex(where: { MachineBlock.isMark($0) }) {
            report("\(source.name):\(cell.firstLine + offset)", expected: "no mark of a machine block", found: "one")
        }
        switch cell.kind {
        case .prose:
            return [expand(cell)]
        case .question:
            questions += 1
            // A list or a fence begins a block of its own.
            let text = expand(cell)
            let isBlock =
                ["- ", "* ", "+ ", ">", "#", "|", "```"].contains { text.hasPrefix($0) }
                || text.prefixMatch(of: /[0-9]+[.)]\s/) != nil
            return ["**Question \(place.number).\(questions).**" + (isBlock ? "\n\n" : " ") + text]
        case .answer:
            return [Markdown.folded("Answer", expand(cell))]
        case .code(let number, let isHidden):
            let code = Markdown.fenced(cell.lines, language: "swift")
            let shown = isHidden ? Markdown.folded("Set-up code", code) : code
            return [shown] + outputs.filter { $0.cell == number }.compactMap { render($0) }
        }
    }

    private mutating func render(_ output: PageOutput) -> String? {
        switch output.content {
        case .value, .sentence:
            return nil
        case .text(let lines):
            checkMarks(lines, output)
            return Markdown.fenced(lines, language: "text")
        case .machine(let label, let lines):
            checkMarks(lines, output)
            if label.trimmingBlanks().isEmpty || label.contains(where: \.isNewline) {
                report(output, expected: "a label of one line", found: "'\(label)'")
            }
            return MachineBlock.markdown(label: label, lines: lines)
        case .table(let label, let caption, let header, let alignment, let rows):
            return table(output, label, caption, header, alignment, rows)
        case .figure(let label, let caption, let alt, let data, let script):
            return figure(output, label, caption, alt, data, script)
        case .excerpt(let path, _, let lines):
            checkMarks(lines, output)
            let text = Markdown.fenced(lines, language: Excerpt.language(path: path))
            return "From [\(path)](\(place.rootLink)/\(path)):\n\n\(text)"
        }
    }

    private mutating func table(
        _ output: PageOutput, _ labelText: String, _ caption: String, _ header: [String],
        _ alignment: [TableAlignment], _ rows: [[String]]
    ) -> String? {
        if let fault = PipeTable.fault(header: header, rows: rows, alignment: alignment) {
            report(output, expected: fault.expected, found: "\(fault.found), in '\(labelText)'")
            return nil
        }
        // A wrong or double label was reported when the labels were collected.
        guard let label = PageLabel(labelText), let title = template.titles[label] else { return nil }
        let lines = PipeTable.unchecked(
            header: header.map { expand($0, output) }, rows: rows.map { $0.map { expand($0, output) } },
            alignment: alignment)
        return """
            <a name="\(label.anchor)"></a>

            **\(title).** \(captionText(caption, output))

            \(lines.joined(separator: "\n"))
            """
    }

    private mutating func figure(
        _ output: PageOutput, _ labelText: String, _ caption: String, _ alt: String, _ data: [String],
        _ script: [String]
    ) -> String? {
        if alt.trimmingBlanks().isEmpty || alt.contains(where: \.isNewline) {
            report(output, expected: "an alternative text of one line", found: "'\(alt)' for '\(labelText)'")
        }
        checkFigure(output, data, script)
        guard let label = PageLabel(labelText), let title = template.titles[label] else { return nil }
        let supported = leavingOut(alt)
        let description = supported.isEmpty ? title : expand(supported, output, references: .titles)
        figures.append(FigureFiles(label: label, alt: description, data: data, script: script))
        let escaped = description.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
        return """
            <a name="\(label.anchor)"></a>

            ![\(escaped)](\(place.figureLink(label.fileName("svg"))))

            **\(title).** \(captionText(caption, output)) \
            ([data](\(place.figureLink(label.fileName("dat")))), [script](\(place.figureLink(label.fileName("gp")))))
            """
    }

    private mutating func expand(_ cell: ChapterSource.Cell) -> String {
        let name = source.name
        if let offset = cell.lines.firstIndex(where: {
            $0.contains(/^(?:[ \t>]|[-*+][ \t]|[0-9]+[.)][ \t]).*```math[ \t]+eq:/)
        }) {
            report(
                "\(name):\(cell.firstLine + offset)", expected: "a numbered equation that begins at the line's start",
                found: "one in a list or a quotation")
        }
        // A draft lies elsewhere, and links to the project's files are written for the page.
        let written = struckOut(cell.text),
            source = place.isDraft ? written.replacing("](../../", with: "](\(place.rootLink)/") : written
        let text = template.expand(source, place: { "\(name):\(cell.firstLine + $0)" }, problems: &problems)
        return Equations.numbered(text, titles: template.titles)
    }

    private mutating func captionText(_ caption: String, _ output: PageOutput) -> String {
        if caption.trimmingBlanks().isEmpty || caption.contains(where: \.isNewline) {
            report(output, expected: "a caption of one line", found: "'\(caption)'")
        }
        // Code is left as it is, so a key in it would be printed.
        if caption.contains("`{{") {
            report(output, expected: "a value beside code, or put in by the program", found: "'\(caption)'")
        }
        return expand(struckOut(caption), output)
    }

    private mutating func expand(
        _ text: String, _ output: PageOutput, references: Template.References = .links
    ) -> String {
        let here = position(of: output)
        return template.expand(text, references: references, place: { _ in here }, problems: &problems)
    }

    private func position(of output: PageOutput) -> String {
        guard let line = output.line ?? source.firstLine(ofCodeCell: output.cell) else { return source.name }
        return "\(source.name):\(line)"
    }

    mutating func report(_ output: PageOutput, expected: String, found: String, advice: String? = nil) {
        report(position(of: output), expected: expected, found: found, advice: advice)
    }

    mutating func report(_ place: String, expected: String, found: String, advice: String? = nil) {
        problems.append(PageProblem(place, expected: expected, found: found, advice: advice))
    }
}
