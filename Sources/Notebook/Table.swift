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

/// A pipe table of Markdown: the one place where cells are escaped.
public enum PipeTable {
    /// The lines of a table: header, rule, rows. Cells are Markdown of one line; blanks around them go, and a bar that
    /// has no backslash before it gets one.
    ///
    /// - Parameters:
    ///   - header: one cell a column, at least one.
    ///   - rows: at least one, each as long as the header.
    ///   - alignment: one for each column, or none: all to the left.
    /// - Throws: `PageError` for another shape, a cell of several lines, and a bar in mathematics in a cell.
    public static func lines(
        header: [String], rows: [[String]], alignment: [TableAlignment] = []
    ) throws -> [String] {
        if let fault = fault(header: header, rows: rows, alignment: alignment) {
            throw PageError("table '\(header.joined(separator: ", "))'", expected: fault.expected, found: fault.found)
        }
        return unchecked(header: header, rows: rows, alignment: alignment)
    }

    /// What is wrong with a table, in words, or nil.
    static func fault(header: [String], rows: [[String]], alignment: [TableAlignment]) -> (
        expected: String, found: String
    )? {
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

    /// The lines of a table that has no fault.
    static func unchecked(header: [String], rows: [[String]], alignment: [TableAlignment]) -> [String] {
        let rules = alignment.isEmpty ? header.map { _ in TableAlignment.left } : alignment
        return [line(header), "|" + rules.map(\.rule).joined(separator: "|") + "|"] + rows.map(line)
    }

    private static func line(_ cells: [String]) -> String {
        "| " + cells.map { escaped($0.trimmingBlanks()) }.joined(separator: " | ") + " |"
    }

    /// A bar ends a cell, even inside code, unless a backslash stands before it.
    private static func escaped(_ cell: Substring) -> String {
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
