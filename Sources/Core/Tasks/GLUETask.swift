import Foundation

/// The six GLUE tasks of the paper: where their columns are, their labels and their metrics.
public enum GLUETask: String, Codable, Sendable, CaseIterable {
    /// Is a sentence acceptable English?
    case cola = "CoLA"
    /// Is a phrase of a film review positive?
    case sst2 = "SST-2"
    /// Do two sentences say the same?
    case mrpc = "MRPC"
    /// How near are two sentences in meaning, from 0 to 5? The one regression.
    case stsb = "STS-B"
    /// Does a sentence answer a question?
    case qnli = "QNLI"
    /// Does the first sentence entail the second?
    case rte = "RTE"

    /// By name, in any case and with or without the hyphen.
    public init?(name: String) {
        func plain(_ text: String) -> String { text.lowercased().filter { $0 != "-" && $0 != "_" } }
        guard let task = Self.allCases.first(where: { plain($0.rawValue) == plain(name) }) else { return nil }
        self = task
    }

    /// A file of a task.
    public enum Split: String, Codable, Sendable, CaseIterable {
        /// `train.tsv`, `dev.tsv`, and `test.tsv`, which has no labels.
        case train, dev, test
    }

    /// The label words in the order of their class numbers, as in the GLUE data set; empty for the regression task.
    public var labels: [String] {
        switch self {
        case .cola, .sst2, .mrpc: ["0", "1"]
        case .qnli, .rte: ["entailment", "not_entailment"]
        case .stsb: []
        }
    }

    /// What people call the classes.
    public var labelNames: [String] {
        switch self {
        case .cola: ["unacceptable", "acceptable"]
        case .sst2: ["negative", "positive"]
        case .mrpc: ["not_equivalent", "equivalent"]
        case .qnli, .rte: labels
        case .stsb: ["score"]
        }
    }

    /// Outputs of the classifier: 2, or 1 for the regression task.
    public var classes: Int { self == .stsb ? 1 : 2 }
    /// Whether a row has two sentences.
    public var isPair: Bool { self != .cola && self != .sst2 }

    /// The metric that the paper reports.
    public var metric: Metric {
        switch self {
        case .cola: .matthews
        case .stsb: .pearson
        default: .accuracy
        }
    }

    /// The paper's metric, then those that are customarily given beside it.
    public var metrics: [Metric] {
        switch self {
        case .cola: [.matthews, .accuracy]
        case .stsb: [.pearson, .spearman]
        case .mrpc: [.accuracy, .f1]
        default: [.accuracy]
        }
    }

    /// A column: its place, counted from 0, and the name that a header gives it.
    typealias Column = (place: Int, name: String)

    /// How many columns a split's file has, and which of them are read.
    struct Layout {
        let hasHeader: Bool
        let columns: Int
        let first: Column
        let second: Column?
        let label: Column?
        var read: [Column] { [first, second, label].compactMap { $0 } }

        /// "sentence1 (column 8), sentence2 (column 9), score (column 10)"
        var names: String { read.map { "\($0.name) (column \($0.place + 1))" }.joined(separator: ", ") }

        /// - Throws: `InputError` for a first line that does not name the columns: one without names is a row that
        ///   would be lost.
        func requireHeader(_ line: TSV.Line, _ file: URL) throws {
            let found = line.fields.map { String(decoding: $0, as: UTF8.self) }
            guard !read.allSatisfy({ $0.place < found.count && found[$0.place] == $0.name }) else { return }
            throw InputError(
                "\(file.path):\(line.number)", expected: "a header of \(columns) tab-separated columns with \(names)",
                found: found.prefix(columns).map { "\"\($0.prefix(40))\"" }.joined(separator: ", "),
                advice: "Put the names of the columns into the first line.")
        }
    }

