import Foundation

/// One column of a figure's data: numbers, or words such as the names under a bar chart.
public enum FigureColumn: Equatable, Sendable {
    case numbers(_ name: String, [Double])
    case words(_ name: String, [String])

    var name: String {
        switch self {
        case .numbers(let name, _), .words(let name, _): name
        }
    }

    var count: Int {
        switch self {
        case .numbers(_, let values): values.count
        case .words(_, let values): values.count
        }
    }
}

/// One block of a figure's data file. In the script the first series is `DATA index 0`, the next
/// `DATA index 1`, and column 1 of it is `using 1`.
public struct FigureSeries: Equatable, Sendable {
    public let name: String
    public let columns: [FigureColumn]

    public init(_ name: String, _ columns: [FigureColumn]) {
        self.name = name
        self.columns = columns
    }

    /// A curve: two columns of numbers, named for the data file.
    public init(_ name: String, x: (String, [Double]), y: (String, [Double])) {
        self.init(name, [.numbers(x.0, x.1), .numbers(y.0, y.1)])
    }
}

/// Writes series as a gnuplot data file: a comment with the name, a comment with the columns, one
/// line a row, and two blank lines between series.
enum FigureData {
    /// - Returns: the lines, or what is wrong with the data.
    static func lines(_ series: [FigureSeries]) -> Result<[String], Fault> {
        guard !series.isEmpty else { return .failure(.init(expected: "at least one series", found: "none")) }
        var lines: [String] = []
        for (index, one) in series.enumerated() {
            if let fault = fault(in: one) { return .failure(fault) }
            if index > 0 { lines += ["", ""] }
            lines.append("# \(one.name)")
            lines.append("# " + one.columns.map(\.name).joined(separator: " | "))
            for row in 0 ..< (one.columns.first?.count ?? 0) {
                lines.append(one.columns.map { field($0, row) }.joined(separator: " "))
            }
        }
        return .success(lines)
    }

    struct Fault: Error, Equatable {
        let expected: String
        let found: String
    }

    private static func fault(in series: FigureSeries) -> Fault? {
        let names = [series.name] + series.columns.map(\.name)
        if let name = names.first(where: { $0.isEmpty || $0.contains(where: \.isNewline) }) {
            return Fault(expected: "names of one line", found: "'\(name)' in series '\(series.name)'")
        }
        let counts = series.columns.map(\.count)
        guard let count = counts.first, count > 0, counts.allSatisfy({ $0 == count }) else {
            return Fault(
                expected: "columns of one length, at least 1, in series '\(series.name)'", found: "lengths \(counts)")
        }
        for column in series.columns {
            switch column {
            case .numbers(let name, let values):
                if let row = values.firstIndex(where: { !$0.isFinite }) {
                    return Fault(
                        expected: "finite numbers in series '\(series.name)'",
                        found: "\(values[row]) in row \(row) of column '\(name)'")
                }
            case .words(let name, let values):
                if let word = values.first(where: { $0.contains { $0 == "\"" || $0.isNewline } }) {
                    return Fault(
                        expected: "words without quotation marks or line ends in series '\(series.name)'",
                        found: "'\(word)' in column '\(name)'")
                }
            }
        }
        return nil
    }

    private static func field(_ column: FigureColumn, _ row: Int) -> String {
        switch column {
        case .words(_, let values): "\"\(values[row])\""
        case .numbers(_, let values): number(values[row])
        }
    }

    /// Whole numbers in full (steps, counts), all others to six significant digits: what a drawing
    /// can show, and no more than machines agree on.
    private static func number(_ value: Double) -> String {
        if let whole = Int(exactly: value), abs(whole) < 1_000_000_000_000 { return String(whole) }
        return String(format: "%.6g", value)
    }
}

/// The text files behind one drawing, and what the SVG is to say of itself.
struct FigureFiles: Equatable {
    let label: PageLabel
    let alt: String
    let data: String
    let script: String

    var names: [String] { [label.fileName("dat"), label.fileName("gp"), label.fileName("svg")] }

    init(label: PageLabel, alt: String, data: [String], script: [String]) {
        self.label = label
        self.alt = alt
        self.data = (data + [""]).joined(separator: "\n")
        let preamble = [
            "# \(label.fileName("svg")) is drawn from \(label.fileName("dat")) by: gnuplot -d \(label.fileName("gp"))",
            "set encoding utf8", "set minussign",
            "set terminal svg size 640,400 fixed noenhanced font 'sans-serif,12' background '#ffffff' "
                + "name '\(label.gnuplotName)'",
            "set output '\(label.fileName("svg"))'",
            "DATA = '\(label.fileName("dat"))'",
        ]
        self.script = (preamble + script + [""]).joined(separator: "\n")
    }
}
