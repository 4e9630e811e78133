/// A piece of Markdown that is either text or verbatim: code and mathematics, which pass through
/// untouched.
struct MarkdownSegment: Equatable {
    let text: String
    let isVerbatim: Bool
}

enum Markdown {
    /// Cuts Markdown into text and verbatim pieces, which join to the same Markdown again.
    ///
    /// Verbatim are fenced blocks (```` ``` ```` and `~~~`, among them ```` ```math ````) and code spans, among
    /// them the inner part of `` $`…`$ ``. A span ends in its own paragraph.
    ///
    /// - Returns: the pieces, and the line (from 0) of a fence that is never closed.
    static func segments(_ text: String) -> (segments: [MarkdownSegment], openFence: Int?) {
        var segments: [MarkdownSegment] = []
        var paragraph = ""
        var block = ""
        var fence: (mark: Substring, line: Int)?
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let whole = index < lines.count - 1 ? line + "\n" : line
            if let open = fence {
                block += whole
                if closes(line, open.mark) {
                    segments.append(.init(text: block, isVerbatim: true))
                    block = ""
                    fence = nil
                }
            } else if let mark = fenceMark(line) {
                segments += spans(paragraph)
                paragraph = ""
                block = String(whole)
                fence = (mark, index)
            } else {
                paragraph += whole
                if line.trimmingBlanks().isEmpty {
                    segments += spans(paragraph)
                    paragraph = ""
                }
            }
        }
        segments += spans(paragraph)
        if !block.isEmpty { segments.append(.init(text: block, isVerbatim: true)) }
        return (segments, fence?.line)
    }

    /// A fenced block whose fence is longer than any run of backticks in it.
    static func fenced(_ lines: [String], language: String) -> String {
        let longest = lines.map(longestBackticks).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return ([fence + language] + lines + [fence]).joined(separator: "\n")
    }

    /// Text under a line that opens it.
    static func folded(_ summary: String, _ text: String) -> String {
        "<details><summary>\(summary)</summary>\n\n\(text)\n\n</details>"
    }

    /// The backticks or tildes with which a line opens a fenced block, or nil.
    static func fenceMark(_ line: Substring) -> Substring? {
        // Most lines have no such mark; the expression takes a hundred times as long as this.
        guard line.utf8.contains(where: { $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "~") }) else { return nil }
        // A fence may be the first thing of a list's item.
        let start = line.replacing(/^(?:[ \t]*(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]))*[ \t]*/, with: "", maxReplacements: 1)
        guard let first = start.first, first == "`" || first == "~" else { return nil }
        let mark = start.prefix { $0 == first }
        // ```code``` on one line is a code span; tildes make none.
        return mark.count >= 3 && (first == "~" || !start.dropFirst(mark.count).contains("`")) ? mark : nil
    }

    /// Whether a line closes the fenced block that `mark` opened.
    static func closes(_ line: Substring, _ mark: Substring) -> Bool {
        let text = line.trimmingBlanks()
        return text.count >= mark.count && text.allSatisfy { $0 == mark.first }
    }

    private static func spans(_ paragraph: String) -> [MarkdownSegment] {
        var segments: [MarkdownSegment] = []
        var text = ""
        var rest = Substring(paragraph)
        var runs = BacktickRuns(rest)
        while let first = rest.first {
            if first == "\\" {
                text += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else if first == "`" {
                let mark = rest.prefix { $0 == "`" }
                let inner = rest.dropFirst(mark.count)
                if let end = runs.end(ofNext: mark.count, from: inner.startIndex) {
                    if !text.isEmpty { segments.append(.init(text: text, isVerbatim: false)) }
                    text = ""
                    segments.append(.init(text: String(rest[rest.startIndex ..< end]), isVerbatim: true))
                    rest = rest[end...]
                } else {
                    text += mark
                    rest = inner
                }
            } else {
                text.append(first)
                rest = rest.dropFirst()
            }
        }
        if !text.isEmpty { segments.append(.init(text: text, isVerbatim: false)) }
        return segments
    }

    /// The runs of backticks of a paragraph by their lengths: each opening one would else search the whole rest for its
    /// end.
    private struct BacktickRuns {
        /// The last first.
        private var byLength: [Int: [Range<Substring.Index>]] = [:]

        init(_ text: Substring) {
            var rest = text
            while let start = rest.firstIndex(of: "`") {
                let run = rest[start...].prefix { $0 == "`" }
                byLength[run.count, default: []].append(start ..< run.endIndex)
                rest = rest[run.endIndex...]
            }
            for length in byLength.keys { byLength[length]?.reverse() }
        }

        /// Where the next run of exactly so many backticks ends; places are asked for in their order.
        mutating func end(ofNext length: Int, from place: Substring.Index) -> Substring.Index? {
            while let run = byLength[length]?.last, run.lowerBound < place { byLength[length]?.removeLast() }
            return byLength[length]?.last?.upperBound
        }
    }

    private static func longestBackticks(_ line: String) -> Int {
        var longest = 0
        var run = 0
        for character in line {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
