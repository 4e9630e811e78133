import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// How much of what full fine-tuning changed the proposed method's frozen pair can hold, drawn as squares in squares.
struct Room: Finding {
    /// One share a rank: of the best B·R·A, and of the best update of that rank.
    let ranks: [Int], held: [Double], best: [Double]
    let matrices: Int, runs: Int

    /// The ranks that are drawn.
    static let drawn = [4, 16, 64]

    init(_ records: [SubspaceRecord]) throws {
        let summary = try SubspaceSummary(records)
        let places = summary.ranks.indices.filter { Self.drawn.contains(summary.ranks[$0]) }
        ranks = places.map { summary.ranks[$0] }
        held = places.map { summary.shares(\.frozen)[$0] }
        best = places.map { summary.shares(\.best)[$0] }
        (matrices, runs) = (records.first?.matrices.count ?? 0, records.count)
    }

    /// "0.05", "0.4", "3": per cent.
    private static func percent(_ share: Double) -> String {
        decimalText(100 * share, decimals: share < 0.001 ? 2 : share < 0.1 ? 1 : 0)
    }

    var values: [String: String] {
        var values = ["room.matrices": "\(matrices)", "room.runs": InWords.number(Double(runs))]
        for (rank, shares) in zip(ranks, zip(held, best)) {
            values["room.held.\(rank)"] = Self.percent(shares.0)
            values["room.best.\(rank)"] = Self.percent(shares.1)
        }
        return values
    }

    var sentences: [(holds: Bool, sentence: String)] {
        [
            (
                ranks == Self.drawn && held[1] < 0.005 && best[1] > 0.5,
                """
                At rank 16 it has {{room.held.16}} % of the change's squared entries, the best matrix of that rank
                {{room.best.16}} %.
                """
            ),
            (
                ranks == Self.drawn && zip(held, held.dropFirst()).allSatisfy { $0 < $1 } && held[2] < 0.05
                    && best[0] > 0.3,
                """
                Three large squares. The blue one inside grows from a third of the area at rank 4 to most of it at rank
                64; the orange one is a speck at rank 4 and still small at rank 64.
                """
            ),
        ]
    }

    var drawing: Drawing {
        let (lora, edora) = (Setting(.lora), Setting(.edora))
        func box(_ name: String, _ share: Double) -> FigureSeries {
            let side = roundedToSignificant(share.squareRoot(), digits: 4)
            return FigureSeries(name, [
                .numbers("x", [side / 2]), .numbers("y", [side / 2]), .numbers("left", [0]), .numbers("right", [side]),
                .numbers("bottom", [0]), .numbers("top", [side]),
            ])
        }
        let panels = ranks.indices.map { i in
            """
            set title 'rank \(ranks[i])'
            set label 1 "best matrix\\n\(Self.percent(best[i])) %" at \
            first \(decimalText(best[i].squareRoot() / 2, decimals: 3)), \
            \(decimalText(best[i].squareRoot() - 0.1, decimals: 3)) center textcolor rgb '\(lora.colour)'
            set label 2 'EDoRA''s frozen pair: \(Self.percent(held[i])) %' at first 0.0, -0.13 left \
            textcolor rgb '\(edora.colour)'
            set arrow 1 from first 0.1, -0.07 to first \(decimalText(held[i].squareRoot() / 2, decimals: 3)), \
            \(decimalText(held[i].squareRoot() / 2, decimals: 3)) nohead linecolor rgb '\(edora.colour)'
            plot DATA index \(2 * i) using 1:2:3:4:5:6 with boxxyerror fillstyle solid 0.25 noborder \
            linecolor rgb '\(lora.colour)', DATA index \(2 * i + 1) using 1:2:3:4:5:6 with boxxyerror \
            fillstyle solid 1 noborder linecolor rgb '\(edora.colour)'
            """
        }
        return Drawing(
            caption: """
                A large square is what full fine-tuning changed in a matrix's directions: each new row brought back to \
                its old length, less the old row, all squared entries summed. The areas inside are what fits, drawn to \
                scale. Means over {{room.matrices}} matrices, then over seeds, then over two tasks: mini-glue's QNLI \
                with three seeds, CoLA with one.
                """,
            alt: """
                Three large squares. The blue one inside grows from a third of the area at rank 4 to most of it at \
                rank 64; the orange one is a speck at rank 4 and still small at rank 64.
                """,
            data: zip(ranks, zip(held, best)).flatMap { rank, shares in
                [box("rank \(rank), best", shares.1), box("rank \(rank), frozen pair", shares.0)]
            },
            script: """
                set multiplot layout 1,3 margins 0.03, 0.97, 0.2, 0.78 spacing 0.04, 0
                set label 3 'EDoRA has room for little of what full fine-tuning changes' at screen 0.5, 0.93 center
                set label 4 "whole square:\\nall of the change" at first 0.97, 0.93 right textcolor rgb '#666666'
                set size ratio 1
                set xrange [0:1]
                set yrange [0:1]
                unset xtics
                unset ytics
                set key off
                \(panels.joined(separator: "\nunset label\n"))
                unset multiplot
                """)
    }
}
