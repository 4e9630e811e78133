/// What a model scores that gives every row the same answer, the most frequent class of the training rows: what a
/// trained model must be above to have learnt anything from the texts.
public struct ConstantAnswer: Sendable {
    /// The class, by its name; nil for scores, whose mean it is.
    public let label: String?
    /// On the evaluated rows. A constant has no correlation, so the metrics of scores are 0.
    public let scores: [Metric: Double]

    /// The constant of the answers of training rows, scored on others'; of two classes as frequent the first. nil where
    /// there are no such rows, or an answer is missing.
    package init?(_ task: TextTask, train: [Target?], evaluation: [Target?]) throws {
        let answers = train.compactMap { $0?.value }, actual = evaluation.compactMap { $0?.value }
        guard actual.count == evaluation.count, !actual.isEmpty, !answers.isEmpty else { return nil }
        let constant: Double
        if task.isRegression {
            constant = answers.reduce(0, +) / Double(answers.count)
            label = nil
        } else {
            var counts = [Int](repeating: 0, count: task.classes)
            for answer in answers { counts[Int(answer)] += 1 }
            let most = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
            (constant, label) = (Double(most), task.labelNames[most])
        }
        let predicted = [Double](repeating: constant, count: actual.count)
        scores = try task.scores(of: predicted, against: actual, classes: task.classes)
    }
}
