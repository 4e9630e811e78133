import Foundation

/// A tab-separated file, split on bytes. As in GLUE's files a quote character is an ordinary character, unless the
/// file shows that it was written with quotes (`Table.quotedRows(_:from:)`).
///
/// A byte-order mark at the start and a carriage return at a line's end are dropped. (Swift's Characters
/// fold `\r\n` into one, so splitting Strings would miss line ends.)
struct TSV {
    struct Line {
        /// Counted from 1.
        let number: Int
        let bytes: ArraySlice<UInt8>
        /// The fields of a file with quotes, without these; nil in other files.
        let unquoted: [ArraySlice<UInt8>]?

        var fields: [ArraySlice<UInt8>] {
            unquoted ?? bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        }
    }

    let lines: [Line]

    /// - Throws: `InputError` when the file cannot be read, is no text in UTF-8 by its first bytes, or has the line
    ///   ends of an old Macintosh.
    init(contentsOf file: URL, advice: String? = nil) throws {
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw InputError(
                file.path, expected: "a TSV file", found: "none that can be read (\(plainReason(of: error)))",
                advice: advice)
        }
        guard data.contains(UInt8(ascii: "\n")) || !data.contains(UInt8(ascii: "\r")) else {
            throw InputError(
                file.path, expected: "lines that end in a line feed", found: "carriage returns alone",
                advice: "Convert the file, say by `tr '\\r' '\\n'`.")
        }
        let bytes = [UInt8](data)
        _ = try Table.startOfText(bytes, file.path, allowsNUL: true)
        self.init(bytes)
    }

    init(_ bytes: [UInt8]) {
        let start = bytes.starts(with: Table.mark) ? Table.mark.count : 0
        if let rows = Table.quotedRows(bytes, from: start) {
            lines = rows.map { Line(number: $0.line, bytes: [], unquoted: $0.fields.map { ($0 ?? [])[...] }) }
            return
        }
        var lines: [Line] = []
        for part in bytes[start...].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = part.last == UInt8(ascii: "\r") ? part.dropLast() : part
            lines.append(Line(number: lines.count + 1, bytes: line, unquoted: nil))
        }
        if lines.last?.bytes.isEmpty == true { lines.removeLast() }  // the newline at the end
        self.lines = lines
    }
}
