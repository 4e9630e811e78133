import Core
import Foundation
import TextFormat

/// What is counted of a data set of one's own before anything trains.
public struct DataFacts: Codable, Sendable, Equatable {
    /// A class with its rows among those that train and those that evaluate.
    public struct Class: Codable, Sendable, Equatable {
        public let name: String
        public let train, dev: Int
    }

    /// Rows that train and that evaluate, after any limit.
    public let trainRows, devRows: Int
    /// Rows that would train without a limit, of which a search holds out a tenth.
    public let allTrainRows: Int
    /// In the order of the classifier's outputs; none for scores.
    public let classes: [Class]
    /// What the most frequent class of the training rows scores on the evaluated ones, and its name.
    public let constantScore: Double, constantLabel: String?
    /// Evaluated rows whose texts stand word for word among the training rows.
    public let repeatedRows: Int
    /// Mean tokens of a training row, special ones included.
    public let tokens: Double
    /// SHA-256 of the files of the training and of the evaluated rows.
    public let train, dev: String

    /// - Throws: `InputError` for rows that cannot be read, and for evaluated rows that all have one answer, which tell
    ///   no method from another.
    init(_ data: TaskData, _ configuration: TrainingConfiguration, _ tokenizer: any Tokenizer) throws {
        var unlimited = configuration
        unlimited.rows.trainLimit = nil
        let task = configuration.task, rows = try unlimited.rows(in: data),
            training = Array(rows.train.prefix(configuration.rows.trainLimit ?? .max)),
            files = data.files(task, configuration.rows.division)
        let train = training.map {
            Example(
                encoding: tokenizer.encode($0.first, $0.second, maxLength: configuration.rows.maxLength),
                target: $0.target)
        }
        let answers = Set(rows.evaluation.compactMap { $0.target?.value })
        let evaluation = rows.evaluation.map { Example(encoding: train[0].encoding, target: $0.target) }
        guard answers.count > 1, let constant = try ConstantAnswer(task, train: train, evaluation: evaluation) else {
            throw InputError(
                files.dev.relativePath, expected: "evaluated rows with more than one answer",
                found: "\(rows.evaluation.count) with the same",
                advice: "Name other rows by --dev, or draw others by --dev-share and --dev-seed.")
        }
        func count(_ rows: [TextTask.Row], _ label: Int) -> Int { rows.count { $0.target?.value == Double(label) } }
        classes =
            task.isRegression
            ? []
            : task.labelNames.enumerated().map { label, name in
                Class(name: name, train: count(training, label), dev: count(rows.evaluation, label))
            }
        (constantScore, constantLabel) = (constant.scores[task.metric] ?? 0, constant.label)
        (trainRows, devRows, allTrainRows) = (training.count, rows.evaluation.count, rows.train.count)
        repeatedRows = TextTask.repeated(rows.evaluation, in: training)
        let tokens = train.reduce(0) { $0 + $1.encoding.ids.count }
        self.tokens = roundedToSignificant(Double(tokens) / Double(train.count), digits: 4)
        (self.train, dev) = (try fileDigest(files.train), try fileDigest(files.dev))
    }
}
