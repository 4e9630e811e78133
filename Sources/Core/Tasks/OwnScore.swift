/// A score of one's own, which a training records by its name beside the task's metrics.
///
/// It explains a run and does not define it: the run's key does not depend on it, nor does which epoch is the best.
public struct OwnScore: Sendable {
    /// Its key in the record's epochs, such as `balancedAccuracy`; none of `Metric`'s.
    public let name: String
    /// Of predictions against true values: class numbers, or real scores under regression.
    public let score: @Sendable (_ predicted: [Double], _ actual: [Double]) throws -> Double

    /// A score by its name and what computes it.
    public init(
        _ name: String, _ score: @escaping @Sendable (_ predicted: [Double], _ actual: [Double]) throws -> Double
    ) {
        (self.name, self.score) = (name, score)
    }

    /// - Throws: `InputError` for a name that is empty, a metric's or another's.
    static func validate(_ scores: [OwnScore]) throws {
        var taken = Set(Metric.allCases.map(\.rawValue) + [""])
        for score in scores where !taken.insert(score.name).inserted {
            throw InputError("own scores", expected: "a name of its own for each", found: "\"\(score.name)\"")
        }
    }

    /// - Throws: `InputError` for a value that a record cannot hold, and whatever the score throws.
    func value(_ predicted: [Double], _ actual: [Double]) throws -> Double {
        let value = try score(predicted, actual)
        guard value.isFinite else {
            throw InputError("the score \(name)", expected: "a finite number", found: "\(value)")
        }
        return value
    }
}
