import Core
import Foundation
import TextFormat

/// Scores of one setting over its seeds, as fractions.
public struct Sample: Sendable, Equatable {
    public let values: [Double]

    public init(_ values: [Double]) { self.values = values }

    public var count: Int { values.count }
    public var mean: Double { values.reduce(0, +) / Double(values.count) }

    /// The standard deviation of a sample, with n − 1; 0 for a single value.
    public var deviation: Double {
        guard count > 1 else { return 0 }
        let mean = mean
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
    }

    /// Student's 95 % interval of the mean; nil for fewer than two values.
    public var interval: ClosedRange<Double>? {
        guard count > 1 else { return nil }
        let half = Self.quantile(degreesOfFreedom: count - 1) * deviation / Double(count).squareRoot()
        return mean - half ... mean + half
    }

    /// The 95 % interval of the mean over these very tasks of the mean over seeds, where seeds alone are chance: the
    /// variances of the tasks' means add up, and Student's quantile has the degrees of freedom of Welch and
    /// Satterthwaite, rounded down. nil unless every task has two values. (Satterthwaite, Biometrics Bulletin 2(6),
    /// 1946.)
    ///
    /// - Parameter tasks: the values of each task.
    public static func interval(onTheseTasks tasks: [[Double]]) -> ClosedRange<Double>? {
        let samples = tasks.map(Sample.init), count = Double(tasks.count)
        guard !tasks.isEmpty, samples.allSatisfy({ $0.count > 1 }) else { return nil }
        let mean = samples.reduce(0) { $0 + $1.mean } / count
        let parts = samples.map { pow($0.deviation / count, 2) / Double($0.count) }, variance = parts.reduce(0, +)
        guard variance > 0 else { return mean ... mean }
        let freedom = pow(variance, 2) / zip(parts, samples).reduce(0) { $0 + pow($1.0, 2) / Double($1.1.count - 1) }
        let whole = max(1, Int(freedom * (1 + 1e-12)))  // 8 may come out as 7.999…
        let half = quantile(degreesOfFreedom: whole) * variance.squareRoot()
        return mean - half ... mean + half
    }

    /// Value by value, self − other: what two methods differ by on the same seeds; empty unless both have every seed of
    /// `seeds`, for two that lack different ones would pair seed with another.
    public func minus(_ other: Sample, seeds: Int = Plan.seeds.count) -> Sample {
        Sample(count == seeds && other.count == count ? zip(values, other.values).map { $0 - $1 } : [])
    }

    /// "-1.2 (-3.0 to 0.6)": points of a per cent by which self is above the other, paired value by value, with the 95
    /// % interval.
    public func pointsAbove(_ other: Sample) -> String {
        func points(_ share: Double) -> String { decimalText(100 * share, decimals: 1) }
        guard let interval = minus(other).interval else { return "not run" }
        return "\(points(minus(other).mean)) (\(points(interval.lowerBound)) to \(points(interval.upperBound)))"
    }

    /// "77.0 ± 0.4 % (n = 3)"; "not run" for an empty sample.
    public var percent: String {
        guard count > 0 else { return "not run" }
        let spread = count > 1 ? " ± " + decimalText(100 * deviation, decimals: 1) : ""
        return decimalText(100 * mean, decimals: 1) + spread + " % (n = \(count))"
    }

    /// The two-sided 95 % quantile of Student's distribution; beyond 30 degrees by the first terms of its series in 1/ν
    /// (Fisher, 1925).
    public static func quantile(degreesOfFreedom: Int) -> Double {
        let table = [
            12.70620, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.30600, 2.26216, 2.22814,
            2.20099, 2.17881, 2.16037, 2.14479, 2.13145, 2.11991, 2.10982, 2.10092, 2.09302, 2.08596,
            2.07961, 2.07387, 2.06866, 2.06390, 2.05954, 2.05553, 2.05183, 2.04841, 2.04523, 2.04227,
        ]
        guard degreesOfFreedom > table.count else { return table[degreesOfFreedom - 1] }
        let ν = Double(degreesOfFreedom)
        return 1.95996 + 2.3723 / ν + 2.823 / (ν * ν)
    }
}

extension Sample {
    /// The last epoch's scores of records.
    public init(scoresOf records: [RunRecord]) { self.init(records.compactMap(\.lastScore)) }
}

extension RunRecord {
    /// Minutes of two threads that records took in all, each record once.
    public static func minutes(_ records: [RunRecord]) -> Double {
        let each = Dictionary(records.map { ($0.key, $0.circumstances) }) { first, _ in first }
        let seconds = each.values.map { ($0.trainingSeconds + $0.evaluationSeconds) * Double($0.threads) / 2 }
        return seconds.sorted().reduce(0, +) / 60
    }

    /// The task's metric after the last epoch; nil for a run that diverged.
    public var lastScore: Double? { divergedAtStep == nil ? last?.metrics[configuration.task.metric.rawValue] : nil }

    /// For a search: below every score where the run diverged.
    var searchScore: Double? { divergedAtStep == nil ? lastScore : -.infinity }
}
