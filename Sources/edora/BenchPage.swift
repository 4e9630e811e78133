import ArgumentParser
import Core
import Foundation
import Notebook

struct BenchPage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-page",
        abstract: "Write figures/bench/README.md and its figures from the last comparison with PyTorch + PEFT.",
        discussion: """
            EXAMPLE
              make bench-peers          measure (half an hour), then write the page
              edora bench-page          write the page again from figures/bench/peers.json
              edora bench-page --check  fail if the page is not what peers.json gives
            """)

    @Option(help: "Folder with peers.json; the page goes there too.") var folder = "figures/bench"

    @Flag(help: "Report whether the page is stale and change nothing.") var check = false

    func run() throws {
        let folder = URL(fileURLWithPath: folder), file = folder.appendingPathComponent("peers.json")
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw InputError(file.path, expected: "a comparison", found: "no file", advice: "Run make bench-peers.")
        }
        let report: PeersReport
        do {
            report = try JSONDecoder().decode(PeersReport.self, from: data)
        } catch {
            throw InputError(file.path, expected: "what make bench-peers writes", found: "\(error)", advice: "Run make bench-peers.")
        }
        let text = page(report), readme = folder.appendingPathComponent("README.md")
        if check {
            let isFresh = FileManager.default.contents(atPath: readme.path) == Data(text.utf8)
            print("\(self.folder): \(isFresh ? "fresh" : "stale; run: swift run edora bench-page")")
            if !isFresh { throw ExitCode.failure }
            return
        }
        try drawRatios(report, folder)
        try drawCost(report, folder)
        try AtomicFile.write(Data(text.utf8), to: readme)
        print("\(self.folder): written from the run of \(report.measured)")
    }

    private func drawRatios(_ report: PeersReport, _ folder: URL) throws {
        let workloads = report.workloads
        try StandaloneFigure.draw(
            "ratios", alt: "Bars: examples a second of ours over PyTorch + PEFT's, for each workload, with the least and the largest round.",
            data: [FigureSeries("ratios", [
                .words("workload", workloads.map(\.title)), .numbers("median", workloads.map(\.ratios.median)),
                .numbers("least", workloads.map { $0.ratios.min() ?? .nan }), .numbers("largest", workloads.map { $0.ratios.max() ?? .nan }),
                .numbers("ceiling", workloads.map(\.ceilings.median)),
            ])],
            script: """
                set style fill solid 0.9
                set boxwidth 0.6
                set yrange [0:*]
                set ylabel 'times the speed of PyTorch + PEFT'
                set xtics rotate by -35 noenhanced
                set bmargin 9
                set key top left
                plot DATA index 0 using 0:5:xtic(1) with points pointtype 7 pointsize 0.7 linecolor rgb '#d62728' title 'if every needed product ran at SGEMM peak', \\
                     DATA index 0 using 0:2 with boxes linecolor rgb '#1f77b4' title 'measured', \\
                     DATA index 0 using 0:2:3:4 with yerrorbars pointtype 0 linecolor rgb '#000000' notitle
                """, in: folder)
    }

    private func drawCost(_ report: PeersReport, _ folder: URL) throws {
        func series(_ name: String, _ points: [PeersReport.Cost.Point]) -> FigureSeries {
            FigureSeries(name, [
                .numbers(name, points.map(\.x)), .numbers("microseconds_per_token", points.map(\.microsecondsPerToken)),
                .numbers("attention_percent", points.map { 100 * $0.attentionShare }),
            ])
        }
        try StandaloneFigure.draw(
            "cost", alt: "Microseconds a token, and attention's share of the step, over the batch size and over the length of the sequences.",
            data: [series("batch_size", report.cost.overBatchSize), series("length", report.cost.overLength)],
            script: """
                set logscale x 2
                set yrange [0:*]
                set y2range [0:100]
                set ytics nomirror
                set y2tics
                set xlabel 'rows in a batch (lengths of RTE), or tokens in each of 32 rows'
                set ylabel 'microseconds a token'
                set y2label 'attention, percent of the step'
                set key top center horizontal outside
                plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#1f77b4' title 'over rows', \\
                     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#d62728' title 'over tokens', \\
                     DATA index 0 using 1:3 axes x1y2 with lines dashtype 2 linecolor rgb '#1f77b4' title 'attention', \\
                     DATA index 1 using 1:3 axes x1y2 with lines dashtype 2 linecolor rgb '#d62728' title 'attention'
                """, in: folder)
    }
}
