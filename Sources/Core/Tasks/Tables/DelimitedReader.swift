/// Reads CSV and TSV, RFC 4180, byte by byte.
///
/// SwiftCSV 0.10.0 gives no line numbers, fills up rows that are too short, takes a quote that never closes, drops
/// spaces before a field and does not see a comma before a combining mark (`findings/swiftcsv-combining-marks.sh`).
struct DelimitedReader {
    private let bytes: [UInt8]
    private let place: String
    private let dialect: Table.Dialect
    private let separator: UInt8
    private var position: Int
    /// Of `position`, counted from 1 by line feeds as editors and `sed` do.
    private var line = 1
    private var columns: [String]?
    private(set) var headerLine = 1
    /// Whether two quotes have stood for one.
    private(set) var hasUndoubledQuotes = false
    /// Whether a field stood without quotes around it.
    private(set) var hasPlainFields = false

    private static let quote = UInt8(ascii: "\""), lineFeed = UInt8(ascii: "\n"), carriageReturn = UInt8(ascii: "\r")

    init(_ bytes: [UInt8], from start: Int, place: String, _ dialect: Table.Dialect) {
        (self.bytes, position, self.place, self.dialect) = (bytes, start, place, dialect)
        separator = UInt8(ascii: dialect.format == .csv ? "," : "\t")
    }

    /// The names of the columns, read once before the rows; without a header their numbers. None in an empty file.
    mutating func header() throws -> [String] {
        let start = (position, line)
        guard let first = try row() else { return [] }
        headerLine = first.line
        var names = first.fields.indices.map { "\($0 + 1)" }
        if dialect.hasHeader {
            names = first.fields.map { String(decoding: $0 ?? [], as: UTF8.self) }
            try requireNames(names)
        } else {
            (position, line) = start
        }
        columns = names
        return names
    }

    private func requireNames(_ names: [String]) throws {
        var seen: [String: Int] = [:]
        for (i, name) in names.enumerated() {
            guard !name.isEmpty else {
                throw InputError(
                    "\(place):\(headerLine): column \(i + 1)", expected: "a name in the header", found: "none",
                    advice: "pandas leaves its index without a name: `to_csv(…, index=False)`.")
            }
            if let other = seen.updateValue(i, forKey: name) {
                throw InputError(
                    "\(place):\(headerLine): column \(i + 1)", expected: "a name that no other column has",
                    found: "\(name.debugDescription), as column \(other + 1)")
            }
        }
    }

    /// The next row that is not a blank line, nil at the end.
    mutating func row() throws -> Table.Row? {
        while takeLineEnd() {}
        guard position < bytes.count else { return nil }
        let start = line
        var fields: [[UInt8]?] = []
        fields.reserveCapacity(columns?.count ?? 0)
        repeat {
            let isQuoted = dialect.hasQuotes && position < bytes.count && bytes[position] == Self.quote
            let column = fields.count
            if !isQuoted { hasPlainFields = true }
            let text = isQuoted ? try quoted(column) : plain()
            try Table.requireUTF8(text, "\(place):\(start): \(name(column))")
            fields.append(text)
            try requireEnd(of: text, isQuoted, column, start)
        } while take(separator)
        _ = takeLineEnd()
        if let columns, columns.count != fields.count { throw wrongCount(fields, columns, start) }
        return Table.Row(line: start, fields: fields)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func isAtLineEnd(_ place: Int) -> Bool {
        guard place < bytes.count else { return true }
        guard bytes[place] == Self.carriageReturn else { return bytes[place] == Self.lineFeed }
        return place + 1 == bytes.count || bytes[place + 1] == Self.lineFeed
    }

    private mutating func takeLineEnd() -> Bool {
        guard position < bytes.count, isAtLineEnd(position) else { return false }
        _ = take(Self.carriageReturn)
        if take(Self.lineFeed) { line += 1 }
        return true
    }

    /// A field without quotes.
    private mutating func plain() -> [UInt8] {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn { break }
            if byte == Self.quote && dialect.hasQuotes { break }
            position += 1
        }
        return Array(bytes[start ..< position])
    }

    /// A field in quotes, of which two stand for one.
    private mutating func quoted(_ column: Int) throws -> [UInt8] {
        let opened = line
        position += 1
        var text: [UInt8] = [], start = position
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == Self.lineFeed { line += 1 }
            guard byte == Self.quote else { continue }
            text += bytes[start ..< position - 1]
            start = position
            guard take(Self.quote) else { return text }
            hasUndoubledQuotes = true
        }
        throw InputError(
            "\(place):\(opened): \(name(column))", expected: "a quote that closes the one before \(excerpt(start))",
            found: "the end of the file", advice: Self.advice)
    }

    /// - Throws: `InputError` unless a separator or the line's end follows.
    private func requireEnd(of text: [UInt8], _ isQuoted: Bool, _ column: Int, _ start: Int) throws {
        guard position < bytes.count, bytes[position] != separator, !isAtLineEnd(position) else { return }
        let place = "\(place):\(start): \(name(column))"
        if bytes[position] == Self.carriageReturn {
            throw InputError(
                place, expected: "lines that end in a line feed", found: "a carriage return alone",
                advice: "Convert the file, say by `tr '\\r' '\\n'`, or put the field into quotes.")
        }
        throw InputError(
            place,
            expected: isQuoted ? "the field's end after its closing quote" : "no quote in a field without quotes",
            found: isQuoted
                ? "\(Table.excerpt(text)) in quotes and then \(excerpt(position))"
                : "\(Table.excerpt(text)) and then \(excerpt(position))",
            advice: Self.advice)
    }

    private static let advice =
        "A field with quotes in it stands in quotes, and they are doubled. "
        + "If the file is written without quoting, `hasQuotes` says so."

    /// What stands at a place, up to the end of the line.
    private func excerpt(_ position: Int) -> String {
        Table.excerpt(bytes[position...].prefix(160).prefix { $0 != Self.lineFeed && $0 != Self.carriageReturn })
    }

    private func name(_ column: Int) -> String {
        guard let columns, column < columns.count, dialect.hasHeader else { return "column \(column + 1)" }
        return "column \(columns[column].debugDescription)"
    }

    private func wrongCount(_ fields: [[UInt8]?], _ columns: [String], _ start: Int) -> InputError {
        let isShort = fields.count < columns.count
        let missing = (fields.count ..< max(columns.count, fields.count)).prefix(5).map(name).joined(separator: ", ")
        return InputError(
            "\(place):\(start)",
            expected: "\(columns.count) fields as in the \(dialect.hasHeader ? "header" : "first row")",
            found: "\(fields.count)"
                + (isShort ? ", none for \(missing)" : ", the last being \(Table.excerpt((fields.last ?? nil) ?? []))"),
            advice: Table.otherSeparator(in: columns)
                ?? (isShort || !dialect.hasQuotes
                    ? nil : "A field with a \(dialect.format == .csv ? "comma" : "tab") in it stands in quotes."))
    }
}
