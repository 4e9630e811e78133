/// Replaces `{{key}}`, `{{key|.2f}}`, `{{lit:0.9}}`, `[[fig:loss]]`, `[[chapter3-lora]]` and
/// `[[chapter3-lora/fig:rank]]` in prose, captions and table cells, and sets minus signs. Code and mathematics are left
/// alone.
struct Template {
    struct Value {
        let value: PageValue
        let format: ValueFormat?
    }

    enum References {
        /// `[Figure 4.1](#fig-loss)`
        case links
        /// `Figure 4.1`, where Markdown does not reach: in an alternative text.
        case titles
    }

    var values: [String: Value] = [:]
    /// Label to its title on the page.
    var titles: [PageLabel: String] = [:]
    /// Looks up another chapter by the name of its folder.
    var otherPage: (String) throws -> OtherPage = { name in
        throw PageError(name, expected: "a page without references to other chapters", found: "one")
    }

    /// - Parameter place: the place of a line of the text, counted from 0.
    /// - Returns: the text with everything replaced that could be; what could not is reported.
    func expand(
        _ text: String, references: References = .links, place: (Int) -> String,
        problems: inout [PageProblem]
    ) -> String {
        let (segments, openFence) = Markdown.segments(text)
        if let line = openFence {
            problems.append(
                PageProblem(place(line), expected: "a closing fence in the same block of prose", found: "none"))
        }
        var result = ""
        var line = 0
        for segment in segments {
            result +=
                segment.isVerbatim
                ? segment.text
                : Typography.withMinusSigns(
                    replace(segment.text, references, { place(line + $0) }, &problems), after: result.last)
            line += segment.text.count { $0 == "\n" }
        }
        return result
    }

    private func replace(
        _ text: String, _ references: References, _ place: (Int) -> String, _ problems: inout [PageProblem]
    ) -> String {
        var result = ""
        var line = 0
        var rest = Substring(text)
        while let mark = Self.firstMark(rest) {
            let before = rest[..<mark.range.lowerBound]
            result += before
            line += before.count { $0 == "\n" }
            rest = rest[mark.range.upperBound...]
            guard let end = rest.firstRange(of: mark.closing), !rest[..<end.lowerBound].contains("\n") else {
                problems.append(
                    PageProblem(
                        place(line), expected: "\(mark.closing) on the same line as \(mark.opening)", found: "none"))
                continue
            }
            let inner = String(rest[..<end.lowerBound].trimmingBlanks())
            rest = rest[end.upperBound...]
            result +=
                mark.opening == "{{"
                ? value(inner, place(line), &problems)
                : reference(inner, references, place(line), &problems)
        }
        return result + rest
    }

    private static func firstMark(
        _ text: Substring
    ) -> (range: Range<Substring.Index>, opening: String, closing: String)? {
        let value = text.firstRange(of: "{{")
        let reference = text.firstRange(of: "[[")
        switch (value, reference) {
        case (nil, nil): return nil
        case (let value?, let reference?) where value.lowerBound < reference.lowerBound: return (value, "{{", "}}")
        case (let value?, nil): return (value, "{{", "}}")
        case (_, let reference?): return (reference, "[[", "]]")
        }
    }

    private func value(_ text: String, _ place: String, _ problems: inout [PageProblem]) -> String {
        if text.hasPrefix("lit:") {
            let constant = String(text.dropFirst(4))
            if constant.trimmingBlanks().isEmpty {
                problems.append(PageProblem(place, expected: "a constant, such as {{lit:0.9}}", found: "{{\(text)}}"))
            }
            return constant
        }
        let parts = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let key = String(parts[0].trimmingBlanks())
        guard let known = values[key] else {
            problems.append(
                PageProblem(
                    place, expected: "a value that the chapter computes", found: "{{\(text)}}", advice: nearest(key)))
            return ""
        }
        var format = known.format
        if parts.count == 2 {
            guard let asked = ValueFormat(String(parts[1].trimmingBlanks())) else {
                problems.append(
                    PageProblem(place, expected: "a format: one of , d .2f .1% .1e", found: "{{\(text)}}"))
                return ""
            }
            format = asked
        }
        guard let written = known.value.formatted(format) else {
            let expected =
                format == nil
                ? "a format for a number, such as {{\(key)|.2f}}"
                : "a format that fits the \(known.value.type.rawValue) '\(known.value.text)'"
            problems.append(PageProblem(place, expected: expected, found: "{{\(text)}}"))
            return ""
        }
        return written
    }

    private func reference(
        _ text: String, _ references: References, _ place: String, _ problems: inout [PageProblem]
    ) -> String {
        if text.hasPrefix("chapter") { return otherReference(text, references, place, &problems) }
        guard let label = PageLabel(text), let title = titles[label] else {
            let known = titles.keys.map(\.text).sorted().joined(separator: ", ")
            problems.append(
                PageProblem(
                    place, expected: "the label of a figure, table or equation of this page", found: "[[\(text)]]",
                    advice: known.isEmpty ? "the page has no labels" : "labels of this page: \(known)"))
            return ""
        }
        return references == .links ? "[\(title)](#\(label.anchor))" : title
    }

    /// Checks the references to other chapters alone, which need nothing of this one's run.
    func checkOtherReferences(_ text: String, place: (Int) -> String, problems: inout [PageProblem]) {
        var line = 0
        for segment in Markdown.segments(text).0 {
            for match in segment.isVerbatim ? [] : segment.text.matches(of: /\[\[(chapter[^\]\n]*)\]\]/) {
                let before = segment.text[..<match.range.lowerBound].count { $0 == "\n" }
                _ = otherReference(String(match.1), .links, place(line + before), &problems)
            }
            line += segment.text.count { $0 == "\n" }
        }
    }

    private func otherReference(
        _ text: String, _ references: References, _ place: String, _ problems: inout [PageProblem]
    ) -> String {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        do {
            let page = try otherPage(parts[0])
            guard parts.count == 2 else { return references == .links ? "[\(page.title)](\(page.link))" : page.title }
            let titles = try page.titles()
            if let label = PageLabel(parts[1]), let title = titles[label] {
                return references == .links ? "[\(title)](\(page.link)#\(label.anchor))" : title
            }
            let known = titles.keys.map(\.text).sorted().joined(separator: ", ")
            problems.append(
                PageProblem(
                    place, expected: "a label of \(parts[0])", found: "[[\(text)]]",
                    advice: known.isEmpty ? "that page has no labels" : "labels of that page: \(known)"))
        } catch {
            problems.append(
                PageProblem(place, expected: "a reference to another chapter", found: "[[\(text)]]: \(error)"))
        }
        return ""
    }

    private func nearest(_ key: String) -> String {
        let known = values.keys.sorted()
        return known.isEmpty ? "the chapter sets no values" : "values of this page: " + known.joined(separator: ", ")
    }
}
