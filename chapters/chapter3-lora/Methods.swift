import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

/// Full fine-tuning, LoRA and DoRA on one small task with three seeds.
struct Methods: Finding {
    static let compared: [AdapterMethod] = [.full, .lora, .dora]

    private let runs: [[RunRecord]]
    private let samples: [Sample]

    init(in store: RunStore) throws {
        runs = try Self.compared.map { try store.records(of: Plan.mini($0)) }
        samples = runs.map { Sample(scoresOf: $0) }
    }

    /// The interval of a method's difference to full fine-tuning.
    private func besideFull(_ i: Int) -> ClosedRange<Double>? { samples[i].minus(samples[0]).interval }
    private func width(_ interval: ClosedRange<Double>?) -> String {
        interval.map { decimalText(100 * ($0.upperBound - $0.lowerBound), decimals: 0) } ?? "–"
    }
    private var pairedSpread: Double { 100 * samples[1].minus(samples[0]).deviation }
    private var apartSpread: Double { 100 * (pow(samples[1].deviation, 2) + pow(samples[0].deviation, 2)).squareRoot() }

    var values: [String: String] {
        [
            "head.rate": Rates.text(Rates.head), "lora.width": width(besideFull(1)), "dora.width": width(besideFull(2)),
            "student": decimalText(Sample.quantile(degreesOfFreedom: Plan.seeds.count - 1), decimals: 1),
            "sampling": decimalText(200 * (0.9 * 0.1 / 400).squareRoot(), decimals: 0),
            "spread.paired": decimalText(pairedSpread, decimals: 1),
            "spread.apart": decimalText(apartSpread, decimals: 1),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        let learning = runs.map { LearningCurve($0).means }
        let last = learning.map { $0.last ?? 0 }
        return [
            (
                pairedSpread > apartSpread,
                "So here pairing removes no luck: a seed that is good for one was bad for the other."
            ),
            (
                besideFull(1)?.contains(0) == true && besideFull(2)?.contains(0) == true,
                """
                These seeds do not say whether LoRA loses accuracy: its interval holds zero and is {{lora.width}} points
                wide, and DoRA's {{dora.width}}.
                """
            ),
            (
                learning.allSatisfy { $0.count == 5 && (0.85 ..< 0.95).contains($0[4]) }
                    && (0.7 ..< 0.8).contains(learning[0][0])
                    && learning.dropFirst().allSatisfy { (0.6 ..< 0.7).contains($0[0]) }
                    && (last.max() ?? 1) - (last.min() ?? 0) < 0.05,
                """
                Full fine-tuning rises from three quarters, LoRA and DoRA from above six tenths, to about nine tenths
                within five epochs; they lie close together at the end.
                """
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: """
                Dev accuracy in per cent on mini-glue's QNLI, last epoch, mean ± SD over three seeds; MiniLM, rank 16. \
                The difference, in points, is paired by seed, with its 95 % interval (Student).
                """,
            header: ["method", "trainable values", "dev accuracy, %", "above full fine-tuning by"],
            rows: Self.compared.indices.map { i in
                let values = (runs[i].first?.trainableValues.adapter).map(groupedDigits) ?? ""
                let above = i == 0 ? "" : samples[i].pointsAbove(samples[0])
                return [Self.compared[i].title, values, samples[i].plain, above]
            })
    }

    var drawing: Drawing {
        let drawn = Self.compared.indices.filter { !runs[$0].isEmpty }
        func percents(_ shares: [Double]) -> [Double] { shares.map { roundedToSignificant(100 * $0, digits: 4) } }
        let places = [(0.85, 85.0), (3.4, 74.5), (3.9, 70.5)]
        let labels = drawn.map { i in
            "set label \(i + 1) '\(Self.compared[i].title)' at first \(places[i].0), first \(places[i].1) "
                + "left textcolor rgb '\(Setting(Self.compared[i]).colour)'"
        }
        return Drawing(
            caption: "Dev accuracy by epoch on mini-glue's QNLI, run records.",
            alt: """
                Full fine-tuning rises from three quarters, LoRA and DoRA from above six tenths, to about nine tenths \
                within five epochs; they lie close together at the end.
                """,
            data: drawn.map { i in
                let curve = LearningCurve(runs[i], shift: 0.08 * Double(i - 1))
                return FigureSeries(Self.compared[i].title, [
                    .numbers("epoch", curve.epochs), .numbers("mean", percents(curve.means)),
                    .numbers("lowest", percents(curve.lowest)), .numbers("highest", percents(curve.highest)),
                ])
            },
            script: """
                set title 'Full fine-tuning learns sooner; after five epochs three seeds do not tell them apart'
                set xlabel 'epoch'
                set xtics 1
                set ylabel 'dev accuracy, %   (bar: lowest to highest seed)'
                set xrange [0.7:5.3]
                set yrange [50:100]
                set key off
                \(labels.joined(separator: "\n"))
                \(PlotCommand.curves(
                    drawn.map { Self.compared[$0].title }, colours: drawn.map { Setting(Self.compared[$0]).colour },
                    marks: drawn.map { Setting(Self.compared[$0]).mark },
                    style: "linespoints linewidth 2 pointsize 0.9", errorBars: .ends))
                """)
    }
}
