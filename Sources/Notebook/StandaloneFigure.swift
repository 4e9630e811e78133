import Foundation

/// A figure outside a chapter, such as the bars of the speed comparison: the same three files in a folder.
public enum StandaloneFigure {
    /// Writes `fig-NAME.dat`, `fig-NAME.gp` and, by gnuplot, `fig-NAME.svg` into `folder`.
    ///
    /// - Parameters:
    ///   - name: lower-case letters, digits and hyphens.
    ///   - alt: what a reader sees who cannot see the drawing.
    ///   - script: gnuplot commands after the preamble; `DATA` names the data file.
    /// - Throws: `PageError` for a bad name, data that cannot be written, or gnuplot missing or failing.
    public static func draw(_ name: String, alt: String, data: [FigureSeries], script: String, in folder: URL) throws {
        guard let label = PageLabel("fig:" + name) else {
            throw PageError(name, expected: "a name of lower-case letters, digits and hyphens", found: name)
        }
        let lines: [String]
        switch FigureData.lines(data) {
        case .success(let made): lines = made
        case .failure(let fault): throw PageError(label.text, expected: fault.expected, found: fault.found)
        }
        let script = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        try Gnuplot().draw(FigureFiles(label: label, alt: alt, data: lines, script: script), in: folder)
    }
}
