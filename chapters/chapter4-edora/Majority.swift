import Core
import Experiments
import Foundation
import TextFormat

/// The share of the most frequent label among a task's dev rows: what always giving that answer would score.
func share(ofMostFrequentIn task: TextTask, data: URL) throws -> Double {
    let targets = try task.rows(.dev, in: data).map(\.target)
    let counts = (0 ..< task.classes).map { label in targets.count { $0 == .label(label) } }
    return Double(counts.max() ?? 0) / Double(targets.count)
}

/// The same for real GLUE in per cent; its dev rows are not in the repository.
func realMajority(_ task: TextTask) -> String {
    guard let facts = GLUEFacts.of[task], let count = facts.mostFrequent else { return "?" }
    return decimalText(100 * Double(count) / Double(facts.dev), decimals: 1)
}
