import Core
import Experiments
import Notebook
import TextFormat

/// The runs after each epoch: a panel for each task that has records, a curve for each method, named at its end.
struct LearningFigure {
    private struct Curve {
        let setting: Setting, name: String, curve: LearningCurve
    }

    private static let names: [(setting: Setting, short: String)] = [
        (.full, "full"), (.lora, "LoRA"), (.dora, "DoRA"), (.magnitudesAlone, "m only"), (.edora, "EDoRA"),
    ]

    private let panels: [(task: TextTask, curves: [Curve])]

    init(_ results: GLUEResults) {
        panels = results.tasks.map { task in
            let curves = Self.names.compactMap { setting, short -> Curve? in
                let records = results.records(setting, task).compactMap { $0 }.filter { $0.lastScore != nil }
                return records.isEmpty ? nil : Curve(setting: setting, name: short, curve: LearningCurve(records))
            }
            return (task, curves)
        }.filter { !$0.curves.isEmpty }
    }

    var isEmpty: Bool { panels.isEmpty }

    /// "12 of 20 curves end at their best"
    var message: String {
        let all = panels.flatMap(\.curves)
        return "\(all.count { $0.curve.endsAtItsBest }) of \(all.count) curves end at their best"
    }

    private func points(_ values: [Double]) -> [Double] { values.map { roundedToSignificant(100 * $0, digits: 4) } }

    var data: [FigureSeries] {
        panels.flatMap { panel in
            panel.curves.map { one in
                FigureSeries(
                    "\(panel.task.name), \(one.setting.title)", x: ("epoch", one.curve.epochs),
                    y: ("score", points(one.curve.means)))
            }
        }
    }

    /// Heights of names beside the curves' ends: as near to them as names of that distance can stand.
    static func spread(_ ends: [Double], distance: Double) -> [Double] {
        var places = ends
        var last: Double?
        for i in ends.indices.sorted(by: { ends[$0] < ends[$1] }) {
            if let last { places[i] = max(places[i], last + distance) }
            last = places[i]
        }
        return places
    }

    var script: String {
        var index = 0
        let plots = panels.map { panel -> String in
            let values = panel.curves.flatMap { points($0.curve.means) }
            let (low, high) = (values.min() ?? 0, values.max() ?? 1), height = max(high - low, 1)
            let ends = panel.curves.map { points($0.curve.means).last ?? low }
            let places = Self.spread(ends, distance: 0.26 * height), top = max(high, places.max() ?? high)
            let labels = zip(panel.curves, places).enumerated().map { i, one in
                "set label \(i + 1) '\(one.0.name)' at 3.2, \(decimalText(one.1, decimals: 3)) left "
                    + "textcolor rgb '\(one.0.setting.colour)'"
            }
            let lines = panel.curves.map { one -> String in
                defer { index += 1 }
                return "DATA index \(index) using 1:2 with linespoints linewidth 2 pointtype \(one.setting.mark) "
                    + "pointsize 0.5 linecolor rgb '\(one.setting.colour)'"
            }
            return """
                unset label
                \(labels.joined(separator: "\n"))
                set yrange [\(decimalText(low - 0.1 * height, decimals: 3)):\
                \(decimalText(top + 0.15 * height, decimals: 3))]
                set title '\(panel.task.name)'
                plot \(lines.joined(separator: ", \\\n     "))
                """
        }
        let layout = "layout \((panels.count + 2) / 3), \(min(3, panels.count))"
        return """
            set multiplot title 'Dev score after epochs 1 to 3, means over seeds: \(message)' \
            \(layout) margins 0.07, 0.98, 0.08, 0.84 spacing 0.08, 0.17
            set xrange [0.8:4.6]
            set xtics (1, 2, 3)
            set key off
            \(plots.joined(separator: "\n"))
            unset multiplot
            """
    }
}

extension Notebook {
    /// The figure, as soon as a run has its record.
    func drawCurves(_ study: DecoderStudy, line: Int = #line, file: String = #fileID) {
        let drawing = LearningFigure(study.results)
        guard !drawing.isEmpty else { return }
        figure(
            "fig:learning",
            caption: """
                Dev score, times one hundred, after each epoch: the mean over the seeds that have records. Every panel \
                has its own scale.
                """,
            alt: "A panel for each task that has records, a curve for each method: \(drawing.message).",
            data: drawing.data, script: drawing.script, line: line, file: file)
    }
}
