/// The gnuplot command for the usual drawing: one curve a series, each with its colour and its title.
public enum PlotCommand {
    /// Colours that differ for most eyes, also in grey.
    public static let colours = ["#444444", "#ff7f0e", "#2ca02c", "#d62728", "#1f77b4", "#9467bd", "#8c564b"]

    /// - Parameters:
    ///   - titles: as they are to be read; of series 0, 1, 2 … of `DATA`.
    ///   - style: gnuplot's, such as `lines` or `points pointtype 7`.
    ///   - errorBars: whether columns 3 (and 4) hold the bars: column 3 alone is ±, both are the ends.
    public static func curves(
        _ titles: [String], colours: [String] = colours, style: String = "lines linewidth 2", errorBars: ErrorBars = .none
    ) -> String {
        let curves = titles.indices.flatMap { i -> [String] in
            let colour = "linecolor rgb '\(colours[i % colours.count])'"
            let curve = "DATA index \(i) using 1:2 with \(style) \(colour) title '\(titles[i].replacing("'", with: "''"))'"
            let bars = errorBars.columns.map { "DATA index \(i) using \($0) with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.5 \(colour) notitle" }
            return [curve] + (bars.map { [$0] } ?? [])
        }
        return "plot " + curves.joined(separator: ", \\\n     ")
    }

    public enum ErrorBars: Sendable {
        case none, deviation, ends

        var columns: String? {
            switch self {
            case .none: nil
            case .deviation: "1:2:3"
            case .ends: "1:2:3:4"
            }
        }
    }
}
