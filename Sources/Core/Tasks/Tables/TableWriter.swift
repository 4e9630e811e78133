import Foundation

/// Writes rows with named columns as CSV, TSV or JSON Lines that `Table` and others read.
///
/// CSV and TSV have a header, lines that end in a line feed, and quotes around the fields alone that need them (RFC
/// 4180). The bytes wait in a buffer, which `write(to:_:_:_:)` empties into a file and `flush(_:)` elsewhere.
public struct TableWriter: Sendable {
    /// A field.
    public enum Value: Sendable {
        /// In UTF-8; a string in JSON.
        case text([UInt8])
        /// A value that stands in JSON as it is here; in CSV and TSV a text.
        case json([UInt8])
        /// A finite number with as many digits as restore it.
        case number(Float)
        /// Nothing: an empty field, null in JSON.
        case none
    }

    /// What was written and not yet taken.
    public private(set) var bytes: [UInt8] = []
    private let columns: [String]
    private let format: Table.Format
    /// Each column's key with what stands before and after it, in JSON.
    private let keys: [[UInt8]]

    private static let quote = UInt8(ascii: "\""), lineFeed = UInt8(ascii: "\n")

    /// A writer with the header, where there is one, in its buffer.
    ///
    /// - Throws: `InputError` unless each column has a name that no other has.
    public init(_ columns: [String], _ format: Table.Format) throws {
        (self.columns, self.format) = (columns, format)
        guard Set(columns).count == columns.count, !columns.contains(""), !columns.isEmpty else {
            throw InputError(
                "columns of the output", expected: "names, each once",
                found: columns.map(\.debugDescription).joined(separator: ", "))
        }
        keys = columns.enumerated().map { i, name in
            Array((i == 0 ? "{" : ", ").utf8) + Self.jsonString(name.utf8) + Array(": ".utf8)
        }
        if format != .jsonLines { appendFields(columns.map { .text(Array($0.utf8)) }) }
    }

    /// Adds a row, which has a value for each column.
    ///
    /// - Throws: `InputError` for a number that is infinite or NaN, which no format has.
    public mutating func append(_ row: [Value]) throws {
        precondition(row.count == columns.count, "\(row.count) values for \(columns.count) columns")
        for (value, column) in zip(row, columns) {
            guard case .number(let number) = value, !number.isFinite else { continue }
            throw InputError(
                "column \(column.debugDescription) of the output", expected: "a finite number", found: "\(number)")
        }
        if format == .jsonLines { appendObject(row) } else { appendFields(row) }
    }

    /// Hands the buffer over and empties it.
    public mutating func flush(_ append: AtomicFile.Append) throws {
        try bytes.withUnsafeBytes { try append($0) }
        bytes.removeAll(keepingCapacity: true)
    }

    /// Writes a file that is either whole or not there, from rows of which one at a time is asked for.
    ///
    /// - Throws: `InputError` with the system's reason, or from `init(_:_:)` and `append(_:)`; an older file is then
    ///   still whole.
    public static func write(
        to file: URL, _ columns: [String], _ format: Table.Format, _ rows: some Sequence<[Value]>
    ) throws {
        var writer = try TableWriter(columns, format)
        try AtomicFile.write(to: file) { append in
            for row in rows {
                try writer.append(row)
                if writer.bytes.count > 1 << 16 { try writer.flush(append) }
            }
            try writer.flush(append)
        }
    }

    private mutating func appendFields(_ row: [Value]) {
        let separator = UInt8(ascii: format == .csv ? "," : "\t"), start = bytes.count
        for (i, value) in row.enumerated() {
            if i > 0 { bytes.append(separator) }
            switch value {
            case .text(let text), .json(let text): appendField(text, separator)
            case .number(let number): bytes += "\(number)".utf8
            case .none: break
            }
        }
        // A blank line would be no row.
        if bytes.count == start { bytes += [Self.quote, Self.quote] }
        bytes.append(Self.lineFeed)
    }

    private mutating func appendField(_ text: [UInt8], _ separator: UInt8) {
        let needsQuotes = text.contains {
            $0 == separator || $0 == Self.quote || $0 == Self.lineFeed || $0 == UInt8(ascii: "\r")
        }
        // A byte-order mark at the start of the file would be none of its text.
        guard needsQuotes || bytes.isEmpty && text.starts(with: Table.mark) else { return bytes += text }
        bytes.append(Self.quote)
        for byte in text {
            if byte == Self.quote { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(Self.quote)
    }

    private mutating func appendObject(_ row: [Value]) {
        for (key, value) in zip(keys, row) {
            bytes += key
            switch value {
            case .text(let text): bytes += Self.jsonString(text)
            case .json(let text): bytes += text
            case .number(let number): bytes += "\(number)".utf8
            case .none: bytes += "null".utf8
            }
        }
        bytes += "}\n".utf8
    }

    /// In quotes; what RFC 8259 forbids in them is escaped, all else is as it is.
    private static func jsonString(_ text: some Sequence<UInt8>) -> [UInt8] {
        var string = [quote]
        for byte in text {
            switch byte {
            case quote, UInt8(ascii: "\\"): string += [UInt8(ascii: "\\"), byte]
            case lineFeed: string += "\\n".utf8
            case UInt8(ascii: "\r"): string += "\\r".utf8
            case UInt8(ascii: "\t"): string += "\\t".utf8
            case ..<0x20: string += String(format: "\\u%04x", Int(byte)).utf8
            default: string.append(byte)
            }
        }
        return string + [quote]
    }
}
