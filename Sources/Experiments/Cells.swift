import Core
import TextFormat

extension Sample {
    /// A score of a table, times one hundred: "80.4 ± 1.5", with "(n = 1)" where seeds are missing; "–" where all are.
    public var cell: String { cell(seeds: Plan.seeds.count) }

    /// The same where so many seeds are all.
    public func cell(seeds: Int) -> String {
        guard count > 0 else { return "–" }
        let text = decimalText(100 * mean, decimals: 1)
        guard count == seeds else { return text + " (n = \(count))" }
        return count == 1 ? text : text + " ± " + decimalText(100 * deviation, decimals: 1)
    }
}

/// Differences in points of a per cent, with their sign.
public enum Points {
    /// "-2.5", "+0.4"
    public static func text(_ share: Double) -> String {
        let text = decimalText(100 * share, decimals: 1)
        return share > 0 && text != "0.0" ? "+" + text : text
    }

    /// Of one task over its seeds: "-2.5 ± 0.4"; "–" where nothing can be paired.
    public static func cell(seeds differences: [Double], of seeds: Int = Plan.seeds.count) -> String {
        let sample = Sample(differences)
        guard sample.count > 0 else { return "–" }
        guard sample.count == seeds else { return text(sample.mean) + " (n = \(sample.count))" }
        return text(sample.mean) + " ± " + decimalText(100 * sample.deviation, decimals: 1)
    }

    /// Over tasks: "-1.2 (-2.0 to -0.5)", the mean with its bootstrap interval; "–" for fewer than
    /// `Bootstrap.fewestTasks`.
    public static func cell(tasks: [[Double]]) -> String {
        Bootstrap.interval(tasks).map { "\(text(mean(tasks))) (\(text($0)))" } ?? "–"
    }

    /// The mean over these very tasks with the interval over seeds: "-1.2 (-1.6 to -0.8)"; "–" without one.
    public static func cell(onTheseTasks tasks: [[Double]]) -> String {
        Sample.interval(onTheseTasks: tasks).map { "\(text(mean(tasks))) (\(text($0)))" } ?? "–"
    }

    /// "-2.0 to -0.5", "–" without an interval; a bound that would read as zero, which may lie on either side, has a
    /// second decimal.
    public static func text(_ interval: ClosedRange<Double>?) -> String {
        guard let interval else { return "–" }
        func end(_ bound: Double) -> String {
            guard bound != 0, abs(bound) < 0.0005 else { return text(bound) }
            return (bound > 0 ? "+" : "") + decimalText(100 * bound, decimals: 2)
        }
        return "\(end(interval.lowerBound)) to \(end(interval.upperBound))"
    }

    /// What a difference on these tasks hangs on: "; without CoLA or RTE the interval on these tasks holds zero", where
    /// it leaves zero out with all; tasks in the order of the differences.
    public static func hold(_ differences: [[Double]], without tasks: [TextTask]) -> String {
        let needed = neededOnTheseTasks(differences)
        guard !needed.isEmpty else { return "" }
        return "; without \(enumeration(needed.map { tasks[$0].name }, "or")) the interval on these tasks holds zero"
    }

    /// Where an interval leaves out zero with all tasks: the numbers of those without any one of which it holds zero.
    static func needed(_ differences: [[Double]], by interval: ([[Double]]) -> ClosedRange<Double>?) -> [Int] {
        guard interval(differences)?.contains(0) == false else { return [] }
        return differences.indices.filter { interval(without($0, differences))?.contains(0) ?? true }
    }

    static func without(_ task: Int, _ differences: [[Double]]) -> [[Double]] {
        differences.indices.filter { $0 != task }.map { differences[$0] }
    }

    /// The mean over tasks of the mean over seeds.
    public static func mean(_ tasks: [[Double]]) -> Double { Sample(tasks.map { Sample($0).mean }).mean }
}
