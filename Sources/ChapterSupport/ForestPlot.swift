import Experiments
import Foundation
import Notebook
import TextFormat

/// Verdicts as one picture: each claim in its words, below them a row for each difference that is judged, with three
/// 95 % intervals, the rule's limit and the paper's own size, and the verdict at the right. A claim without a
/// difference of scores has the paper's figure and what was measured in words.
///
/// ```swift
/// let forest = ForestPlot(try claims.rows([.competitive, .higher]))
/// page.figure("fig:verdicts", caption: …, alt: …, data: forest.data, script: forest.script(title: "…"))
/// ```
public struct ForestPlot {
    /// A difference and where it stands.
    private typealias Bar = (effect: ClaimEffect, y: Double)
    private typealias Label = (text: String, x: Double, y: Double)

    /// What the three intervals count as chance, from the highest of a row to the lowest.
    private static let bars = [
        (name: "the seeds, on these tasks", offset: 0.24, mark: "pointtype 7 pointsize 0.6", width: 3, gray: "#222222"),
        (name: "the seeds' averages", offset: 0.0, mark: "pointtype 0", width: 2, gray: "#666666"),
        (name: "tasks like these", offset: -0.24, mark: "pointtype 0", width: 1, gray: "#666666"),
    ]
    /// Of the width: the differences' names, and the verdicts.
    private static let (left, right) = (0.31, 0.2)

    private var drawn: [Bar] = []
    private var words: [Label] = []
    private var lines: [Double] = []
    private var y = 0.0

    /// - Parameter rows: of a claim table, from the top down; those that are not run are left out.
    public init(_ rows: [VerdictRow]) {
        for row in rows where row.verdict != .notRun {
            words.append((row.claim.statement, 0.01, y))
            y -= 1
            words.append((row.verdict.rawValue, 1 - Self.right + 0.01, y))
            for effect in row.effects {
                words.append((effect.title, 0.03, y))
                drawn.append((effect, y))
                y -= 1
            }
            if row.effects.isEmpty {
                words.append(("the paper: \(row.claim.value ?? "no figure"); here \(row.brief)", 0.03, y))
                y -= 1
            }
            lines.append(y + 0.35)
            y -= 0.3
        }
    }

    private var isEmpty: Bool { drawn.isEmpty }

    /// Ends of the axis in points, with zero, limits and the paper's sizes.
    private var range: (low: Double, high: Double) {
        let found = drawn.flatMap { bar -> [Double] in
            bar.effect.found.all.flatMap { [$0.lowerBound, $0.upperBound] }
                + [bar.effect.limit, bar.effect.claimed ?? 0, 0]
        }
        return (100 * (found.min() ?? 0) - 0.3, 100 * (found.max() ?? 0) + 0.3)
    }

    private func heights(_ name: String, _ bars: [Bar], _ offset: Double) -> FigureColumn {
        .numbers(name, bars.map { roundedToSignificant($0.y + offset, digits: 6) })
    }

    /// One series for each kind of interval, then zero and the limits as strokes, then the paper's sizes.
    public var data: [FigureSeries] {
        guard !isEmpty else { return EmptyFigure.data }
        let claimed = drawn.filter { $0.effect.claimed != nil }
        var series = Self.bars.indices.map(series) + [strokes]
        if !claimed.isEmpty {
            let columns = [.points("claimed", claimed.compactMap(\.effect.claimed)), heights("row", claimed, 0)]
            series.append(FigureSeries("the paper's difference", columns))
        }
        return series
    }

    /// The means with one kind of interval.
    private func series(_ index: Int) -> FigureSeries {
        let bar = Self.bars[index], ends = drawn.map { $0.effect.found.all[index] }
        let columns = [
            .points("mean", drawn.map(\.effect.found.mean)), heights("row", drawn, bar.offset),
            .points("low", ends.map(\.lowerBound)), .points("high", ends.map(\.upperBound)),
        ]
        return FigureSeries("95 %: \(bar.name)", columns)
    }

