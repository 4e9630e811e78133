import Core
import Experiments
import Notebook
import TextFormat

extension BenchPage {
    /// The page: every number is read or computed from the report.
    func page(_ report: PeersReport, predicting: String) throws -> String {
        let versions = report.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let peak = report.workloads.flatMap(\.edora).compactMap(\.peakGFLOPS)
        let method = AdapterMethod.proposed.title, theirLayers = AdapterMethod.decomposed.title
        let (batches, lengths) = (report.cost.overBatchSize, report.cost.overLength)
        return """
            # Speed against PyTorch + PEFT

            Measured \(report.measured) on \(report.processor), \(report.threads) threads, SGEMM peak \
            \(peak.spread(0)) GFLOP/s, by
            `make bench-peers`. Each of \(report.rounds) rounds ran every workload on both sides, ours before and
            after PyTorch's, on the same batches: \(report.batchSize) rows with the lengths of the task's real rows, \
            r = \(report.rank), fp32
            unless said, \(report.steps) timed steps (half as many for \(Checkpoint.papers.title)'s size).
            Theirs: \(versions.joined(separator: ", ")), released \(method) forward on PEFT's \(theirLayers) layers.
            Ours: OpenBLAS's \(report.blasKernel) kernel, and our own for products with weights and with thin factors.
            Numbers are medians, with the least and the largest round in brackets.

            \(try speeds(report).joined(separator: "\n"))

            *Ratio at SGEMM peak* is what a program would reach here whose needed products all ran at the speed of
            OpenBLAS's SGEMM and for which all else took no time: an aim above it is out of reach on this processor in
            fp32. The aims were set on another one with AVX-512, where PyTorch reaches a smaller share of the peak.

            ![Bars: our speed over PyTorch + PEFT's for each workload](fig-ratios.svg)

            ## How near the floor, and how our own steps compare

            \(try floors(report).joined(separator: "\n"))

            Padding, the last layer's work beyond first tokens and gradients of frozen weights do not count as needed,
            so a share near 100 % leaves nothing but faster products. One above 100 % is of a round whose peak was
            measured low, beside other work; the least and the largest peak stand at the top. PyPI's PyTorch for Linux
            is the CUDA build; run on the CPU, it takes more memory than a CPU build would.

            ## Cost of a token

            ![Microseconds a token over batch size and over length, with attention's share](fig-cost.svg)

            A step costs \(growth(batches)) µs a token over batches of \(ends(batches)) rows of RTE, and \
            \(growth(lengths)) µs over \(ends(lengths)) tokens a row:
            it grows with its tokens. Small batches pay for forming W(θ), which costs the same at any size.
            \(predicting)
            [peers.json](peers.json) holds every round; `edora bench-page` and `make figures` write this page from it.

            """
    }

    /// Percent of the SGEMM peak that the needed products of a step should reach.
    private static let shareAims: [String: Double] = ["edora-rte": 65, "edora-roberta": 70]

    /// Each workload on both sides.
    private func speeds(_ report: PeersReport) throws -> [String] {
        try PipeTable.lines(
            header: [
                "workload", "PyTorch + PEFT, examples/s", "ours, examples/s", "ratio", "aim", "ratio at SGEMM peak",
            ],
            rows: report.workloads.map { workload in
                let aim = workload.target.map {
                    "\(decimalText($0, decimals: 0)): " + verdict(workload.ratios.median >= $0)
                }
                return [
                    workload.title, workload.pytorch.map(\.examplesPerSecond).spread(1),
                    workload.edora.map(\.examplesPerSecond).spread(1), workload.ratios.spread(2), aim ?? "–",
                    decimalText(workload.ceilings.median, decimals: 2),
                ]
            },
            alignment: [.left] + Array(repeating: .right, count: 5))
    }

    /// How near the floor our steps come, and how they compare with each other.
    private func floors(_ report: PeersReport) throws -> [String] {
        var rows = report.workloads.map { workload in
            let share = workload.edora.map { 100 * ($0.shareOfPeak ?? .nan) }
            let aim = Self.shareAims[workload.name].map {
                "at least \(decimalText($0, decimals: 0)) %: " + verdict(share.median >= $0)
            }
            return ["\(workload.title): needed products over SGEMM peak", share.spread(0) + " %", aim ?? "–"]
        }
        if let workload = report.workloads.first(where: { $0.name == "edora-rte" }) {
            rows += [
                [
                    "\(workload.title): peak memory over PyTorch's", workload.memoryRatios.spread(2),
                    "at most 0.5: " + verdict(workload.memoryRatios.median <= 0.5),
                ],
                [
                    "\(workload.title): allocations a step", workload.edora.compactMap(\.allocationsPerStep).spread(0),
                    "–",
                ],
            ]
        }
        rows += report.own.map { own in
            let most = own.atMost.map { "at most \(decimalText($0, decimals: 2)): " + verdict(own.ratios.median <= $0) }
            let least = own.atLeast.map {
                "at least \(decimalText($0, decimals: 2)): " + verdict(own.ratios.median >= $0)
            }
            return [own.title, own.ratios.spread(2), most ?? least ?? "–"]
        }
        let svd = report.svd, isExact = svd.largestError <= 1e-4
        rows.append([
            "Randomised SVD of \(Checkpoint.papers.title)'s \(svd.matrices) matrices, r = \(svd.rank), "
                + "\(report.threads) threads; singular values "
                + (isExact ? "within 1e-4 of LAPACK's" : "**off LAPACK's by \(svd.largestError)**"),
            svd.seconds.spread(2) + " s", "under 1.5 s: " + verdict(isExact && svd.seconds.median < 1.5),
        ])
        if let tokenizers = report.tokenizers {
            rows.append([
                "Tokenizer, \(tokenizers.rows) rows of SST-2, rows/s over Hugging Face's, one thread each",
                tokenizers.ratios.spread(1), "at least 1.0: " + verdict(tokenizers.ratios.median >= 1),
            ])
        }
        return try PipeTable.lines(
            header: ["what", "measured", "aim"], rows: rows, alignment: [.left, .right, .right])
    }

    func verdict(_ isMet: Bool) -> String { isMet ? "met" : "**missed**" }

    private func growth(_ points: [PeersReport.Cost.Point]) -> String { points.map(\.microsecondsPerToken).ends }

    private func ends(_ points: [PeersReport.Cost.Point]) -> String { points.map(\.x).ends }
}

extension [Double] {
    /// `least to largest`
    fileprivate var ends: String {
        "\(decimalText(self.min() ?? .nan, decimals: 0)) to \(decimalText(self.max() ?? .nan, decimals: 0))"
    }
}
