import Foundation

/// How a measurement is judged. A rule has its limits as numbers, and makes its text and its verdict from them.
public protocol Rule: Sendable {
    /// What is judged: a count, a score's seeds, differences by task and seed.
    associatedtype Evidence
    /// The rule in words, for a table.
    var text: String { get }
    /// The limit that the paper does not give and this project chose, in words for `Verdict.glossary`; nil without one.
    var ownLimit: String? { get }

    func verdict(_ evidence: Evidence) -> Verdict
    /// What the rule said before its first change, on `RuleChange.date`; nil for one that was not changed then.
    func formerVerdict(_ evidence: Evidence) -> Verdict?
    /// What it said before `RuleChange.secondDate`; nil for one that was not changed then.
    func verdictBeforeSecondChange(_ evidence: Evidence) -> Verdict?
}

extension Rule {
    public var ownLimit: String? { nil }
    public func formerVerdict(_ evidence: Evidence) -> Verdict? { nil }
    public func verdictBeforeSecondChange(_ evidence: Evidence) -> Verdict? { nil }

    /// What it said before each change, where that is another verdict than today's.
    func formerVerdicts(_ evidence: Evidence) -> [FormerVerdict] {
        [
            (RuleChange.date, formerVerdict(evidence)), (RuleChange.secondDate, verdictBeforeSecondChange(evidence)),
        ].compactMap { change, found in
            found.flatMap { $0 == verdict(evidence) ? nil : FormerVerdict(change: change, verdict: $0) }
        }
    }
}

/// The changes of rules after the first verdicts were seen.
public enum RuleChange {
    public static let date = "27 November 2026", secondDate = "28 November 2026"
    /// What was changed and why, for a page with verdicts.
    public static let text = """
        On \(date) the rules were changed, after the verdicts had been seen. Before, one interval judged each claim \
        about scores: that on tasks like these *competitive*, that on these tasks the others. So one interval could \
        decide what the others leave open. The claim about movement became two, and the figure that had chosen between \
        two readings of the paper became no test. On \(secondDate) the claim of a movement nearer to full fine-tuning \
        got a second reading, within kinds of matrices. Where a rule before its change says something else, that \
        stands beside the verdict.
        """
}

/// Limits in the words of a rule's text.
public enum InWords {
    private static let numerals = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ]

    /// "three", "30", "0.2"
    public static func number(_ value: Double) -> String {
        let whole = value.rounded()
        return abs(value - whole) < 1e-9 && numerals.indices.contains(Int(whole)) ? numerals[Int(whole)] : digits(value)
    }

    /// "1", "0.2"
    static func digits(_ value: Double) -> String { String(format: "%g", value) }

    /// A share as points of a per cent: "one point", "two points"
    static func points(_ share: Double) -> String { points(share, number) }

    /// The same below zero, in digits: "−1 point"
    static func lossInPoints(_ share: Double) -> String { "−" + points(share, digits) }

    private static func points(_ share: Double, _ number: (Double) -> String) -> String {
        number(100 * share) + (abs(100 * share - 1) < 1e-9 ? " point" : " points")
    }

    /// A share as "one per cent"
    static func percent(_ share: Double) -> String { "\(number(100 * share)) per cent" }

    /// A share of something, before "of it": "half", "0.7"
    static func part(_ share: Double) -> String { share == 0.5 ? "half" : digits(share) }
}
