import ChapterSupport
import Experiments
import Notebook

/// Values and guarded sentences of a section, put on the page as if the calls stood in `main.swift`: what comes from
/// another file's lines the page refuses, since they mean nothing there.
struct Findings {
    private let page: Notebook, line: Int, file: String

    init(_ page: Notebook, _ line: Int, _ file: String) { (self.page, self.line, self.file) = (page, line, file) }

    func value(_ key: String, _ text: String) { page.value(key, text, line: line, file: file) }
    func value(_ key: String, _ count: Int) { page.value(key, count, line: line, file: file) }
    /// "–" where the number is missing.
    func value(_ key: String, _ number: Double?, decimals: Int) {
        page.value(key, number, decimals: decimals, line: line, file: file)
    }
    /// In points with its sign; "–" while runs are missing.
    func points(_ key: String, _ share: Double?) { value(key, share.map { Points.text($0) } ?? "–") }
    /// In points without a sign, for a loss or a gain that its sentence names.
    func size(_ key: String, _ share: Double?) { value(key, share.map { 100 * abs($0) }, decimals: 1) }
    func require(_ condition: Bool, _ sentence: String) { page.require(condition, sentence, line: line, file: file) }
}

extension Notebook {
    /// A table that another file made.
    func table(_ label: String, _ table: AblationTable, line: Int = #line, file: String = #fileID) {
        self.table(
            label, caption: table.caption, header: table.header, rows: table.rows, alignment: table.alignment,
            line: line, file: file)
    }

    /// A drawing that another file made.
    func figure(_ label: String, _ drawing: Drawing, line: Int = #line, file: String = #fileID) {
        figure(
            label, caption: drawing.caption, alt: drawing.alt, data: drawing.data, script: drawing.script, line: line,
            file: file)
    }
}

/// A table without its label.
struct AblationTable {
    let caption: String, header: [String], rows: [[String]]
    let alignment: [TableAlignment]

    /// The first columns of words, the others of numbers.
    init(_ caption: String, _ header: [String], words: Int = 1, rows: [[String]]) {
        (self.caption, self.header, self.rows) = (caption, header, rows)
        alignment = header.indices.map { $0 < words ? .left : .right }
    }
}

/// What gnuplot draws, with its caption and alternative text.
struct Drawing {
    let caption: String, alt: String
    let data: [FigureSeries], script: String

    /// Without data, an empty frame that says so.
    ///
    /// - Parameters:
    ///   - title: what the picture says. It begins the alternative text, so one call of `require` guards both.
    ///   - alt: what else it shows, a sentence.
    ///   - script: without the title.
    init(_ title: String, caption: String, alt: String, _ data: [FigureSeries], script: String) {
        (self.caption, self.alt) = (caption, "\(title). \(alt)")
        let whole = script.contains("set title") ? script : "set title '\(PlotCommand.quoted(title))'\n" + script
        (self.data, self.script) = data.isEmpty ? (EmptyFigure.data, EmptyFigure.script) : (data, whole)
    }
}
