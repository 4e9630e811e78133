import ArgumentParser
import Core
import Experiments
import Foundation

struct Readme: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the result table of README.md from the committed run records.",
        discussion: """
            EXAMPLES
              edora readme              write what stands between the marks again
              edora readme --check      fail if it is not what the records give
            """)

    private static let start = "<!-- results: swift run edora readme -->\n", end = "<!-- /results -->\n"

    @Option(help: "The file.") var file = "README.md"
    @Flag(help: "Report whether it is stale and change nothing.") var check = false

    func run() throws {
        let place = URL(fileURLWithPath: file)
        let text: String
        do { text = try String(contentsOf: place, encoding: .utf8) } catch {
            throw InputError(file, expected: "a page of UTF-8", found: "none that can be read", advice: "Run this from the project's folder.")
        }
        guard let start = text.range(of: Self.start), let end = text.range(of: Self.end), start.upperBound <= end.lowerBound else {
            throw InputError(file, expected: "the marks \(Self.start.dropLast()) and \(Self.end.dropLast())", found: "not both in this order")
        }
        let fresh = text[..<start.upperBound] + (try results()) + text[end.lowerBound...]
        if check {
            print("\(file): \(fresh == text ? "fresh" : "stale; run: swift run edora readme")")
            if fresh != text { throw ExitCode.failure }
            return
        }
        try AtomicFile.write(Data(fresh.utf8), to: place)
        print("\(file): \(fresh == text ? "unchanged" : "written")")
    }

    /// What stands between the marks.
    private func results() throws -> String {
        let store = RunStore(), grid = try GLUEGrid(in: store), results = try GLUEResults(grid, in: store)
        let (edora, lora) = (Setting(.edora), Setting(.lora)), tasks = results.averaged
        let header = ["method", "trainable values"] + GLUEGrid.tasks.map(grid.name) + ["average"]
        let rows = GLUEGrid.table.map { setting in
            [setting.title, grouped(EncoderConfiguration.miniLM.trainableCount(setting.method, rank: setting.rank))]
                + GLUEGrid.tasks.map { results.sample(setting, $0).cell } + [results.average(setting, over: tasks).cell]
        }
        let rule = "|:--|" + String(repeating: "--:|", count: header.count - 1)
        let table = [header].map(line) + [rule] + rows.map(line)
        let difference = results.averagedDifferences(edora, from: lora)
        let average = tasks.count < 2 ? "" : " The average is over \(listed(tasks.map(grid.name))); EDoRA at rank 16 is "
            + "\(Points.cell(tasks: difference)) points above LoRA there, with the 95 % bootstrap interval in brackets."
        let cells = GLUEGrid.table.count * GLUEGrid.tasks.count * Plan.seeds.count
        let found = GLUEGrid.table.reduce(0) { sum, setting in sum + GLUEGrid.tasks.reduce(0) { $0 + results.records(setting, $1).count { $0 != nil } } }
        return """
            Dev scores of MiniLM on real GLUE, last epoch, times one hundred, mean ± SD over \(Plan.seeds.count) seeds, rates searched on held-out training rows.\(average)
            \(found) of \(cells) runs have their record.

            \(table.joined(separator: "\n"))

            """
    }

    private func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}
