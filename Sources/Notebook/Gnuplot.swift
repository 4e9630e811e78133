import Foundation

/// Draws figures with the gnuplot that is installed.
struct Gnuplot {
    /// Name of the program, looked for on the search path.
    var command = "gnuplot"
    /// Seconds that one drawing may take; the slowest of the chapters takes less than one.
    var limit = 60.0

    /// First line of `gnuplot --version`: `gnuplot 5.4 patchlevel 4`.
    ///
    /// - Throws: `PageError` when gnuplot is not installed.
    func version() throws -> String {
        let result = try run(["--version"], for: command, in: nil, standardOutput: true)
        return String(result.text.split(separator: "\n").first?.trimmingBlanks() ?? "")
    }

    /// Writes the data and the script into a folder, runs gnuplot there, and puts the drawing into its
    /// final form: named by the label, described by the alternative text, nothing of the program's
    /// version, no trailing blanks. The same data and script give the same bytes.
    ///
    /// - Throws: `PageError` when gnuplot is missing, fails or takes longer than the limit, or its drawing is empty or
    ///   not XML.
    func draw(_ figure: FigureFiles, in folder: URL) throws {
        let script = figure.label.fileName("gp")
        let output = folder.appendingPathComponent(figure.label.fileName("svg"))
        try Data(figure.data.utf8).write(to: folder.appendingPathComponent(figure.label.fileName("dat")))
        try Data(figure.script.utf8).write(to: folder.appendingPathComponent(script))
        // -d: no settings from the reader's own start-up files.
        let result = try run(["-d", script], for: figure.label.text, in: folder, standardOutput: false)
        let said = result.text.split(separator: "\n").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
        // Where one curve of several has no data, gnuplot draws the others and ends well.
        let isIncomplete = ["no valid points", "Cannot find or open file"].contains { result.text.contains($0) }
        guard result.status == 0, !isIncomplete else {
            throw PageError(
                figure.label.text, expected: "gnuplot to draw the figure",
                found: "exit status \(result.status): " + said.joined(separator: "; "))
        }
        let raw = FileManager.default.contents(atPath: output.path).flatMap { String(data: $0, encoding: .utf8) } ?? ""
        let drawing = SVG.canonical(raw, title: figure.label.text, description: figure.alt)
        if let fault = SVG.fault(drawing) {
            throw PageError(figure.label.text, expected: "a drawing in SVG from gnuplot", found: fault)
        }
        try Data(drawing.utf8).write(to: output)
    }

    private func run(
        _ arguments: [String], for place: String, in folder: URL?, standardOutput: Bool
    ) throws -> (status: Int32, text: String) {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        let candidates = path.split(separator: ":").map { "\($0)/\(command)" }
        guard let program = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw PageError(
                command, expected: "gnuplot on the search path", found: "none",
                advice: "run: make setup, or install the package gnuplot-nox")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        // Numbers and texts as in no particular country; UTF-8, or gnuplot complains of its degree sign.
        process.environment = ["PATH": path, "LC_ALL": "C.UTF-8"]
        if let folder { process.currentDirectoryURL = folder }
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = standardOutput ? pipe : FileHandle.nullDevice
        process.standardError = standardOutput ? FileHandle.nullDevice : pipe
        do {
            guard let said = try TimedProcess(process, said: pipe).end(within: limit) else {
                throw PageError(
                    place, expected: "gnuplot to end within \(Int(limit.rounded(.up))) s",
                    found: "it was still running, and was ended", advice: "look for a loop or a pause in the script")
            }
            return (process.terminationStatus, said)
        } catch let error as PageError {
            throw error
        } catch {
            throw PageError(command, expected: "gnuplot to start", found: "\(error)", advice: "run: make setup")
        }
    }
}
