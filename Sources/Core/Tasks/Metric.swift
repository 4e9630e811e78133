/// The scores of the GLUE benchmark, and macro-F1 for tasks of one's own; as fractions (1 is perfect).
public enum Metric: String, NamedChoice, Sendable {
    /// The first three are of classes, F1 and Matthews with class 1 positive; the correlations of scores, Spearman with
    /// ties sharing a rank.
    case accuracy, f1, matthews, pearson, spearman
    /// The mean over the classes of each one's F1, by which a rare class counts as much as a frequent one.
    case macroF1

    /// The name for people; `rawValue` is the key in run records.
    public var title: String {
        switch self {
        case .accuracy: "accuracy"
        case .f1: "F1"
        case .matthews: "Matthews"
        case .pearson: "Pearson"
        case .spearman: "Spearman"
        case .macroF1: "macro-F1"
        }
    }

    /// The score of predictions against true values: class numbers, or real scores for the correlations.
    ///
    /// Undefined scores (a constant prediction has no correlation, no positives no F1) are 0, as GLUE counts them.
    ///
    /// - Parameters:
    ///   - predicted: what the model says of each row.
    ///   - actual: what is true of it.
    ///   - classes: over how many macro-F1 is the mean. One that neither occurs nor is predicted counts 0, as
    ///     scikit-learn's `f1_score` has it with `labels=range(classes)` and `zero_division=0`; nil leaves such out.
    /// - Throws: `InputError` for other than one prediction a row.
    public func score(_ predicted: [Double], _ actual: [Double], classes: Int? = nil) throws -> Double {
        guard predicted.count == actual.count else {
            throw InputError(
                "predictions", expected: "\(actual.count), one for each row", found: "\(predicted.count)")
        }
        guard !actual.isEmpty else { return 0 }
        switch self {
        case .accuracy:
            return Double(zip(predicted, actual).count(where: { $0 == $1 })) / Double(actual.count)
        case .f1:
            return Confusion(predicted, actual).f1
        case .macroF1:
            let all = classes.map { Set((0 ..< $0).map(Double.init)) } ?? Set(predicted).union(actual)
            return all.sorted().reduce(0) { $0 + Confusion(predicted, actual, positive: $1).f1 }
                / Double(max(1, all.count))
        case .matthews:
            let c = Confusion(predicted, actual)
            let product =
                (c.truePositives + c.falsePositives) * (c.truePositives + c.falseNegatives)
                * (c.trueNegatives + c.falsePositives) * (c.trueNegatives + c.falseNegatives)
            guard product > 0 else { return 0 }
            return (c.truePositives * c.trueNegatives - c.falsePositives * c.falseNegatives) / product.squareRoot()
        case .pearson: return Self.correlation(predicted, actual)
        case .spearman: return Self.correlation(Self.ranks(predicted), Self.ranks(actual))
        }
    }

    /// Counts of a class against all others.
    private struct Confusion {
        var truePositives = 0.0, trueNegatives = 0.0, falsePositives = 0.0, falseNegatives = 0.0

        /// 2·TP/(2·TP + FP + FN)
        var f1: Double {
            let denominator = 2 * truePositives + falsePositives + falseNegatives
            return denominator == 0 ? 0 : 2 * truePositives / denominator
        }

        init(_ predicted: [Double], _ actual: [Double], positive: Double = 1) {
            for (p, a) in zip(predicted, actual) {
                switch (p == positive, a == positive) {
                case (true, true): truePositives += 1
                case (false, false): trueNegatives += 1
                case (true, false): falsePositives += 1
                case (false, true): falseNegatives += 1
                }
            }
        }
    }

    /// Σ(x − x̄)(y − ȳ)/√(Σ(x − x̄)²·Σ(y − ȳ)²)
    private static func correlation(_ x: [Double], _ y: [Double]) -> Double {
        let n = Double(x.count)
        let xMean = x.reduce(0, +) / n, yMean = y.reduce(0, +) / n
        var xy = 0.0, xx = 0.0, yy = 0.0
        for (a, b) in zip(x, y) {
            xy += (a - xMean) * (b - yMean)
            xx += (a - xMean) * (a - xMean)
            yy += (b - yMean) * (b - yMean)
        }
        return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : 0
    }

    /// Ranks from 1, ties sharing the average of their places.
    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start ..< end { ranks[order[place]] = Double(start + end + 1) / 2 }
            start = end
        }
        return ranks
    }
}

extension TextTask {
    /// The task's metrics of predictions against true values.
    ///
    /// - Throws: as `Metric.score`.
    package func scores(of predicted: [Double], against actual: [Double], classes: Int) throws -> [Metric: Double] {
        try Dictionary(
            uniqueKeysWithValues: metrics.map { ($0, try $0.score(predicted, actual, classes: classes)) })
    }
}
