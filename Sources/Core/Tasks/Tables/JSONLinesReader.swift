/// Reads JSON Lines: an object a line.
struct JSONLinesReader {
    let place: String
    /// Keys in order of first appearance.
    private(set) var columns: [String] = []
    private(set) var rows: [Table.Row] = []
    /// The first array or object of each column that has any.
    private(set) var nested: [Int: InputError] = [:]
    private var numbers: [String: Int] = [:]
    /// Each row has a field for each of them, so that names used as keys would fill the memory.
    private static let mostColumns = 1_000

    init(place: String) { self.place = place }

    /// The rows with a field for each column: those read before a key first came have too few.
    var paddedRows: [Table.Row] {
        rows.map { row in
            let missing = columns.count - row.fields.count
            return missing == 0
                ? row
                : Table.Row(
                    line: row.line, fields: row.fields + Array(repeating: nil, count: missing),
                    columnsOfJSON: row.columnsOfJSON)
        }
    }

    /// - Throws: `InputError` with line, and byte or key.
    mutating func read(_ bytes: ArraySlice<UInt8>) throws {
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            rows.append(try row(Array(line), number))
        }
    }

    private mutating func row(_ line: [UInt8], _ number: Int) throws -> Table.Row {
        let place = "\(self.place):\(number)"
        var columnsOfJSON: [Int] = []
        var fields = [[UInt8]?](repeating: nil, count: columns.count)
        var isThere = [Bool](repeating: false, count: columns.count)
        for (key, value, text) in try members(line, place) {
            try Table.requireUTF8(key, "\(place): a key")
            let name = String(decoding: key, as: UTF8.self)
            let column = try column(name, place)
            if column == fields.count {
                fields.append(nil)
                isThere.append(false)
            }
            guard !isThere[column] else {
                throw InputError(place, expected: "each key once", found: "\(name.debugDescription) twice")
            }
            isThere[column] = true
            switch value {
            case .null: break
            case .string(let string):
                try Table.requireUTF8(string, "\(place): column \(name.debugDescription)")
                fields[column] = string
            case .bool, .number:
                fields[column] = Array(text)
                columnsOfJSON.append(column)
            case .array, .object:
                try Table.requireUTF8(Array(text), "\(place): column \(name.debugDescription)")
                fields[column] = Array(text)
                columnsOfJSON.append(column)
                nested[column] =
                    nested[column]
                    ?? InputError(
                        "\(place): column \(name.debugDescription)", expected: "a text, a number or a truth value",
                        found: value.summary)
            }
        }
        return Table.Row(line: number, fields: fields, columnsOfJSON: columnsOfJSON)
    }

    private mutating func column(_ name: String, _ place: String) throws -> Int {
        if let known = numbers[name] { return known }
        guard columns.count < Self.mostColumns else {
            throw InputError(place, expected: "at most \(Self.mostColumns) different keys in a file", found: "more")
        }
        numbers[name] = columns.count
        columns.append(name)
        return columns.count - 1
    }

    private func members(_ line: [UInt8], _ place: String) throws -> [JSONReader.Member] {
        do { return try JSONReader.members(ofLine: line, place: place) } catch let error as InputError {
            throw InputError(
                error.place, expected: error.expected, found: error.found, advice: advice(line, error) ?? error.advice)
        }
    }

    private func advice(_ line: [UInt8], _ error: InputError) -> String? {
        let text = line.drop { $0 == 0x20 || $0 == 0x09 }
        if text.starts(with: "[".utf8) { return "Write an object a line, say by `jq -c '.[]'`." }
        if error.found == JSONReader.endOfLine { return "Write each object on one line, say by `jq -c .`." }
        return text.starts(with: "{'".utf8) ? "JSON has double quotes; Python writes it by `json.dumps`." : nil
    }
}
