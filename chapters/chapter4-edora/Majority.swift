import Core
import Foundation

/// The share of the most frequent label among a task's dev rows: what always giving that answer would score.
func majority(_ task: GLUETask, in data: URL) throws -> Double {
    let targets = try task.rows(.dev, in: data).map(\.target)
    let counts = (0 ..< task.classes).map { label in targets.count { $0 == .label(label) } }
    return Double(counts.max() ?? 0) / Double(targets.count)
}

/// The same for real GLUE, whose dev rows are not in the repository: 279 of 408 and 146 of 277.
func realMajority(_ task: GLUETask) -> String {
    let counts: [GLUETask: (Int, Int)] = [.mrpc: (279, 408), .rte: (146, 277)]
    return counts[task].map { fixed(100 * Double($0.0) / Double($0.1), decimals: 1) + " %" } ?? "?"
}
