import Foundation

/// From tables with named columns to rows.
extension TextTask {
    /// The rows of a table, in its order.
    ///
    /// - Parameters:
    ///   - table: with the task's columns, and perhaps others.
    ///   - labelled: whether the answers are read, too; otherwise the column of labels may be missing.
    /// - Throws: `InputError` with file, line and column for a missing column, an empty text, an unknown label, a score
    ///   that is no finite number, and for no rows.
    public func rows(of table: Table, labelled: Bool = true) throws -> [Row] {
        guard let columns else {
            throw InputError(
                table.place, expected: "a task that names its columns", found: "\(name), which reads files by layout")
        }
        let text = try table.column(columns.text), pair = try columns.textPair.map { try table.column($0) },
            label = labelled ? try table.column(columns.label) : nil
        return try table.rows.map { row in
            Row(
                first: try table.nonEmptyText(row, text), second: try pair.map { try table.nonEmptyText(row, $0) },
                target: try label.map { column in
                    try target(try table.nonEmptyText(row, column)[...], table.place(of: row, column: column))
                })
        }
    }

    /// A task of one's own, whose classes are the labels that stand in a table: in numerical order where all are whole
    /// numbers, else in the order of their UTF-8.
    ///
    /// - Throws: `InputError` for a missing column, an empty label, and for less than two classes, more than
    ///   `mostClasses`, and for labels that all differ.
    public init(name: String, columns: TextColumns, classesOf table: Table) throws {
        let column = try table.column(columns.label)
        var found: Set<[UInt8]> = []
        for row in table.rows { found.insert(try table.nonEmptyText(row, column)) }
        let words = found.map { String(decoding: $0, as: UTF8.self) }
        guard words.count >= 2 else {
            throw InputError(
                "\(table.place): column \"\(columns.label)\"", expected: "two classes or more",
                found: words.first.map { "\"\($0)\" in every row" } ?? "no row")
        }
        guard words.count <= Self.mostClasses,
            words.count < table.rows.count || table.rows.count < Self.fewRows
        else {
            throw InputError(
                "\(table.place): column \"\(columns.label)\"",
                expected: "classes that repeat, at most \(Self.mostClasses)",
                found: "\(words.count) different labels in \(table.rows.count) rows",
                advice: "Is it the column of labels? Scores are learnt by regression (`isRegression`).")
        }
        self.init(name: name, labels: Self.ordered(words), columns: columns)
    }

    /// A classifier with more outputs than this was hardly meant.
    static let mostClasses = 1_000
    /// In a larger table than this, labels that all differ are hardly classes.
    private static let fewRows = 20

    /// The classes of labels: in numerical order where all are whole numbers, else, and where two are one number (1 and
    /// 01), in the order of their UTF-8.
    static func ordered(_ words: [String]) -> [String] {
        let words = words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, numbers = words.compactMap { Int($0) }
        guard numbers.count == words.count else { return words }
        return words.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }.map { words[$0] }
    }

    /// A task of one's own with classes of these names, whose rows come from tables; it reports accuracy, and macro-F1
    /// beside it.
    public init(name: String, labels: [String], columns: TextColumns) {
        self.init(
            name: name, isPair: columns.textPair != nil, answer: .classes(labels.map { TaskLabel($0) }),
            metrics: Self.ownMetrics, columns: columns)
    }

    /// A regression task of one's own, for scores of any finite size, whose rows come from tables.
    public init(scoresOf name: String, columns: TextColumns) {
        self.init(name: name, isPair: columns.textPair != nil, answer: .anyScore, columns: columns)
    }

    /// The same task, whose rows come from tables with other columns.
    public func reading(_ columns: TextColumns) -> TextTask {
        TextTask(name: name, isPair: isPair, answer: answer, metrics: metrics, layouts: layouts, columns: columns)
    }

    /// A name that files and options can carry, made from any text: other characters become hyphens, and a name of
    /// GLUE's, which are GLUE's tasks everywhere else, begins with `own-`.
    public static func plainName(_ text: String) -> String {
        let plain = text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) ? $0 : "-" }
        let name = String(plain).drop { "_.-".contains($0) }
        guard !name.isEmpty else { return "task" }
        return (GLUE.task(named: String(name)) == nil ? "" : "own-") + name
    }
}

extension Table {
    /// Nothing, or white space of ASCII alone.
    package static func isBlank(_ text: some Sequence<UInt8>) -> Bool {
        text.allSatisfy { $0 == 0x20 || (0x09 ... 0x0D).contains($0) }
    }

    /// The text of a field.
    ///
    /// - Throws: `InputError` with file, line and column where there is none, or nothing but white space.
    func nonEmptyText(_ row: Row, _ column: Int) throws -> [UInt8] {
        let field = try text(row, column)
        guard !Self.isBlank(field) else {
            throw InputError(
                place(of: row, column: column), expected: "a text",
                found: field.isEmpty ? "an empty field" : "white space alone",
                advice: "Leave such rows out of the table.")
        }
        return field
    }
}
