import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The gap between training and dev scores on a share of the rows.
extension AblationStudy {
    /// A method on a share of the rows, in per cent.
    private func few(_ method: AdapterMethod, _ percent: Int) -> Setting { Ablation.setting(method, percent: percent) }

    var gapTable: Grid {
        Grid(
            caption: """
                Average dev score, mean ± SD over seeds; and the gap in points, with its 95 % interval on these tasks.
                """,
            header: ["method", "rows", "dev score", "gap"],
            rows: Ablation.gapMethods.flatMap { method in
                Ablation.shares.map { percent in
                    let setting = few(method, percent)
                    return [
                        method.title, "\(percent) %", average(setting).cell,
                        Points.cell(onTheseTasks: results.gaps(setting, on: tasks)),
                    ]
                }
            })
    }

    private typealias GapPoint = (share: Double, gap: [Double])

    /// The gap with the ends of its interval, in points, by the share of the rows.
    private func gapCurve(_ method: AdapterMethod) -> [GapPoint] {
        Ablation.shares.compactMap { share -> GapPoint? in
            let known = results.gaps(few(method, share), on: tasks)
            guard let interval = Sample.interval(onTheseTasks: known) else { return nil }
            let ends = [Points.mean(known), interval.lowerBound, interval.upperBound]
            return (Double(share), ends.map { roundedToSignificant(100 * $0, digits: 3) })
        }
    }

    func gapFigure(_ message: String) -> Drawing {
        let curves = Ablation.gapMethods.map { ($0, gapCurve($0)) }.filter { !$1.isEmpty }
        // Names at the right ends, at least two points apart.
        var names: [(method: AdapterMethod, y: Double)] = []
        for (method, curve) in curves.sorted(by: { ($0.1.last?.gap[0] ?? 0) < ($1.1.last?.gap[0] ?? 0) }) {
            names.append((method, max(curve.last?.gap[0] ?? 0, (names.last?.y ?? -9) + 2)))
        }
        let labels = names.enumerated().map { number, name in
            "set label \(number + 1) '\(name.method.title)' at 120, \(name.y) left "
                + "textcolor rgb '\(Setting(name.method).colour)'\n"
        }
        let series = curves.map { method, curve in
            let columns = ["gap", "low", "high"].enumerated().map { column, name in
                FigureColumn.numbers(name, curve.map { $0.gap[column] })
            }
            return FigureSeries(method.title, [.numbers("percent_of_rows", curve.map(\.share))] + columns)
        }
        return Drawing(
            title: message,
            caption: "The gap by the share of the training rows; marks of one share stand side by side.",
            alt: "One curve with bars for each of four methods.", data: series,
            script: """
                set logscale x
                set xrange [8:230]
                set xtics ('10 %%' 10, '50 %%' 50, '100 %%' 100)
                set yrange [0:45]
                set xlabel 'share of the training rows; the bars are 95 % intervals on these tasks'
                set ylabel 'gap: training score less dev score, points'
                \(labels.joined())set key off
                \(PlotCommand.curves(
                    curves.map(\.0.title), colours: curves.map { Setting($0.0).colour },
                    marks: curves.map { Setting($0.0).mark }, style: "linespoints linewidth 2 pointsize 0.7",
                    errorBars: .ends, stagger: 1.07))
                """)
    }

    private func gapDifferences(_ method: AdapterMethod, _ other: AdapterMethod, _ percent: Int) -> [[Double]] {
        results.gapDifferences(few(method, percent), from: few(other, percent), on: tasks)
    }
    private func gapRelation(_ method: AdapterMethod, _ other: AdapterMethod, _ percent: Int) -> Relation? {
        results.gapRelation(few(method, percent), to: few(other, percent), on: tasks)
    }

    /// A method's gap less another's, and its dev score less the other's, on each share.
    var gapDifferenceTable: Grid {
        let pairs: [(AdapterMethod, AdapterMethod)] = [(.lora, .edora), (.full, .edora), (.full, .lora)]
        return Grid(
            caption: "One method less another: gaps and dev scores in points, with 95 % intervals on these tasks.",
            header: ["difference", "rows", "of the gaps", "of the dev scores"],
            rows: pairs.flatMap { method, other in
                Ablation.shares.map { percent in
                    [
                        "\(method.title) less \(other.title)", "\(percent) %",
                        Points.cell(onTheseTasks: gapDifferences(method, other, percent)),
                        Points.cell(onTheseTasks: differences(few(method, percent), few(other, percent))),
                    ]
                }
            })
    }

