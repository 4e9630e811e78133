import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The paper's two claims about movement, and what they stand on.
struct Verdicts: Finding {
    private let full, lora, dora, edora: Sample
    private let compared: MovementComparison
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
        alike = try ClaimTable().row(.dynamicsAsFull)
    }

    private var judged: [Sample] { [lora, lora.minus(full), compared.nearer] }
    private var verdicts: [Verdict] { zip(rules, judged).map { $0.verdict($1) } }

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
            "claim.edora": verdicts[2].rawValue,
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        func distance(_ sample: Sample) -> Double { abs(sample.mean - full.mean) }
        let likeness = -0.2 ... 0.2
        return [
            (distance(dora) < distance(edora), "DoRA is nearer still."),
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
        let cells = [plain(lora), plain(full), plain(edora), alike.measured]
        return Grid(
            caption: """
                The paper's two claims about movement, in the last two rows, and what they stand on. Encoder MiniLM, \
                a generated task, three seeds.
                """,
            header: ["statement", "measured", "verdict"],
            rows: zip(Self.statements, zip(cells, verdicts + [alike.verdict])).map { statement, cell in
                [statement, cell.0, cell.1.rawValue]
            }, alignment: [.left, .right, .left])
    }

    var details: Grid {
        let note = """
             (EDoRA lies between the two in every seed, so this is LoRA's correlation less EDoRA's, and full \
            fine-tuning's spread does not enter)
            """
        let scale = "other scale: MiniLM, a generated task"
        let texts = rules.map(\.text)
        return Grid(
            caption: """
                Each of the first three statements is reproduced when the whole 95 % interval over three seeds lies on \
                the named side, and not reproduced when it lies on the other. The limits are this project's.
                """,
            header: ["statement", "rule", "95 % interval", "verdict"],
            rows: (0 ..< 3).map { i in
                [
                    Self.statements[i], texts[i] + (i == 2 && compared.isBetween ? note : ""), interval(judged[i]),
                    verdicts[i].cell(scale: scale),
                ]
            } + [[Self.statements[3], alike.rule, alike.difference, alike.verdictCell]],
            alignment: [.left, .left, .right, .left])
    }
}
