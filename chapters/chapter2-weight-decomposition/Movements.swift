import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// How lengths and directions moved under four methods, with three seeds each.
struct Movements: Finding {
    private let methods = MovementRecord.methods
    private let runs: [[MovementRecord]]
    /// Of each matrix before training the mean length of its rows; nil where the page's network is not the records'.
    private let rowLengths: [Double]?
    /// Correlation of ΔM with ΔD over the matrices at one moment, a value a seed: over all, and within their kinds.
    private let within, byKind: [Sample]

    /// - Parameter rowLengths: in the order of the records' layers.
    init(_ runs: [[MovementRecord]], rowLengths: [Double]?) {
        (self.runs, self.rowLengths) = (runs, rowLengths)
        within = runs.map { Sample($0.map(\.correlations.within)) }
        byKind = runs.map { Sample($0.map(\.correlationByKind)) }
    }

    /// The runs that are drawn: of the first seed.
    private var drawn: [MovementRecord] { runs.map { $0[0] } }

    private func average(_ values: [Double]?) -> Double { Sample(values ?? []).mean }
    private func plain(_ sample: Sample, _ decimals: Int) -> String {
        "\(decimalText(sample.mean, decimals: decimals)) ± \(decimalText(sample.deviation, decimals: decimals))"
    }
    private func percent(_ share: Double) -> String { decimalText(100 * share, decimals: 0) + " %" }

    /// With a true minus: gnuplot's titles are no prose.
    private func signed(_ value: Double) -> String {
        decimalText(value, decimals: 2).replacing("-", with: "−")
    }

    /// SD of ΔM over the matrices as a share of its mean: the mean over the seeds.
    private var spreads: [Double] { runs.map { Sample($0.map(\.spread)).mean } }
    private var lengths: [Double] { drawn.map { average(Array($0.magnitudes.joined())) } }
    /// ΔM at the end over the mean length of the matrix's rows: the mean over matrices and seeds.
    private func relative(_ runs: [MovementRecord]) -> String {
        guard let rowLengths else { return "–" }
        let shares = runs.map { run in
            average(zip(run.magnitudes.last ?? [], rowLengths).map { $0 / $1 })
        }
        return decimalText(100 * Sample(shares).mean, decimals: 1) + " %"
    }
    /// ΔM at the end, one value a method: the mean over matrices and seeds.
    private var last: [Double] { runs.map { Sample($0.map { average($0.magnitudes.last) }).mean } }
    private var lastTurns: [Double] { runs.map { Sample($0.map { average($0.directions.last) }).mean } }
    private var turns: [Double] { drawn.map { average(Array($0.directions.joined())) } }

    var values: [String: String] {
        var values = [
            "matrices": "\(drawn[0].layers.count)", "row.length": decimalText(average(rowLengths), decimals: 1),
            "row.shortest": decimalText(rowLengths?.min() ?? .nan, decimals: 1),
            "row.longest": decimalText(rowLengths?.max() ?? .nan, decimals: 1),
            "larger.dora": decimalText(last[2] / last[1], decimals: 1),
            "larger.edora": decimalText(last[3] / last[2], decimals: 0),
        ]
        for (method, spread) in zip(methods, spreads) { values["spread.\(method.id)"] = percent(spread) }
        return values
    }