    func requireGaps(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file), shares = Ablation.shares
        func scores(_ method: AdapterMethod, _ other: AdapterMethod, _ percent: Int) -> Comparison? {
            compared(few(method, percent), few(other, percent))
        }
        found.size("gap.100", Points.mean(gapDifferences(.lora, .edora, 100)))
        found.points("gap.rest", mean(without: .cola, gapDifferences(.lora, .edora, 100)))
        found.size("score.100", scores(.edora, .lora, 100)?.mean)
        found.require(
            shares.allSatisfy { share in
                [AdapterMethod.edora, .lora, .dora].allSatisfy { gapRelation(.full, $0, share) == .above }
            } && [10, 50].allSatisfy { gapRelation(.edora, .lora, $0) == .notToldApart },
            "Full fine-tuning overfits most; on few rows EDoRA and LoRA alike.")
        found.require(
            gapRelation(.edora, .lora, 10) == .notToldApart && scores(.edora, .lora, 10)?.here == .notToldApart
                && gapRelation(.edora, .lora, 50) == .notToldApart && scores(.edora, .lora, 50)?.here == .notToldApart,
            "On a tenth and on half of the rows EDoRA ties with LoRA, in the gap and in the dev score.")
        found.require(
            gapRelation(.edora, .lora, 100) == .below && hinges(gapDifferences(.lora, .edora, 100)) == [.cola],
            """
            With all rows its gap is smaller than LoRA's, by {{gap.100}} points; that hangs on CoLA, and without it
            LoRA's gap less EDoRA's is {{gap.rest}}.
            """)
        found.require(
            scores(.edora, .lora, 100).map { $0.here == .below && $0.beyond == .notToldApart } == true,
            """
            With all rows its dev score is lower, too, by {{score.100}} on these tasks, not surely on others like them.
            """)
        requireLearning(found)
        found.require(
            shares.allSatisfy { share in
                [AdapterMethod.edora, .lora].allSatisfy { results.overfits(few($0, share), on: tasks) }
            },
            "On each share EDoRA's gap and LoRA's lie above zero on these tasks.")
        found.require(
            shares.allSatisfy { gapRelation(.full, .edora, $0) == .above }
                && shares.filter { scores(.full, .edora, $0)?.here == .above } == [10, 100],
            """
            EDoRA's is smaller than full fine-tuning's on each share, at the price of a lower dev score on
            {{lit:10 %}} and {{lit:100 %}}.
            """)
        found.require(
            shares.allSatisfy { gapRelation(.full, .lora, $0) == .above },
            "LoRA's gap is smaller, too, with far more values: so it is no merit of few values alone.")
    }

    /// What was learned at all.
    private func requireLearning(_ found: Findings) {
        let adapted: [AdapterMethod] = [.lora, .dora, .edora]
        func learned(_ method: AdapterMethod, _ percent: Int) -> [TextTask] {
            results.learnedTasks(few(method, percent))
        }
        func fitted(_ method: AdapterMethod, _ percent: Int) -> [TextTask] { results.fittedTasks(few(method, percent)) }
        found.require(
            adapted.allSatisfy { learned($0, 10) == [.stsb] } && learned(.full, 10) == [.cola, .mrpc, .stsb],
            """
            From a tenth of the rows LoRA, DoRA and EDoRA learned only STS-B, and full fine-tuning CoLA and MRPC, too.
            """)
        found.require(
            ([.full] + adapted).allSatisfy { fitted($0, 10).contains(.rte) && !learned($0, 10).contains(.rte) },
            """
            On a tenth of RTE's rows all four methods did better on the rows they trained on, and no better than one
            answer on new rows.
            """)
        found.require(
            adapted.allSatisfy { !fitted($0, 10).contains(.cola) && !fitted($0, 10).contains(.mrpc) },
            "On CoLA and MRPC the three did not even learn the training rows, so a small gap there is no merit.")
        let full = results.evidenceOfAdaptation(.rte, GLUEFacts.of[.rte])
        found.require(
            full.map { full in
                ([.full] + adapted).allSatisfy { method in
                    abs(results.sample(few(method, 50), .rte).mean - full.constant) < MeasuresAdaptation().margin(full)
                }
            } == true,
            """
            Of half of them nothing can be said: all four then lie within the {{rte.chance}} points of one answer that
            chance may give.
            """)
    }
}
