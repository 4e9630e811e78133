import Core
import Foundation

/// The runs on real GLUE that the chapter shows: committed records, and how to make those that are missing.
struct RealRuns {
    static let tasks: [GLUETask] = [.mrpc, .rte]
    static let methods: [Method] = [.edora, .lora, .full]
    static let seeds: [UInt64] = [1, 2, 3]
    static let directory = URL(fileURLWithPath: "data/runs/minilm/glue")
    static let glue = URL(fileURLWithPath: "data/glue")

    private let records: [RunRecord]

    /// - Throws: `InputError` for a file in the folder that is not a record.
    init() throws { records = try RunRecord.readAll(below: Self.directory).map(\.record) }

    static func epochs(_ task: GLUETask) -> Int { task == .mrpc ? 4 : 3 }

    /// One setting for all seeds. LoRA's and full fine-tuning's rates are customary ones; EDoRA's was the best of
    /// 2e-3, 5e-3, 1e-2 and 2e-2 on a tenth of MRPC's training rows, held out (seed 1, two epochs). No rate was chosen on dev rows.
    static func configuration(_ task: GLUETask, _ method: Method, seed: UInt64) -> TrainingConfiguration {
        let rates: (adapter: Double, head: Double) = switch method {
        case .edora: (1e-2, 2e-3)
        case .full: (5e-5, 5e-5)
        default: (5e-4, 5e-4)
        }
        return TrainingConfiguration(
            adapter: .standard(method, rank: 16), task: task, epochs: epochs(task),
            learningRate: rates.adapter, headLearningRate: rates.head, weightDecay: 0.01, seed: seed)
    }

    func record(_ task: GLUETask, _ method: Method, seed: UInt64) -> RunRecord? {
        let wanted = Self.configuration(task, method, seed: seed)
        return records.first { $0.configuration == wanted && $0.backbone == "minilm" && $0.data == "glue" }
    }

    func records(_ task: GLUETask, _ method: Method) -> [RunRecord] {
        Self.seeds.compactMap { record(task, method, seed: $0) }
    }

    /// The share of the most frequent label among a task's dev rows.
    static func majority(_ task: GLUETask, in data: URL) throws -> Double {
        let targets = try task.rows(.dev, in: data).map(\.target)
        let counts = (0 ..< task.classes).map { label in targets.count { $0 == .label(label) } }
        return Double(counts.max() ?? 0) / Double(targets.count)
    }

    /// The dev rows of real GLUE are not in the repository, so their label counts stand here: 279 of 408 and 146 of 277.
    static func majorityText(_ task: GLUETask) -> String {
        let counts: [GLUETask: (Int, Int)] = [.mrpc: (279, 408), .rte: (146, 277)]
        return counts[task].map { fixed(100 * Double($0.0) / Double($0.1), decimals: 1) + " %" } ?? "?"
    }

    /// What has no record yet, in the order of the table.
    var missing: [(task: GLUETask, method: Method, seed: UInt64)] {
        Self.tasks.flatMap { task in
            Self.methods.flatMap { method in
                Self.seeds.filter { record(task, method, seed: $0) == nil }.map { (task, method, $0) }
            }
        }
    }

    /// Trains what is missing; each finished run is a record at once, so that stopping loses one run at most.
    ///
    /// - Throws: `InputError` where the data or the model is missing.
    static func trainMissing() throws {
        let missing = try RealRuns().missing
        guard !missing.isEmpty else { return print("Every run of the table has its record.") }
        print("\(missing.count) runs to train, two to six minutes each on two recent cores.")
        try AtomicFile.makeDirectory(directory)
        for (number, item) in missing.enumerated() {
            let run = try FineTuning(
                model: ModelDirectory.locate("minilm"), data: glue,
                configuration: configuration(item.task, item.method, seed: item.seed))
            print("\(number + 1) of \(missing.count): \(item.task.rawValue), \(item.method.title), seed \(item.seed)")
            let record = try run.run { event in
                guard case .epoch(let epoch, let left) = event else { return }
                print("  epoch \(epoch.epoch): \(item.task.metric.title) "
                    + "\(fixed(epoch.metrics[item.task.metric.rawValue] ?? 0, decimals: 4)), \(Int(left)) s left")
            }
            try record.write(to: directory.appending(path: record.fileName))
        }
    }
}

/// Mean and standard deviation (of a sample, n − 1) as "77.0 ± 0.4 % (n = 3)"; scores are fractions.
func percentage(_ scores: [Double]) -> String {
    guard !scores.isEmpty else { return "not run" }
    let mean = scores.reduce(0, +) / Double(scores.count)
    let squares = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = scores.count > 1 ? (squares / Double(scores.count - 1)).squareRoot() : 0
    let spread = scores.count > 1 ? " ± " + fixed(100 * deviation, decimals: 1) : ""
    return fixed(100 * mean, decimals: 1) + spread + " % (n = \(scores.count))"
}
