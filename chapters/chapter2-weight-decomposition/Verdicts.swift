import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The paper's two claims about movement, and what they stand on.
struct Verdicts: Finding {
    private let full, lora, dora, edora: Sample
    private let compared: MovementComparison
    /// The same by correlations within the kinds of matrices: of each method, and what they say.
    private let byKind: [Sample], comparedByKind: MovementComparison
    /// EDoRA's ΔM at the end over full fine-tuning's.
    private let larger: Sample
    private let alike: VerdictRow
    private let rules = [
        MeanAbove(0.5, of: "correlation"), MeanAbove(0, of: "LoRA's correlation less this one is"),
        MeanAbove(0, of: "LoRA's distance to full fine-tuning less EDoRA's is"),
    ]

    /// - Parameter runs: by method, in the order of `MovementRecord.methods`.
    init(_ runs: [[MovementRecord]]) throws {
        let within = runs.map { Sample($0.map(\.correlations.within)) }
        (full, lora, dora, edora) = (within[0], within[1], within[2], within[3])
        compared = MovementComparison(whole: full, baseline: lora, proposed: edora)
        byKind = runs.map { Sample($0.map(\.correlationByKind)) }
        comparedByKind = MovementComparison(whole: byKind[0], baseline: byKind[1], proposed: byKind[3])
        let lengths = runs.map { $0.map { Sample($0.magnitudes.last ?? []).mean } }
        larger = Sample(zip(lengths[3], lengths[0]).map { $0 / $1 })
        alike = try ClaimTable().row(.dynamicsAsFull)
    }

    private var judged: [Sample] { [lora, lora.minus(full), compared.nearer] }
    private var judgedByKind: [Sample] { [byKind[1], byKind[1].minus(byKind[0]), comparedByKind.nearer] }
    /// Both readings must say it.
    private var verdicts: [Verdict] {
        rules.indices.map { .all([rules[$0].verdict(judged[$0]), rules[$0].verdict(judgedByKind[$0])]) }
    }

    /// "0.44 (−0.13 to 1.01)"
    private func interval(_ sample: Sample, decimals: Int = 2) -> String {
        func text(_ number: Double) -> String { decimalText(number, decimals: decimals) }
        let ends = sample.interval.map { " (\(text($0.lowerBound)) to \(text($0.upperBound)))" } ?? ""
        return text(sample.mean) + ends
    }

    var values: [String: String] {
        [
            "claim.whole": alike.verdict.rawValue,
            "claim.lora": verdicts[0].rawValue, "claim.apart": verdicts[1].rawValue,
            "claim.edora": verdicts[2].rawValue, "kind.full": decimalText(byKind[0].mean, decimals: 2),
            "all.full": decimalText(full.mean, decimals: 2),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        func distance(_ sample: Sample) -> Double { abs(sample.mean - full.mean) }
        let likeness = -0.2 ... 0.2
        return [
            (
                verdicts[0] == .reproduced && verdicts[1] == .inconclusive && verdicts[2] == .inconclusive
                    && full.mean < 0 && byKind[0].mean > 0.5
                    && (1 ... 2).allSatisfy { rules[$0].verdict(judged[$0]) == .reproduced },
                """
                Over all matrices at once full fine-tuning's correlation is {{all.full}}, within each kind of matrix
                (query, value and so on) it is {{kind.full}}.
                """
            ),
            (
                compared.nearer.interval.map { $0.lowerBound > 0 } == true
                    && comparedByKind.nearer.interval?.contains(0) == true,
                "By the first EDoRA is nearer; by the second the interval holds zero."
            ),
            (
                compared.isBetween,
                "Over all matrices EDoRA lies between LoRA and full fine-tuning in every seed."
            ),
            (
                compared.apart.interval.map { $0.contains(0) && $0.upperBound > 2 * likeness.upperBound } == true,
                """
                Whether the two correlations are alike stays open: over all matrices the interval of their difference
                holds zero, and reaches far beyond the limit.
                """
            ),
            (
                alike.verdict == .notReproduced && alike.measured.contains(interval(larger, decimals: 0))
                    && alike.difference.contains(interval(compared.apart)),
                "That EDoRA moves *as* full fine-tuning does is another claim, and *{{claim.whole}}* here."
            ),
        ]
    }

    var grid: Grid {
        let statements = [
            ("LoRA changes both together", "LoRA's > 0.5"),
            ("full fine-tuning does so less", "LoRA's less full's > 0"),
            ("EDoRA is nearer to full than LoRA is", "LoRA's distance less EDoRA's > 0"),
        ]
        return Grid(
            caption: """
                The paper's two claims about movement, the last two here, and what they stand on: means over three \
                seeds with 95 % intervals (Student), of correlations but for the last row. Distance: from full \
                fine-tuning's correlation. The first three are reproduced where both intervals lie above the limit, \
                and not reproduced where one lies below. The fourth goes by its two intervals over all matrices: \
                reproduced where both lie within the limits, not reproduced where one lies outside. The limits are \
                this project's. Encoder MiniLM, a generated task.
                """,
            header: ["statement", "what must hold", "over all matrices", "within kinds", "verdict"],
            rows: statements.indices.map { i in
                [
                    statements[i].0, statements[i].1, interval(judged[i]), interval(judgedByKind[i]),
                    verdicts[i].rawValue,
                ]
            } + [
                [
                    "EDoRA moves as full does", "EDoRA's less full's, within ±0.2", interval(compared.apart),
                    interval(comparedByKind.apart), alike.verdict.rawValue,
                ],
                ["", "EDoRA's ΔM over full's, 0.5 to 2", interval(larger, decimals: 0), "", ""],
            ], alignment: [.left, .left, .right, .right, .left])
    }
}
