import Core
import TextFormat

/// Whether a task measures anything of adaptation, on one encoder and under one protocol: whether training all
/// weights, which every other method stands in for, gets further on the dev rows than one answer for every row.
///
/// Two things are chance there: the seeds, and which rows the dev file has. A model that knows nothing of a task of two
/// classes answers otherwise than the one answer on a share q of the n rows, and is right on half of these: what it
/// scores above that answer has a standard error of √(q/n), at most 1/√n. Its answers' correlation with the labels has
/// one of 1/√(n − 1). Where neither chance is overcome though the training rows are fitted, there was something to
/// learn and nothing to carry over, and a difference between methods is luck.
public struct MeasuresAdaptation: Sendable {
    /// Standard errors, by the choice of the dev rows, that count as chance.
    let standardErrors: Double
    /// Training rows are fitted from this part of the way on, from one answer for every row to all of them right.
    let fitted: Double

    public init(standardErrors: Double = 2, fitted: Double = 0.5) {
        (self.standardErrors, self.fitted) = (standardErrors, fitted)
    }

    /// What the rule says of a task.
    public enum Finding: String, Sendable {
        case measures
        case measuresNothing = "cannot be told from one answer"
        /// Above by one kind of chance alone, or the training rows were not fitted, or nothing is known.
        case undecided
    }

    /// What is judged.
    public struct Evidence: Sendable {
        /// Scores of training all weights, after the last epoch: on dev rows and on training rows, one a seed.
        public let dev, training: Sample
        /// What one answer for every row scores on either.
        public let constant, constantInTraining: Double
        /// Dev rows.
        let rows: Int
        let isCorrelation: Bool

        init(
            dev: Sample, training: Sample, constant: Double, constantInTraining: Double, rows: Int, isCorrelation: Bool
        ) {
            (self.dev, self.training, self.rows, self.isCorrelation) = (dev, training, rows, isCorrelation)
            (self.constant, self.constantInTraining) = (constant, constantInTraining)
        }

        /// Seed by seed, dev score less that of one answer.
        public var excess: Sample { Sample(dev.values.map { $0 - constant }) }
        /// Of the way from one answer to all training rows right, 0 to 1.
        public var fit: Double { (training.mean - constantInTraining) / (1 - constantInTraining) }
        /// The standard error, by the choice of the dev rows, of a model that knows nothing.
        var rowError: Double {
            1 / Double(max(isCorrelation ? rows - 1 : rows, 1)).squareRoot()
        }
    }

    /// What counts as chance by the choice of the dev rows.
    public func margin(_ found: Evidence) -> Double { standardErrors * found.rowError }

    public func finding(_ found: Evidence?) -> Finding {
        guard let found, found.training.count > 0, let seeds = found.excess.interval else { return .undecided }
        let isAbove = [seeds.lowerBound > 0, found.excess.mean > margin(found)]
        if isAbove == [true, true] { return .measures }
        // An interval that reaches beyond the chance of the rows does not exclude that something was carried over.
        let isBelow = isAbove == [false, false] && seeds.upperBound <= margin(found)
        return isBelow && found.fit >= fitted ? .measuresNothing : .undecided
    }

    /// The rule in words, for a page.
    public var text: String {
        """
        A task *cannot be told from one answer* where training all weights fits the training rows and stays within \
        chance of one answer for every row on the dev rows. Fitted: on the training rows its mean score is at least \
        \(InWords.part(fitted)) the way from that of one answer to a perfect one. Within chance: of what it scores \
        above one answer, the 95 % interval over seeds does not lie above zero and its upper end is no more than \
        \(InWords.number(standardErrors)) standard errors. These are those of a model that knows nothing, by the \
        choice of n dev rows: at most 1/√n for an accuracy, 1/√(n − 1) for a correlation. A task *measures* where the \
        interval lies above zero and the mean above these errors. All else is *undecided*.
        """
    }
}

extension GLUEResults {
    /// What `MeasuresAdaptation` judges of a task.
    ///
    /// - Parameter facts: of the task's files.
    /// - Returns: nil unless training all weights has dev and training scores with every seed, and the facts have the
    ///   most frequent answer of both files, where there is one.
    public func evidenceOfAdaptation(_ task: TextTask, _ facts: GLUEFacts?) -> MeasuresAdaptation.Evidence? {
        let setting = Setting(.whole), gaps = gaps(setting, on: [task])
        guard isComplete(setting, task), let gap = gaps.first, let facts else { return nil }
        // What chance gives an F1 is not known here.
        guard [.accuracy, .matthews, .pearson, .spearman].contains(task.metric) else { return nil }
        let dev = sample(setting, task), isCorrelation = task.metric != .accuracy
        let constants = isCorrelation ? (0, 0) : (facts.mostFrequentShare, facts.mostFrequentShareInTraining)
        guard let constant = constants.0, let inTraining = constants.1 else { return nil }
        return MeasuresAdaptation.Evidence(
            dev: dev, training: Sample(zip(dev.values, gap).map { $0 + $1 }), constant: constant,
            constantInTraining: inTraining, rows: facts.dev, isCorrelation: isCorrelation)
    }
}
