import Notebook
import TextFormat

/// What `scripts/bench_predict.py` wrote: figures/bench/predict.json.
struct PredictReport: Decodable {
    let measured, processor: String
    let threads, rows, tokens, batchSize, differentLabels: Int
    let aim: Double
    let versions: [String: String]
    let edora, pipeline, edoraOneThread: [Side]
    let ratios, wholeRatios: [Double]
    /// OpenBLAS's kernel there, and GFLOP/s of products of two square matrices, of OpenBLAS and of torch.mm.
    let blasKernel: String
    let peakGFLOPS, torchGFLOPS: Double
    var isMet: Bool { ratios.median >= aim }

    struct Side: Decodable {
        let seconds, wholeSeconds, peakResidentMiB: Double
    }
}

extension BenchPage {
    /// The section on predicting, with a line before it.
    func predicting(_ report: PredictReport) throws -> String {
        let versions = report.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        func speed(_ runs: [PredictReport.Side]) -> String {
            runs.map { Double(report.rows) / $0.seconds }.spread(0)
        }
        let overOne = zip(report.edoraOneThread, report.edora).map { $0.seconds / $1.seconds }
        let tokens = report.edora.map { Double(report.tokens) / $0.seconds }
        let table = try PipeTable.lines(
            header: ["what", "pipeline", "ours", "ratio", "aim"],
            rows: [
                [
                    "rows/s, from texts to labels", speed(report.pipeline), speed(report.edora),
                    report.ratios.spread(2),
                    "\(decimalText(report.aim, decimals: 0)): " + verdict(report.ratios.median >= report.aim),
                ],
                [
                    "seconds of the whole process", report.pipeline.map(\.wholeSeconds).spread(1),
                    report.edora.map(\.wholeSeconds).spread(1), report.wholeRatios.spread(2), "–",
                ],
                [
                    "peak memory, MiB", report.pipeline.map(\.peakResidentMiB).spread(0),
                    report.edora.map(\.peakResidentMiB).spread(0), "–", "–",
                ],
                [
                    "rows/s on one thread; ratio: \(report.threads) threads over one", "–",
                    speed(report.edoraOneThread), overOne.spread(2), "–",
                ],
            ], alignment: [.left] + Array(repeating: .right, count: 4))
        let labels =
            report.differentLabels == 0
            ? "Both programs give every one of the \(groupedDigits(report.rows)) rows the same label."
            : "**\(report.differentLabels) labels differ.**"
        return """

            ## Predicting

            How much faster is `edora predict` than transformers' `pipeline`? It answers \
            \(decimalText(report.ratios.median, decimals: 1)) times as many rows a second; the aim of \
            \(decimalText(report.aim, decimals: 0)) is \(report.isMet ? "met" : "missed").
            \(labels)

            \(table.joined(separator: "\n"))

            > [!NOTE]
            > Measured \(report.measured) on \(report.processor), \(report.threads) threads, by `make bench-predict`: \
            \(groupedDigits(report.rows)) rows of SST-2
            > (\(groupedDigits(report.tokens)) tokens), by a merged MiniLM classifier in fp32. The processor need
            > not be that of the tables above: here OpenBLAS's kernel is \(report.blasKernel), its SGEMM runs
            > \(decimalText(report.peakGFLOPS, decimals: 0)) GFLOP/s, and PyTorch's torch.mm \
            \(decimalText(report.torchGFLOPS, decimals: 0)).
            >
            > Theirs: `pipeline` in batches of \(report.batchSize) sorted by length \
            (\(versions.joined(separator: ", "))).
            > Ours: `edora predict`, which reads the rows from a file and runs \(tokens.spread(0)) tokens/s.
            > Tokenising counts on both sides, loading the model in the second row alone.

            """
    }
}
