import Core
import CoreBenchmark
import Foundation

/// Seconds of a training step of each method, in rounds that alternate, as `scripts/bench_relatives.py` measures them.
public struct RelativesCost: Codable, Sendable, Equatable {
    public static let file = URL(fileURLWithPath: "data/bench/relatives.json")

    /// Of the machine; `blasKernel` is OpenBLAS's.
    public let processor, blasKernel: String
    /// The day, `2026-11-28`.
    public let date: String
    public let threads, batchSize: Int
    public let steps: [Step]

    /// One method on one task's lengths.
    public struct Step: Codable, Sendable, Equatable {
        public let task: TextTask
        public let method: AdapterMethod
        public let rank: Int
        /// The median step of each round.
        public let seconds: [Double]

        /// The median of the rounds.
        public var median: Double { seconds.median }
    }

    /// The step that the others are compared with: the first of the task.
    public func reference(_ task: TextTask) -> Step? { steps.first { $0.task == task } }

    /// How many times the reference's a step takes, round by round.
    public func ratios(_ step: Step) -> [Double] {
        zip(step.seconds, reference(step.task)?.seconds ?? []).map { $0 / $1 }
    }

    /// - Throws: `InputError` naming the script that makes the file again.
    public static func read(from file: URL = file) throws -> RelativesCost {
        func refuse(_ what: String) -> InputError {
            InputError(
                file.relativePath, expected: "seconds of steps, the same number of rounds each", found: what,
                advice: "Make it with `scripts/bench_relatives.py`.")
        }
        let found: RelativesCost
        do { found = try JSONDecoder().decode(RelativesCost.self, from: Data(contentsOf: file)) } catch {
            throw refuse(plainReason(of: error))
        }
        guard let rounds = found.steps.first?.seconds.count, rounds > 0 else { throw refuse("none") }
        for step in found.steps {
            guard step.seconds.count == rounds, step.seconds.allSatisfy({ $0 > 0 && $0 < 1e6 }) else {
                throw refuse("\(step.seconds) of \(step.method) on \(step.task.name)")
            }
        }
        return found
    }
}
