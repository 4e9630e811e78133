import ArgumentParser
import Core
import CoreBenchmark
import Experiments
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
              make bench-decoder        measure training Gemma 3 270M (20 minutes), then write the page
              edora bench-page          write the page again from the reports in figures/bench
              edora bench-page --check  fail if the page is not what they give
            """)

    @Option(help: "Folder with peers.json; the page goes there too.") var folder = "figures/bench"

    @Flag(help: "Report whether the page is stale and change nothing.") var check = false

    func run() throws {
        let folder = URL(fileURLWithPath: folder), file = folder.appendingPathComponent("peers.json")
        let report = try PeersReport.read(file)
        let ofPredicting = try PredictReport.readIfThere(
            folder.appendingPathComponent("predict.json"), command: "make bench-predict")
        let ofDecoder = try DecoderReport.readIfThere(in: folder)
        let pairs = try PrecisionPairs(Ablation(backbone: Checkpoint.miniLM.name), in: RunStore())
        let text = try page(report, padding: report.padding(), ofPredicting, ofDecoder, pairs),
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
}

extension BenchPage {
    /// What the products of a forward pass need for a token of SST-2: a step that trains the head alone has no others.
    static func operationsPerToken() throws -> Double {
        guard let method = AdapterMethod.builtIn.first(where: { $0.scope == .headOnly }) else { return .nan }
        let lengths = try CoreBenchmark.Workload.lengths(of: .sst2, from: lengthsFile)
        return Checkpoint.miniLM.configuration.stepOperations(lengths: lengths, method, rank: 1)
            / Double(lengths.reduce(0, +))
    }

    static let lengthsFile = URL(fileURLWithPath: "data/bench/lengths.json")
}

extension PeersReport {
    /// By task, the tokens of batches filled up to their longest row, over the rows' own.
    fileprivate func padding() throws -> [TextTask: Double] {
        let tasks = Set(plainWorkloads.compactMap(\.task))
        return try Dictionary(
            uniqueKeysWithValues: tasks.map { task in
                let rows = try CoreBenchmark.Workload.lengths(of: task, from: BenchPage.lengthsFile)
                let filled = stride(from: 0, to: rows.count, by: batchSize).reduce(0) { sum, start in
                    let batch = rows[start ..< min(start + batchSize, rows.count)]
                    return sum + batch.count * (batch.max() ?? 0)
                }
                return (task, Double(filled) / Double(rows.reduce(0, +)))
            })
    }
}

extension Decodable {
    /// A report of a measurement, or nil where there is none.
    ///
    /// - Throws: `InputError` for a file that is not what the command writes.
    static func readIfThere(_ file: URL, command: String) throws -> Self? {
        guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
        do { return try JSONDecoder().decode(Self.self, from: data) } catch {
            throw InputError(
                file.path, expected: "what \(command) writes", found: plainReason(of: error),
                advice: "Run \(command).")
        }
    }
}

extension PeersReport {
    /// - Throws: `InputError` where there is none, and for another file.
    static func read(_ file: URL) throws -> PeersReport {
        guard let report = try readIfThere(file, command: "make bench-peers") else {
            throw InputError(file.path, expected: "a comparison", found: "no file", advice: "Run make bench-peers.")
        }
        return report
    }
}
