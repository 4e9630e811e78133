import Core
import Experiments
import Foundation
import TextFormat

/// What the speed comparison measured of MiniLM, beside which this page's seconds are read: `figures/bench/peers.json`.
struct SpeedPage: Decodable {
    static let file = URL(fileURLWithPath: "figures/bench/peers.json")

    let blasKernel: String
    let threads: Int
    let cost: Cost

    struct Cost: Decodable {
        let overBatchSize: [Point]
    }

    struct Point: Decodable {
        let batchSize, microsecondsPerToken: Double
    }

    /// - Returns: nil where the comparison was not made.
    /// - Throws: `InputError` for a file that is not one.
    static func readIfThere() throws -> SpeedPage? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do { return try JSONDecoder().decode(SpeedPage.self, from: Data(contentsOf: file)) } catch {
            throw InputError(
                file.relativePath, expected: "microseconds of a token over batches", found: plainReason(of: error),
                advice: "Make it with `make bench-peers`.")
        }
    }

    /// How a token of MiniLM took there beside here, in a sentence with a blank after it; empty where no batch has 32
    /// rows.
    func beside(_ step: DecoderCost.Step, _ cost: DecoderCost) -> String {
        guard blasKernel != cost.blasKernel, let point = cost32 else { return "" }
        let ratio = 1e6 * step.secondsOfToken / (Double(threads) * point.microsecondsPerToken)
        return """
            On the machine of the [speed page](../../figures/bench/README.md), whose kernel is \(blasKernel), a token \
            of MiniLM costs EDoRA \(decimalText(ratio, decimals: 1)) times less of a core's time than here.\u{20}
            """
    }

    private var cost32: Point? { cost.overBatchSize.first { $0.batchSize == 32 } }
}
