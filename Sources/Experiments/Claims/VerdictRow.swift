/// One row of a verdict table.
public struct VerdictRow: Sendable {
    public let claim: PaperClaim
    /// What was measured, and how it differs from the claim or between methods; "–" and "" where nothing was.
    public let measured, difference: String
    /// The rule in words.
    public let rule: String
    public let verdict: Verdict
    /// How the set-up differs from the paper's, if it does and something was measured.
    public let scale: String?
    /// What the rule before a change says, where that is another verdict.
    public let former: [FormerVerdict]
    /// For a picture: the differences of scores that are judged, none for claims about anything else, and what was
    /// measured in a few words.
    public let effects: [ClaimEffect]
    public let brief: String
    /// The command that makes the measurement again.
    public let command: String

    /// Verdict and scale: "**direction only** (other scale: MiniLM, five epochs)".
    public var verdictCell: String { verdict.cell(scale: scale, former: former) }

    /// "Of 16 claims, the paper's or its code's, three are arithmetic: … The other 13 need measurements: …": every
    /// verdict once.
    public static func tally(_ rows: [VerdictRow]) -> String {
        func words(_ count: Int) -> String { InWords.number(Double(count)) }
        func parts(_ rows: [VerdictRow], _ endings: [(verdict: Verdict, one: String, many: String)]) -> String {
            enumeration(
                endings.compactMap { ending in
                    let found = rows.count { $0.verdict == ending.verdict }
                    return found == 0 ? nil : "\(words(found)) \(found == 1 ? ending.one : ending.many)"
                })
        }
        let exact = rows.filter(\.claim.id.isArithmetic), measured = rows.filter { !$0.claim.id.isArithmetic }
        let arithmetic = parts(
            exact,
            [
                (.reproduced, "is right", "are right"), (.notReproduced, "is wrong", "are wrong"),
                (
                    .calibration, "was used to choose between two readings of the paper, so it tests nothing",
                    "were used to choose between readings of the paper, so they test nothing"
                ),
            ])
        let others = parts(
            measured,
            [
                (.reproduced, "is reproduced here", "are reproduced here"),
                (.directionOnly, "is reproduced in direction alone", "are reproduced in direction alone"),
                (.notReproduced, "is not reproduced", "are not reproduced"),
                (.inconclusive, "is undecided", "are undecided"),
                (.otherScale, "waits for the paper's own encoder", "wait for the paper's own encoder"),
                (.notRun, "is not measured yet", "are not measured yet"),
            ])
        return "Of \(words(rows.count)) claims, the paper's or its code's, \(words(exact.count)) are "
            + "arithmetic: \(arithmetic). The other \(words(measured.count)) need measurements: \(others)."
    }

    public static let header = ["claim", "paper", "measured", "difference", "rule", "verdict", "made by"]
    public var cells: [String] {
        [claim.statement, claim.value ?? "", measured, difference, rule, verdictCell, "`\(command)`"]
    }
}
