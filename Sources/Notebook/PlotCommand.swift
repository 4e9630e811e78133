import Foundation
import TextFormat

/// The gnuplot command for the usual drawing: one curve a series, each with its colour and its title.
public enum PlotCommand {
    /// Colours of Okabe and Ito, which readers without red or green receptors tell apart, too.
    public static let colours = ["#444444", "#e69f00", "#009e73", "#d55e00", "#0072b2", "#cc79a7", "#56b4e9"]
    /// Colours from dark to light, for curves in an order, such as those of a growing number: part of viridis.
    private static let ladder = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39"]

    /// As many colours from dark to light; at most seven differ.
    public static func ordered(_ count: Int) -> [String] {
        (0 ..< count).map { ladder[count < 2 ? 0 : $0 * (ladder.count - 1) / (count - 1)] }
    }

    /// A text as it stands between gnuplot's single quotes, in which nothing else has a meaning. A line end would end
    /// the command there, and what follows would be the next one: it and other control characters become blanks.
    public static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(scalars)).replacingScalars(["'": "''"])
    }

    /// - Parameters:
    ///   - titles: as they are to be read; of series 0, 1, 2 … of `DATA`.
    ///   - marks: gnuplot's point types, one a curve; none where `style` says which.
    ///   - style: gnuplot's, such as `lines` or `points pointtype 7`.
    ///   - errorBars: whether columns 3 (and 4) hold the bars: column 3 alone is ±, both are the ends. The mark between
    ///     them is that of `style`.
    ///   - stagger: on a logarithmic axis the factor from one curve's x to the next one's, so that bars and marks of
    ///     equal x stand side by side.
    public static func curves(
        _ titles: [String], colours: [String] = colours, marks: [Int] = [], style: String = "lines linewidth 2",
        errorBars: ErrorBars = .none, stagger: Double = 1
    ) -> String {
        let curves = titles.indices.flatMap { i -> [String] in
            let place = pow(stagger, Double(i) - Double(titles.count - 1) / 2)
            let x = stagger == 1 ? "1" : "($1*\(String(format: "%.4f", place)))"
            let colour = "linecolor rgb '\(colours[i % colours.count])'"
            let title = quoted(titles[i])
            let mark = marks.isEmpty ? "" : " pointtype \(marks[i % marks.count])"
            let curve = "DATA index \(i) using \(x):2 with \(style)\(mark) \(colour) title '\(title)'"
            // The bars come first: gnuplot leaves a blank ring around their marks, which is tiny here, and the curve's
            // own mark covers it.
            let bars = errorBars.columns.map {
                "DATA index \(i) using \(x):\($0) with yerrorbars pointtype 7 pointsize 0.1 linewidth 1.5 "
                    + "\(colour) notitle"
            }
            return (bars.map { [$0] } ?? []) + [curve]
        }
        return "plot " + curves.joined(separator: ", \\\n     ")
    }

    public enum ErrorBars: Sendable {
        case none, deviation, ends

        /// Those after x.
        var columns: String? {
            switch self {
            case .none: nil
            case .deviation: "2:3"
            case .ends: "2:3:4"
            }
        }
    }
}