    var sentences: [(holds: Bool, sentence: String)] {
        let steady = methods.indices.filter { i in within[i].values.allSatisfy { $0 > 0 } }.map { methods[$0] }
        let wavering = methods.indices.filter { i in
            within[i].values.contains { $0 > 0 } && within[i].values.contains { $0 < 0 }
        }.map { methods[$0] }
        return [
            (
                wavering == [.full, .dora] && steady == [.lora, .edora],
                """
                Over all matrices the two go together in every seed under LoRA and EDoRA; under full fine-tuning and
                DoRA the sign depends on the seed.
                """
            ),
            (
                lengths.min() == lengths[0] && lengths.max() == lengths[3] && turns.max() == turns[3]
                    && spreads[2] < 0.2 && spreads[3] < 0.2 && lengths[2] > 2 * lengths[1]
                    && drawn[1].correlations.overall > 0.7,
                """
                Full fine-tuning is a small cloud at the bottom; LoRA rises along a diagonal through it; DoRA and EDoRA
                are nearly flat bands above, EDoRA the highest and furthest right.
                """
            ),
            (
                lengths.max() == lengths[3] && turns.max() == turns[3] && lengths[3] > 5 * lengths[2],
                "EDoRA's, by far: its lengths move most, and its directions, too."
            ),
            (lengths.min() == lengths[0] && turns.min() == turns[0], "Full fine-tuning moves least."),
            (
                Rates.mini(.edora) == 10 * Rates.mini(.lora) && Rates.mini(.lora) == Rates.mini(.dora)
                    && lengths[3] > 5 * lengths[0] && turns[3] > 5 * turns[0],
                "EDoRA moves much further, at a rate ten times LoRA's and DoRA's ([[chapter4-edora/tab:rates]])."
            ),
            (
                Rates.mini(.lora) == Rates.mini(.dora) && last[2] > 2 * last[1]
                    && abs(lastTurns[2] / lastTurns[1] - 1) < 0.1,
                """
                DoRA's ΔM is about {{larger.dora}} times LoRA's at the same rate, while ΔD is alike: DoRA trains each
                length by itself, and under LoRA lengths move only as $`B A`$ moves them.
                """
            ),
            (
                Rates.mini(.edora) == 50 * Rates.mini(.full),
                "Beside full fine-tuning the rate is fifty times as high."
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: """
                Movement of the adapted matrices after the last epoch, mean ± SD over three seeds. Share: ΔM of a \
                matrix over the mean length of its rows, which is {{row.shortest}} to {{row.longest}} (mean \
                {{row.length}}). Correlation: of ΔM with ΔD at one moment, mean of the five moments; over all \
                {{matrices}} matrices, and within their four kinds (mean). Dev accuracy: after training, mean over \
                the seeds.
                """,
            header: ["method", "ΔM", "share", "ΔD", "correlation", "within kinds", "dev accuracy"],
            rows: methods.indices.map { i in
                [
                    methods[i].title, plain(Sample(runs[i].map { average($0.magnitudes.last) }), 4),
                    relative(runs[i]), plain(Sample(runs[i].map { average($0.directions.last) }), 5),
                    plain(within[i], 2), plain(byKind[i], 2),
                    percent(Sample(runs[i].map(\.score)).mean),
                ]
            })
    }

    var details: Grid {
        Grid(
            caption: """
                More of the same: SD of ΔM over the matrices as a share of its mean; correlation, and slope of the \
                least-squares line, of all points of the five moments together.
                """,
            header: ["method", "spread of ΔM", "correlation, all points", "slope, all points"],
            rows: methods.indices.map { i in
                [
                    methods[i].title, percent(spreads[i]), plain(Sample(runs[i].map(\.correlations.overall)), 2),
                    plain(Sample(runs[i].map(\.correlations.slope)), 1),
                ]
            })
    }

    /// A panel a method, the other methods' points in grey behind its own.
    var drawing: Drawing {
        let colours = methods.map { Setting($0).colour }, marks = methods.map { Setting($0).mark }
        let panels = methods.indices.map { i in
            let others = methods.indices.filter { $0 != i }.map {
                "DATA index \($0) using 1:2 with points pointtype 7 pointsize 0.25 linecolor rgb '#cccccc'"
            }
            let own = "DATA index \(i) using 1:2 with points pointtype \(marks[i]) pointsize 0.5 "
                + "linecolor rgb '\(colours[i])'"
            return "set title '\(methods[i].title): correlation \(signed(within[i].mean))'\n"
                + "plot " + (others + [own]).joined(separator: ", \\\n     ")
        }
        let tics = "('0.0001' 1e-4, '0.001' 1e-3, '0.01' 1e-2, '0.1' 1e-1)"
        return Drawing(
            caption: """
                ΔM against ΔD, a mark for each of {{matrices}} matrices after each of five epochs; seed 1, the other \
                methods in grey. The titles have the correlation within an epoch, the mean of the seeds \
                ([[tab:movement]]). All epochs together correlate more, since everything moves further with time. \
                Scales are logarithmic, correlations of the plain numbers. Data: mini-glue's QNLI.
                """,
            alt: """
                Full fine-tuning is a small cloud at the bottom; LoRA rises along a diagonal through it; DoRA and \
                EDoRA are nearly flat bands above, EDoRA the highest and furthest right.
                """,
            data: zip(methods, drawn).map { method, record in
                FigureSeries(
                    method.title,
                    x: ("delta_D", record.directions.joined().map { roundedToSignificant($0, digits: 3) }),
                    y: ("delta_M", record.magnitudes.joined().map { roundedToSignificant($0, digits: 3) }))
            },
            script: """
                set multiplot layout 2,2 \
                title 'Over all matrices, what turns more stretches more under LoRA, weakly under EDoRA' \
                margins 0.12, 0.98, 0.14, 0.82 spacing 0.1, 0.19
                set logscale xy
                set xrange [3e-5:0.15]
                set yrange [3e-4:0.4]
                set xtics \(tics)
                set ytics \(tics)
                set key off
                set label 1 'ΔD, change of direction' at screen 0.55, 0.03 center
                set label 2 'ΔM, change of length' at screen 0.02, 0.5 center rotate
                \(panels.joined(separator: "\nunset label\n"))
                unset multiplot
                """)
    }
}
