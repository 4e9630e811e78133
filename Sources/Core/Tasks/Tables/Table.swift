import Foundation

/// Rows of a file of one's own with named columns: CSV, TSV or JSON Lines.
///
/// CSV is read as RFC 4180 writes it, and TSV alike with tabs: what is in quotes may have separators, line breaks and
/// doubled quotes in it, all else is kept to the byte, spaces too. Blank lines are skipped, as pandas and Python's
/// `csv.DictReader` do; an empty text that is alone in its row is written `""`. In JSON Lines each line is an object;
/// the columns are the keys of all lines, and numbers and booleans keep their text: `1.50`, `true`.
public struct Table: Sendable {
    /// How the fields of a row are told apart.
    public enum Format: String, NamedChoice, Sendable {
        /// Commas, tabs, and an object a line.
        case csv, tsv, jsonLines = "jsonl"

        /// By the file's extension: csv, tsv or tab, jsonl or ndjson, in small or capital letters.
        public init?(of file: URL) {
            switch file.pathExtension.lowercased() {
            case "csv": self = .csv
            case "tsv", "tab": self = .tsv
            case "jsonl", "ndjson": self = .jsonLines
            default: return nil
            }
        }
    }

    /// How a file is written, where the extension does not say it.
    public struct Dialect: Codable, Sendable, Hashable {
        /// How fields are told apart.
        public var format: Format
        /// Whether the first row names the columns; JSON Lines name them in each row.
        public var hasHeader: Bool
        /// Whether quotes enclose fields. Where they do not, as in GLUE's files, they are ordinary characters.
        public var hasQuotes: Bool

        /// With a header and quotes where nothing else is said.
        public init(_ format: Format, hasHeader: Bool = true, hasQuotes: Bool = true) {
            (self.format, self.hasHeader, self.hasQuotes) = (format, hasHeader, hasQuotes)
        }
    }

    /// A row with a field for each column.
    public struct Row: Sendable {
        /// Where the row starts, counted from 1.
        public let line: Int
        /// UTF-8, in the order of the columns; nil for JSON's null, and where an object has not the key. Arrays and
        /// objects are as they were written, and `column(_:)` refuses them.
        public let fields: [[UInt8]?]
        /// Columns in which JSON had a number, a truth value, an array or an object: what is there is no string.
        public var columnsOfJSON: [Int] = []
    }

    /// Names in the file's order; "1", "2", … without a header.
    public let columns: [String]
    /// At least one.
    public let rows: [Row]
    /// For messages: the path of the file, or where else the bytes came from.
    public let place: String
    private let dialect: Dialect
    /// The line of the header, where there is one.
    private let headerLine: Int?
    /// The first array or object of each column that has any.
    private let nested: [Int: InputError]

    /// Reads a file.
    ///
    /// - Throws: `InputError` with file, line and column for what `init(_:place:_:)` refuses, or with the system's
    ///   reason when the file cannot be read.
    public init(contentsOf file: URL, _ dialect: Dialect) throws {
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw InputError(
                file.path, expected: "a file of rows (\(dialect.format.rawValue))",
                found: "none that can be read (\(plainReason(of: error)))")
        }
        try self.init([UInt8](data), place: file.path, dialect)
    }

    /// Reads the bytes of a file.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - place: for messages, a path or "standard input".
    ///   - dialect: how it is written.
    /// - Throws: `InputError` whose place is "PLACE:LINE", with the column where there is one, for what is not text in
    ///   UTF-8, columns without a name or with that of another, a row with more or fewer fields than there are
    ///   columns, a quote that does not enclose a field, a line end of an old Macintosh outside of quotes, a line that
    ///   is no JSON object or has a key twice, and for a file without rows.
    public init(_ bytes: [UInt8], place: String, _ dialect: Dialect) throws {
        let start = try Self.startOfText(bytes, place)
        (self.place, self.dialect) = (place, dialect)
        if dialect.format == .jsonLines {
            var reader = JSONLinesReader(place: place)
            try reader.read(bytes[start...])
            (columns, rows, nested, headerLine) = (reader.columns, reader.paddedRows, reader.nested, nil)
        } else {
            var reader = DelimitedReader(bytes, from: start, place: place, dialect)
            (columns, headerLine) = (try reader.header(), dialect.hasHeader ? reader.headerLine : nil)
            var rows: [Row] = []
            while let row = try reader.row() { rows.append(row) }
            (self.rows, nested) = (rows, [:])
        }
        guard !rows.isEmpty else {
            throw InputError(
                place, expected: "at least one row",
                found: columns.isEmpty ? "an empty file" : "the names of columns alone")
        }
    }

    /// The number of the column with a name, counted from 0.
    ///
    /// - Throws: `InputError` that names the columns that are there and the nearest one, or the line where a value of
    ///   the column is an array or an object.
    public func column(_ name: String) throws -> Int {
        if let column = columns.firstIndex(of: name) {
            if let fault = nested[column] { throw fault }
            return column
        }
        let shown = columns.prefix(20).map(\.debugDescription).joined(separator: ", ")
        let rest = columns.count > 20 ? " and \(columns.count - 20) more" : ""
        throw InputError(
            headerLine.map { "\(place):\($0)" } ?? place, expected: "a column \(name.debugDescription)",
            found: shown + rest, advice: adviceForMissing(name))
    }

    private func adviceForMissing(_ name: String) -> String? {
        if let near = nearestName(to: name, in: columns) { return "Is it \(near.debugDescription)?" }
        if headerLine == nil && dialect.format != .jsonLines { return "Without a header columns are called 1, 2, …" }
        return Self.otherSeparator(in: columns)
    }

    /// Advice where the one column of a table has a name that looks like several.
    static func otherSeparator(in columns: [String]) -> String? {
        guard columns.count == 1, let only = columns.first else { return nil }
        for (separator, title) in [("\t", "tabs"), (",", "commas"), (";", "semicolons")] where only.contains(separator)
        {
            return "Its columns seem to be separated by \(title)"
                + (separator == ";" ? ": write it with commas." : ": name that format (`format`).")
        }
        return nil
    }

    /// "FILE:LINE" for messages, with the column's name where one is meant.
    public func place(of row: Row, column: Int? = nil) -> String {
        "\(place):\(row.line)" + (column.map { ": column \(columns[$0].debugDescription)" } ?? "")
    }

    /// What a row has in a column, in UTF-8; it may be empty.
    ///
    /// - Throws: `InputError` with line and column where it is JSON's null or the object has not the key.
    public func text(_ row: Row, _ column: Int) throws -> [UInt8] {
        guard let text = row.fields[column] else {
            throw InputError(
                place(of: row, column: column), expected: "a text, a number or a truth value", found: "none")
        }
        return text
    }
}
