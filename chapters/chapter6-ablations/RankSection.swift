import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// EDoRA's rank, and LoRA at as few values.
extension AblationStudy {
    func rankFigure(_ message: String) -> Drawing {
        let drawn = Ablation.allRanks.filter { average($0).count > 0 }
        let levels = [(Setting.lora, 2), (Ablation.smallLoRA, 3)].filter { average($0.0).count > 0 }
        func points(_ share: Double) -> Double { roundedToSignificant(100 * share, digits: 4) }
        let tics = Ablation.allRanks.map { "\"\($0.rank)\\n\(groupedDigits(count($0)))\" \($0.rank)" }
        let labels = levels.enumerated().map { i, level in
            "set label \(i + 1) '\(level.0.title), \(groupedDigits(count(level.0))) values' "
                + "at 2.15, \(points(average(level.0).mean)) left offset 0, 0.6 "
                + "textcolor rgb '\(Setting.lora.colour)'\n"
        }
        let curves = levels.enumerated().map { i, level in
            ", \\\n     DATA index \(i + 1) using 1:2 with lines linewidth 2 dashtype \(level.1) "
                + "linecolor rgb '\(Setting.lora.colour)'"
        }
        return Drawing(
            title: message, caption: "EDoRA by rank, each rank at a rate of its own; LoRA as level lines.",
            alt: "One mark with a bar for each rank, and level lines for LoRA.",
            data: drawn.count < 2
                ? []
                : [
                    FigureSeries(
                        "EDoRA",
                        [
                            .numbers("rank", drawn.map { Double($0.rank) }),
                            .numbers("mean", drawn.map { points(average($0).mean) }),
                            .numbers(
                                "deviation",
                                drawn.map { roundedToSignificant(100 * average($0).deviation, digits: 3) }),
                        ])
                ]
                    + levels.map { level in
                        let mean = points(average(level.0).mean)
                        return FigureSeries(level.0.title, x: ("rank", [2, 64]), y: ("mean", [mean, mean]))
                    },
            script: """
                set logscale x 2
                set xrange [1.7:80]
                set offsets graph 0, 0, 0.05, 0.05
                set xtics (\(tics.joined(separator: ", ")))
                set xlabel 'rank, and trainable values' offset 0, -0.6
                set bmargin 4.5
                set ylabel 'average dev score, ± SD of three seeds'
                set key off
                \(labels.joined())set label 9 'EDoRA' at 8.4, \(points(average(Setting(.edora, rank: 8)).mean)) left \
                offset 1, 0 textcolor rgb '\(Setting.edora.colour)'
                plot DATA index 0 using 1:2 with lines linewidth 1.5 linecolor rgb '\(Setting.edora.colour)', \\
                     DATA index 0 using 1:2:3 with yerrorbars pointtype \(Setting.edora.mark) linewidth 2 \
                linecolor rgb '\(Setting.edora.colour)'\(curves.joined())
                """)
    }

    func requireRanks(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file), curve = RankCurve(results)
        found.size("rise", compared(.rank32, .rank4)?.mean)
        found.size("rank64", compared(.rank64)?.mean)
        found.size("rank64.rest", mean(without: .rte, differences(.rank64)))
        found.size("rank8", compared(Setting(.edora, rank: 8))?.mean)
        found.value("low.count", count(Setting(.edora, rank: 2)))
        found.value("high.count", count(.rank64))
        found.require(
            curve.ranks(.above, to: .edora) == [64] && curve.dips == [8],
            "Only rank 64 stands out above; rank 8 dips.")
        found.require(
            curve.ranks(.above, to: .edora) == [64] && curve.ranks(.notToldApart, to: .edora) == [2, 4, 32],
            """
            Ranks 2, 4 and 32 tie with rank 16, and rank 64 is {{rank64}} points above it, {{rank64.rest}} without RTE.
            """)
        found.require(
            curve.knee == Ablation.allRanks.last?.rank,
            "The curve has no knee: no rank below the largest comes within a point of its average.")
        found.require(
            ties(.rank32, .rank4) && compared(.rank32, .rank4).map { $0.mean > 0 } == true,
            "From rank 4 to rank 32 it rises by {{rise}}, and the bar of that rise holds zero ([[fig:verdicts]]).")
        found.require(
            curve.ranks(.below, to: .edora) == [8] && curve.dips == [8],
            "Rank 8 lies below rank 16, and below two smaller ranks, too.")
    }

    func requireBudgets(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file), small = Ablation.smallLoRA
        found.points("small", compared(small)?.mean)
        found.points("small.larger", compared(small, .rank32)?.mean)
        found.value("small.larger.here", Points.text(compared(small, .rank32)?.onTheseTasks))
        found.size("high", compared(.rank64, .lora)?.mean)
        found.points("high.rest", mean(without: .rte, differences(.rank64, .lora)))
        found.size("scaled", compared(Ablation.scaled, .rank4)?.mean)
        found.points("scaled.table", compared(Ablation.scaled)?.mean)
        found.value("small.rate", rate(small))
        found.value("small.count", count(small))
        found.value("lora.times", Double(count(.lora)) / Double(count(.edora)), decimals: 0)
        found.value("high.share", 100 * Double(count(.rank64)) / Double(count(.lora)), decimals: 0)
        found.require(
            ties(small) && ties(small, .rank32),
            "LoRA at rank 1, with {{small.count}} values, ties with EDoRA at rank 16 and at rank 32.")
        found.require(
            isHere(.above, .rank64, .lora),
            """
            EDoRA at rank 64, with {{high.share}} % of the values of LoRA at rank 16, scores {{high}} points above it on
            these tasks, not surely on others like them.
            """)
        found.require(
            hinges(differences(.rank64, .lora)) == [.rte],
            "That hangs on RTE: without it the difference is {{high.rest}}.")
        found.require(
            ablation.fragileSearches([small]) == [small],
            "LoRA at rank 1 stands near an edge: one rate above its {{small.rate}} it learned nothing of CoLA.")
        found.require(
            isHere(.below, Ablation.scaled, .rank4),
            """
            At the rate that was searched without it, EDoRA with it loses {{scaled}} points beside rank 4 without it, on
            these tasks, not surely on others like them.
            """)
    }
}
