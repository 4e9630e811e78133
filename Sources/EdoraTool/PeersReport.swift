import Core
import CoreBenchmark
import Foundation
import TextFormat

/// What `scripts/bench_peers.py` wrote: figures/bench/peers.json.
struct PeersReport: Decodable {
    let measured, processor, blasKernel: String
    let threads, rounds, steps: Int
    let batchSize, rank: Int
    let versions: [String: String]
    let workloads: [Workload]
    let own: [Own]
    let cost: Cost
    let tokenizers: Tokenizers?
    let svd: Decompositions

    /// Whether steps in bfloat16 were measured, which takes a processor that has them.
    var hasNarrow: Bool { own.contains { $0.name.hasPrefix("narrow") } }

    struct Workload: Decodable {
        let name, title: String
        /// Whose rows' lengths the batches have.
        let task: TextTask?
        let target: Double?
        let pytorch: [Side]
        let edora: [Side]
        let ratios, memoryRatios: [Double]

        struct Side: Decodable {
            let examplesPerSecond: Double
            let shareOfPeak, peakGFLOPS, allocationsPerStep: Double?
        }

        /// The ratio that a program would reach whose needed products all ran at the SGEMM peak of the same run.
        var ceilings: [Double] { zip(ratios, edora).map { ratio, side in ratio / (side.shareOfPeak ?? .nan) } }
    }

    struct Own: Decodable {
        let name, title: String
        let ratios: [Double]
        let atMost, atLeast: Double?
    }

    struct Cost: Decodable {
        let overBatchSize, overLength: [Point]

        struct Point: Decodable {
            let batchSize, length: Double?
            let microsecondsPerToken, attentionShare: Double
            var x: Double { batchSize ?? length ?? .nan }
        }
    }

    struct Decompositions: Decodable {
        let matrices, rank: Int
        let seconds: [Double]
        let largestError: Double
    }

    struct Tokenizers: Decodable {
        let rows: Int
        let ratios: [Double]
    }
}

extension [Double] {
    /// `median (least–largest)`
    func spread(_ decimals: Int) -> String {
        func text(_ value: Double?) -> String { decimalText(value ?? .nan, decimals: decimals) }
        return "\(text(median)) (\(text(self.min()))–\(text(self.max())))"
    }
}
