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
        cells = try Ablation.precisionPairs.flatMap { pair in
            try Ablation.tasksOfPrecision.map { task in
                let runs = [pair.narrow, pair.wide].map { ablation.runs($0, task, seeds: Plan.manySeeds) }
                let scores = try zip(runs[0], runs[1]).compactMap { narrow, wide -> Double? in
                    guard let narrow = try store.record(of: narrow)?.lastScore,
                        let wide = try store.record(of: wide)?.lastScore
                    else { return nil }
                    return narrow - wide
                }
                return Cell(setting: pair.wide, task: task, differences: Sample(scores))
            }
        }
    }
}
