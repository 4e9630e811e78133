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

    /// Rows of the most frequent class among those that train, as a share; 0 for scores.
    var mostFrequentShare: Double { Double(classes.map(\.train).max() ?? 0) / Double(trainRows) }

    /// The least mean loss of one answer for all training rows, −Σ p·ln p over the classes' shares p: a run that ends
    /// near it learnt nothing from the texts. nil for scores.
    var constantLoss: Double? {
        guard !classes.isEmpty else { return nil }
        return classes.reduce(0.0) { sum, one in
            let share = Double(one.train) / Double(trainRows)
            return share > 0 ? sum - share * log(share) : sum
        }
    }

    /// - Throws: `InputError` for rows that cannot be read, and for evaluated rows that all have one answer, which tell
    ///   no method from another.
    init(_ data: TaskData, _ configuration: TrainingConfiguration, _ tokenizer: any Tokenizer) throws {
        var unlimited = configuration
        unlimited.rows.trainLimit = nil
        let task = configuration.task, rows = try unlimited.rows(in: data),
            training = Array(rows.train.prefix(configuration.rows.trainLimit ?? .max)),
            files = data.files(task, configuration.rows.division)
        let answers = Set(rows.evaluation.compactMap { $0.target?.value })
        guard answers.count > 1,
            let constant = try ConstantAnswer(
                task, train: training.map(\.target), evaluation: rows.evaluation.map(\.target))
        else {
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
        let encodings = tokenizer.encodings(
            of: training, maxLength: configuration.rows.maxLength, threads: Machine.cores)
        let count = encodings.reduce(0) { $0 + $1.ids.count }
        tokens = roundedToSignificant(Double(count) / Double(training.count), digits: 4)
        (train, dev) = (try fileDigest(files.train), try fileDigest(files.dev))
    }
}
