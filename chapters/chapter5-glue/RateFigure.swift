import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The searches for rates: a small panel each, all on the same axes.
extension GLUEPage {
    private static let ticks = ["1e-5", "1e-4", "1e-3", "1e-2", "1e-1"]

    private var finishedSearches: [GLUESearch] { searches.filter { $0.best != nil } }

    private func curve(_ search: GLUESearch) -> FigureSeries {
        let known = zip(search.rates, search.means).compactMap { rate, mean in
            mean.flatMap { $0.isFinite ? (rate, $0) : nil }
        }
        return FigureSeries(
            search.setting.title, x: ("rate", known.map(\.0)),
            y: ("mean_score", known.map { roundedToSignificant(100 * $0.1, digits: 4) }))
    }

    private func chosen(_ search: GLUESearch) -> FigureSeries {
        let known = zip(search.rates, search.means).first { $0.0 == search.best }
        return FigureSeries(
            "\(search.setting.title), chosen", x: ("rate", [known?.0 ?? 1]),
            y: ("mean_score", [roundedToSignificant(100 * (known?.1 ?? 0), digits: 4)]))
    }

    private func panel(_ index: Int, _ search: GLUESearch, of count: Int) -> String {
        let isLowest = index + 3 >= count, isLeft = index.isMultiple(of: 3)
        let ticks = Self.ticks.map { "'\(isLowest ? $0 : "")' \($0)" }.joined(separator: ", ")
        let scores = [30, 40, 50, 60].map { "'\(isLeft ? "\($0)" : "")' \($0)" }.joined(separator: ", ")
        let setting = search.setting
        return """
            set title '\(setting.title): \(search.best.map(Rates.text) ?? "–")' offset 0, -0.7
            set xtics (\(ticks))
            set ytics (\(scores))
            \(isLowest && index % 3 == 1 ? "set xlabel 'peak rate'" : "unset xlabel")
            \(isLeft && index / 3 == 1 ? "set ylabel 'held-out score'" : "unset ylabel")
            plot DATA index \(index) using 1:2 with linespoints linewidth 2 pointtype \(setting.mark) \
            pointsize 0.7 linecolor rgb '\(setting.colour)', \\
                 DATA index \(count + index) using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.5 \
            linecolor rgb '#000000'
            """
    }

    var ratesFigure: Drawing {
        let found = finishedSearches, best = found.compactMap(\.best)
        let factor = (best.max() ?? 1) / (best.min() ?? 1)
        let message = "The best rates lie a factor of up to \(decimalText(factor, decimals: 0)) apart"
        let panels = found.enumerated().map { panel($0, $1, of: found.count) }
        return Drawing(
            caption: """
                The mean of both held-out scores against the peak rate, one seed; a ring marks the rate that was \
                chosen. [[tab:rates]] has the numbers.
                """,
            alt: """
                A panel a method: held-out score against rate; the best rates lie between {{rate.least}} and \
                {{rate.most}}.
                """,
            data: found.isEmpty ? EmptyFigure.data : found.map(curve) + found.map(chosen),
            script: found.isEmpty ? EmptyFigure.script : """
                set multiplot layout 3, 3 title '\(message)' margins 0.09, 0.98, 0.16, 0.87 spacing 0.03, 0.08
                set logscale x
                set xrange [6e-6:0.2]
                set yrange [28:62]
                set key off
                \(panels.joined(separator: "\n"))
                unset multiplot
                """)
    }
}
