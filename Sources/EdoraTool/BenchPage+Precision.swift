import Experiments
import Notebook
import TextFormat

extension BenchPage {
    /// The section on bfloat16: what it is, and whether scores move, from records of runs.
    func halfTheBits(_ report: PeersReport, _ pairs: PrecisionPairs) throws -> String {
        let measured = pairs.cells.filter { $0.differences.count > 0 }
        let evidence =
            measured.isEmpty
            ? """
            No pair of runs is on record yet. `edora sweep run --chapter precision` trains those in bfloat16, there with
            `--emulate`; their twins in fp32 are chapter 5's and those of `--chapter seeds`.
            """
            : """
            Do scores move? Each pair is the same run in both formats, with the same seed. The aim: the 95 % interval of
            the mean of \(PrecisionPairs.planned) pairs holds zero, and the mean is below \
            \(decimalText(100 * PrecisionPairs.most, decimals: 1)) points.

            \(try table(measured))
            """
        return """
            ## Half the bits

            Under `--precision bfloat16` weights and states are rounded to 16 bits as they enter a product of a whole
            layer; sums stay in 32 bits, and so does all else. Processors with AVX512-BF16 multiply such numbers in
            pairs. \(report.hasNarrow
                ? "How much faster that trains, the rows *fp32 over bfloat16* above say."
                : "How much faster that trains was not measured yet: the processors at hand had no such instruction.")
            Other processors emulate it with `--emulate`: such products have the same bits, and are slower than in fp32.

            \(evidence)
            """
    }

    private func table(_ cells: [PrecisionPairs.Cell]) throws -> String {
        try PipeTable.lines(
            header: ["method", "task", "pairs", "bfloat16 less fp32, points", "aim"],
            rows: cells.map { cell in
                let found = cell.differences, interval = found.interval.map { " (\(Points.text($0)))" }
                return [
                    cell.setting.title, cell.task.name, "\(found.count) of \(PrecisionPairs.planned)",
                    Points.text(found.mean) + (interval ?? ""), cell.isMet.map(verdict) ?? "–",
                ]
            }, alignment: [.left, .left, .right, .right, .right]
        ).joined(separator: "\n")
    }
}
