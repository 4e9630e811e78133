import Foundation

/// A task: texts, or pairs of texts, and an answer for each; a value that says how its rows are answered, scored and
/// stored.
///
/// (The name is not `Task`, which is Swift's own for concurrent work.) GLUE's six are `GLUE.tasks`.
public struct TextTask: Sendable, Hashable {
    /// What is asked of a row.
    public enum Answer: Sendable, Hashable, Codable {
        /// One of several classes, in the order of the classifier's outputs.
        case classes([TaskLabel])
        /// A real score in a range; one output, regression.
        case score(ClosedRange<Float>)

        /// A score of any finite size.
        public static let anyScore = Answer.score(-Float.greatestFiniteMagnitude ... Float.greatestFiniteMagnitude)
    }

    /// The name for options, files and people: `RTE`.
    public let name: String
    /// Whether a row has two texts.
    public let isPair: Bool
    /// Classes or scores.
    public let answer: Answer
    /// The metric that is reported, then those that are customarily given beside it.
    public let metrics: [Metric]
    /// Where the columns are in each split's file; none for a task whose rows do not come from such files.
    public let layouts: [Split: TableLayout]
    /// The columns that are read of tables with a header; nil for a task whose rows do not come from tables.
    public let columns: TextColumns?

    /// A file of a task.
    public enum Split: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
        /// `train.tsv`, `dev.tsv`, and `test.tsv`, which has no labels.
        case train, dev, test
    }

    /// A task from its parts.
    ///
    /// - Parameters:
    ///   - name: for options, files and people.
    ///   - isPair: whether a row has two texts.
    ///   - answer: classes or scores.
    ///   - metrics: the reported one first; accuracy for classes and Pearson's correlation for scores where nothing is
    ///     said.
    ///   - layouts: of its files.
    ///   - columns: of its tables.
    public init(
        name: String, isPair: Bool = false, answer: Answer, metrics: [Metric] = [],
        layouts: [Split: TableLayout] = [:], columns: TextColumns? = nil
    ) {
        (self.name, self.isPair, self.answer) = (name, isPair, answer)
        (self.layouts, self.columns) = (layouts, columns)
        let usual: Metric = if case .classes = answer { .accuracy } else { .pearson }
        self.metrics = metrics.isEmpty ? [usual] : metrics
    }

    /// A task of one's own, with classes of these names; it reports accuracy, and macro-F1 beside it.
    public init(name: String, isPair: Bool = false, labels: [String]) {
        self.init(
            name: name, isPair: isPair, answer: .classes(labels.map { TaskLabel($0) }), metrics: Self.ownMetrics)
    }

    /// Of classes of one's own: some are often rare, and accuracy does not show how these fare.
    static let ownMetrics: [Metric] = [.accuracy, .macroF1]

    /// The label words in the order of their class numbers; empty for scores.
    public var labels: [String] { if case .classes(let labels) = answer { labels.map(\.word) } else { [] } }

    /// What people call the outputs.
    public var labelNames: [String] { if case .classes(let labels) = answer { labels.map(\.name) } else { ["score"] } }

    /// Whether some names are the task's labels, or its words, in another order: outputs of theirs would be read as
    /// other answers. Case and what stands between words do not matter: `Not-Entailment` is `not_entailment`.
    public func hasInAnotherOrder(_ names: [String]) -> Bool {
        let theirs = names.map(Self.plain)
        return [labelNames, labels].contains { own in
            let ours = own.map(Self.plain)
            guard Set(ours).count == ours.count, Set(theirs).count == theirs.count else {
                return names != own && Set(names) == Set(own)
            }
            // A number in a list of others may count something else.
            let isSame = Set(ours) == Set(theirs)
            let places = Dictionary(uniqueKeysWithValues: zip(ours, ours.indices))
            return theirs.enumerated().contains { place, name in
                (isSame || Int(name) == nil) && places[name].map { $0 != place } ?? false
            }
        }
    }

    private static func plain(_ name: String) -> String {
        let letters = name.lowercased().filter { $0.isLetter || $0.isNumber }
        return letters.isEmpty ? name : letters
    }

    /// Whether the answer is a real score.
    public var isRegression: Bool { if case .score = answer { true } else { false } }

    /// Outputs of the classifier: the classes, or 1 for scores.
    public var classes: Int { isRegression ? 1 : labels.count }

    /// The metric that is reported.
    public var metric: Metric { metrics[0] }

    /// What a row of a file says.
    ///
    /// - Throws: `InputError` for an unknown label, or a score out of range.
    func target(_ field: ArraySlice<UInt8>, _ place: String) throws -> Target {
        let text = String(decoding: field, as: UTF8.self)
        switch answer {
        case .score(let range):
            // Float reads "0x10", which no other program takes for sixteen.
            guard !text.lowercased().contains("x"), let score = Float(text), range.contains(score) else {
                let ends = [range.lowerBound, range.upperBound].map { String(format: "%g", Double($0)) },
                    isBounded = answer != .anyScore
                throw InputError(
                    place, expected: isBounded ? "a score from \(ends[0]) to \(ends[1])" : "a score, a finite number",
                    found: "\"\(text)\"")
            }
            return .score(score)
        case .classes(let labels):
            guard let label = labels.firstIndex(where: { $0.word.utf8.elementsEqual(field) }) else {
                let words = labels.map(\.word), near = nearestName(to: text, in: words)
                throw InputError(
                    place, expected: "a label of \(words.joined(separator: ", "))", found: "\"\(text)\"",
                    advice: near.map { "Is it \"\($0)\"?" })
            }
            return .label(label)
        }
    }
}

