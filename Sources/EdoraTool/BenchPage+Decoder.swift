import Experiments
import Foundation
import TextFormat

/// What `make bench-decoder` wrote: figures/bench/decoder.json.
struct DecoderReport: Decodable {
    let measured, processor, blasKernel: String
    let threads, rounds, batchSize, rank: Int
    let versions: [String: String]
    let workloads: [PeersReport.Workload]

    /// The largest share of PyTorch's memory that was aimed at.
    static let mostMemory = 0.25

    /// What the folder of reports has of it; nil while nothing was measured.
    ///
    /// - Throws: `InputError` for a file that is not such a report.
    static func readIfThere(in folder: URL) throws -> DecoderReport? {
        try readIfThere(folder.appending(path: "decoder.json"), command: "make bench-decoder")
    }

    /// The aims of the section, each with whether it was met.
    var aims: [(name: String, isMet: Bool)] {
        workloads.flatMap { workload in
            (workload.target.map { [(workload.title, workload.ratios.median >= $0)] } ?? [])
                + [("\(workload.title): peak memory", workload.memoryRatios.median <= Self.mostMemory)]
        }
    }

    /// Workloads whose aim lies above what the needed products alone would take at the peak.
    fileprivate var beyondReach: [PeersReport.Workload] {
        workloads.filter { workload in workload.target.map { workload.ceilings.median < $0 } ?? false }
    }
}

extension BenchPage {
    /// The section on the decoder, with a line before it.
    func decoder(_ report: DecoderReport) throws -> String {
        let rows = report.workloads.map { workload in
            [
                workload.title, workload.pytorch.map(\.examplesPerSecond).spread(1),
                workload.edora.map(\.examplesPerSecond).spread(1), workload.ratios.spread(2),
                aim(of: workload), decimalText(workload.ceilings.median, decimals: 2),
                workload.memoryRatios.spread(2) + ", at most \(decimalText(DecoderReport.mostMemory, decimals: 2)): "
                    + verdict(workload.memoryRatios.median <= DecoderReport.mostMemory),
            ]
        }
        return """

            ## A decoder

            How much faster is a training step of Gemma 3 270M? On the same rows it is
            \(report.workloads.map(\.ratios.median).ends(1)) times as fast as PyTorch with PEFT.\(reach(report))

            \(try table(
                ["workload", "PyTorch + PEFT, examples/s", "ours", "ratio", "aim", "ratio at SGEMM peak", "memory"],
                rows))

            > [!NOTE]
            > Measured \(report.measured) on \(report.processor), \(report.threads) threads, by \
            `make bench-decoder`: \(report.rounds) rounds,
            > \(report.batchSize) rows with the lengths of RTE's, r = \(report.rank), fp32. The processor need not be
            > that of the tables above: here OpenBLAS's kernel is \(report.blasKernel), and its SGEMM peak
            > \(peak(report.workloads)) GFLOP/s. Theirs: \(list(report.versions)), on weights drawn at random.

            """
    }

    /// Which aims no program could meet there in fp32, with a line's end before it.
    private func reach(_ report: DecoderReport) -> String {
        let beyond = report.beyondReach.map { workload in
            "\(decimalText(workload.ceilings.median, decimals: 1)) for \(workload.title)"
        }
        guard !beyond.isEmpty else { return "" }
        return "\nAims are out of reach on this processor: at the peak of SGEMM the ratio would be "
            + "\(enumeration(beyond))."
    }
}
