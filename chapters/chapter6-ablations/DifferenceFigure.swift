import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Settings beside EDoRA as it is, a row each: a mark for every task and seed, and below them the mean over tasks with
/// its interval on these tasks (thick) and on tasks like these (thin).
struct DifferenceFigure {
    /// A row's name and its differences as fractions, by task and then by seed.
    typealias Row = (title: String, differences: [[Double]])
    private typealias Bar = (mean: Double, row: Double, seeds: ClosedRange<Double>, tasks: ClosedRange<Double>)

    private static let shapes = [
        (point: 7, colour: "#0072b2"), (point: 5, colour: "#e69f00"), (point: 9, colour: "#009e73"),
        (point: 13, colour: "#cc79a7"),
    ]
    /// Characters of a line of a row's name.
    private let message: String, axis: String, caption: String
    private let rows: [Row]
    private let bars: [Bar]
    private let tasks: [String]
    private let showsRuns: Bool
    /// Characters of a line of a row's name.
    private let width: Int
    private let gap: ClosedRange<Double>?

    /// Rows without a single difference are left out.
    ///
    /// - Parameters:
    ///   - message: the title; what the picture says.
    ///   - width: characters of a line of a row's name.
    ///   - showsRuns: whether each task and seed has its mark.
    ///   - skipping: a range of points at which the axis is cut, since nothing lies there; where something does, it is
    ///     not.
    init(
        _ message: String, _ rows: [Row], tasks: [String], axis: String = "points above EDoRA as it is",
        caption: String = "Points above EDoRA as it is; a mark is one run.", showsRuns: Bool = true,
        width: Int = 19, skipping: ClosedRange<Double>? = nil
    ) {
        precondition(tasks.count == Self.shapes.count, "a shape for each task")
        (self.message, self.axis, self.caption, self.tasks) = (message, axis, caption, tasks)
        (self.showsRuns, self.width) = (showsRuns, width)
        self.rows = rows.filter { $0.differences.contains { !$0.isEmpty } }
        bars = Self.bars(self.rows)
        let drawn = self.rows.flatMap { $0.differences.joined() } + bars.map(\.mean)
            + bars.flatMap { [$0.seeds.lowerBound, $0.seeds.upperBound, $0.tasks.lowerBound, $0.tasks.upperBound] }
        gap = skipping.flatMap { gap in drawn.contains { gap.contains(100 * $0) } ? nil : gap }
    }

    var drawing: Drawing {
        return Drawing(
            title: message, caption: caption,
            alt: "A row of \(parts) for each of \(InWords.number(Double(rows.count))) settings.",
            data: data, script: script)
    }

    private var parts: String {
        [showsRuns ? "marks" : nil, bars.isEmpty ? nil : "bars"].compactMap { $0 }.joined(separator: " and ")
    }

    /// Marks of the first task lie highest in a row; series without a mark do not exist, since a data file has none
    /// that are empty.
    private var marks: [(task: Int, x: [Double], y: [Double])] {
        guard showsRuns else { return [] }
        func rounded(_ values: [Double]) -> [Double] { values.map { roundedToSignificant($0, digits: 4) } }
        return tasks.indices.compactMap { task in
            var x: [Double] = [], y: [Double] = []
            for (row, one) in rows.enumerated() {
                let height = 0.34 - 0.13 * Double(task) - Double(row), points = one.differences[task]
                x += points.map { 100 * $0 }
                y += points.map { _ in height }
            }
            return x.isEmpty ? nil : (task, rounded(x), rounded(y))
        }
    }

    /// The mean of each row with both intervals; rows that lack a run have none.
    private static func bars(_ rows: [Row]) -> [Bar] {
        rows.enumerated().compactMap { row, one in
            guard one.differences.allSatisfy({ $0.count == Plan.seeds.count }),
                let seeds = Sample.interval(onTheseTasks: one.differences),
                let tasks = Bootstrap.interval(one.differences)
            else { return nil }
            return (Points.mean(one.differences), -Double(row), seeds, tasks)
        }
    }

