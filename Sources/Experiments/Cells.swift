import Core

extension Sample {
    /// A score of a table, times one hundred: "80.4 ± 1.5", with "(n = 1)" where seeds are missing; "–" where all are.
    public var cell: String {
        guard count > 0 else { return "–" }
        let text = fixed(100 * mean, decimals: 1)
        return count == Plan.seeds.count ? text + " ± " + fixed(100 * deviation, decimals: 1) : text + " (n = \(count))"
    }
}

/// Differences in points of a per cent, with their sign.
public enum Points {
    /// "-2.5", "+0.4"
    public static func text(_ share: Double) -> String {
        let text = fixed(100 * share, decimals: 1)
        return share > 0 && text != "0.0" ? "+" + text : text
    }

    /// Of one task over its seeds: "-2.5 ± 0.4"; "–" where nothing can be paired.
    public static func cell(seeds differences: [Double]) -> String {
        let sample = Sample(differences)
        guard sample.count > 0 else { return "–" }
        let spread = sample.count == Plan.seeds.count ? " ± " + fixed(100 * sample.deviation, decimals: 1) : " (n = \(sample.count))"
        return text(sample.mean) + spread
    }

    /// Over tasks: "-1.2 (-2.0 to -0.5)", the mean with its bootstrap interval; "–" for fewer than `Bootstrap.fewestTasks`.
    public static func cell(tasks: [[Double]]) -> String {
        guard let interval = Bootstrap.interval(tasks) else { return "–" }
        return "\(text(mean(tasks))) (\(text(interval.lowerBound)) to \(text(interval.upperBound)))"
    }

    /// What the bootstrap interval of differences says in words: "above", "below" or "not to be told apart from"; nil without an interval.
    public static func relation(tasks: [[Double]]) -> String? {
        Bootstrap.interval(tasks).map { $0.lowerBound > 0 ? "above" : $0.upperBound < 0 ? "below" : "not to be told apart from" }
    }

    /// The mean over tasks of the mean over seeds.
    public static func mean(_ tasks: [[Double]]) -> Double { Sample(tasks.map { Sample($0).mean }).mean }
}

/// "CoLA, MRPC and RTE"
public func listed(_ words: [String]) -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
}
