import Core
import Experiments
import Notebook
import TextFormat

/// Settings beside EDoRA as it is, a row each: a mark for every task and seed, and below them the mean over tasks with
/// its interval on these tasks (thick) and on tasks like these (thin).
struct DifferenceFigure {
    /// A row's name and its differences as fractions, by task and then by seed.
    typealias Row = (title: String, differences: [[Double]])

    private static let shapes = [
        (point: 7, colour: "#0072b2"), (point: 5, colour: "#e69f00"), (point: 9, colour: "#009e73"),
        (point: 13, colour: "#cc79a7"),
    ]
    private let rows: [Row]
    private let tasks: [String]

    /// Rows without a single difference are left out.
    init(_ rows: [Row], tasks: [String]) {
        precondition(tasks.count == Self.shapes.count, "a shape for each task")
        (self.rows, self.tasks) = (rows.filter { $0.differences.contains { !$0.isEmpty } }, tasks)
    }

    /// Marks of the first task lie highest in a row; series without a mark do not exist, since a data file has none
    /// that are empty.
    private var marks: [(task: Int, x: [Double], y: [Double])] {
        tasks.indices.map { task in
            let points = rows.enumerated().flatMap { row, one in
                one.differences[task].map { (100 * $0, 0.3 - 0.12 * Double(task) - Double(row)) }
            }
            func rounded(_ values: [Double]) -> [Double] { values.map { roundedToSignificant($0, digits: 4) } }
            return (task, rounded(points.map(\.0)), rounded(points.map(\.1)))
        }.filter { !$0.x.isEmpty }
    }

    /// The mean of each row with both intervals; rows that lack a run have none.
    private var bars: [(mean: Double, row: Double, seeds: ClosedRange<Double>, tasks: ClosedRange<Double>)] {
        rows.enumerated().compactMap { row, one in
            guard one.differences.allSatisfy({ $0.count == Plan.seeds.count }),
                let seeds = Sample.interval(onTheseTasks: one.differences),
                let tasks = Bootstrap.interval(one.differences)
            else { return nil }
            return (Points.mean(one.differences), -0.24 - Double(row), seeds, tasks)
        }
    }

    var data: [FigureSeries] {
        guard !rows.isEmpty else { return EmptyFigure.data }
        let bars = bars
        func points(_ name: String, _ shares: [Double]) -> FigureColumn {
            .numbers(name, shares.map { roundedToSignificant(100 * $0, digits: 4) })
        }
        let marks = marks.map { FigureSeries(tasks[$0.task], x: ("points", $0.x), y: ("row", $0.y)) }
        guard !bars.isEmpty else { return marks }
        return marks + [FigureSeries("mean with its intervals", [
            points("mean", bars.map(\.mean)), .numbers("row", bars.map(\.row)),
            points("seeds_low", bars.map(\.seeds.lowerBound)), points("seeds_high", bars.map(\.seeds.upperBound)),
            points("tasks_low", bars.map(\.tasks.lowerBound)), points("tasks_high", bars.map(\.tasks.upperBound)),
        ])]
    }

    var script: String {
        guard !rows.isEmpty else { return EmptyFigure.script }
        let marks = marks
        let curves = marks.enumerated().map { index, mark in
            let shape = Self.shapes[mark.task]
            return "DATA index \(index) using 1:2 with points pointtype \(shape.point) pointsize 0.6 "
                + "linecolor rgb '\(shape.colour)' title '\(tasks[mark.task])'"
        } + (bars.isEmpty ? [] : [
            "DATA index \(marks.count) using 1:2:5:6 with xerrorbars pointtype 0 linewidth 1 "
                + "linecolor rgb '#444444' notitle",
            "DATA index \(marks.count) using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.5 linewidth 3 "
                + "linecolor rgb '#444444' notitle",
        ])
        return """
            set xlabel 'points above EDoRA as it is'
            set xrange [*<0:0<*]  # zero is always there
            set offsets graph 0.02, graph 0.02, 0, 0  # no mark on the frame
            set yrange [\(0.5 - Double(rows.count)):0.5]
            set ytics scale 0 (\(rows.enumerated().map { "'\($1.title)' \(-$0)" }.joined(separator: ", ")))
            set lmargin 36
            set for [row=1:\(max(rows.count - 1, 1))] arrow row+1 from graph 0, first 0.5-row \
            to graph 1, first 0.5-row nohead linecolor rgb '#dddddd'
            set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'
            set key outside top horizontal samplen 1
            plot \(curves.joined(separator: ", \\\n     "))
            """
    }
}
