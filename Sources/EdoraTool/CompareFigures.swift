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

    private func dots(_ setting: Setting, _ cells: [(height: Double, values: [Double])]) -> Dots {
        Dots(setting, cells, colour: ComparePanels(settings: page.settings).colour(setting))
    }

    /// A panel for each data set, since their scores lie apart; in it a line for each setting.
    private func scores() throws -> StandaloneFigure? {
        var panels = ComparePanels(settings: page.settings)
        for task in page.tasks {
            let cells = page.settings.enumerated().compactMap { place, setting -> Dots? in
                let values = results.sample(setting, task).values
                return values.isEmpty ? nil : dots(setting, [(height: Double(-place), values)])
            }
            guard !cells.isEmpty else { continue }
            let names = page.settings.enumerated().map { "'\(PlotCommand.quoted($1.title))' \(-$0)" }
            let tics = panels.isAtLeft ? names : page.settings.indices.map { "'' \(-$0)" }
            panels.add(
                task.name,
                """
                set yrange [\(0.5 - Double(page.settings.count)):0.5]
                set ytics scale 0 (\(tics.joined(separator: ", ")))
                """, cells.flatMap(\.series), plots: cells.map { dots in { dots.plot($0) } })
        }
        return try panels.figure(
            "scores", alt: "A panel for each data set: each seed's score, their mean and its 95 % interval by method.",
            script: """
                set xlabel 'dev score, last epoch'
                set xtics rotate by -45
                set grid xtics
                """, left: 0.03 + 0.012 * Double(page.settings.map(\.title.count).max() ?? 0))
    }

    /// A row for each data set.
    private func differences() throws -> StandaloneFigure? {
        let count = Double(page.others.count)
        let found = page.others.enumerated().map { place, setting in
            dots(
                setting,
                page.tasks.enumerated().compactMap { row, task in
                    let values = results.differences(setting, from: page.reference, on: [task])[0]
                    let height = Double(-row) + 0.6 * (0.5 - (Double(place) + 0.5) / count)
                    return values.isEmpty ? nil : (height, values)
                })
        }.filter { !$0.isEmpty }
        guard !found.isEmpty else { return nil }
        let tics = page.tasks.enumerated().map { "'\(PlotCommand.quoted($1.name))' \(-$0)" }
        let plots = found.enumerated().map { $1.plot(2 * $0, title: $1.setting.title) }
        return try StandaloneFigure(
            "differences",
            alt:
                "For each data set the points by which methods lie above \(page.name(page.reference)), with intervals.",
            data: found.flatMap(\.series),
            script: """
                set xlabel 'points above \(PlotCommand.quoted(page.reference.title))'
                set yrange [\(0.5 - Double(page.tasks.count)):0.5]
                set ytics scale 0 (\(tics.joined(separator: ", ")))
                set grid xtics
                set key outside top horizontal
                set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'
                plot \(plots.joined(separator: ", \\\n     "))
                """)
    }

    /// A panel for each data set, in it a curve for each setting.
    private func curves() throws -> StandaloneFigure? {
        var panels = ComparePanels(settings: page.settings)
        let colour = panels.colour
        // One epoch is a point, and no course.
        for data in page.comparison.data where data.epochs > 1 {
            let curves = page.settings.map { setting in
                let records = results.records(setting, data.task).compactMap { $0 }
                return (setting, LearningCurve(records.filter { $0.lastScore != nil }))
            }.filter { !$0.1.epochs.isEmpty }
            guard !curves.isEmpty else { continue }
            panels.add(
                data.name, "set xrange [0.5:\(Double(data.epochs) + 0.5)]",
                curves.map { setting, curve in
                    FigureSeries(
                        "\(data.name), \(setting.title)", x: ("epoch", curve.epochs),
                        y: ("score", curve.means.map { roundedToSignificant(100 * $0, digits: 4) }))
                },
                plots: curves.map { setting, _ in
                    { first in
                        "DATA index \(first) using 1:2 with linespoints linewidth 1.5 pointtype \(setting.mark) "
                            + "pointsize 0.8 linecolor rgb '\(colour(setting))' notitle"
                    }
                })
        }
        return try panels.figure(
            "curves", alt: "A panel for each data set: the mean dev score after each epoch, a curve for each method.",
            script: """
                set xlabel 'epoch'
                set xtics 1
                set offsets 0, 0, graph 0.1, graph 0.1
                """, isLabelled: true)
    }
}
