/// Tab-separated text of which nothing says whether it was written with quotes.
extension Table {
    /// The rows of text that was written with quotes, as pandas and Python's csv do; nil for any other.
    ///
    /// Such text has a doubled quote between quotes somewhere, or several columns whose every field stands in quotes,
    /// and no quote in it breaks RFC 4180's rules. In text without quoting some quote does: there a sentence that
    /// starts with one goes on behind the next.
    ///
    /// - Parameter start: where the text starts, behind a byte-order mark.
    package static func quotedRows(_ bytes: [UInt8], from start: Int) -> [Row]? {
        let quote = UInt8(ascii: "\"")
        guard
            bytes.dropFirst(start).first == quote
                || zip(bytes, bytes.dropFirst()).contains(where: { $0 == quote && $1 == quote })
        else { return nil }
        var reader = DelimitedReader(bytes, from: start, place: "", Dialect(.tsv))
        var rows: [Row] = []
        do {
            while let row = try reader.row() {
                guard row.fields.count == rows.first?.fields.count ?? row.fields.count else { return nil }
                rows.append(row)
            }
        } catch { return nil }  // the reader throws where a quote breaks the rules
        let hasAllQuotes = !reader.hasPlainFields && rows.first.map { $0.fields.count > 1 } == true
        return reader.hasUndoubledQuotes || hasAllQuotes ? rows : nil
    }
}
