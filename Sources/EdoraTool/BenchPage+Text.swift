import Core
import Experiments
import Notebook
import TextFormat

extension BenchPage {
    /// The page: every number is read or computed from the report.
    ///
    /// - Parameter padding: tokens of padded batches over their own, by task.
    func page(
        _ report: PeersReport, padding: [TextTask: Double], _ predictReport: PredictReport?,
        _ decoderReport: DecoderReport?, _ pairs: PrecisionPairs
    ) throws -> String {
        """
        # Speed against PyTorch + PEFT

        How much faster is a training step of an encoder than one of PyTorch with PEFT, on the same processor? On
        the same rows it is \(report.plainRange) times as fast.\(padded(report))\(ownPadding(report, padding))
        \(aims(ratioRows(report, padding) + floorRows(report), predictReport, decoderReport))

        ![Bars: our speed over PyTorch + PEFT's for each workload, from one upwards](fig-ratios.svg)

        The table has medians, with the least and the largest round in brackets:

        \(try table(["workload", "ratio", "aim", "ratio at SGEMM peak", "ratio by token"], ratioRows(report, padding)))

        <details><summary>Examples a second and memory on both sides</summary>

        \(try speeds(report))

        </details>

        *SGEMM* is the routine that multiplies two matrices of 32-bit numbers (*fp32*), here OpenBLAS's; its *peak* is
        the fastest that it ran on this processor. *Ratio at SGEMM peak*: how many times as fast as PyTorch + PEFT would
        a program be that did the needed matrix products alone, each at the peak? An aim above it is out of reach here
        in fp32. The aims were set before, on another processor with AVX-512, where PyTorch reaches a smaller share of
        the peak. *bf16 autocast*: PyTorch multiplies in 16 bits. *Padded*: short rows are filled up with empty tokens.

        \(conditions(report))

        ## How near the floor, and how our own steps compare

        \(try table(["what", "measured", "aim"], floorRows(report)))

        Not counted as needed are padding, the last layer's work beyond first tokens, and gradients of frozen weights.
        So a share near 100 % leaves nothing but faster products. PyPI's PyTorch for Linux is the CUDA build; run on
        the CPU, it takes more memory than a CPU build would.

        ## Cost of a token

        ![Microseconds a token over rows in a batch and over tokens in a row, with attention's part](fig-cost.svg)

        Does a token cost more in a large batch, or in a long row? \(costs(report))
        Each point was measured once, so small differences mean nothing. A step's cost grows about as its tokens do;
        attention's part of it grows with the row, as it must.

        \(try moreCores(report))
        \(try decoderReport.map(decoder) ?? "")
        \(try predictReport.map { try predicting($0, operationsPerToken: Self.operationsPerToken()) } ?? "")
        \(try halfTheBits(report, pairs))

        [peers.json](peers.json) holds every round; `edora bench-page` and `make figures` write this page from it.

        """
    }

    /// What the other side's padding adds to the ratio, with a blank before it.
    private func padded(_ report: PeersReport) -> String {
        guard let workload = report.paddedWorkloads.first else { return "" }
        return " Where the other side pads every row, as its released code does, it is "
            + "\(decimalText(workload.ratios.median, decimals: 0)) times as fast."
    }

    /// What PyTorch computes for nothing, with a blank before it.
    private func ownPadding(_ report: PeersReport, _ padding: [TextTask: Double]) -> String {
        let times = padding.sorted { $0.key.name > $1.key.name }.map { task, times in
            "\(decimalText(times, decimals: 2)) on \(task.name)"
        }
        guard !times.isEmpty else { return "" }
        return
            "\nPyTorch fills each batch up to its longest row, as its users do; this library computes no padding. So "
            + "PyTorch computes more tokens, by these factors: \(enumeration(times)).\nThe table's last column divides "
            + "them out: how many times as fast for each token that a side computes."
    }

    /// How many aims of the page were met, and the names of the others.
    private func aims(_ rows: [[String]], _ predicting: PredictReport?, _ decoder: DecoderReport?) -> String {
        let aimed =
            rows.filter { $0[2] != "–" }.map { (name: $0[0], isMet: !$0[2].contains("missed")) }
            + (predicting?.peers ?? []).map { (name: "predicting, beside \($0.title)", isMet: $0.isMet) }
            + (decoder?.aims ?? [])
        let missed = aimed.filter { !$0.isMet }.map(\.name)
        return "Aims met on this page: \(aimed.count - missed.count) of \(aimed.count)"
            + (missed.isEmpty ? "." : "; missed: \(missed.joined(separator: "; ")).")
    }

