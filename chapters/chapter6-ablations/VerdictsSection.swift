import ChapterSupport
import Experiments
import Notebook

/// The verdicts: as a picture, as a short table, and with what was measured and the rules in folded ones.
struct VerdictsSection {
    let claims: ClaimTable
    private let judged: [VerdictRow]
    /// Claims about scores that carry a size, or a limit, in points.
    private static let drawn: [ClaimID] = [.initialisation, .averageOfRank4, .higher, .higherOfRank32, .overfitting]

    /// - Throws: `InputError` when movements, times or claims cannot be read.
    init(in store: RunStore) throws {
        claims = try ClaimTable(in: store)
        judged = try claims.rows()
    }

    var table: Grid {
        Grid(
            caption: "The paper's claims. Source of each: `data/paper/claims.json`.",
            header: ["claim", "paper", "verdict"],
            rows: judged.map { row in
                [row.claim.statement, row.claim.value ?? "", row.verdictCell]
            }, words: [0, 1, 2])
    }
    var measured: Grid {
        Grid(
            caption: "What was measured. Scores: mean ± SD over three seeds.",
            header: ["claim", "measured", "difference"],
            rows: judged.map { row in
                [row.claim.statement, row.measured, row.difference]
            }, words: [0, 1, 2])
    }
    var rules: Grid {
        Grid(
            caption: "The rule behind each verdict, and the command that makes its number again.",
            header: ["claim", "rule", "made by"],
            rows: judged.map { row in
                [row.claim.statement, row.rule, "`\(row.command)`"]
            }, words: [0, 1, 2])
    }

    func figure(_ message: String) throws -> Drawing {
        let forest = ForestPlot(try claims.rows(Self.drawn))
        return Drawing(
            title: message,
            caption: "Claims about scores, the differences that are judged, and the paper's own figures.",
            alt: "Under each claim its differences with three bars each.", data: forest.data,
            script: forest.script(title: message))
    }

    func require(_ study: AblationStudy, on page: Notebook, line: Int = #line, file: String = #fileID) throws {
        let found = Findings(page, line, file)
        func verdict(_ id: ClaimID) throws -> Verdict { try claims.row(id).verdict }
        let reproduced = try Self.drawn.filter { try verdict($0) == .reproduced }
        let movement = try claims.row(.dynamics)
        found.value("claims.tally", VerdictRow.tally(judged))
        found.value("rules.changed", RuleChange.text)
        found.value("three.intervals", ThreeIntervals.text)
        found.value("glossary", try claims.glossary())
        found.require(reproduced.isEmpty, "No claim about scores holds by all three intervals.")
        found.require(
            try verdict(.higher) == .notReproduced && reproduced.isEmpty
                && judged.filter { Self.drawn.contains($0.claim.id) && $0.claim.id != .higher }.allSatisfy {
                    $0.verdict == .inconclusive
                },
            """
            Of the claims in the picture one is contradicted, that EDoRA scores above LoRA and DoRA; the others are
            undecided.
            """)
        let speed = try claims.row(.convergence),
            rates = [Setting.kaiming, .edora].map { study.ablation.rate($0) ?? .nan }
        let loss = speed.measured.split(separator: " ").first { Double($0) != nil }.flatMap { Double($0) } ?? .nan
        found.value("convergence", abs(loss), decimals: 3)
        found.require(
            speed.verdict == .inconclusive && loss < 0 && abs(rates[0] / rates[1] - 2) < 0.01,
            """
            Nor do these runs show that the SVD learns faster: in the first epoch random numbers have a training loss
            {{convergence}} lower, at twice the rate.
            """)
        found.require(
            movement.verdict == .inconclusive
                && judged.filter { $0.verdict == .reproduced }.map(\.claim.id).filter { $0 != .ratioOfValues }
                    == [.costOfSVD],
            """
            The one that measurements reproduce is that the SVD costs little. That EDoRA moves more like full
            fine-tuning hangs on how matrices are read together ([[chapter2-weight-decomposition/tab:verdict]]).
            """)
        found.require(
            movement.measured.hasSuffix("nearest to full: DoRA"),
            """
            By the reading over all matrices DoRA is nearer to full fine-tuning than EDoRA.
            """)
    }
}
