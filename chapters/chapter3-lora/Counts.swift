import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// How many values the methods train by rank, on the paper's encoder and on the page's.
struct Counts: Finding {
    private let small = EncoderConfiguration.miniLM, large = EncoderConfiguration.robertaBase

    var values: [String: String] {
        [
            "full.mini": groupedDigits(small.trainableCount(.full, rank: 1)),
            "full.base": groupedDigits(large.trainableCount(.full, rank: 1)),
        ]
    }

    private func count(_ method: AdapterMethod, _ rank: Int) -> Double {
        Double(large.trainableCount(method, rank: rank))
    }

    var sentences: [(holds: Bool, sentence: String)] {
        [
            (
                Plan.ranks.allSatisfy { rank in
                    count(.edora, rank) < count(.lora, rank) / 2 && count(.lora, rank) < count(.dora, rank)
                        && count(.dora, rank) < count(.full, rank) / 2
                } && count(.edora, 16) < 1.5 * count(.edora, 1),
                """
                LoRA rises in proportion to the rank, DoRA runs just above it; EDoRA is far below both and nearly flat
                up to rank sixteen.
                """
            )
        ]
    }

    var grid: Grid {
        Grid(
            caption: "Trainable values without the head, by rank; exact, from the shapes alone.",
            header: ["rank", "LoRA, MiniLM", "DoRA, MiniLM", "LoRA, RoBERTa-base", "DoRA, RoBERTa-base"],
            rows: [4, 8, 16, 32].map { r in
                [String(r)] + [small, large].flatMap { model in
                    [AdapterMethod.lora, .dora].map { groupedDigits(model.trainableCount($0, rank: r)) }
                }
            }, alignment: [.right, .right, .right, .right, .right])
    }

    var drawing: Drawing {
        // DoRA's line is the wider one, so that it shows beneath LoRA's.
        let drawn: [(method: AdapterMethod, width: Int)] = [(.full, 2), (.dora, 5), (.lora, 2), (.edora, 2)]
        return Drawing(
            caption: "Trainable values on RoBERTa-base by rank, without the head; both axes logarithmic.",
            alt: """
                Full fine-tuning is a flat line at the top. LoRA rises in proportion to the rank, DoRA runs just above \
                it; EDoRA is far below both and nearly flat up to rank sixteen.
                """,
            data: drawn.map { method, _ in
                FigureSeries(
                    method.title, x: ("rank", Plan.ranks.map(Double.init)),
                    y: ("values", Plan.ranks.map { count(method, $0) }))
            },
            script: """
                set title 'RoBERTa-base: LoRA grows with the rank, EDoRA hardly until its square takes over'
                set logscale x 2
                set logscale y
                set xrange [0.85:75]
                set yrange [2e4:4e8]
                set format y '%.0s%c'
                set xlabel 'rank'
                set ylabel 'trainable values'
                set xtics (\(Plan.ranks.map { "\($0)" }.joined(separator: ", ")))
                set key off
                set label 1 'full fine-tuning' at first 1.1, first 2e8 left textcolor rgb '\(Setting(.full).colour)'
                set label 2 'DoRA (wide)' at first 1.05, first 4.5e5 left textcolor rgb '\(Setting(.dora).colour)'
                set label 3 'LoRA' at first 5, first 3e5 left textcolor rgb '\(Setting(.lora).colour)'
                set label 4 'EDoRA' at first 16, first 3.2e4 left textcolor rgb '\(Setting(.edora).colour)'
                plot \(drawn.enumerated().map { index, one in
                    let setting = Setting(one.method)
                    return "DATA index \(index) using 1:2 with linespoints linewidth \(one.width) "
                        + "pointtype \(setting.mark) pointsize \(one.method == .dora ? 1.2 : 0.8) "
                        + "linecolor rgb '\(setting.colour)'"
                }.joined(separator: ", \\\n     "))
                """)
    }
}
