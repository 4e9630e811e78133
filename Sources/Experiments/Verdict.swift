import Core
import Foundation

/// What a measurement says of a claim. Always computed, never written by hand.
public enum Verdict: String, Sendable, CaseIterable {
    case reproduced
    /// The effect has the claimed sign, and not the claimed size.
    case directionOnly = "direction only"
    case notReproduced = "not reproduced"
    /// The set-up differs from the paper's in a named way, so that the figures cannot be compared.
    case otherScale = "other scale"
    /// The interval straddles the limit, or there is none.
    case inconclusive
    case notRun = "not run"

    /// A claim that a number is exactly this.
    public static func exactly(_ claimed: Int, measured: Int?) -> Verdict {
        guard let measured else { return .notRun }
        return measured == claimed ? .reproduced : .notReproduced
    }

    /// A claim that an exact number, one without error, reaches a limit.
    public static func reaches(_ limit: Double, exactly value: Double) -> Verdict { value >= limit ? .reproduced : .notReproduced }

    /// A claim that a mean reaches a limit (or, below zero, that a loss is no greater): the whole 95 % interval decides.
    public static func reaches(_ limit: Double, _ sample: Sample) -> Verdict {
        sample.count > 0 ? reaches(limit, interval: sample.interval) : .notRun
    }

    /// The same by an interval that was made otherwise; none decides nothing.
    public static func reaches(_ limit: Double, interval: ClosedRange<Double>?) -> Verdict {
        guard let interval else { return .inconclusive }
        if interval.lowerBound >= limit { return .reproduced }
        return interval.upperBound < limit ? .notReproduced : .inconclusive
    }

    /// A claim that a mean is this high: reproduced when the 95 % interval holds it or lies above it, not reproduced when it lies wholly below. An interval of more
    /// than two points decides nothing: it would hold much.
    public static func level(_ claimed: Double, _ sample: Sample) -> Verdict {
        guard sample.count > 0 else { return .notRun }
        guard let interval = sample.interval else { return .inconclusive }
        if interval.upperBound < claimed { return .notReproduced }
        return interval.lowerBound > claimed || interval.upperBound - interval.lowerBound <= 0.02 ? .reproduced : .inconclusive
    }

    /// A claim that a difference is this large: reproduced where the interval lies above zero and holds the claimed size, with a mean of at least half of it, or where the mean
    /// is larger; otherwise the direction alone. Where the interval holds zero and ends below the claimed size, or lies below zero, it is not reproduced.
    public static func difference(of claimed: Double, mean: Double, interval: ClosedRange<Double>?) -> Verdict {
        precondition(claimed > 0, "a claimed difference has its sign in the order of its terms")
        guard let interval else { return .inconclusive }
        if interval.lowerBound > 0 { return mean >= claimed || interval.contains(claimed) && mean >= claimed / 2 ? .reproduced : .directionOnly }
        return interval.upperBound < claimed ? .notReproduced : .inconclusive
    }

    /// A claim that a method overfits less than another: on these tasks its gap is lower and its dev score not more than a point lower; undecided where the other method has no
    /// gap above zero.
    ///
    /// - Parameters:
    ///   - own: the other method's gaps, of each task, seed by seed.
    ///   - less: these less the method's.
    ///   - scores: the method's dev scores less the other's.
    static func mitigates(own: [[Double]], less: [[Double]], scores: [[Double]]) -> Verdict {
        let isThere = Sample.interval(onTheseTasks: own).map { $0.lowerBound > 0 } ?? false
        return all([
            isThere ? .reproduced : .inconclusive, reaches(0, interval: Sample.interval(onTheseTasks: less)),
            reaches(competitiveLimit, interval: Sample.interval(onTheseTasks: scores)),
        ])
    }

    /// A loss of score that still counts as "competitive": this project's choice.
    static let competitiveLimit = -0.01

    /// The weakest of several verdicts that a claim needs.
    public static func all(_ verdicts: [Verdict]) -> Verdict {
        [.notRun, .notReproduced, .inconclusive, .directionOnly, .otherScale].first { verdicts.contains($0) } ?? .reproduced
    }

    /// "4 are *reproduced*, 1 *direction only* and 2 *inconclusive*"
    public static func tally(_ verdicts: [Verdict]) -> String {
        let counts = allCases.map { verdict in (verdict, verdicts.count { $0 == verdict }) }.filter { $1 > 0 }
        return listed(counts.enumerated().map { i, one in "\(one.1)\(i > 0 ? "" : one.1 == 1 ? " is" : " are") *\(one.0.rawValue)*" })
    }

    /// What the words mean, for a page with verdicts.
    public static let glossary = """
        *Reproduced*: the rule is met. *Not reproduced*: the measurement rules it out. *Direction only*: the claimed direction, not the claimed size or closeness. *Inconclusive*: the interval is too wide to decide. “(other scale: …)” behind one of these says that it \
        is about this set-up and says nothing of the paper's; **other scale** alone that nothing is decided, since the two numbers come from different encoders. The limits in the rules (a loss of one point, an interval of two points, half the claimed size, a correlation \
        within 0.2, one per cent of the training time) are this project's choice.
        """
}

/// One row of a verdict table.
public struct VerdictRow: Sendable {
    public static let header = ["claim", "paper", "measured", "difference", "rule", "verdict"]

    let cells: [String]
    public let verdict: Verdict

    /// - Parameters:
    ///   - scale: how the set-up differs from the paper's, if it does; it stands beside the verdict.
    public init(
        _ claim: Claimed, measured: String, difference: String = "", rule: String, _ verdict: Verdict, scale: String? = nil
    ) {
        self.verdict = verdict
        cells = [
            claim.statement, claim.value ?? "", measured, difference, rule,
            "**\(verdict.rawValue)**" + (scale.map { " (\($0))" } ?? ""),
        ]
    }
}

/// What the paper states, from `data/paper/claims.json`.
public struct Claimed: Codable, Sendable, Equatable {
    public let id: String
    public let statement: String
    /// The figure as the paper gives it, with its unit.
    public let value: String?
    /// The figure as a number, for rules; a share for percentages.
    public let number: Double?
    /// Where the paper says so.
    public let source: String
    /// What a comparison needs.
    public let needs: String

    /// - Throws: `InputError` when the file cannot be read or has two claims of one id.
    public static func readAll(_ file: URL = URL(fileURLWithPath: "data/paper/claims.json")) throws -> [Claimed] {
        let claims: [Claimed]
        do { claims = try JSONDecoder().decode([Claimed].self, from: Data(contentsOf: file)) } catch {
            throw InputError(
                file.path, expected: "a list of claims", found: plainReason(of: error),
                advice: "It is part of the repository: run this from the project's folder.")
        }
        let ids = claims.map(\.id)
        guard Set(ids).count == ids.count else {
            throw InputError(file.path, expected: "each id once", found: ids.joined(separator: ", "))
        }
        return claims
    }

    /// - Throws: `InputError` when there is no such claim.
    public static func named(_ id: String) throws -> Claimed {
        let claims = try readAll()
        guard let claim = claims.first(where: { $0.id == id }) else {
            throw InputError("data/paper/claims.json", expected: "a claim '\(id)'", found: claims.map(\.id).joined(separator: ", "))
        }
        return claim
    }
}
