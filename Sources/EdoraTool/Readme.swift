import ArgumentParser
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

struct Readme: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write findings, results and verdicts in README.md from the committed run records.",
        discussion: """
            EXAMPLES
              edora readme              write what stands between the marks again
              edora readme --check      fail if it is not what the records give
            """)

    @Option(help: "The file.") var file = "README.md"
    @Flag(help: "Report whether it is stale and change nothing.") var check = false

    func run() throws {
        let place = URL(fileURLWithPath: file)
        let text: String
        do { text = try String(contentsOf: place, encoding: .utf8) } catch {
            throw InputError(
                file, expected: "a page of UTF-8", found: "none that can be read",
                advice: "Run this from the project's folder.")
        }
        var fresh = text
        let rows = try ClaimTable().rows(), store = RunStore(), grid = try GLUEGrid(in: store)
        let found = try GLUEResults(grid, in: store)
        let sentences = try ReadmeSentences(found, grid, in: store)
        let bench = URL(fileURLWithPath: "figures/bench"),
            speed = try PeersReport.read(bench.appending(path: "peers.json"))
        let ofDecoder = try DecoderReport.readIfThere(in: bench)
        for (name, block) in try [
            ("findings", sentences.findings(rows) + "\n"), ("use", sentences.use(speed, ofDecoder) + "\n"),
            ("results", results(grid, found, sentences)),
            ("verdicts", verdicts(rows)),
        ] {
            let start = "<!-- \(name): swift run edora readme -->\n", end = "<!-- /\(name) -->\n"
            guard let from = fresh.range(of: start)?.upperBound, let to = fresh.range(of: end)?.lowerBound, from <= to
            else {
                throw InputError(
                    file, expected: "the marks \(start.dropLast()) and \(end.dropLast())",
                    found: "not both in this order")
            }
            fresh.replaceSubrange(from ..< to, with: Typography.withMinusSigns(block))
        }
        if check {
            print("\(file): \(fresh == text ? "fresh" : "stale; run: swift run edora readme")")
            if fresh != text { throw ExitCode.failure }
            return
        }
        try AtomicFile.write(Data(fresh.utf8), to: place)
        print("\(file): \(fresh == text ? "unchanged" : "written")")
    }

    private func verdicts(_ rows: [VerdictRow]) throws -> String {
        try PipeTable.lines(
            header: ["claim", "paper", "verdict"],
            rows: rows.map { [$0.claim.statement, $0.claim.value ?? "", $0.verdictCell] },
            alignment: [.left, .right, .left]
        ).joined(separator: "\n") + "\n"
    }

    private func results(_ grid: GLUEGrid, _ results: GLUEResults, _ readme: ReadmeSentences) throws -> String {
        let tasks = results.averaged
        let header = ["method", "trainable values"] + GLUEGrid.tasks.map(grid.name) + ["average"]
        let rows = GLUEGrid.table.map { setting in
            [
                setting.title,
                groupedDigits(EncoderConfiguration.miniLM.trainableCount(setting.method, rank: setting.rank)),
            ]
                + GLUEGrid.tasks.map { mean(results.sample(setting, $0)) }
                + [mean(results.average(setting, over: tasks))]
        }
        let table = try PipeTable.lines(
            header: header, rows: rows, alignment: [.left] + header.dropFirst().map { _ in .right })
        let divided =
            grid.division(.qnli) == nil
            ? ""
            : """

            QNLI*: trained on four fifths of the questions of QNLI's dev rows, scored on the rest, and not in \
            the average.

            """
        let average = tasks.count < 2 ? "" : " The average is over \(enumeration(tasks.map(grid.name)))."
        let sentences = try readme.list()
        let reading = sentences.isEmpty ? "" : "\n\n" + sentences
        let cells = GLUEGrid.table.count * GLUEGrid.tasks.count * Plan.seeds.count
        let found = GLUEGrid.table.reduce(0) { sum, setting in
            sum + GLUEGrid.tasks.reduce(0) { $0 + results.records(setting, $1).count { $0 != nil } }
        }
        let missing = found == cells ? "" : " \(found) of \(cells) runs have their record."
        return """
            Dev scores of MiniLM on real GLUE, last epoch, times one hundred: the mean over \(Plan.seeds.count) seeds. \
            Rates were searched on held-out training rows.\(average)\(missing)\
            \(reading)

            \(table.joined(separator: "\n"))
            \(divided)
            """
    }

    /// The mean alone, since the page is narrow: chapter 5 has the deviations.
    private func mean(_ sample: Sample) -> String {
        sample.count == 0
            ? "–"
            : decimalText(100 * sample.mean, decimals: 1)
                + (sample.count < Plan.seeds.count ? " (n = \(sample.count))" : "")
    }
}
