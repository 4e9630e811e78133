/// Finds numbers in prose that look measured and are not computed: decimals and percentages outside
/// `{{ }}`, code, mathematics and links. Nobody notices when such a number grows old.
enum BareNumbers {
    static func problems(in source: ChapterSource) -> [PageProblem] {
        source.cells.filter { $0.number == nil }.flatMap { cell in
            find(cell.text).map { line, number in
                PageProblem(
                    "\(source.name):\(cell.firstLine + line)", expected: "no measured number in prose", found: number,
                    advice: "write {{key|.2f}} for a computed value, {{lit:\(number)}} for a constant")
            }
        }
    }

    /// Line (from 0) and text of each bare number.
    static func find(_ prose: String) -> [(line: Int, number: String)] {
        let pattern =
            #/
            [0-9,]*\.[0-9][0-9.]*(?:[eE][-+]?[0-9]+)?\s?%?  # 0.77, .5 %, 1.5e-3
            |[0-9][0-9,]*\s?(?:%|per\x20?cent)              # 77 %, 3 per cent
            |[0-9]+[eE]-[0-9]+                              # 3e-5
            /#
        var found: [(Int, String)] = []
        var line = 0
        for segment in Markdown.segments(prose).segments {
            if !segment.isVerbatim {
                let lines = blanked(segment.text).split(separator: "\n", omittingEmptySubsequences: false)
                for (offset, text) in lines.enumerated() {
                    for match in text.matches(of: pattern) {
                        found.append((line + offset, String(match.output.trimmingBlanks())))
                    }
                }
            }
            line += segment.text.count { $0 == "\n" }
        }
        return found
    }

    /// Values, references, links, addresses and HTML tags taken out, line ends kept.
    private static func blanked(_ text: String) -> String {
        var text = text
        for pattern in [
            /\{\{[^}\n]*\}\}/, /!?\[[^\]]*\]\([^)\n]*\)/, /\[\[[^\]\n]*\]\]/, /https?:\/\/[^\s)>]+/,
            /<\/?[A-Za-z!][^>\n]*>/,
        ] {
            text = text.replacing(pattern) { String(repeating: "\n", count: $0.output.count { $0 == "\n" }) + " " }
        }
        return text
    }
}
