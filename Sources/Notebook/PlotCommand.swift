import Foundation
import TextFormat

/// The gnuplot command for the usual drawing: one curve a series, each with its colour and its title.
public enum PlotCommand {
    /// Colours that differ for most eyes, also in grey.
    public static let colours = ["#444444", "#ff7f0e", "#2ca02c", "#d62728", "#1f77b4", "#9467bd", "#8c564b"]

    /// A text as it stands between gnuplot's single quotes, in which nothing else has a meaning. A line end would end
    /// the command there, and what follows would be the next one: it and other control characters become blanks.
    public static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(scalars)).replacingScalars(["'": "''"])
    }

    /// - Parameters:
    ///   - titles: as they are to be read; of series 0, 1, 2 … of `DATA`.
    ///   - style: gnuplot's, such as `lines` or `points pointtype 7`.
    ///   - errorBars: whether columns 3 (and 4) hold the bars: column 3 alone is ±, both are the ends.
    ///   - stagger: on a logarithmic axis the factor from one curve's x to the next one's, so that bars and marks of
    ///     equal x stand side by side.
    public static func curves(
        _ titles: [String], colours: [String] = colours, style: String = "lines linewidth 2",
        errorBars: ErrorBars = .none, stagger: Double = 1
    ) -> String {
        let curves = titles.indices.flatMap { i -> [String] in
            let place = pow(stagger, Double(i) - Double(titles.count - 1) / 2)
            let x = stagger == 1 ? "1" : "($1*\(String(format: "%.4f", place)))"
            let colour = "linecolor rgb '\(colours[i % colours.count])'"
            let title = quoted(titles[i])
            let curve = "DATA index \(i) using \(x):2 with \(style) \(colour) title '\(title)'"
            let bars = errorBars.columns.map {
                "DATA index \(i) using \(x):\($0) with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 "
                    + "\(colour) notitle"
            }
            return [curve] + (bars.map { [$0] } ?? [])
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
