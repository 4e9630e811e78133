import Core
import Experiments
import Notebook
import TextFormat

/// The figures of a comparison's page, in the methods' colours and marks.
struct CompareFigures {
    private let page: ComparePage
    private var results: GLUEResults { page.results }

    init(_ page: ComparePage) { self.page = page }

    /// Those that have something to draw.
    ///
    /// - Throws: `PageError` for data that cannot be written.
    func all() throws -> [StandaloneFigure] { try [scores(), differences(), curves()].compactMap { $0 } }

    /// The values of one setting, a list for each row of a figure.
    private typealias Rows = [(row: Int, values: [Double])]

    private func scores() throws -> StandaloneFigure? {
        try dots(
            "scores", alt: "For each data set and method a mark for each seed, the mean and its 95 % interval.",
            rows: page.tasks.map(\.name),
            xlabel: "dev score, last epoch, times 100; mean with 95 % interval, each seed",
            line: "",
            page.settings.map { setting in
                (
                    setting,
                    page.tasks.enumerated().map { (row: $0, values: results.sample(setting, $1).values) }
                )
            })
    }

    private func differences() throws -> StandaloneFigure? {
        let zero = "set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'"
        return try dots(
            "differences",
            alt:
                "For each data set the points by which methods lie above \(page.name(page.reference)), with intervals.",
            rows: page.tasks.map(\.name),
            xlabel: "points above \(page.reference.title); mean with 95 % interval, each seed", line: zero,
            page.others.map { setting in
                (
                    setting,
                    page.tasks.enumerated().map {
                        (row: $0, values: results.differences(setting, from: page.reference, on: [$1])[0])
                    }
                )
            })
    }

    /// A row for each data set, in it a line for each setting: every value, and the mean with Student's interval.
    private func dots(
        _ name: String, alt: String, rows: [String], xlabel: String, line: String, _ found: [(Setting, Rows)]
    ) throws -> StandaloneFigure? {
        let drawn = found.enumerated().map { ($0, $1.0, $1.1.filter { !$0.values.isEmpty }) }.filter { !$2.isEmpty }
        guard !drawn.isEmpty else { return nil }
        func height(_ row: Int, _ place: Int) -> Double {
            Double(-row) + 0.6 * (0.5 - (Double(place) + 0.5) / Double(found.count))
        }
        func text(_ value: Double) -> Double { roundedToSignificant(100 * value, digits: 4) }
        var series: [FigureSeries] = [], plots: [String] = []
        for (place, setting, cells) in drawn {
            let each = cells.flatMap { cell in cell.values.map { (text($0), height(cell.row, place)) } }
            let means = cells.map { cell -> (Double, ClosedRange<Double>, Double) in
                let sample = Sample(cell.values), mean = sample.mean
                return (text(mean), sample.interval ?? mean ... mean, height(cell.row, place))
            }
            let index = series.count, style = "linecolor rgb '\(colour(setting))'"
            series.append(
                FigureSeries("\(setting.title), each seed", x: ("value", each.map(\.0)), y: ("row", each.map(\.1))))
            series.append(
                FigureSeries(
                    "\(setting.title), mean",
                    [
                        .numbers("mean", means.map(\.0)), .numbers("row", means.map(\.2)),
                        .numbers("low", means.map { text($0.1.lowerBound) }),
                        .numbers("high", means.map { text($0.1.upperBound) }),
                    ]))
            plots.append("DATA index \(index) using 1:2 with points pointtype 6 pointsize 0.5 \(style) notitle")
            plots.append(
                "DATA index \(index + 1) using 1:2:3:4 with xerrorbars linewidth 1.5 pointtype \(setting.mark) "
                    + "pointsize 0.9 \(style) title '\(Self.quoted(setting.title))'")
        }
        let tics = rows.enumerated().map { "'\(Self.quoted($1))' \(-$0)" }.joined(separator: ", ")
        return try StandaloneFigure(
            name, alt: alt, data: series,
            script: """
                set xlabel '\(Self.quoted(xlabel))'
                set yrange [\(0.5 - Double(rows.count)):0.5]
                set ytics scale 0 (\(tics))
                set grid xtics
                set key outside top horizontal
                \(line)
                plot \(plots.joined(separator: ", \\\n     "))
                """)
    }

    /// A panel for each data set.
    private func curves() throws -> StandaloneFigure? {
        let panels = page.comparison.data.compactMap { data -> (String, [(Setting, LearningCurve)])? in
            let curves = page.settings.map { setting in
                (
                    setting,
                    LearningCurve(results.records(setting, data.task).compactMap { $0 }.filter { $0.lastScore != nil })
                )
            }.filter { !$0.1.epochs.isEmpty }
            return curves.isEmpty ? nil : (data.name, curves)
        }
        guard !panels.isEmpty else { return nil }
        let columns = min(panels.count, 3), lines = (panels.count + columns - 1) / columns
        var index = 0, series: [FigureSeries] = [], plots: [String] = []
        for (number, (name, curves)) in panels.enumerated() {
            let each = curves.map { setting, curve in
                series.append(
                    FigureSeries(
                        "\(name), \(setting.title)", x: ("epoch", curve.epochs),
                        y: ("score", curve.means.map { roundedToSignificant(100 * $0, digits: 4) })))
                index += 1
                return "DATA index \(index - 1) using 1:2 with linespoints linewidth 1.5 pointtype \(setting.mark) "
                    + "pointsize 0.8 linecolor rgb '\(colour(setting))' title '\(Self.quoted(setting.title))'"
            }
            let most = curves.flatMap(\.1.epochs).max() ?? 1
            plots.append(
                """
                set title '\(Self.quoted(name))'
                set xrange [0.5:\(most + 0.5)]
                set key \(number == 0 ? "inside bottom right" : "off")
                plot \(each.joined(separator: ", \\\n     "))
                """)
        }
        return try StandaloneFigure(
            "curves", alt: "A panel for each data set: the mean dev score after each epoch, a curve for each method.",
            data: series,
            script: """
                set multiplot layout \(lines),\(columns)
                set xlabel 'epoch'
                set ylabel 'dev score' offset 1
                set xtics 1
                set offsets 0, 0, graph 0.1, graph 0.1
                \(plots.joined(separator: "\n"))
                unset multiplot
                """)
    }

    /// The method's colour; paler at another rank than its first here.
    private func colour(_ setting: Setting) -> String {
        let first = page.settings.first { $0.method == setting.method }
        return setting == first ? setting.method.style.colour : setting.method.style.pale
    }

    /// Inside gnuplot's single quotes.
    private static func quoted(_ text: String) -> String { text.replacing("'", with: "''") }
}
