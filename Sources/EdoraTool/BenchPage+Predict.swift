import Experiments
import TextFormat

/// What `scripts/bench_predict.py` wrote: figures/bench/predict.json.
struct PredictReport: Decodable {
    let measured, processor: String
    let threads, rows, tokens, batchSize, differentLabels: Int
    let edora, edoraOneThread: [Side]
    let peers: [Peer]
    /// OpenBLAS's kernel there, and GFLOP/s of products of two square matrices, of OpenBLAS and of torch.mm.
    let blasKernel: String
    let peakGFLOPS, torchGFLOPS: Double

    struct Side: Decodable {
        let seconds, wholeSeconds, peakResidentMiB: Double
    }

    /// Another program on the same rows, and its times over ours in each round.
    struct Peer: Decodable {
        let name: String
        let aim: Double
        let versions: [String: String]
        let runs: [Side]
        let ratios, wholeRatios: [Double]
        var isMet: Bool { ratios.median >= aim }
        /// What the ratios would be at the peak of which ours reach these shares, round by round.
        func ratios(atShares shares: [Double]) -> [Double] { zip(ratios, shares).map { $0 / $1 } }
        var title: String { ["onnxruntime": "ONNX Runtime", "pipeline": "transformers' `pipeline`"][name] ?? name }
    }
}

extension BenchPage {
    /// The section on predicting, with a line before it.
    ///
    /// - Parameter operationsPerToken: that the products of a forward pass over such rows need.
    func predicting(_ report: PredictReport, operationsPerToken: Double) throws -> String {
        func speed(_ runs: [PredictReport.Side]) -> String {
            runs.map { Double(report.rows) / $0.seconds }.spread(0)
        }
        func row(_ name: String, _ ours: String, _ theirs: (PredictReport.Peer) -> String) -> [String] {
            [name, ours] + report.peers.map(theirs)
        }
        let overOne = zip(report.edoraOneThread, report.edora).map { $0.seconds / $1.seconds }
        let tokens = report.edora.map { Double(report.tokens) / $0.seconds }
        let shares = tokens.map { $0 * operationsPerToken / (report.peakGFLOPS * 1e9) }
        let table = try table(
            ["what", "ours"] + report.peers.map(\.title),
            [
                row("rows/s, from texts to labels", speed(report.edora)) { speed($0.runs) },
                row("ours over it, rows/s", "–") { $0.ratios.spread(2) },
                row("aim", "–") { "\(decimalText($0.aim, decimals: 1)): " + verdict($0.isMet) },
                row("needed products over SGEMM peak", shares.map { 100 * $0 }.spread(0) + " %") { _ in "–" },
                row("ratio at SGEMM peak", "–") { $0.ratios(atShares: shares).spread(2) },
                row("seconds of the whole process", report.edora.map(\.wholeSeconds).spread(1)) {
                    $0.runs.map(\.wholeSeconds).spread(1)
                },
                row("its seconds over ours", "–") { $0.wholeRatios.spread(2) },
                row("peak memory, MiB", report.edora.map(\.peakResidentMiB).spread(0)) {
                    $0.runs.map(\.peakResidentMiB).spread(0)
                },
                row("rows/s on one thread", speed(report.edoraOneThread)) { _ in "–" },
                row("\(report.threads) threads over one", overOne.spread(2)) { _ in "–" },
            ])
        let labels =
            report.differentLabels == 0
            ? "They agree on the label of each of the \(groupedDigits(report.rows)) rows."
            : "**\(report.differentLabels) labels differ.**"
        let answers = report.peers.enumerated().map { number, peer in
            "\(decimalText(peer.ratios.median, decimals: 1)) times as many \(number == 0 ? "rows a second " : "")as "
                + peer.title
        }
        let versions = Set(report.peers.flatMap { $0.versions.map { "\($0.key) \($0.value)" } }).sorted()
        return """

            ## Predicting

            How much faster is `edora predict` than what people use in Python? It answers \(enumeration(answers)).
            \(labels)\(reach(report, shares))

            \(table)

            > [!NOTE]
            > Measured \(report.measured) on \(report.processor), \(report.threads) threads, by `make bench-predict`: \
            \(groupedDigits(report.rows)) rows of SST-2
            > (\(groupedDigits(report.tokens)) tokens), by a merged MiniLM classifier in fp32. The processor need
            > not be that of the tables above: here OpenBLAS's kernel is \(report.blasKernel), its SGEMM runs
            > \(decimalText(report.peakGFLOPS, decimals: 0)) GFLOP/s, and PyTorch's torch.mm \
            \(decimalText(report.torchGFLOPS, decimals: 0)).
            >
            > Theirs: batches of \(report.batchSize) sorted by length (\(versions.joined(separator: ", "))). ONNX
            > Runtime has the model as torch.onnx exports it, and Hugging Face's tokenizers.
            > Ours: `edora predict`, which reads the rows from a file and runs \(tokens.spread(0)) tokens/s.
            > Tokenising counts on all sides, loading the model in whole processes alone. One thread was measured after
            > all rounds, so its share of the two is less sure than the other ratios.

            """
    }

    /// Which aims no program can meet there in fp32, with a blank before it.
    private func reach(_ report: PredictReport, _ shares: [Double]) -> String {
        let beyond = report.peers.filter { $0.ratios(atShares: shares).median < $0.aim }
        guard !beyond.isEmpty else { return "" }
        let aims = beyond.map { "\(decimalText($0.aim, decimals: 0)) beside \($0.title)" }
        return " The aim of \(enumeration(aims)) is out of reach on this processor: at the peak of SGEMM the ratio "
            + "would be \(enumeration(beyond.map { decimalText($0.ratios(atShares: shares).median, decimals: 1) }))."
    }
}
