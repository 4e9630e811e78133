import Foundation

/// A figure outside a chapter, such as the bars of the speed comparison: the same three files in a folder.
public struct StandaloneFigure {
    private let files: FigureFiles

    /// - Parameters:
    ///   - name: lower-case letters, digits and hyphens.
    ///   - alt: what a reader sees who cannot see the drawing.
    ///   - script: gnuplot commands after the preamble; `DATA` names the data file.
    /// - Throws: `PageError` for a bad name, or data that cannot be written.
    public init(_ name: String, alt: String, data: [FigureSeries], script: String) throws {
        guard let label = PageLabel("fig:" + name) else {
            throw PageError(name, expected: "a name of lower-case letters, digits and hyphens", found: name)
        }
        let lines: [String]
        switch FigureData.lines(data) {
        case .success(let made): lines = made
        case .failure(let fault): throw PageError(label.text, expected: fault.expected, found: fault.found)
        }
        files = FigureFiles(
            label: label, alt: alt, data: lines,
            script: script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }

    /// - Throws: `PageError` where the program that draws is not installed: to be asked before long work.
    public static func requireProgram() throws { _ = try Gnuplot().version() }

    /// `fig-NAME.dat`, `fig-NAME.gp` and `fig-NAME.svg`.
    public var names: [String] { files.names }

    /// Writes them, the drawing by gnuplot: in a folder of their own first, so that a failure leaves those of before.
    ///
    /// - Throws: `PageError` where gnuplot is missing or fails, or a file cannot be written.
    public func draw(in folder: URL) throws {
        let stage = try Stage(files.names[0], in: folder) { $0.relativePath }
        defer { stage.remove() }
        try Gnuplot().draw(files, in: stage.folder)
        for name in files.names {
            let place = folder.appendingPathComponent(name)
            guard rename(stage.file(name).path, place.path) == 0 else {
                throw PageError(
                    place.lastPathComponent, expected: "a file that can be written",
                    found: String(cString: strerror(errno)))
            }
        }
    }

    /// The files that are not what `draw` writes; of the drawing, that it is whole and has the alternative text.
    public func stale(in folder: URL) -> [String] {
        func isRight(_ name: String, _ condition: (String) -> Bool) -> Bool {
            (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)).map(condition) ?? false
        }
        let names = files.names
        let right = [
            isRight(names[0]) { $0 == files.data }, isRight(names[1]) { $0 == files.script },
            isRight(names[2]) { SVG.fault($0) == nil && SVG.description(of: $0) == SVG.escaped(files.alt) },
        ]
        return zip(names, right).filter { !$1 }.map(\.0)
    }
}
