import Core
import TextFormat

extension Sample {
    /// A score of a table, times one hundred: "80.4 ± 1.5", with "(n = 1)" where seeds are missing; "–" where all are.
    public var cell: String {
        guard count > 0 else { return "–" }
        let text = decimalText(100 * mean, decimals: 1)
        return count == Plan.seeds.count ? text + " ± " + decimalText(100 * deviation, decimals: 1) : text + " (n = \(count))"
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
    public static func cell(seeds differences: [Double]) -> String {
        let sample = Sample(differences)
        guard sample.count > 0 else { return "–" }
        let spread = sample.count == Plan.seeds.count ? " ± " + decimalText(100 * sample.deviation, decimals: 1) : " (n = \(sample.count))"
        return text(sample.mean) + spread
    }

    /// Over tasks: "-1.2 (-2.0 to -0.5)", the mean with its bootstrap interval; "–" for fewer than `Bootstrap.fewestTasks`.
    public static func cell(tasks: [[Double]]) -> String {
        Bootstrap.interval(tasks).map { "\(text(mean(tasks))) (\(text($0)))" } ?? "–"
    }

    /// The mean over these very tasks with the interval over seeds: "-1.2 (-1.6 to -0.8)"; "–" without one.
    public static func cell(onTheseTasks tasks: [[Double]]) -> String {
        Sample.interval(onTheseTasks: tasks).map { "\(text(mean(tasks))) (\(text($0)))" } ?? "–"
    }

    /// "-2.0 to -0.5", "–" without an interval; a bound that would read as zero, which may lie on either side, has a second decimal.
    public static func text(_ interval: ClosedRange<Double>?) -> String {
        guard let interval else { return "–" }
        return [interval.lowerBound, interval.upperBound].map { bound in
            bound != 0 && abs(bound) < 0.0005 ? (bound > 0 ? "+" : "") + decimalText(100 * bound, decimals: 2) : text(bound)
        }.joined(separator: " to ")
    }

    /// What an interval of differences says in words: "above", "below" or "not to be told apart from".
    public static func relation(_ interval: ClosedRange<Double>) -> String {
        interval.lowerBound > 0 ? "above" : interval.upperBound < 0 ? "below" : "not to be told apart from"
    }

    /// The same of the bootstrap interval, for tasks like these; nil without an interval.
    public static func relation(tasks: [[Double]]) -> String? { Bootstrap.interval(tasks).map(relation) }

    /// What both intervals say: "below EDoRA on these tasks, not surely on others like them"; nil without them.
    public static func comparison(tasks: [[Double]], with reference: String) -> String? {
        guard let here = Sample.interval(onTheseTasks: tasks).map(relation), let beyond = relation(tasks: tasks) else { return nil }
        if here == "not to be told apart from" { return "\(here) \(reference)" }
        return "\(here) \(reference) on these tasks" + (beyond == here ? " and on others like them" : ", not surely on others like them")
    }

    /// What a difference on these tasks hangs on: "; without CoLA or RTE the interval holds zero", where it leaves zero out with all; tasks in the order of the differences.
    public static func hold(_ differences: [[Double]], without tasks: [GLUETask]) -> String {
        let needed = needed(differences, by: Sample.interval(onTheseTasks:))
        return needed.isEmpty ? "" : "; without \(listed(needed.map { tasks[$0].rawValue }, "or")) the interval holds zero"
    }

    /// Where an interval leaves out zero with all tasks: the numbers of those without any one of which it holds zero.
    static func needed(_ differences: [[Double]], by interval: ([[Double]]) -> ClosedRange<Double>?) -> [Int] {
        guard interval(differences)?.contains(0) == false else { return [] }
        return differences.indices.filter { interval(without($0, differences))?.contains(0) ?? true }
    }

    static func without(_ task: Int, _ differences: [[Double]]) -> [[Double]] { differences.indices.filter { $0 != task }.map { differences[$0] } }

    /// The mean over tasks of the mean over seeds.
    public static func mean(_ tasks: [[Double]]) -> Double { Sample(tasks.map { Sample($0).mean }).mean }
}

/// "CoLA, MRPC and RTE", or with another word than "and".
public func listed(_ words: [String], _ last: String = "and") -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " \(last) " + (words.last ?? "")
}
