import Core
import Foundation
import TextFormat

/// What a model answers to each row of an input: a class with its probability, or a score.
struct Predictions {
    private let logits: Matrix
    private let task: TextTask
    private let answers: [Double]

    init(_ logits: Matrix, _ task: TextTask) {
        (self.logits, self.task, answers) = (logits, task, Evaluator.predictions(logits))
    }

    /// A line a row: label and probability with a tab between them, or the score.
    func print() {
        for row in answers.indices {
            let name = task.isRegression ? "" : escapingControls(label(row))
            Swift.print(
                task.isRegression
                    ? decimalText(answers[row], decimals: 3)
                    : "\(name)\t\(decimalText(logits.softmax(row: row)[Int(answers[row])], decimals: 4))")
        }
    }

    /// "SST-2 dev, 872 rows: accuracy 0.8910", against the answers that the rows have; for classes of one's own with
    /// the table of which are taken for which.
    ///
    /// - Throws: never for the answers of the input's own task.
    func scores(_ input: PredictInput) throws -> String {
        let actual = input.rows.compactMap { $0.target?.value }
        let found = try task.scores(of: answers, against: actual, classes: task.classes)
        let scores = task.metrics.map { "\($0.title) \(decimalText(found[$0] ?? 0, decimals: 4))" }
        let line = "\(input.title), \(input.rows.count) rows: \(scores.joined(separator: ", "))"
        guard GLUE.task(named: task.name) == nil, !task.isRegression else { return line }
        return line + "\n"
            + (try ConfusionMatrix(predicted: answers, actual: actual, labels: task.labelNames)).table
    }

    /// Writes the input's columns and the predictions beside them: `prediction`, and for classes `probability`.
    ///
    /// - Throws: `InputError` when the file cannot be written.
    func write(_ input: PredictInput, to file: URL, _ format: Table.Format, probabilities all: Bool) throws {
        let own =
            ["prediction"] + (task.isRegression ? [] : ["probability"])
            + (all && !task.isRegression ? task.labelNames.map { "probability of \($0)" } : [])
        let columns = input.columns + own.map { name in Self.free(name, in: input.columns) }
        try TableWriter.write(
            to: file, columns, format, answers.indices.lazy.map { input.fields($0) + values($0, all) })
    }

    /// A name that no column of the input has.
    private static func free(_ name: String, in columns: [String]) -> String {
        columns.contains(name) ? free(name + "_edora", in: columns) : name
    }

    private func values(_ row: Int, _ all: Bool) -> [TableWriter.Value] {
        guard !task.isRegression else { return [.number(logits[row, 0])] }
        let shares = logits.softmax(row: row)
        return [.text(Array(label(row).utf8)), .number(Float(shares[Int(answers[row])]))]
            + (all ? shares.map { .number(Float($0)) } : [])
    }

    private func label(_ row: Int) -> String { task.labelNames[Int(answers[row])] }
}
