import Core

/// What rounding factors to bfloat16 does to scores: the same run twice, with the same seed and rate, in bfloat16 and
/// in float32.
public struct PrecisionPairs {
    /// A setting on a task.
    public struct Cell {
        public let setting: Setting
        public let task: TextTask
        /// Scores in bfloat16 less those in float32, as fractions, of the seeds whose runs are both on record.
        public let differences: Sample

        /// Whether chance explains the difference, and it is less than half a point; nil before all pairs are there,
        /// since few have intervals that hold anything.
        public var isMet: Bool? {
            guard differences.count == PrecisionPairs.planned else { return nil }
            return differences.interval.map { $0.contains(0) && abs(differences.mean) < PrecisionPairs.most }
        }
    }

    /// The difference that is allowed: half a point.
    public static let most = 0.005
    /// Pairs that were planned for each cell.
    public static let planned = Plan.manySeeds.count

    public let cells: [Cell]

    /// - Throws: `InputError` for a file of records that is not one.
    public init(_ ablation: Ablation, in store: RunStore) throws {
        let pairs = Ablation.precisionPairs, tasks = Ablation.tasksOfPrecision, seeds = Plan.manySeeds
        self.init(
            try GLUEResults(pairs.flatMap { [$0.narrow, $0.wide] }, tasks: tasks, seeds: seeds, in: store) {
                ablation.runs($0, $1, seeds: seeds)
            })
    }

    init(_ results: GLUEResults) {
        let tasks = Ablation.tasksOfPrecision
        cells = Ablation.precisionPairs.flatMap { pair in
            zip(tasks, results.differences(pair.narrow, from: pair.wide, on: tasks)).map {
                Cell(setting: pair.wide, task: $0, differences: Sample($1))
            }
        }
    }
}
