/// Rows of a table for a terminal, in lines of equal length: the first column to the left, the others to the right, two
/// blanks between them.
///
/// - Parameter rows: the header first; all have as many cells as it.
public func alignedColumns(_ rows: [[String]]) -> String {
    guard let header = rows.first else { return "" }
    let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
        row.indices.map { column in
            let space = String(repeating: " ", count: widths[column] - row[column].count)
            return column == 0 ? row[column] + space : space + row[column]
        }.joined(separator: "  ")
    }.joined(separator: "\n")
}
