import TextFormat

/// Which classes a model takes for which: a row for each actual class, a column for each predicted one.
public struct ConfusionMatrix: Sendable, Equatable {
    /// What the classes are called, in their order.
    public let labels: [String]
    /// `counts[a][p]`: rows of class a that were taken for class p.
    public let counts: [[Int]]

    /// Counts predictions against true classes, both as numbers, such as `Evaluator.predictions` gives.
    ///
    /// - Throws: `InputError` for other than one prediction a row, and for a number that is no class.
    public init(predicted: [Double], actual: [Double], labels: [String]) throws {
        guard predicted.count == actual.count else {
            throw InputError(
                "predictions", expected: "\(actual.count), one for each row", found: "\(predicted.count)")
        }
        func number(_ value: Double, _ place: String) throws -> Int {
            guard let number = Int(exactly: value), labels.indices.contains(number) else {
                throw InputError(place, expected: "a class from 0 to \(labels.count - 1)", found: "\(value)")
            }
            return number
        }
        var counts = labels.map { _ in labels.map { _ in 0 } }
        for (row, (p, a)) in zip(predicted, actual).enumerated() {
            counts[try number(a, "row \(row)")][try number(p, "the prediction for row \(row)")] += 1
        }
        (self.labels, self.counts) = (labels, counts)
    }

    /// How one class fares, as fractions; what divides by nothing is 0, as scikit-learn's `zero_division=0`.
    public struct ClassScores: Sendable, Equatable {
        /// Of the rows that were taken for it, the share that are of it.
        public let precision: Double
        /// Of the rows that are of it, the share that were taken for it.
        public let recall: Double
        /// The harmonic mean of the two.
        public let f1: Double
        /// The rows that are of it.
        public let support: Int
    }

    /// The scores of each class, in order.
    public var classScores: [ClassScores] {
        labels.indices.map { i in
            let right = counts[i][i], support = counts[i].reduce(0, +), taken = counts.reduce(0) { $0 + $1[i] }
            func share(_ part: Int, of whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
            return ClassScores(
                precision: share(right, of: taken), recall: share(right, of: support),
                f1: share(2 * right, of: support + taken), support: support)
        }
    }

    /// With more classes a line would be longer than a terminal's.
    private static let mostColumns = 8

    /// A table for a terminal, in lines of equal length: counts with the actual class before and the predicted one
    /// above, then each class's scores; the scores alone where there are more than eight classes.
    public var table: String {
        let hasCounts = labels.count <= Self.mostColumns, labels = labels.map { shownText($0) }
        let header =
            (hasCounts ? ["actual \\ predicted"] + labels : ["class"]) + ["precision", "recall", "F1", "support"]
        let rows = zip(labels, zip(counts, classScores)).map { label, values in
            let (counts, scores) = values
            return [label] + (hasCounts ? counts.map(String.init) : [])
                + [scores.precision, scores.recall, scores.f1].map { decimalText($0, decimals: 3) }
                + ["\(scores.support)"]
        }
        return alignedColumns([header] + rows)
    }
}