    private var data: [FigureSeries] {
        let shift = showsRuns ? -0.24 : 0
        let marks = marks.map { FigureSeries(tasks[$0.task], x: ("points", $0.x), y: ("row", $0.y)) }
        guard !bars.isEmpty else { return marks }
        return marks + [FigureSeries("mean with its intervals", [
            .points("mean", bars.map(\.mean)), .numbers("row", bars.map { $0.row + shift }),
            .points("seeds_low", bars.map(\.seeds.lowerBound)), .points("seeds_high", bars.map(\.seeds.upperBound)),
            .points("tasks_low", bars.map(\.tasks.lowerBound)), .points("tasks_high", bars.map(\.tasks.upperBound)),
        ])]
    }

    /// A column as it is drawn: beyond the cut, moved up to it.
    private func x(_ column: Int) -> String {
        gap.map { "(($\(column)<\($0.lowerBound))*\($0.upperBound - $0.lowerBound)+$\(column))" } ?? "\(column)"
    }

    /// The axis without its cut; empty without one.
    private var cut: String {
        guard let gap else { return "" }
        let away = gap.upperBound - gap.lowerBound
        let tics = [-22, -20, -18].filter { $0 < gap.lowerBound }.map { ($0, $0 + away) }
            + [-6.0, -4, -2, 0, 2, 4].filter { $0 > gap.upperBound }.map { ($0, $0) }
        let labelled = tics.map { value, place in
            "'\(value < 0 ? "−" : "")\(decimalText(abs(value), decimals: 0))' \(place)"
        }
        return """
            set xtics (\(labelled.joined(separator: ", ")))
            set arrow 30 from \(gap.upperBound), graph 0 to \(gap.upperBound), graph 1 nohead dashtype 2 \
            linecolor rgb '#888888'
            set label 30 '\(decimalText(away, decimals: 0)) points cut out' at \(gap.upperBound), graph 0.5 center \
            rotate textcolor rgb '#888888' offset 1, 0

            """
    }

    /// Two or three lines of a name, as gnuplot takes them in double quotes.
    private func lines(_ title: String) -> String {
        title.split(separator: " ").reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + word.count < width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }.joined(separator: "\\n")
    }

    private var script: String {
        let marks = marks
        let curves = marks.enumerated().map { index, mark in
            let shape = Self.shapes[mark.task]
            return "DATA index \(index) using \(x(1)):2 with points pointtype \(shape.point) pointsize 0.6 "
                + "linecolor rgb '\(shape.colour)' title '\(tasks[mark.task])'"
        } + (bars.isEmpty ? [] : [(5, 6, 0, "0.1", 1), (3, 4, 7, "0.5", 3)].map {
            low, high, point, size, width in
            "DATA index \(marks.count) using \(x(1)):2:\(x(low)):\(x(high)) with xerrorbars pointtype \(point) "
                + "pointsize \(size) linewidth \(width) linecolor rgb '#444444' notitle"
        })
        let explained = bars.isEmpty
            ? "no intervals yet: seeds are missing" : "thick bar: 95 % on these tasks; thin bar: on tasks like these"
        return """
            set xlabel "\(axis)\\n\(explained)\\n "
            set xrange [*<0:0<*]  # zero is always there
            set offsets graph 0.02, graph 0.02, 0, 0  # no mark on the frame
            set yrange [\(0.5 - Double(rows.count)):0.5]
            set ytics scale 0 (\(rows.enumerated().map { "\"\(lines($1.title))\" \(-$0)" }.joined(separator: ", ")))
            set lmargin \(width)
            \(cut)set for [row=1:\(max(rows.count - 1, 1))] arrow row+1 from graph 0, first 0.5-row \
            to graph 1, first 0.5-row nohead linecolor rgb '#dddddd'
            set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'
            set key outside bottom center horizontal samplen 1
            plot \(curves.joined(separator: ", \\\n     "))
            """
    }
}
