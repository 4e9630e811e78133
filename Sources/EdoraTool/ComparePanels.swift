import Core
import Experiments
import Notebook
import TextFormat

/// The values of a setting at some heights of a figure, each with its mean and Student's interval.
struct Dots {
    let setting: Setting
    private let cells: [(height: Double, values: [Double])]
    private let colour: String

    init(_ setting: Setting, _ cells: [(height: Double, values: [Double])], colour: String) {
        (self.setting, self.cells, self.colour) = (setting, cells, colour)
    }

    var isEmpty: Bool { cells.isEmpty }

    private static func points(_ share: Double) -> Double { roundedToSignificant(100 * share, digits: 4) }

    /// Each value, then the means.
    var series: [FigureSeries] {
        let each = cells.flatMap { cell in cell.values.map { (Self.points($0), cell.height - Self.below) } }
        let samples = cells.map { Sample($0.values) }
        func ends(_ end: (ClosedRange<Double>) -> Double) -> [Double] {
            samples.map { Self.points(end($0.interval ?? $0.mean ... $0.mean)) }
        }
        return [
            FigureSeries("\(setting.title), each seed", x: ("value", each.map(\.0)), y: ("row", each.map(\.1))),
            FigureSeries(
                "\(setting.title), mean",
                [
                    .numbers("mean", samples.map { Self.points($0.mean) }), .numbers("row", cells.map(\.height)),
                    .numbers("low", ends(\.lowerBound)), .numbers("high", ends(\.upperBound)),
                ]),
        ]
    }

    /// Each value stands a little below its mean's line.
    private static let below = 0.07

    /// gnuplot's plots of the two series, the first of which has this index.
    func plot(_ first: Int, title: String? = nil) -> String {
        let style = "linecolor rgb '\(colour)'",
            title = title.map { "title '\(PlotCommand.quoted($0))'" } ?? "notitle"
        return "DATA index \(first) using 1:2 with points pointtype 6 pointsize 0.5 \(style) notitle, \\\n     "
            + "DATA index \(first + 1) using 1:2:3:4 with xerrorbars linewidth 1.5 pointtype \(setting.mark) "
            + "pointsize 0.8 \(style) \(title)"
    }
}

/// A figure of panels, one for each data set, at most three side by side.
struct ComparePanels {
    private let settings: [Setting]
    private var series: [FigureSeries] = [], panels: [String] = []

    init(settings: [Setting]) { self.settings = settings }

    /// Whether the next panel is the first of a line.
    var isAtLeft: Bool { panels.count % 3 == 0 }

    /// The method's colour; paler at another rank than its first here.
    func colour(_ setting: Setting) -> String {
        let first = settings.first { $0.method == setting.method }
        return setting == first ? setting.method.style.colour : setting.method.style.pale
    }

    /// - Parameter plots: each by the index of its first series; all have as many.
    mutating func add(
        _ title: String, _ settings: String, _ series: [FigureSeries], plots: [(_ first: Int) -> String]
    ) {
        let each = series.count / max(1, plots.count), start = self.series.count
        let plot = plots.enumerated().map { $1(start + $0 * each) }.joined(separator: ", \\\n     ")
        panels.append("set title '\(PlotCommand.quoted(title))'\n\(settings)\nplot \(plot)")
        self.series += series
    }

    /// - Parameters:
    ///   - left: the share of the width that the names beside the panels take.
    ///   - isLabelled: names the settings in their colours above the panels.
    func figure(
        _ name: String, alt: String, script: String, left: Double = 0.08, isLabelled: Bool = false
    ) throws -> StandaloneFigure? {
        guard !panels.isEmpty else { return nil }
        let columns = min(panels.count, 3), lines = (panels.count + columns - 1) / columns
        let labels = settings.enumerated().map { place, setting in
            let x = (Double(place) + 0.5) / Double(settings.count)
            return
                "set label \(place + 1) '\(PlotCommand.quoted(setting.title))' "
                + "at screen \(decimalText(x, decimals: 3)), 0.97 center textcolor rgb '\(colour(setting))'"
        }
        return try StandaloneFigure(
            name, alt: alt, data: series,
            script: """
                set key off
                \(script)
                \(isLabelled ? labels.joined(separator: "\n") : "")
                set multiplot layout \(lines),\(columns) \(Self.room(left, above: isLabelled ? 0.86 : 0.92))
                \(panels.joined(separator: isLabelled ? "\nunset label\n" : "\n"))
                unset multiplot
                """)
    }

    /// Panels of one width, with room for names and labels.
    private static func room(_ left: Double, above top: Double) -> String {
        "margins \(decimalText(left, decimals: 3)), 0.98, 0.17, \(top) spacing 0.08, 0.25"
    }
}