/// A class of a task.
public struct TaskLabel: Sendable, Hashable, Codable {
    /// What files say: `1`.
    public let word: String
    /// What people say: `acceptable`.
    public let name: String

    /// Where nothing is said people say what files say.
    public init(_ word: String, name: String? = nil) { (self.word, self.name) = (word, name ?? word) }
}

/// Where the columns of a file are.
public struct TableLayout: Sendable, Hashable, Codable {
    /// A column: its place, counted from 0, and the name that a header gives it.
    public struct Column: Sendable, Hashable, Codable {
        let place: Int
        let name: String

        /// Column `place` with its name.
        public init(_ place: Int, _ name: String) { (self.place, self.name) = (place, name) }
    }

    let hasHeader: Bool
    /// How many columns a line has.
    let columns: Int
    let first: Column
    let second: Column?
    let label: Column?

    /// A layout; without `second` rows have one text, without `label` they keep their answer to themselves.
    public init(hasHeader: Bool = true, columns: Int, first: Column, second: Column? = nil, label: Column?) {
        (self.hasHeader, self.columns) = (hasHeader, columns)
        (self.first, self.second, self.label) = (first, second, label)
    }

    /// Those that are read.
    var read: [Column] { [first, second, label].compactMap { $0 } }

    /// "sentence1 (column 8), sentence2 (column 9), score (column 10)"
    var names: String { read.map { "\($0.name) (column \($0.place + 1))" }.joined(separator: ", ") }
}

/// GLUE's tasks are kept by name, any other with all its parts, so that files of both can be read anywhere.
extension TextTask: Codable {
    private enum Keys: String, CodingKey { case name, isPair, answer, metrics, layouts, columns }

    public init(from decoder: any Decoder) throws {
        if let name = try? decoder.singleValueContainer().decode(String.self) {
            guard let known = GLUE.tasks.first(where: { $0.name == name }) else {
                throw DecodingError.unknown(name, among: GLUE.tasks.map(\.name), at: decoder.codingPath)
            }
            self = known
            return
        }
        let container = try decoder.container(keyedBy: Keys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            isPair: try container.decode(Bool.self, forKey: .isPair),
            answer: try container.decode(Answer.self, forKey: .answer),
            metrics: try container.decode([Metric].self, forKey: .metrics),
            layouts: try container.decodeIfPresent([Split: TableLayout].self, forKey: .layouts) ?? [:],
            columns: try container.decodeIfPresent(TextColumns.self, forKey: .columns))
    }

    public func encode(to encoder: any Encoder) throws {
        if GLUE.tasks.contains(self) {
            var container = encoder.singleValueContainer()
            return try container.encode(name)
        }
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(name, forKey: .name)
        try container.encode(isPair, forKey: .isPair)
        try container.encode(answer, forKey: .answer)
        try container.encode(metrics, forKey: .metrics)
        if !layouts.isEmpty { try container.encode(layouts, forKey: .layouts) }
        try container.encodeIfPresent(columns, forKey: .columns)
    }
}
