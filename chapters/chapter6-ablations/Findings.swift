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
