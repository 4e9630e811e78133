/// How a column of a table is set.
public enum TableAlignment: String, Codable, Sendable {
    case left, center, right

    var rule: String {
        switch self {
        case .left: ":--"
        case .center: ":-:"
        case .right: "--:"
        }
    }
}

/// A pipe table.
enum PipeTable {
    /// What is wrong with a table, in words, or nil.
    static func fault(header: [String], rows: [[String]], alignment: [TableAlignment]) -> (expected: String, found: String)? {
        if header.isEmpty { return ("a header of at least one column", "an empty one") }
        if rows.isEmpty { return ("at least one row", "none") }
        if !alignment.isEmpty, alignment.count != header.count {
            return ("\(header.count) alignments, one a column, or none", "\(alignment.count)")
        }
        for (index, row) in ([header] + rows).enumerated() {
            if row.count != header.count {
                return ("\(header.count) cells in row \(index)", "\(row.count)")
            }
            for cell in row {
                if cell.contains(where: \.isNewline) { return ("cells of one line", "'\(cell)' in row \(index)") }
                // An escaped bar inside mathematics would become a double one.
                if cell.contains(/\$`[^`]*\|[^`]*`\$/) {
                    return ("\\mid or \\lvert for a bar in mathematics in a table", "'\(cell)' in row \(index)")
                }
            }
        }
        return nil
    }

    static func lines(header: [String], rows: [[String]], alignment: [TableAlignment]) -> [String] {
        let rules = alignment.isEmpty ? header.map { _ in TableAlignment.left } : alignment
        return [line(header), "|" + rules.map(\.rule).joined(separator: "|") + "|"] + rows.map(line)
    }

    private static func line(_ cells: [String]) -> String {
        "| " + cells.map { escaped($0.trimmingBlanks()) }.joined(separator: " | ") + " |"
    }

    /// A bar ends a cell, even inside code, unless a backslash stands before it.
    static func escaped(_ cell: Substring) -> String {
        var result = ""
        var afterBackslash = false
        for character in cell {
            if character == "|", !afterBackslash { result += "\\" }
            result.append(character)
            afterBackslash = character == "\\" && !afterBackslash
        }
        return result
    }
}
