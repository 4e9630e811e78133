/// A part of a page that differs from machine to machine, between marks that comparisons skip.
enum MachineBlock {
    static let start = "<!-- machine -->"
    static let end = "<!-- /machine -->"

    static func markdown(label: String, lines: [String]) -> String {
        [
            start, "", "*\(label)* (differs from machine to machine)", "", Markdown.fenced(lines, language: "text"), "",
            end,
        ]
        .joined(separator: "\n")
    }

    /// Whether a line would be taken for a mark.
    static func isMark(_ line: some StringProtocol) -> Bool {
        let text = line.trimmingBlanks()
        return text == start || text == end
    }

    /// A page with what stands between the marks left out.
    static func stripped(_ page: String) -> String {
        var kept: [Substring] = []
        var isInside = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == end { isInside = false }
            if !isInside { kept.append(line) }
            if line == start { isInside = true }
        }
        return kept.joined(separator: "\n")
    }
}
