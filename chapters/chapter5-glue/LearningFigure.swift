import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Dev scores after each epoch: EDoRA beside LoRA, with what the seeds differ by.
extension GLUEPage {
    private static let drawn: [(setting: Setting, shift: Double)] = [(.lora, -0.05), (.edora, 0.05)]

    /// The curves of a setting with all its seeds, a task each; of tasks that have them.
    func curves(_ setting: Setting) -> [LearningCurve] {
        GLUEGrid.tasks.filter { results.isComplete(setting, $0) }.map { curve(setting, $0) }
    }

    private func curve(_ setting: Setting, _ task: TextTask, shift: Double = 0) -> LearningCurve {
        LearningCurve(results.records(setting, task).compactMap { $0 }, shift: shift)
    }

    private func series(_ setting: Setting, _ task: TextTask, _ shift: Double) -> FigureSeries {
        let curve = curve(setting, task, shift: shift)
        return FigureSeries("\(name(task)), \(setting.title)", [
            .numbers("epoch", curve.epochs), .points("mean", curve.means), .points("lowest", curve.lowest),
            .points("range", zip(curve.highest, curve.lowest).map { $0 - $1 }),
            .numbers("aside", curve.epochs.map { _ in 0 }),
        ])
    }

    private func panel(_ index: Int, _ task: TextTask, of count: Int) -> String {
        let curves = Self.drawn.enumerated().flatMap { place, one in
            let source = "DATA index \(2 * index + place) using", colour = "linecolor rgb '\(one.setting.colour)'"
            return [
                "\(source) 1:3:5:4 with vectors nohead linewidth 1.5 \(colour)",  // error bars have gaps at their marks
                "\(source) 1:2 with linespoints linewidth 2 pointtype \(one.setting.mark) pointsize 0.7 \(colour)",
            ]
        }
        let names = Self.drawn.enumerated().map { place, one in
            let spot = place == 0 ? "graph 0.2, 0.86" : "graph 0.6, 0.3"
            return "set label \(place + 1) '\(one.setting.method.title)' at \(spot) "
                + "textcolor rgb '\(one.setting.colour)'"
        }
        return """
            set title '\(name(task))' offset 0, -0.5
            set xrange [0.7:\(Double(grid.epochs(task)) + 0.3)]
            \(index + 3 >= count ? "set xlabel 'epoch'" : "unset xlabel")
            \(index.isMultiple(of: 3) ? "set ylabel 'dev score'" : "unset ylabel")
            \(index == 0 ? names.joined(separator: "\n") : "unset label")
            plot \(curves.joined(separator: ", \\\n     "))
            """
    }

    var learningFigure: Drawing {
        let tasks = results.tasks(completeFor: Self.drawn.map(\.setting))
        /// Points that the averages rise by from the last epoch but one.
        func gain(_ setting: Setting) -> String {
            let gains = averaged.map { task in
                let means = curve(setting, task).means
                return (means.last ?? 0) - (means.dropLast().last ?? 0)
            }
            return gains.isEmpty ? "–" : Points.text(Sample(gains).mean)
        }
        let gains = "\(gain(.lora)) points on average to LoRA, \(gain(.edora)) to EDoRA"
        let message = "These runs cannot tell: the last epoch adds \(gains)"
        return Drawing(
            caption: "Dev scores after each epoch; each panel has its own scale. Both at rank 16.",
            alt: "A panel for each task: the curves of LoRA and EDoRA rise, with bars for the seeds.",
            data: tasks.isEmpty ? EmptyFigure.data : tasks.flatMap { task in
                Self.drawn.map { series($0.setting, task, $0.shift) }
            },
            script: tasks.isEmpty ? EmptyFigure.script : """
                set multiplot layout \((tasks.count + 2) / 3), \(min(3, tasks.count)) title '\(message)' \
                margins 0.09, 0.98, 0.19, 0.86 spacing 0.08, 0.16
                set xtics 1
                set key off
                set label 9 'mean of three seeds; bars: the lowest and the highest' at screen 0.98, 0.03 right
                \(tasks.enumerated().map { panel($0, $1, of: tasks.count) }.joined(separator: "\n"))
                unset multiplot
                """)
    }
}
