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
              make bench-peers          measure training (half an hour), then write the page
              make bench-predict        measure predicting (ten minutes), then write the page
              edora bench-page          write the page again from figures/bench/peers.json and predict.json
              edora bench-page --check  fail if the page is not what they give
            """)

    @Option(help: "Folder with peers.json; the page goes there too.") var folder = "figures/bench"

    @Flag(help: "Report whether the page is stale and change nothing.") var check = false

    func run() throws {
        let folder = URL(fileURLWithPath: folder), file = folder.appendingPathComponent("peers.json")
        guard let report = try read(PeersReport.self, file, command: "make bench-peers") else {
            throw InputError(file.path, expected: "a comparison", found: "no file", advice: "Run make bench-peers.")
        }
        let ofPredicting = try read(
            PredictReport.self, folder.appendingPathComponent("predict.json"), command: "make bench-predict")
        let text = try page(report, predicting: ofPredicting.map(predicting) ?? ""),
            readme = folder.appendingPathComponent("README.md")
        let figures = [try ratios(report), try cost(report)]
        if check {
            let strays =
                (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.filter {
                    $0.hasPrefix("fig-") && !figures.flatMap(\.names).contains($0)
                } ?? []
            let stale =
                (FileManager.default.contents(atPath: readme.path) == Data(text.utf8) ? [] : ["README.md"])
                + figures.flatMap { $0.stale(in: folder) }
                + strays.sorted()
            let names = stale.joined(separator: ", ")
            print("\(self.folder): \(stale.isEmpty ? "fresh" : "stale (\(names)); run: swift run edora bench-page")")
            if !stale.isEmpty { throw ExitCode.failure }
            return
        }
        for figure in figures { try figure.draw(in: folder) }
        try AtomicFile.write(Data(text.utf8), to: readme)
        print("\(self.folder): written from the run of \(report.measured)")
    }

    /// A report of a measurement, or nil where there is none.
    private func read<Report: Decodable>(_ type: Report.Type, _ file: URL, command: String) throws -> Report? {
        guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw InputError(
                file.path, expected: "what \(command) writes", found: plainReason(of: error),
                advice: "Run \(command).")
        }
    }

    private func ratios(_ report: PeersReport) throws -> StandaloneFigure {
        let workloads = report.workloads
        return try StandaloneFigure(
            "ratios",
            alt:
                """
                Bars: examples a second of ours over PyTorch + PEFT's, for each workload, with the least and the \
                largest round.
                """,
            data: [
                FigureSeries(
                    "ratios",
                    [
                        .words("workload", workloads.map(\.title)), .numbers("median", workloads.map(\.ratios.median)),
                        .numbers("least", workloads.map { $0.ratios.min() ?? .nan }),
                        .numbers("largest", workloads.map { $0.ratios.max() ?? .nan }),
                        .numbers("ceiling", workloads.map(\.ceilings.median)),
                    ])
            ],
            script: """
                set style fill solid 0.9
                set xrange [0:*]
                set yrange [\(-workloads.count):1]
                set xlabel 'times the speed of PyTorch + PEFT'
                set ytics scale 0
                set lmargin 42
                set grid xtics
                set key outside top center horizontal
                plot DATA index 0 using 2:(-$0):(0):2:(-$0-0.3):(-$0+0.3):ytic(1) with boxxyerror linecolor rgb \
                '#1f77b4' title 'measured', \\
                     DATA index 0 using 3:(-$0):($4-$3):(0) with vectors nohead linewidth 3 linecolor rgb '#000000' \
                title 'least to largest round', \\
                     DATA index 0 using 5:(-$0) with points pointtype 7 pointsize 0.8 linecolor rgb '#d62728' title \
                'at SGEMM peak'
                """)
    }

    private func cost(_ report: PeersReport) throws -> StandaloneFigure {
        func series(_ name: String, _ points: [PeersReport.Cost.Point]) -> FigureSeries {
            FigureSeries(
                name,
                [
                    .numbers(name, points.map(\.x)),
                    .numbers("microseconds_per_token", points.map(\.microsecondsPerToken)),
                    .numbers("attention_percent", points.map { 100 * $0.attentionShare }),
                ])
        }
        return try StandaloneFigure(
            "cost",
            alt:
                """
                Microseconds a token, and attention's share of the step, over the batch size and over the length \
                of the sequences.
                """,
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
                plot DATA index 0 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#1f77b4' title \
                'over rows', \\
                     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#d62728' title \
                'over tokens', \\
                     DATA index 0 using 1:3 axes x1y2 with lines dashtype 2 linecolor rgb '#1f77b4' title 'attention, \
                over rows', \\
                     DATA index 1 using 1:3 axes x1y2 with lines dashtype 2 linecolor rgb '#d62728' title 'attention, \
                over tokens'
                """)
    }
}
