import Core
import Foundation

/// Every claim of `data/paper/claims.json` with its verdict, computed from the records, and the command that makes it
/// again.
///
/// Chapter 6 and the README show it. A claim about scores on RoBERTa-base is of another scale as long as the runs are
/// MiniLM's.
public struct ClaimTable {
    let grid: GLUEResults, ablation: GLUEResults, store: RunStore
    let isPapersEncoder: Bool
    /// In the order of the file.
    private let claims: [PaperClaim]

    /// - Throws: `InputError` when records or claims cannot be read.
    public init(backbone: String = Checkpoint.all[0].name, in store: RunStore = RunStore()) throws {
        let papers = Checkpoint.papers
        (isPapersEncoder, self.store, claims) = (backbone == papers.name, store, try PaperClaim.readAll())
        let plan = try Ablation(backbone: backbone, in: store)
        grid = try GLUEResults(plan.grid, in: store)
        ablation = try GLUEResults(Self.ablationSettings, tasks: Ablation.tasks, in: store) { setting, task in
            GLUEGrid.settings.contains(setting) ? plan.grid.runs(setting, task) : plan.runs(setting, task)
        }
    }

    /// By made-up results; movements and times are still the committed ones.
    init(claims: [PaperClaim], grid: GLUEResults, ablation: GLUEResults, isPapersEncoder: Bool, in store: RunStore) {
        (self.claims, self.isPapersEncoder, self.store) = (claims, isPapersEncoder, store)
        (self.grid, self.ablation) = (grid, ablation)
    }

    /// One row a claim, in the order of the file: all, or those of some ids.
    ///
    /// - Throws: `InputError` when movements or times cannot be read, or a claim lacks the number that its rule needs.
    public func rows(_ ids: [ClaimID] = ClaimID.allCases) throws -> [VerdictRow] {
        try claims.filter { ids.contains($0.id) }.map { try check($0).row() }
    }

    /// The row of one claim.
    ///
    /// - Throws: as `rows` does.
    public func row(_ id: ClaimID) throws -> VerdictRow { try check(claim(id)).row() }

    /// What verdicts mean, with this project's own limits in the rules; for a page with verdicts.
    ///
    /// - Throws: `InputError` when a claim lacks the number that its rule needs.
    public func glossary() throws -> String { Verdict.glossary(try ClaimID.allCases.map { try check(claim($0)).rule }) }

    private func claim(_ id: ClaimID) throws -> PaperClaim {
        guard let claim = claims.first(where: { $0.id == id }) else {
            throw InputError(PaperClaim.file.relativePath, expected: "a claim '\(id.rawValue)'", found: "none")
        }
        return claim
    }

    /// Joins each claim with its rule and its measurement.
    func check(_ claim: PaperClaim) throws -> ClaimCheck {
        let papers = Checkpoint.papers
        let fullSize = "swift run chapter5-glue --model \(papers.name)", chapter6 = "swift run chapter6-ablations"
        return switch claim.id {
        case .valuesOfRank16:
            ClaimCheck(
                claim, SameDigits(of: try claim.figure(), digits: 3, remark: Self.normRemark, isCalibration: true),
                by: "swift run edora info --model \(papers.name) --method edora"
            ) { try Self.valuesOfRank16(claim) }
        case .ratioOfValues:
            ClaimCheck(
                claim, AtLeast(try claim.figure(), of: Self.largestRatioText),
                by: "swift run edora info --model \(papers.name) --rank 32", measure: Self.ratioOfValues)
        case .orderOfValues:
            ClaimCheck(
                claim, AtMost(1, of: Self.orderText),
                by: "swift run edora info --model \(papers.name) --rank 16", measure: Self.orderOfValues)
        case .averageOfRank32:
            ClaimCheck(
                claim, ScoreAsHigh(as: try claim.figure(), on: papers.title), by: fullSize, measure: averageOfRank32)
        case .averageOfRank4:
            ClaimCheck(
                claim, DifferenceAsLarge(as: try claim.figure(), terms: "rank 32 − rank 4"), by: chapter6
            ) { riseOfRank(claimed: claim.number) }
        case .sst2OfRank16:
            ClaimCheck(
                claim, ScoreAsHigh(as: try claim.figure(), on: papers.title), by: fullSize, measure: sst2OfRank16)
        case .initialisation:
            ClaimCheck(
                claim, DifferenceAsLarge(as: try claim.figure(), terms: "SVD − Kaiming's numbers"), by: chapter6
            ) { initialisation(claimed: claim.number) }
        case .convergence:
            ClaimCheck(
                claim, LowerLoss("the SVD's basis", than: "Kaiming's numbers"), by: chapter6, measure: convergence)
        case .competitive:
            ClaimCheck(claim, Competitive(), by: "swift run chapter5-glue") { besideOthers(limit: Competitive().limit) }
        case .higher: ClaimCheck(claim, HigherThanBoth(), by: "swift run chapter5-glue") { besideOthers() }
        case .higherOfRank32:
            ClaimCheck(claim, HigherThanBoth(), by: "swift run chapter5-glue") { besideOthers(rank: 32) }
        case .dynamics:
            ClaimCheck(claim, Nearer(), by: "swift run chapter2-weight-decomposition", measure: nearer)
        case .dynamicsAsFull:
            ClaimCheck(claim, MovesAlike(), by: "swift run chapter2-weight-decomposition", measure: movesAlike)
        case .overfitting:
            ClaimCheck(
                claim, MitigatesOverfitting(AdapterMethod.proposed.title, other: AdapterMethod.baseline.title),
                by: chapter6, measure: overfitting)
        case .remedies:
            ClaimCheck(
                claim, MitigatesOverfitting("the remedy", other: AdapterMethod.proposed.title), by: chapter6,
                measure: remedies)
        case .costOfSVD:
            ClaimCheck(
                claim, AtMostShare(part: "the exact SVD", whole: Self.wholeTraining),
                by: "swift run edora bench --svd-cost data/bench/svd-cost.json", measure: Self.costOfSVD)
        }
    }

    /// The files that hold the rules and what they compute with: a page with verdicts is stale when one of them
    /// changes.
    ///
    /// - Throws: an error when run outside the project's folder.
    public static var sources: [String] {
        get throws {
            let folder = "Sources/Experiments/Claims"
            let rules = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
            let used = [
                "Ablation", "Bootstrap", "Bootstrap+Grid", "Cells", "GLUEResults", "GLUEResults+Comparisons",
                "LeastSquaresLine", "Movement", "MovementComparison", "MovementRecord", "Relation", "Sample",
            ]
            return rules.sorted().map { "\(folder)/\($0)" } + used.map { "Sources/Experiments/\($0).swift" }
        }
    }
}
