import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

/// Average score against trained values, each mark with its name beside it.
extension GLUEPage {
    /// Settings whose name stands to the left of the mark, where there is room.
    private static let namedAtLeft: [Setting] = [.magnitudesAlone, .edora, .lora, .full]
    /// LoRA and DoRA have nearly the same count: DoRA's mark is moved to the right, or its bar would cover LoRA's.
    private static let moved = 1.35

    /// Those with a mark: an average, and at least one value.
    var priced: [Setting] { shown.filter { average($0).count > 0 && $0 != .head } }

    /// The mean with its interval on these tasks, times one hundred.
    private func bar(_ setting: Setting) -> [Double] {
        let mean = average(setting).mean
        let ends = Sample.interval(onTheseTasks: averaged.map { results.sample(setting, $0).values }) ?? mean ... mean
        return [mean, ends.lowerBound, ends.upperBound].map { roundedToSignificant(100 * $0, digits: 4) }
    }

    private func shift(_ setting: Setting) -> Double { setting == .dora ? Self.moved : 1 }
    private func place(_ setting: Setting) -> Double { Double(count(setting)) * shift(setting) }

    private var message: String {
        guard let found = compared(.edora, .lora) else { return "Average score against trained values" }
        let times = decimalText(Double(count(.lora)) / Double(count(.edora)), decimals: 0)
        return "EDoRA trains \(times) times fewer values than LoRA and scores "
            + "\(decimalText(100 * abs(found.mean), decimals: 1)) points \(found.mean < 0 ? "less" : "more")"
    }

    var valuesFigure: Drawing {
        let settings = priced
        let names = settings.enumerated().map { index, setting in
            // The subject's name would cross the bar of its neighbour.
            let side = setting == .edora ? "right offset -0.6, 1" : Self.namedAtLeft.contains(setting)
                ? "right offset -1.2, 0" : "left offset 1.2, 0"
            return "set label \(index + 2) '\(setting.title)' at \(place(setting)), \(bar(setting)[0]) \(side)"
        }
        let marks = settings.enumerated().map { index, setting in
            "DATA index \(index) using ($1*\(shift(setting))):2:3:4 with yerrorbars pointtype \(setting.mark) "
                + "pointsize 1.2 linewidth 1.5 linecolor rgb '\(setting.colour)'"
        }
        return Drawing(
            caption: """
                Average dev score over {{average.tasks}} against trained values, the head not counted, on a \
                logarithmic scale. Head only scores {{head.score}}. DoRA is drawn a little to the right of its count.
                """,
            alt: "One mark with an error bar for each of \(enumeration(settings.map(\.title))).",
            data: settings.isEmpty ? EmptyFigure.data : settings.map { setting in
                let bar = bar(setting)
                return FigureSeries(setting.title, [
                    .numbers("values", [Double(count(setting))]), .numbers("mean", [bar[0]]), .numbers("low", [bar[1]]),
                    .numbers("high", [bar[2]]),
                ])
            },
            script: settings.isEmpty ? EmptyFigure.script : """
                set title '\(message)'
                set logscale x
                set xrange [1000:\(3 * Double(count(.full)))]
                set offsets graph 0, 0, 0.05, 0.05
                set format x '%.0s%c'
                set xlabel 'trained values'
                set ylabel 'average score'
                set key off
                set label 1 "bars: 95 % on these tasks,\\nmade of the single tasks' spreads" at graph 0.98, 0.14 right
                \(names.joined(separator: "\n"))
                plot \(marks.joined(separator: ", \\\n     "))
                """)
    }
}
