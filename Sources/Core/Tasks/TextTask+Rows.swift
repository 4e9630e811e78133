import Foundation

/// From files to rows.
extension TextTask {
    /// One row of a file as bytes in UTF-8.
    public struct Row: Sendable {
        /// The first text, in UTF-8.
        public let first: [UInt8]
        /// The second text; nil where the task has one alone.
        public let second: [UInt8]?
        /// nil in test files.
        public let target: Target?

        /// A row from its parts.
        public init(first: [UInt8], second: [UInt8]?, target: Target?) {
            (self.first, self.second, self.target) = (first, second, target)
        }
    }

    /// `TASK/SPLIT.tsv` below `data`, whether it is there or not.
    public func file(_ split: Split, in data: URL) -> URL {
        data.appending(path: name).appending(path: split.rawValue + ".tsv")
    }

    /// Reads `TASK/SPLIT.tsv` below `data`, all of it or its first rows.
    ///
    /// - Throws: `InputError` with file and line for a missing file, a header that does not name the columns, a wrong
    ///   column count, an unknown label, or text that is not UTF-8.
    public func rows(_ split: Split, in data: URL, limit: Int? = nil) throws -> [Row] {
        guard limit.map({ $0 >= 1 }) ?? true else {
            throw InputError("limit", expected: "at least 1 row", found: "\(limit ?? 0)")
        }
        let file = file(split, in: data)
        guard var layout = layouts[split] else {
            throw InputError(
                file.path, expected: "a task with files", found: "\(name), which says nothing of their columns")
        }
        let table = try TSV(contentsOf: file, advice: Self.advice)
        if layout.hasHeader, let header = table.lines.first { layout = try layout.following(header, file) }
        let rows = try table.lines.dropFirst(layout.hasHeader ? 1 : 0).prefix(limit ?? .max).map {
            try row($0, layout, file)
        }
        guard !rows.isEmpty else {
            throw InputError(file.path, expected: "at least one row", found: "none", advice: Self.advice)
        }
        return rows
    }

    private func row(_ line: TSV.Line, _ layout: TableLayout, _ file: URL) throws -> Row {
        let fields = line.fields, place = "\(file.path):\(line.number)"
        guard fields.count == layout.columns else {
            throw InputError(
                place, expected: "\(layout.columns) tab-separated columns with \(layout.names)",
                found: "\(fields.count)")
        }
        func text(_ column: TableLayout.Column) throws -> [UInt8] {
            guard String(validating: fields[column.place], as: UTF8.self) != nil else {
                throw InputError(
                    place, expected: "\(column.name) in UTF-8", found: "other bytes",
                    advice: "Convert the file, say by `iconv -f latin1 -t utf-8`.")
            }
            return Array(fields[column.place])
        }
        return Row(
            first: try text(layout.first), second: try layout.second.map(text),
            target: try layout.label.map { try target(fields[$0.place], place) })
    }

    /// How many rows have the texts of one of some others.
    package static func repeated(_ rows: [Row], in others: [Row]) -> Int {
        struct Texts: Hashable { let first: [UInt8], second: [UInt8]? }
        let known = Set(others.map { Texts(first: $0.first, second: $0.second) })
        return rows.count { known.contains(Texts(first: $0.first, second: $0.second)) }
    }

    private static let advice =
        "Real GLUE comes by `make glue` (or `make glue GLUE_SOURCE=DIR`) into data/glue; "
        + "data/mini-glue comes with the project, data/domains by `make domains SOURCE=DIR`."
}

extension TableLayout {
    /// The same columns where a file's header has them: its order, and what else it has, are its own.
    ///
    /// - Throws: `InputError` for a first line that does not name the columns, each once: one without names is a row
    ///   that would be lost.
    func following(_ line: TSV.Line, _ file: URL) throws -> TableLayout {
        let found = line.fields.map { String(decoding: $0, as: UTF8.self) }
        func place(_ column: Column) -> Column? {
            if column.place < found.count, found[column.place] == column.name { return column }
            guard found.count(where: { $0 == column.name }) == 1 else { return nil }
            return found.firstIndex(of: column.name).map { Column($0, column.name) }
        }
        let missing = read.filter { place($0) == nil }
        guard missing.isEmpty, let first = place(first) else {
            let shown = found.prefix(20).map { String($0.prefix(40)).debugDescription }.joined(separator: ", ")
            throw InputError(
                "\(file.path):\(line.number)", expected: "a header of \(columns) tab-separated columns with \(names)",
                found: shown + (found.count > 20 ? " and \(found.count - 20) more" : ""),
                advice: missing.count == read.count
                    ? "Put the names of the columns into the first line."
                    : "There is no column \(missing.map(\.name.debugDescription).joined(separator: ", ")), or it is "
                        + "there twice. The order is free: columns are read by these names.")
        }
        return TableLayout(
            columns: found.count, first: first, second: second.flatMap(place), label: label.flatMap(place))
    }
}
