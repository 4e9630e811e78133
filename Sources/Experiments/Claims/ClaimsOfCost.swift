import Core
import CoreBenchmark
import Foundation
import TextFormat

/// What is measured for the claim about the time of the SVD.
extension ClaimTable {
    private static let epochs = 5
    static let wholeTraining =
        "\(InWords.number(Double(epochs))) epochs on CoLA, the task with the fewest tokens; "
        + "their time is RTE's by the tokens"

    /// The exact SVD, the dearer one, of RoBERTa-base against epochs on CoLA, the task with the fewest tokens; RTE was
    /// measured.
    static func costOfSVD() throws -> Measurement<Double> {
        func tokens(_ task: TextTask) -> Double { GLUEFacts.of[task]?.trainingTokens ?? .nan }
        let base = try svdCost()?.encoders.first { $0.name == Checkpoint.papers.title }
        guard let base, let epoch = base.epoch else { return .missing }
        let onRTE = Double(epochs) * epoch, onCoLA = onRTE * tokens(.cola) / tokens(.rte), share = base.exact / onCoLA
        return Measurement(
            share,
            measured: "\(base.name): \(decimalText(base.exact, decimals: 1)) s exact, "
                + "\(decimalText(base.randomised, decimals: 1)) s randomised, "
                + "against \(decimalText(onCoLA, decimals: 0)) s (RTE: \(decimalText(onRTE, decimals: 0)) s), "
                + "of one core",
            difference: "\(decimalText(100 * share, decimals: 2)) %",
            scale: "other scale: one core of a processor, \(InWords.number(Double(epochs))) epochs")
    }

    /// What `edora bench --svd-cost` measured; nil where it was not run.
    ///
    /// - Throws: `InputError` for a file that is not what it writes.
    public static func svdCost() throws -> SVDCost.Report? {
        let file = URL(fileURLWithPath: "data/bench/svd-cost.json")
        guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
        do { return try JSONDecoder().decode(SVDCost.Report.self, from: data) } catch {
            throw InputError(file.path, expected: "what edora bench --svd-cost writes", found: plainReason(of: error))
        }
    }
}
