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
        alike = try ClaimTable().row(.dynamicsAsFull)
    }

    private var judged: [Sample] { [lora, lora.minus(full), compared.nearer] }
    private var judgedByKind: [Sample] { [byKind[1], byKind[1].minus(byKind[0]), comparedByKind.nearer] }
    /// Both readings must say it.
    private var verdicts: [Verdict] {
        rules.indices.map { .all([rules[$0].verdict(judged[$0]), rules[$0].verdict(judgedByKind[$0])]) }
    }

    private func plain(_ sample: Sample) -> String {
        "\(decimalText(sample.mean, decimals: 2)) ± \(decimalText(sample.deviation, decimals: 2))"
    }
    private func interval(_ sample: Sample) -> String {
        func text(_ end: Double) -> String { decimalText(end, decimals: 2) }
        return sample.interval.map { "\(text($0.lowerBound)) to \(text($0.upperBound))" } ?? ""
    }

    var values: [String: String] {
        [
            "claim.close": interval(compared.apart), "claim.whole": alike.verdict.rawValue,
            "claim.lora": verdicts[0].rawValue, "claim.apart": verdicts[1].rawValue,
            "claim.edora": verdicts[2].rawValue, "kind.full": decimalText(byKind[0].mean, decimals: 2),
            "all.full": decimalText(full.mean, decimals: 2), "kind.nearer": interval(comparedByKind.nearer),
            "all.nearer": interval(compared.nearer),
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
                compared.apart.interval.map { $0.overlaps(likeness) && !likeness.contains($0.upperBound) } == true,
                """
                Its correlation less full fine-tuning's has the interval {{claim.close}}, which leaves the likeness
                open.
                """
            ),
            (
                alike.verdict == .notReproduced,
                "That EDoRA moves *as* full fine-tuning does is another claim, and *{{claim.whole}}* here."
            ),
        ]
    }

    private static let statements = [
        "LoRA changes both together", "full fine-tuning does so less",
        "EDoRA is nearer to full fine-tuning than LoRA is", "EDoRA moves as full fine-tuning does",
    ]

    var grid: Grid {
        let cells = zip([lora, full, edora], [byKind[1], byKind[0], byKind[3]]).map {
            "\(plain($0)); \(plain($1))"
        } + [alike.measured]
        return Grid(
            caption: """
                The paper's two claims about movement, in the last two rows, and what they stand on. Measured: the \
                correlation over all matrices; within their kinds. Encoder MiniLM, a generated task, three seeds.
                """,
            header: ["statement", "measured", "verdict"],
            rows: zip(Self.statements, zip(cells, verdicts + [alike.verdict])).map { statement, cell in
                [statement, cell.0, cell.1.rawValue]
            }, alignment: [.left, .right, .left])
    }

    var details: Grid {
        let note = """
             (over all matrices EDoRA lies between the two in every seed, so this is LoRA's correlation less EDoRA's, \
            and full fine-tuning's spread does not enter)
            """
        let scale = "other scale: MiniLM, a generated task"
        let texts = rules.map(\.text)
        return Grid(
            caption: """
                Each of the first three statements is reproduced when both 95 % intervals over three seeds lie on the \
                named side, and not reproduced when one lies on the other. The first is over all matrices, the second \
                within their kinds, the mean over four kinds of six. The limits are this project's.
                """,
            header: ["statement", "rule", "95 % intervals", "verdict"],
            rows: (0 ..< 3).map { i in
                [
                    Self.statements[i], texts[i] + (i == 2 && compared.isBetween ? note : ""),
                    "\(interval(judged[i])); \(interval(judgedByKind[i]))", verdicts[i].cell(scale: scale),
                ]
            } + [[Self.statements[3], alike.rule, alike.difference, alike.verdictCell]],
            alignment: [.left, .left, .right, .left])
    }
}
