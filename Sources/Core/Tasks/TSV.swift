import Foundation

/// A tab-separated file, split on bytes and without quoting: a quote character is an ordinary character.
///
/// A byte-order mark at the start and a carriage return at a line's end are dropped. (Swift's Characters
/// fold `\r\n` into one, so splitting Strings would miss line ends.)
struct TSV {
    struct Line {
        /// Counted from 1.
        let number: Int
        let bytes: ArraySlice<UInt8>

        var fields: [ArraySlice<UInt8>] {
            bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        }
    }

    let lines: [Line]

    /// - Throws: `InputError` when the file cannot be read, or has the line ends of an old Macintosh.
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
        self.init([UInt8](data))
    }

    init(_ bytes: [UInt8]) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let body = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
        var lines: [Line] = []
        for part in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = part.last == UInt8(ascii: "\r") ? part.dropLast() : part
            lines.append(Line(number: lines.count + 1, bytes: line))
        }
        if lines.last?.bytes.isEmpty == true { lines.removeLast() }  // the newline at the end
        self.lines = lines
    }
}