    private var strokes: FigureSeries {
        let strokes = drawn.map { ($0, 0.0) } + limited.map { ($0, $0.effect.limit) }
        let columns = [
            .points("limit", strokes.map(\.1)), heights("from", strokes.map(\.0), -0.5),
            .numbers("right", strokes.map { _ in 0 }), .numbers("up", strokes.map { _ in 1 }),
        ]
        return FigureSeries("zero and limits", columns)
    }

    private var limited: [Bar] { drawn.filter { $0.effect.limit != 0 } }

    /// gnuplot's commands.
    ///
    /// - Parameter title: the picture's message.
    public func script(title: String) -> String {
        guard !isEmpty else { return EmptyFigure.script }
        let (low, high) = range, width = (high - low) / (1 - Self.left - Self.right)
        let step = high - low > 12 ? 5 : high - low > 6 ? 2 : 1
        let tics = Int(low.rounded(.up)) ... Int(high.rounded(.down))
        let ticks = tics.filter { $0.isMultiple(of: step) }.map { tic in
            "'\(tic > 0 ? "+" : tic < 0 ? "−" : "")\(abs(tic))' \(tic)"
        }
        let labels = words.enumerated().map { index, word in
            "set label \(index + 2) \(quoted(word.text)) at graph \(number(word.x)), first \(number(word.y))"
        }
        // gnuplot's own key has no room for these names.
        let legend = zip(Self.bars, [0.25, 0.55, 0.8]).enumerated().map { index, sample in
            let (bar, x) = sample
            return "set label \(words.count + 2 + index) \(quoted(bar.name)) at screen \(number(x)), 0.085\n"
                + "set arrow \(lines.count + 1 + index) from screen \(number(x - 0.04)), 0.085 "
                + "to screen \(number(x - 0.01)), 0.085 nohead linewidth \(bar.width) linecolor rgb '\(bar.gray)'"
        }
        let isClaimed = drawn.contains { $0.effect.claimed != nil }
        let rest =
            "grey strokes: zero\(limited.isEmpty ? "" : ", and the limit where the rule has another")"
            + (isClaimed ? "; ◇ the paper's figure" : "")
        let rules = lines.dropLast().enumerated().map { index, y in
            "set arrow \(index + 1) from graph 0, first \(number(y)) to graph 1, first \(number(y)) nohead "
                + "linecolor rgb '#dddddd'"
        }
        var curves = ["DATA index 3 using 1:2:3:4 with vectors nohead linewidth 1.5 linecolor rgb '#aaaaaa'"]
        curves += Self.bars.enumerated().map { index, bar in
            "DATA index \(index) using 1:2:3:4 with xerrorbars \(bar.mark) linewidth \(bar.width) "
                + "linecolor rgb '\(bar.gray)'"
        }
        if isClaimed {
            curves.append(
                "DATA index 4 using 1:2 with points pointtype 12 pointsize 1.2 linewidth 2 linecolor rgb '#000000'")
        }
        return """
            set title \(quoted(title))
            set lmargin at screen 0.01
            set rmargin at screen 0.99
            set bmargin at screen 0.18
            set xrange [\(number(low - Self.left * width)):\(number(high + Self.right * width))]
            set yrange [\(number(y + 0.5)):0.6]
            set xtics nomirror scale 0.5 (\(ticks.joined(separator: ", ")))
            unset ytics
            set key off
            set label 1 'points' at screen 0.02, 0.14
            set label \(words.count + 5) 'bars: 95 % by' at screen 0.02, 0.085
            set label \(words.count + 6) \(quoted(rest)) at screen 0.02, 0.03
            \((rules + labels + legend).joined(separator: "\n"))
            plot \(curves.joined(separator: ", \\\n     "))
            """
    }

    private func quoted(_ text: String) -> String { "'\(PlotCommand.quoted(text))'" }
    private func number(_ value: Double) -> String { String(format: "%g", value) }
}
