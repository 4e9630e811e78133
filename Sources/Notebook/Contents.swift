/// What stands below a page's heading: how long the page takes to read, and its sections, folded away.
enum Contents {
    /// Words a minute of a reader who stops to think, rounded down from the usual 200 to 250 of plain prose.
    private static let wordsPerMinute = 180

    /// - Parameters:
    ///   - blocks: the Markdown of the whole page.
    /// - Returns: the block, or nil for a page without sections.
    static func block(_ blocks: [String]) -> String? {
        let text = blocks.joined(separator: "\n\n")
        var names: [String: Int] = [:]
        let lines = headings(text).compactMap { level, title -> String? in
            let anchor = anchor(title, &names)
            return level == 1 ? nil : String(repeating: "  ", count: level - 2) + "- [\(title)](#\(anchor))"
        }
        guard !lines.isEmpty else { return nil }
        return Markdown.folded("\(minutes(text)) minutes of reading · contents", lines.joined(separator: "\n"))
    }

    /// The headings outside fenced blocks with their levels, in order.
    private static func headings(_ markdown: String) -> [(level: Int, title: String)] {
        var fence: Substring?
        return markdown.split(separator: "\n").compactMap { line in
            if let open = fence {
                if Markdown.closes(line, open) { fence = nil }
            } else if let mark = Markdown.fenceMark(line) {
                fence = mark
            } else if let match = line.wholeMatch(of: /(#{1,3}) (.+)/) {
                // A link's text alone, as GitHub takes it for the anchor.
                return (match.1.count, String(match.2).replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.output.1 })
            }
            return nil
        }
    }

    /// The anchor that GitHub gives a heading: lower case, letters, digits, underscores and hyphens, a hyphen for a
    /// blank; a number behind one that was there before.
    static func anchor(_ title: String, _ seen: inout [String: Int]) -> String {
        let kept = title.lowercased().filter { $0.isLetter || "0123456789_- ".contains($0) }
        let name = kept.replacing(" ", with: "-")
        defer { seen[name, default: 0] += 1 }
        return seen[name].map { "\(name)-\($0)" } ?? name
    }

    /// Minutes that the page takes without what is folded away, in fives, at least five.
    static func minutes(_ markdown: String) -> Int {
        var depth = 0, words = 0
        for line in markdown.split(separator: "\n") {
            if line.hasPrefix("<details>") { depth += 1 }
            if depth == 0 { words += line.split(whereSeparator: \.isWhitespace).count { $0.contains { $0.isLetter } } }
            if line.hasPrefix("</details>") { depth -= 1 }
        }
        let minutes = Double(words) / Double(wordsPerMinute)
        return max(5, 5 * Int((minutes / 5).rounded()))
    }
}
