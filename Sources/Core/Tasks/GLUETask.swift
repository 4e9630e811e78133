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

    /// Columns, counted from 0, of a split's file.
    struct Layout {
        let hasHeader: Bool
        let columns: Int
        let first: Int
        let second: Int?
        let label: Int?
    }

    func layout(_ split: Split) -> Layout {
        let isTest = split == .test
        switch self {
        case .cola:
            return isTest
                ? Layout(hasHeader: true, columns: 2, first: 1, second: nil, label: nil)
                : Layout(hasHeader: false, columns: 4, first: 3, second: nil, label: 1)
        case .sst2:
            return isTest
                ? Layout(hasHeader: true, columns: 2, first: 1, second: nil, label: nil)
                : Layout(hasHeader: true, columns: 2, first: 0, second: nil, label: 1)
        case .mrpc: return Layout(hasHeader: true, columns: 5, first: 3, second: 4, label: isTest ? nil : 0)
        case .stsb: return Layout(hasHeader: true, columns: isTest ? 9 : 10, first: 7, second: 8, label: isTest ? nil : 9)
        case .qnli, .rte: return Layout(hasHeader: true, columns: isTest ? 3 : 4, first: 1, second: 2, label: isTest ? nil : 3)
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
    /// - Throws: `InputError` with file and line for a missing file, a wrong column count or an unknown label.
    public func rows(_ split: Split, in data: URL, limit: Int? = nil) throws -> [Row] {
        guard limit.map({ $0 >= 1 }) ?? true else {
            throw InputError("--limit", expected: "at least 1 row", found: "\(limit ?? 0)")
        }
        let file = file(split, in: data)
        let layout = layout(split)
        let table = try TSV(contentsOf: file, advice: advice(data))
        var rows: [Row] = []
        for line in table.lines.dropFirst(layout.hasHeader ? 1 : 0).prefix(limit ?? .max) {
            let fields = line.fields
            guard fields.count == layout.columns else {
                throw InputError("\(file.path):\(line.number)", expected: "\(layout.columns) tab-separated columns", found: "\(fields.count)")
            }
            rows.append(Row(
                first: Array(fields[layout.first]), second: layout.second.map { Array(fields[$0]) },
                target: try layout.label.map { try target(fields[$0], "\(file.path):\(line.number)") }))
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
        "Real GLUE comes by `make glue` (or `make glue GLUE_SOURCE=DIR`) into data/glue; data/mini-glue comes with the project."
    }
}
