import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The proposed method at several ranks: each at a rate of its own, and all at the one that was searched at rank 16.
struct RankStudy: Finding {
    private let ranks: [Int]
    private let own, common: [Sample]
    private let ownLosses, commonLosses: [Sample]
    private let magnitude: Sample

    init(in store: RunStore) throws {
        func losses(_ runs: [PlannedRun]) throws -> Sample {
            Sample(try store.records(of: runs).compactMap { $0.last?.trainLoss })
        }
        let ranks = Plan.ranks
        self.ranks = ranks
        own = try ranks.map { Sample(scoresOf: try store.records(of: Plan.mini(.edora, rank: $0))) }
        common = try ranks.map { Sample(scoresOf: try store.records(of: Plan.miniAtCommonRate(rank: $0))) }
        ownLosses = try ranks.map { try losses(Plan.mini(.edora, rank: $0)) }
        commonLosses = try ranks.map { try losses(Plan.miniAtCommonRate(rank: $0)) }
        magnitude = Sample(scoresOf: try store.records(of: Plan.mini(.magnitude)))
    }

    var values: [String: String] {
        [
            "rank.low": "\(ranks[0])", "rank.high": "\(ranks[ranks.count - 1])",
            "rank.above": own[own.count - 1].pointsAbove(own[2]),
            "rank.difference": own[own.count - 1].pointsAbove(own[0]),
            "rank.lowest": own[0].plain, "rank.highest": own[own.count - 1].plain,
            "rank.common": common[0].plain, "rank.commonHigh": common[common.count - 1].plain,
        ]
    }

    private var isFlat: Bool {
        own.allSatisfy { abs($0.mean - magnitude.mean) < 0.05 }
            && zip(ranks, common).allSatisfy { $0.0 == 16 || $0.1.mean < magnitude.mean - 0.1 }
    }

    /// The picture's message, where it is so.
    private var title: String {
        isFlat ? "The rate has to fit the rank" : "Rank and rate"
    }

    var sentences: [(holds: Bool, sentence: String)] {
        [
            (
                ranks == [1, 4, 16, 64] && isFlat && [0, 1].allSatisfy {
                    own[3].minus(own[$0]).interval?.contains(0) == true
                } && own[3].minus(own[2]).values.allSatisfy { $0 > 0 }
                    && (own[3].minus(own[2]).interval?.lowerBound ?? 0) > 0,
                """
                With a rate of its own, rank {{rank.high}} is above rank 16 under each seed, by {{rank.above}} points.
                Against ranks 1 and 4 its intervals hold zero: to rank {{rank.low}} ({{rank.lowest}}; rank
                {{rank.high}}: {{rank.highest}}) the difference is {{rank.difference}}.
                """
            ),
            (
                common[0].mean < 0.75 && common[common.count - 1].mean < 0.65,
                """
                At the rate of rank 16 the others fall to {{rank.common}} (rank {{rank.low}}) and {{rank.commonHigh}}
                (rank {{rank.high}}).
                """
            ),
            (
                isFlat,
                """
                At each rank's own rate four marks with bars lie near the dashed line of magnitude only; at the rate of
                rank sixteen the other ranks lie far below.
                """
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: "The same as numbers: dev accuracy in per cent and training loss of the last epoch, three seeds.",
            header: [
                "rank", "values", "own rate", "accuracy, own", "loss, own", "accuracy at {{edora.rate}}", "loss there",
            ],
            rows: ranks.indices.map { i in
                [
                    "\(ranks[i])", groupedDigits(miniCount(.edora, ranks[i])),
                    Rates.text(Rates.mini(.edora, rank: ranks[i])), own[i].plain,
                    decimalText(ownLosses[i].mean, decimals: 3), common[i].plain,
                    commonLosses[i].count == 0 ? "–" : decimalText(commonLosses[i].mean, decimals: 3),
                ]
            }, alignment: [.right, .right, .right, .right, .right, .right, .right])
    }

    private func series(_ name: String, _ samples: [Sample], shift: Double) -> FigureSeries {
        FigureSeries(name, [
            .numbers("rank", ranks.map { shift * Double($0) }),
            .numbers("mean", samples.map { roundedToSignificant(100 * $0.mean, digits: 4) }),
            .numbers("deviation", samples.map { roundedToSignificant(100 * $0.deviation, digits: 3) }),
        ])
    }

    var drawing: Drawing {
        let edora = Setting(.edora), alone = Setting(.magnitude)
        let level = roundedToSignificant(100 * magnitude.mean, digits: 4)
        return Drawing(
            caption: "EDoRA on mini-glue's QNLI by rank, run records; as a line, magnitude only at its own rate.",
            alt: """
                At each rank's own rate four marks with bars lie near the dashed line of magnitude only; at the rate \
                of rank sixteen the other ranks lie far below.
                """,
            data: [
                series("own rate", own, shift: 1 / 1.05), series("rate of rank 16", common, shift: 1.05),
                FigureSeries("magnitude only", x: ("rank", [0.7, 96]), y: ("mean", [level, level])),
            ],
            script: """
                set title '\(title)'
                set logscale x 2
                set xrange [0.7:96]
                set yrange [48:100]
                set xlabel 'rank'
                set ylabel 'dev accuracy, %   (mean ± one SD, three seeds)'
                set xtics (\(ranks.map { "\($0)" }.joined(separator: ", ")))
                set key off
                set label 1 'EDoRA, a rate for each rank' at first 1.5, first 80.5 left textcolor rgb '\(edora.colour)'
                set label 2 'EDoRA, the rate of rank 16' at first 5, first 71.5 left textcolor rgb '#666666'
                set label 3 'magnitude only' at first 1.5, first \(decimalText(level + 2, decimals: 1)) left \
                textcolor rgb '\(alone.colour)'
                plot DATA index 2 using 1:2 with lines linewidth 2 dashtype 2 linecolor rgb '\(alone.colour)', \\
                     DATA index 0 using 1:2 with lines linewidth 1 linecolor rgb '\(edora.colour)', \\
                     DATA index 0 using 1:2:3 with yerrorbars pointtype \(edora.mark) linewidth 2 \
                linecolor rgb '\(edora.colour)', \\
                     DATA index 1 using 1:2:3 with yerrorbars pointtype 6 linewidth 1.5 linecolor rgb '#888888'
                """)
    }
}
