import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// LoRA's score by its rank, all at the rate that was searched at rank 16.
struct ByRank: Finding {
    private let ranks: [Int]
    private let samples: [Sample]

    init(in store: RunStore) throws {
        ranks = Plan.ranks
        samples = try ranks.map { Sample(scoresOf: try store.records(of: Plan.mini(.lora, rank: $0))) }
    }

    private var top: Int { samples.indices.max { samples[$0].mean < samples[$1].mean } ?? 0 }

    var values: [String: String] {
        [
            "rank.above": samples[top].pointsAbove(samples[0]), "rank.one": samples[0].plain,
            "rank.best": samples[top].plain,
            "rank.four": samples[1].pointsAbove(samples[0]), "rank.sixteen": samples[2].pointsAbove(samples[0]),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        /// What the best mean is surely above, seed by seed.
        let surely = ranks.indices.filter { (samples[top].minus(samples[$0]).interval?.lowerBound ?? 0) > 0 }
        let rest = ranks.indices.filter { $0 != top && !surely.contains($0) }
        return [
            (
                ranks[top] == 64,
                """
                LoRA at rank 1 reaches {{rank.one}} % (mean ± SD over the seeds); the best mean, {{rank.best}}, comes at
                rank 64.
                """
            ),
            (
                [1, 2, 3].map { (samples[$0].minus(samples[0]).interval?.lowerBound ?? 0) > 0 } == [false, true, true],
                "So on these seeds ranks 16 and 64 are above rank 1; between 4, 16 and 64 nothing is shown."
            ),
            (
                surely.map { ranks[$0] } == [1] && rest.map { ranks[$0] } == [4, 16],
                """
                Paired by seed, rank 4 is above rank 1 by {{rank.four}} points, rank 16 by {{rank.sixteen}} and rank 64
                by {{rank.above}}, with {{lit:95 %}} intervals in brackets. Those of rank 64 less 4 and less 16 hold
                zero.
                """
            ),
            (
                zip(samples, samples.dropFirst()).allSatisfy { $0.mean < $1.mean }
                    && (samples.map { $0.mean - $0.deviation }.max() ?? 1)
                        < (samples.map { $0.mean + $0.deviation }.min() ?? 0),
                """
                Four points with error bars: the mean rises from rank one to rank sixty-four, and the bars of all four
                overlap.
                """
            ),
        ]
    }

    var drawing: Drawing {
        let lora = Setting(.lora)
        let single = zip(ranks, samples).flatMap { rank, sample in sample.values.map { (Double(rank), 100 * $0) } }
        func points(_ values: [Double], _ digits: Int) -> [Double] {
            values.map { roundedToSignificant(100 * $0, digits: digits) }
        }
        return Drawing(
            caption: "LoRA's dev accuracy by rank on mini-glue's QNLI, run records.",
            alt: """
                Four points with error bars: the mean rises from rank one to rank sixty-four, and the bars of all four \
                overlap.
                """,
            data: [
                FigureSeries("mean", [
                    .numbers("rank", ranks.map(Double.init)), .numbers("mean", points(samples.map(\.mean), 4)),
                    .numbers("deviation", points(samples.map(\.deviation), 3)),
                ]),
                FigureSeries("seeds", x: ("rank", single.map { 1.12 * $0.0 }), y: ("percent", single.map(\.1))),
            ],
            script: """
                set title 'Ranks 16 and 64 are above rank 1; more than that is not shown'
                set logscale x 2
                set xrange [0.7:96]
                set yrange [70:100]
                set xtics (\(ranks.map { "\($0)" }.joined(separator: ", ")))
                set xlabel 'rank'
                set ylabel 'dev accuracy, %   (± one SD; rings: the seeds)'
                set key off
                plot DATA index 1 using 1:2 with points pointtype 6 pointsize 0.7 linecolor rgb '#666666', \\
                     DATA index 0 using 1:2 with lines linewidth 1 linecolor rgb '\(lora.colour)', \\
                     DATA index 0 using 1:2:3 with yerrorbars pointtype \(lora.mark) linewidth 2 \
                linecolor rgb '\(lora.colour)'
                """)
    }
}
