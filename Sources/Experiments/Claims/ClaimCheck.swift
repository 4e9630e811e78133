/// What was measured for a claim, to be judged by a rule.
struct Measurement<Evidence> {
    /// What the rule judges; where it is nil there is nothing to judge, and `otherwise` is the verdict.
    let evidence: Evidence?
    let otherwise: Verdict
    /// Cells of a table.
    let measured, difference: String
    /// How the set-up differs from the paper's, if it does.
    let scale: String?
    /// For a picture: the differences of scores that are judged, and `measured` in a few words.
    let effects: [ClaimEffect]
    let brief: String

    init(
        _ evidence: Evidence, measured: String, difference: String = "", scale: String? = nil,
        effects: [ClaimEffect?] = [], brief: String? = nil
    ) {
        (self.evidence, self.measured, self.difference, self.scale) = (evidence, measured, difference, scale)
        (self.effects, self.brief, otherwise) = (effects.compactMap { $0 }, brief ?? measured, .inconclusive)
    }

    private init(_ verdict: Verdict, measured: String, scale: String?) {
        (evidence, otherwise, self.measured, difference, self.scale) = (nil, verdict, measured, "", scale)
        (effects, brief) = ([], measured)
    }

    /// Runs, or a measurement, that are still to be made.
    static var missing: Measurement { Measurement(.notRun, measured: "–", scale: nil) }

    /// Runs that were made and have no score.
    ///
    /// - Parameter what: "EDoRA, r = 4 diverged on CoLA"
    static func diverged(_ what: String, scale: String) -> Measurement {
        Measurement(.inconclusive, measured: what, scale: scale)
    }

    /// A figure that stands beside the paper's and cannot be compared with it.
    static func otherScale(_ measured: String, scale: String) -> Measurement {
        Measurement(.otherScale, measured: measured, scale: scale)
    }
}

/// A claim of the paper joined with the rule that judges it and with what is measured for it.
struct ClaimCheck {
    let claim: PaperClaim
    let rule: any Rule
    private let judge: () throws -> VerdictRow

    /// - Parameters:
    ///   - command: makes the measurement again.
    ///   - measure: is asked for by `row` alone, so that rules can be listed without records.
    init<R: Rule>(
        _ claim: PaperClaim, _ rule: R, by command: String, measure: @escaping () throws -> Measurement<R.Evidence>
    ) {
        (self.claim, self.rule) = (claim, rule)
        judge = {
            let found = try measure(), verdict = found.evidence.map(rule.verdict) ?? found.otherwise
            let former = found.evidence.map(rule.formerVerdicts) ?? []
            return VerdictRow(
                claim: claim, measured: found.measured, difference: found.difference, rule: rule.text,
                verdict: verdict, scale: verdict == .notRun ? nil : found.scale, former: former,
                effects: found.effects, brief: found.brief, command: command)
        }
    }

    /// - Throws: what the measurement throws.
    func row() throws -> VerdictRow { try judge() }
}
