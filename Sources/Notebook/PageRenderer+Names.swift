/// What the page's text may refer to: values by their keys, figures, tables and equations by their labels.
extension PageRenderer {
    /// The titles of all labels, without rendering.
    mutating func titles() -> [PageLabel: String] {
        template = Template()
        collectLabels()
        return template.titles
    }

    /// What is wrong with references to other chapters in the prose: known before the chapter runs.
    mutating func brokenReferencesToOthers() -> [PageProblem] {
        problems = []
        for cell in source.cells where cell.number == nil {
            template.checkOtherReferences(
                cell.text, place: { "\(source.name):\(cell.firstLine + $0)" }, problems: &problems)
        }
        return problems
    }

    mutating func collectValues() {
        for output in outputs {
            guard case .value(let key, let value, let formatText) = output.content else { continue }
            if !key.contains(/^[A-Za-z0-9._-]+$/) || key.hasPrefix("lit:") {
                report(output, expected: "a key of letters, digits, dots, hyphens and underscores", found: "'\(key)'")
            }
            if value.text.contains(where: \.isNewline) {
                report(output, expected: "a value of one line", found: "several under '\(key)'")
            }
            if let mark = ["[[", "{{", "|", "<!--"].first(where: { value.text.contains($0) }) {
                report(
                    output, expected: "a value that is put in as it is",
                    found: "\(mark) in '\(key)', which would stand on the page as a mark, or end a cell of a table")
            }
            if template.values[key] != nil {
                report(output, expected: "each value once", found: "a second value '\(key)'")
            }
            let format = formatText.flatMap { ValueFormat($0) }
            if let formatText, format == nil || value.formatted(format) == nil {
                report(
                    output, expected: "a format that fits the \(value.type.rawValue) '\(value.text)'",
                    found: "'\(formatText)'")
            }
            template.values[key] = Template.Value(value: value, format: format)
        }
    }

    mutating func collectLabels() {
        var counts: [PageLabel.Kind: Int] = [:]
        for cell in source.cells where cell.number == nil {
            for (line, text) in Equations.labels(cell.text) {
                let here = "\(source.name):\(cell.firstLine + line)"
                guard let label = PageLabel(text), label.kind == .equation, template.titles[label] == nil else {
                    report(
                        here, expected: "a label of its own such as eq:name, of lower-case letters, digits and hyphens",
                        found: "'\(text)'")
                    continue
                }
                counts[.equation, default: 0] += 1
                template.titles[label] = label.title(chapter: place.number, number: counts[.equation] ?? 0)
            }
        }
        for output in outputs {
            let (text, kind): (String, PageLabel.Kind)
            switch output.content {
            case .table(let label, _, _, _, _): (text, kind) = (label, .table)
            case .figure(let label, _, _, _, _): (text, kind) = (label, .figure)
            default: continue
            }
            guard let label = PageLabel(text), label.kind == kind else {
                report(
                    output,
                    expected: "a label such as \(kind.rawValue):name, of lower-case letters, digits and hyphens",
                    found: "'\(text)'")
                continue
            }
            if template.titles[label] != nil {
                report(output, expected: "each label once", found: "a second '\(text)'")
                continue
            }
            counts[kind, default: 0] += 1
            template.titles[label] = label.title(chapter: place.number, number: counts[kind] ?? 0)
        }
    }
}
