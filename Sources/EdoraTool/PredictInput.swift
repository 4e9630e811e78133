import Core
import Foundation
import TextFormat

extension TextTask {
    /// The same task, whose tables have these columns, else those of the training, else `text`, `text_pair`, `label`.
    func readingTables(text: String? = nil, textPair: String? = nil, label: String? = nil) -> TextTask {
        reading(
            TextColumns(
                text: text ?? columns?.text ?? "text",
                textPair: isPair ? textPair ?? columns?.textPair ?? "text_pair" : nil,
                label: label ?? columns?.label ?? "label"))
    }
}

/// The rows of a question to a model, and what of them goes along into its answers.
struct PredictInput {
    /// The texts, with their answers where these are known.
    let rows: [TextTask.Row]
    /// What they are called: `SST-2 dev`, a file's path, `standard input`.
    let title: String
    /// What the rows had beside their texts, or the texts where there was nothing else.
    let columns: [String]
    let fields: (Int) -> [TableWriter.Value]

    /// Whether all answers are known, so that the model's can be scored.
    var isLabelled: Bool { rows.allSatisfy { $0.target != nil } }

    /// Rows of which the texts are all there is.
    init(_ rows: [TextTask.Row], _ title: String) {
        (self.rows, self.title) = (rows, title)
        columns = rows.first?.second == nil ? ["text"] : ["text", "text_pair"]
        fields = { row in [rows[row].first, rows[row].second].compactMap { $0 }.map { .text($0) } }
    }

    /// A table's rows with all their columns.
    ///
    /// - Parameter labelled: whether the answers are read; nil for whether the table has their column.
    /// - Throws: `InputError` with file, line and column for what is not the task's.
    init(_ table: Table, _ task: TextTask, labelled: Bool?) throws {
        let label = task.columns?.label, hasLabels = label.map(table.columns.contains) ?? false
        do { rows = try task.rows(of: table, labelled: labelled ?? hasLabels) } catch let fault as InputError
            where labelled == nil && hasLabels
        {
            _ = try task.rows(of: table, labelled: false)  // what is wrong with the texts is said as it is
            throw InputError(
                fault.place, expected: fault.expected, found: fault.found,
                advice: "--unlabelled predicts whatever the column of the answers says.")
        }
        (title, columns) = (table.place, table.columns)
        fields = { Self.values(table.rows[$0]) }
    }

    private static func values(_ row: Table.Row) -> [TableWriter.Value] {
        row.fields.enumerated().map { column, field in
            guard let field else { return .none }
            return row.columnsOfJSON.contains(column) ? .json(field) : .text(field)
        }
    }

    /// A text a line, or two with a tab between them for a task of pairs; without the quotes around them where all
    /// were written with quotes.
    ///
    /// - Throws: `InputError` with the line for one without a text, or with another number of them.
    init(lines bytes: [UInt8], _ task: TextTask) throws {
        let place = "standard input", start = try Table.startOfText(bytes, place, allowsNUL: true)
        if let rows = Table.quotedRows(bytes, from: start), rows[0].fields.count == (task.isPair ? 2 : 1),
            rows.allSatisfy({ $0.fields.allSatisfy { $0?.isEmpty == false } })
        {
            self.init(
                rows.map {
                    TextTask.Row(first: $0.fields[0] ?? [], second: $0.fields.dropFirst().first ?? nil, target: nil)
                },
                place)
            return
        }
        var lines = bytes[start...].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard !lines.isEmpty else {
            throw InputError(
                place, expected: "a text a line", found: "nothing",
                advice: "The rows of the training are named by --split dev, others by --data FILE.")
        }
        let rows = try lines.enumerated().map { number, line in
            let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            let parts =
                task.isPair ? text.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false) : [text]
            guard parts.count == (task.isPair ? 2 : 1), !parts.contains(where: { Table.isBlank($0) }) else {
                throw InputError(
                    "\(place):\(number + 1)", expected: task.isPair ? "two texts with a tab between them" : "a text",
                    found: Table.isBlank(text)
                        ? "an empty line"
                        : parts.contains(where: { Table.isBlank($0) }) ? "an empty text" : "\(parts.count)",
                    advice: "A table is read by --format csv, tsv or jsonl.")
            }
            guard parts.allSatisfy({ String(validating: $0, as: UTF8.self) != nil }) else {
                throw InputError(
                    "\(place):\(number + 1)", expected: "a text in UTF-8", found: "other bytes",
                    advice: "Convert the text, say by `iconv -f latin1 -t utf-8`.")
            }
            return TextTask.Row(first: Array(parts[0]), second: task.isPair ? Array(parts[1]) : nil, target: nil)
        }
        self.init(rows, place)
    }

    /// Sentences from the command line, two by two for a task of pairs.
    ///
    /// - Throws: `InputError` for an odd number of them, or an empty one.
    init(sentences: [String], _ task: TextTask) throws {
        let step = task.isPair ? 2 : 1
        guard sentences.count % step == 0 else {
            throw InputError(
                "sentences", expected: "an even number, \(task.name) being a task of pairs", found: "\(sentences.count)"
            )
        }
        guard sentences.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) else {
            throw InputError("sentences", expected: "a text", found: "an empty one, or white space alone")
        }
        let rows = stride(from: 0, to: sentences.count, by: step).map { i in
            TextTask.Row(
                first: Array(sentences[i].utf8), second: task.isPair ? Array(sentences[i + 1].utf8) : nil, target: nil)
        }
        self.init(rows, "sentences")
    }

    /// The rows that an adapter was trained on, or those that evaluated it.
    ///
    /// - Throws: `InputError` where they are no longer to be read.
    init(_ trained: TrainedRows, _ split: TextTask.Split, _ task: TextTask, seed: UInt64) throws {
        let files = trained.data.files(task, trained.selection.division)
        for (file, digest) in [(files.train, trained.train), (files.dev, trained.dev)] {
            guard FileManager.default.fileExists(atPath: file.path) else {
                throw InputError(
                    file.relativePath, expected: "the rows that the adapter was trained on", found: "no such file",
                    advice: "Run this from the folder in which it was trained, or name other rows by --data.")
            }
            guard try fileDigest(file) == digest else {
                let place = if case .folder(let folder) = trained.data { folder } else { file }
                throw InputError(
                    file.relativePath, expected: "the rows that the adapter was trained on",
                    found: "a file that has changed since",
                    advice: "To take its rows as they are now: --data \(shellQuoted(place.relativePath)).")
            }
        }
        let rows = try trained.selection.rows(of: task, in: trained.data, seed: seed)
        self.init(split == .train ? rows.train : rows.evaluation, "\(task.name) \(split.rawValue)")
    }

    /// The first rows alone.
    func first(_ limit: Int?) throws -> PredictInput {
        guard let limit else { return self }
        guard limit >= 1 else { throw InputError("--limit", expected: "at least 1 row", found: "\(limit)") }
        return PredictInput(rows: Array(rows.prefix(limit)), title: title, columns: columns, fields: fields)
    }

    private init(
        rows: [TextTask.Row], title: String, columns: [String], fields: @escaping (Int) -> [TableWriter.Value]
    ) {
        (self.rows, self.title, self.columns, self.fields) = (rows, title, columns, fields)
    }
}
