/// Numbered equations: a fence ```` ```math eq:norm ```` in prose gives the equation an anchor and a number.
enum Equations {
    /// Labels in a piece of Markdown with their lines, from 0. They are as written: whether they are labels is for the
    /// caller.
    static func labels(_ markdown: String) -> [(line: Int, text: String)] {
        var found: [(Int, String)] = []
        var line = 0
        for segment in Markdown.segments(markdown).segments {
            if segment.isVerbatim, let text = label(of: segment.text) { found.append((line, text)) }
            line += segment.text.count { $0 == "\n" }
        }
        return found
    }

    /// Writes anchor and `\tag` of each labelled equation that has a title, and takes the label out of its fence.
    static func numbered(_ markdown: String, titles: [PageLabel: String]) -> String {
        Markdown.segments(markdown).segments.map { segment in
            guard segment.isVerbatim, let text = label(of: segment.text), let label = PageLabel(text),
                let number = titles[label]?.split(separator: " ").last
            else { return segment.text }
            var lines = segment.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            guard let close = lines.lastIndex(where: { !$0.isEmpty }), close > 0 else { return segment.text }
            lines[0] = "<a name=\"\(label.anchor)\"></a>\n\n```math"
            lines.insert("\\tag{\(number)}", at: close)
            return lines.joined(separator: "\n")
        }.joined()
    }

    private static func label(of block: String) -> String? {
        guard let match = block.prefixMatch(of: /```math[ \t]+(\S+)[ \t]*\n/) else { return nil }
        return String(match.1)
    }
}
