import Notebook
import TextFormat

/// What a file beside a chapter's `main.swift` gives for its prose: numbers, and the sentences that they must bear out.
public protocol Finding {
    /// For `{{key}}`.
    var values: [String: String] { get }
    /// Each sentence as the chapter's prose, a caption or an alternative text has it, and whether the numbers say so.
    var sentences: [(holds: Bool, sentence: String)] { get }
}

/// A picture, all but its label.
public struct Drawing {
    public let caption, alt: String
    public let data: [FigureSeries]
    public let script: String

    public init(caption: String, alt: String, data: [FigureSeries], script: String) {
        (self.caption, self.alt, self.data, self.script) = (caption, alt, data, script)
    }

    /// One whose title the script lacks; without data, an empty frame that says so.
    ///
    /// - Parameters:
    ///   - title: what the picture says. It begins the alternative text, so one call of `require` guards both.
    ///   - alt: what else it shows, a sentence.
    public init(title: String, caption: String, alt: String, data: [FigureSeries], script: String) {
        let whole = script.contains("set title") ? script : "set title '\(PlotCommand.quoted(title))'\n" + script
        self.init(
            caption: caption, alt: "\(title). \(alt)", data: data.isEmpty ? EmptyFigure.data : data,
            script: data.isEmpty ? EmptyFigure.script : whole)
    }
}

extension FigureColumn {
    /// Shares of one in points, with the four digits that a picture can show.
    public static func points(_ name: String, _ shares: [Double]) -> FigureColumn {
        .numbers(name, shares.map { roundedToSignificant(100 * $0, digits: 4) })
    }
}

/// A table, all but its label.
public struct Grid {
    public let caption: String
    public let header: [String]
    public let rows: [[String]]
    public let alignment: [TableAlignment]

    /// - Parameter alignment: none for a first column to the left and numbers after it.
    public init(caption: String, header: [String], rows: [[String]], alignment: [TableAlignment]? = nil) {
        (self.caption, self.header, self.rows) = (caption, header, rows)
        self.alignment = alignment ?? header.indices.map { $0 == 0 ? .left : .right }
    }

    /// - Parameter words: the columns that hold words, to the left; the others hold numbers, to the right.
    public init(caption: String, header: [String], rows: [[String]], words: Set<Int>) {
        self.init(
            caption: caption, header: header, rows: rows,
            alignment: header.indices.map { words.contains($0) ? .left : .right })
    }
}

extension Notebook {
    /// Takes the numbers of a finding, and guards its sentences.
    public func tell(_ finding: some Finding, line: Int = #line, file: String = #fileID) {
        for (key, text) in finding.values.sorted(by: { $0.key < $1.key }) { value(key, text, line: line, file: file) }
        for (holds, sentence) in finding.sentences { require(holds, sentence, line: line, file: file) }
    }

    public func figure(_ label: String, _ drawing: Drawing, line: Int = #line, file: String = #fileID) {
        figure(
            label, caption: drawing.caption, alt: drawing.alt, data: drawing.data, script: drawing.script, line: line,
            file: file)
    }

    public func table(_ label: String, _ grid: Grid, line: Int = #line, file: String = #fileID) {
        table(
            label, caption: grid.caption, header: grid.header, rows: grid.rows, alignment: grid.alignment, line: line,
            file: file)
    }
}
