import Core
import Experiments
import Foundation
import TextFormat

/// The pair of texts that the book follows from chapter to chapter: the second dev row of mini-glue's QNLI, the first
/// whose answer is yes. It was fixed before any network had seen it.
public struct FollowedPair {
    public let task: TextTask
    public let question, text: String
    /// The right answer: its class, which a task of scores has not, and what people call it.
    public let answer: Int?, answerText: String
    private let encoding: Encoding
    /// All dev rows of the task, for what a network says of these.
    private let devRows: [Example]

    /// - Parameters:
    ///   - directory: the checkpoint whose tokenizer reads the pair.
    ///   - task, data: others than the book's, for a draft.
    /// - Throws: `InputError` for a file that is missing or not the task's, or has a single row.
    public init(
        for directory: URL, task: TextTask = Plan.miniTask, data: URL = URL(fileURLWithPath: "data/mini-glue")
    ) throws {
        let rows = try task.rows(.dev, in: data, limit: 2)
        devRows = try FineTuning.examples(task, .dev, data, try loadTokenizer(directory), 128, nil)
        guard let row = rows.last, rows.count == 2, let target = row.target else {
            throw InputError(task.name, expected: "two dev rows", found: "fewer")
        }
        (self.task, encoding) = (task, devRows[1].encoding)
        if case .label(let label) = target { answer = label } else { answer = nil }
        answerText = answer.map { task.labels[$0] } ?? decimalText(target.value, decimals: 1)
        question = String(decoding: row.first, as: UTF8.self)
        text = row.second.map { String(decoding: $0, as: UTF8.self) } ?? "–"
    }

    /// Of both texts, with the special ones.
    var tokens: Int { encoding.ids.count }

    /// What a network says of the pair: one logit a class.
    ///
    /// - Throws: `InputError` where the pair does not fit the model.
    public func logits(_ model: SequenceClassifier) throws -> [Double] {
        try Evaluator(model, threads: 1).logits([encoding]).values.map(Double.init)
    }

    /// The share of all dev rows that a network gets right, or the task's own metric of it.
    ///
    /// - Throws: `InputError` where a row does not fit the model.
    public func score(_ model: SequenceClassifier) throws -> Double {
        let logits = try Evaluator(model, threads: 2).logits(devRows.map(\.encoding))
        return try Evaluator.scores(logits, of: devRows, task: task)[task.metric] ?? 0
    }

    /// A row of a table: the name of a network, what it says of the pair, and its score on all dev rows.
    public func row(_ name: String, _ model: SequenceClassifier) throws -> [String] {
        row(name, logits: try logits(model), score: try score(model))
    }

    /// The same of a network that was asked before.
    public func row(_ name: String, logits: [Double], score: Double) -> [String] {
        [name] + cells(logits) + [decimalText(100 * score, decimals: 1) + " %"]
    }

    /// The probability of the right answer by the softmax of the logits; of a score there is none.
    public func probability(_ logits: [Double]) -> Double? {
        answer.map { Self.probability(of: $0, logits) }
    }

    /// softmax(logits)[class]
    static func probability(of label: Int, _ logits: [Double]) -> Double {
        let top = logits.max() ?? 0, powers = logits.map { exp($0 - top) }
        return powers[label] / powers.reduce(0, +)
    }

    /// A row's cells after its name: the logit of each class, and the probability of the right answer.
    public func cells(_ logits: [Double]) -> [String] {
        let share = probability(logits).map { decimalText(100 * $0, decimals: 1) + " %" } ?? "–"
        return logits.map { decimalText($0, decimals: 3) } + [share]
    }

    /// The header of these cells.
    public var header: [String] { task.labelNames.map { "logit, \($0)" } + ["probability of the right answer"] }
}