    func layout(_ split: Split) -> Layout {
        let isTest = split == .test
        switch self {
        case .cola:
            return isTest
                ? Layout(hasHeader: true, columns: 2, first: (1, "sentence"), second: nil, label: nil)
                : Layout(hasHeader: false, columns: 4, first: (3, "sentence"), second: nil, label: (1, "label"))
        case .sst2:
            return isTest
                ? Layout(hasHeader: true, columns: 2, first: (1, "sentence"), second: nil, label: nil)
                : Layout(hasHeader: true, columns: 2, first: (0, "sentence"), second: nil, label: (1, "label"))
        case .mrpc:
            return Layout(
                hasHeader: true, columns: 5, first: (3, "#1 String"), second: (4, "#2 String"),
                label: isTest ? nil : (0, "Quality"))
        case .stsb:
            return Layout(
                hasHeader: true, columns: isTest ? 9 : 10, first: (7, "sentence1"), second: (8, "sentence2"),
                label: isTest ? nil : (9, "score"))
        case .qnli:
            return Layout(
                hasHeader: true, columns: isTest ? 3 : 4, first: (1, "question"), second: (2, "sentence"),
                label: isTest ? nil : (3, "label"))
        case .rte:
            return Layout(
                hasHeader: true, columns: isTest ? 3 : 4, first: (1, "sentence1"), second: (2, "sentence2"),
                label: isTest ? nil : (3, "label"))
        }
    }

    /// One row of a file as bytes.
    public struct Row: Sendable {
        /// The first sentence, in UTF-8.
        public let first: [UInt8]
        /// The second sentence; nil where the task has one alone.
        public let second: [UInt8]?
        /// nil in test files.
        public let target: Target?
    }

    /// `TASK/SPLIT.tsv` below `data`, whether it is there or not.
    public func file(_ split: Split, in data: URL) -> URL {
        data.appending(path: rawValue).appending(path: split.rawValue + ".tsv")
    }

    /// Reads `TASK/SPLIT.tsv` below `data`, all of it or its first rows.
    ///
    /// - Throws: `InputError` with file and line for a missing file, a header that does not name the columns, a wrong
    ///   column count, an unknown label, or text that is not UTF-8.
    public func rows(_ split: Split, in data: URL, limit: Int? = nil) throws -> [Row] {
        guard limit.map({ $0 >= 1 }) ?? true else {
            throw InputError("--limit", expected: "at least 1 row", found: "\(limit ?? 0)")
        }
        let file = file(split, in: data)
        let layout = layout(split)
        let table = try TSV(contentsOf: file, advice: advice(data))
        if layout.hasHeader, let header = table.lines.first { try layout.requireHeader(header, file) }
        func text(_ column: Column, _ line: TSV.Line, _ fields: [ArraySlice<UInt8>]) throws -> [UInt8] {
            guard String(validating: fields[column.place], as: UTF8.self) != nil else {
                throw InputError(
                    "\(file.path):\(line.number)", expected: "\(column.name) in UTF-8", found: "other bytes",
                    advice: "Convert the file, say by `iconv -f latin1 -t utf-8`.")
            }
            return Array(fields[column.place])
        }
        var rows: [Row] = []
        for line in table.lines.dropFirst(layout.hasHeader ? 1 : 0).prefix(limit ?? .max) {
            let fields = line.fields
            guard fields.count == layout.columns else {
                throw InputError(
                    "\(file.path):\(line.number)",
                    expected: "\(layout.columns) tab-separated columns with \(layout.names)", found: "\(fields.count)")
            }
            rows.append(
                Row(
                    first: try text(layout.first, line, fields),
                    second: try layout.second.map { try text($0, line, fields) },
                    target: try layout.label.map { try target(fields[$0.place], "\(file.path):\(line.number)") }))
        }
        guard !rows.isEmpty else {
            throw InputError(file.path, expected: "at least one row", found: "none", advice: advice(data))
        }
        return rows
    }

    private func target(_ field: ArraySlice<UInt8>, _ place: String) throws -> Target {
        let text = String(decoding: field, as: UTF8.self)
        if self == .stsb {
            guard let score = Float(text), score >= 0, score <= 5 else {
                throw InputError(place, expected: "a score from 0 to 5", found: "\"\(text)\"")
            }
            return .score(score)
        }
        guard let label = labels.firstIndex(where: { $0.utf8.elementsEqual(field) }) else {
            throw InputError(place, expected: "a label of \(labels.joined(separator: ", "))", found: "\"\(text)\"")
        }
        return .label(label)
    }

    private func advice(_ data: URL) -> String {
        """
        Real GLUE comes by `make glue` (or `make glue GLUE_SOURCE=DIR`) into data/glue; data/mini-glue comes with \
        the project.
        """
    }
}