    /// A table whose first column holds words.
    func table(_ header: [String], _ rows: [[String]]) throws -> String {
        try PipeTable.lines(
            header: header, rows: rows, alignment: [.left] + header.dropFirst().map { _ in .right }
        ).joined(separator: "\n")
    }

    /// Where, when and how the speeds were measured.
    private func conditions(_ report: PeersReport) -> String {
        let method = AdapterMethod.proposed.title, theirLayers = AdapterMethod.decomposed.title
        return """
            > [!NOTE]
            > Measured \(report.measured) on \(report.processor), \(report.threads) threads, SGEMM peak \
            \(peak(report.workloads)) GFLOP/s, by `make bench-peers`.
            > Each of \(report.rounds) rounds ran every workload on both sides, ours before and after PyTorch's. Both \
            take the same
            > batches: \(report.batchSize) rows with the lengths of the task's real rows, r = \(report.rank), fp32 \
            unless said. \(report.steps) steps are timed,
            > and half as many for \(Checkpoint.papers.title)'s size.
            >
            > Theirs: \(list(report.versions)), released \(method) forward on PEFT's \(theirLayers) layers.
            > PyTorch's own torch.mm was not measured on this processor, so its BLAS may be a part of the ratio.
            > Ours: OpenBLAS's \(report.blasKernel) kernel, and our own for products with weights and with thin factors.
            """
    }

    /// "peft 0.21.2, torch 2.15.0"
    func list(_ versions: [String: String]) -> String {
        versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    /// The SGEMM peak of the measurements, in GFLOP/s.
    func peak(_ workloads: [PeersReport.Workload]) -> String {
        workloads.flatMap(\.edora).compactMap(\.peakGFLOPS).spread(0)
    }

    /// The ratio to reach, and whether it was; "–" without one.
    func aim(of workload: PeersReport.Workload) -> String {
        workload.target.map { "\(decimalText($0, decimals: 0)): " + verdict(workload.ratios.median >= $0) } ?? "–"
    }

    private func costs(_ report: PeersReport) -> String {
        let (batches, lengths) = (report.cost.overBatchSize, report.cost.overLength)
        return "It takes \(batches.map(\.microsecondsPerToken).ends) µs over batches of "
            + "\(batches.map(\.x).ends) rows of RTE,\nand \(lengths.map(\.microsecondsPerToken).ends) µs over "
            + "\(lengths.map(\.x).ends) tokens a row."
    }

    /// Percent of the SGEMM peak that the needed products of a step should reach.
    private static let shareAims: [String: Double] = ["edora-rte": 65, "edora-roberta": 70]

    /// Our speed over theirs, and that without what padding alone brings.
    private func ratioRows(_ report: PeersReport, _ padding: [TextTask: Double]) -> [[String]] {
        report.workloads.map { workload in
            let more = workload.isPadded ? nil : workload.task.flatMap { padding[$0] }
            return [
                workload.title, workload.ratios.spread(2), aim(of: workload),
                decimalText(workload.ceilings.median, decimals: 2),
                more.map { decimalText(workload.ratios.median / $0, decimals: 2) } ?? "–",
            ]
        }
    }

    /// Each workload on both sides.
    private func speeds(_ report: PeersReport) throws -> String {
        try table(
            ["workload", "PyTorch + PEFT", "ours", "memory, ours over theirs"],
            report.workloads.map { workload in
                [
                    workload.title, workload.pytorch.map(\.examplesPerSecond).spread(1),
                    workload.edora.map(\.examplesPerSecond).spread(1), workload.memoryRatios.spread(2),
                ]
            })
    }

    /// How near the floor our steps come, and how they compare with each other.
    private func floorRows(_ report: PeersReport) -> [[String]] {
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
                "Tokenizer, \(groupedDigits(tokenizers.rows)) rows of SST-2, rows/s over Hugging Face's, "
                    + "one thread each",
                tokenizers.ratios.spread(1), "at least 1.0: " + verdict(tokenizers.ratios.median >= 1),
            ])
        }
        return rows
    }

    func verdict(_ isMet: Bool) -> String { isMet ? "met" : "**missed**" }
}
