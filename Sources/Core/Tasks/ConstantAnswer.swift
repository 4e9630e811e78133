/// What a model scores that gives every row the same answer, the most frequent class of the training rows: what a
/// trained model must be above to have learnt anything from the texts.
public struct ConstantAnswer: Sendable {
    /// The class, by its name; nil for scores, whose mean it is.
    public let label: String?
    /// On the evaluated rows. A constant has no correlation, so the metrics of scores are 0.
    public let scores: [Metric: Double]

    /// The constant of training rows, scored on others; of two classes as frequent the first.
    package init?(_ task: TextTask, train: [Example], evaluation: [Example]) throws {
        let actual = evaluation.compactMap { $0.target?.value }
        guard actual.count == evaluation.count, !actual.isEmpty, !train.isEmpty else { return nil }
        let constant: Double
        if task.isRegression {
            constant = train.reduce(0) { $0 + ($1.target?.value ?? 0) } / Double(train.count)
            label = nil
        } else {
            var counts = [Int](repeating: 0, count: task.classes)
            for example in train { if case .label(let label)? = example.target { counts[label] += 1 } }
            let most = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
            (constant, label) = (Double(most), task.labelNames[most])
        }
        let predicted = [Double](repeating: constant, count: actual.count)
        scores = try Dictionary(
            uniqueKeysWithValues: task.metrics.map { ($0, try $0.score(predicted, actual, classes: task.classes)) })
    }
}
