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
    /// The command that makes the measurement again.
    public let command: String

    /// Verdict and scale: "**direction only** (other scale: MiniLM, five epochs)".
    public var verdictCell: String { verdict.cell(scale: scale) }

    public static let header = ["claim", "paper", "measured", "difference", "rule", "verdict", "made by"]
    public var cells: [String] {
        [claim.statement, claim.value ?? "", measured, difference, rule, verdictCell, "`\(command)`"]
    }
}
