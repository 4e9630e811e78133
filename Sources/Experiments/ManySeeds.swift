import Core

/// Differences over more seeds than the chapters' three, as far as their runs are on record.
///
/// How many seeds there are to be was set before the fourth was run (`Plan.manySeeds`). Whoever looks after each seed,
/// and stops where the interval suits, finds differences that are not there (Armitage, McPherson and Rowe, Journal of
/// the Royal Statistical Society A 132(2), 1969). So what lies between is shown, and not judged.
public struct ManySeeds {
    /// What ten seeds are for, in order of worth: the proposed method beside another setting.
    public static let others = Ablation.manySeeds.filter { $0 != own } + Ablation.basesOfManySeeds
    static let own = Setting(.proposed)

    /// The first seeds, by which the chapters judge, and all that were planned.
    public static let fewest = Plan.seeds.count, planned = Plan.manySeeds.count

    private let results: GLUEResults

    /// - Throws: `InputError` for a file of records that is not one.
    public init(_ ablation: Ablation, in store: RunStore) throws {
        try self.init(
            GLUEResults([Self.own] + Self.others, tasks: Ablation.tasks, seeds: Plan.manySeeds, in: store) {
                ablation.runs($0, $1, seeds: Plan.manySeeds)
            })
    }

    init(_ results: GLUEResults) { self.results = results }

    /// For each task, seed by seed, what the proposed method scores above another setting: the first seeds, up to the
    /// first that one of the two has not run on every task.
    public func differences(from other: Setting) -> [[Double]] {
        let tasks = Ablation.tasks.map { task in
            zip(results.records(Self.own, task), results.records(other, task)).map { own, others -> Double? in
                guard let own = own?.lastScore, let others = others?.lastScore else { return nil }
                return own - others
            }
        }
        let whole = results.seeds.indices.prefix { seed in
            tasks.allSatisfy { $0.indices.contains(seed) && $0[seed] != nil }
        }
        return tasks.map { task in whole.compactMap { task[$0] } }
    }

    /// The three intervals by the first three seeds, by four, and so on as far as seeds go.
    public func growth(from other: Setting) -> [(seeds: Int, found: ThreeIntervals)] {
        let tasks = differences(from: other), count = tasks.first?.count ?? 0
        guard count >= Self.fewest else { return [] }
        return (Self.fewest ... count).compactMap { seeds in
            ThreeIntervals(tasks.map { Array($0.prefix(seeds)) }).map { (seeds, $0) }
        }
    }
}
