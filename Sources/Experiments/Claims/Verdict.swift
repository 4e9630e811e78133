/// What a measurement says of a claim. Always computed by a `Rule`, never written by hand.
public enum Verdict: String, Sendable, CaseIterable {
    case reproduced
    /// The effect has the claimed sign, and not the claimed size.
    case directionOnly = "direction only"
    case notReproduced = "not reproduced"
    /// The set-up differs from the paper's in a named way, so that the figures cannot be compared.
    case otherScale = "other scale"
    /// The interval straddles the limit, or there is none.
    case inconclusive
    /// The figure chose between conventions of this project, so it cannot test it.
    case calibration = "used for calibration"
    case notRun = "not run"

    /// Whether a mean reaches a limit: the whole 95 % interval decides; none decides nothing.
    static func reaches(_ limit: Double, interval: ClosedRange<Double>?) -> Verdict {
        guard let interval else { return .inconclusive }
        if interval.lowerBound >= limit { return .reproduced }
        return interval.upperBound < limit ? .notReproduced : .inconclusive
    }

    /// Whether a mean lies above a limit: the same, but that to touch the limit is not enough.
    static func isAbove(_ limit: Double, interval: ClosedRange<Double>?) -> Verdict {
        interval?.lowerBound == limit ? .inconclusive : reaches(limit, interval: interval)
    }

    /// The weakest of several verdicts that a claim needs.
    public static func all(_ verdicts: [Verdict]) -> Verdict {
        let weakest: [Verdict] = [
            .notRun, .notReproduced, .inconclusive, .directionOnly, .otherScale, .calibration,
        ]
        return weakest.first { verdicts.contains($0) } ?? .reproduced
    }

    /// For a table: "**direction only** (other scale: MiniLM, five epochs)".
    ///
    /// - Parameters:
    ///   - scale: how the set-up differs from the paper's, if it does.
    ///   - former: what the rule before a change says, where that is another.
    public func cell(scale: String?, former: [FormerVerdict] = []) -> String {
        let notes = [scale].compactMap { $0 } + former.map { "before \($0.change): \($0.verdict.rawValue)" }
        return "**\(rawValue)**" + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
    }

    /// What the words mean, for a page with verdicts.
    ///
    /// - Parameter rules: those by which the page's verdicts were computed; their own limits are named, each once.
    static func glossary(_ rules: [any Rule]) -> String {
        let limits = rules.compactMap(\.ownLimit).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return """
            *Reproduced*: the rule is met. *Not reproduced*: the measurement rules it out. *Direction only*: the \
            claimed direction, not the claimed size or closeness. *Inconclusive*: an interval is too wide to decide, \
            or the intervals do not agree. *Used for calibration*: the figure told which of two readings of the paper \
            is meant, so it cannot test it. \
            “(other scale: …)” behind one of these: it is about this set-up, and says nothing of the paper's. **Other \
            scale** alone: nothing is decided, since the two numbers come from different encoders. This project chose \
            these limits: \(limits.joined(separator: ", ")).
            """
    }
}

/// What a rule said before one of its changes.
public struct FormerVerdict: Sendable, Equatable {
    /// The day of the change, of `RuleChange`.
    public let change: String
    public let verdict: Verdict
}
