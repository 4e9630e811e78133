import Core
import Foundation

/// Chapter 6: EDoRA with one thing changed, on four tasks of real GLUE, three seeds, by chapter 5's protocol.
///
/// What changes the size of the updates (another basis or scale of it, other ranks, the released code) has its rate
/// searched by `GLUESearch`, around that of EDoRA (or of LoRA, at rank 1): for the bases and for LoRA at rank 1, whose
/// comparison carries a claim, on chapter 5's two tasks, for the others on CoLA alone, to save hours. A method that
/// chapter 5 lacks is searched as that chapter would. Everything else is compared at the rate of what it is compared
/// with.
public struct Ablation: Sendable {
    /// Fewer training rows, in per cent; chapter 5 has them all.
    public static let fewRows = [10, 50].flatMap { percent in gapMethods.map { setting($0, percent: percent) } }
    /// The shares of the training rows, in per cent.
    public static let shares = [10, 50, 100]
    /// Chapter 5's runs and rates, which this chapter's are compared with.
    public let grid: GLUEGrid
    /// Of `searched`; none while the method's own rate is not known.
    public let searches: [Setting: GLUESearch]
    private let patterns: [RankAllocation.Rule: [TextTask: RankPattern]]

    /// Where the ranks of a rule lie: `data/ranks/minilm-energy.json`, `data/ranks/minilm-gradient-MRPC.json`.
    public static func rankFile(_ rule: RankAllocation.Rule, _ task: TextTask, backbone: String) -> URL {
        URL(fileURLWithPath: "data/ranks").appending(
            path: "\(backbone)-\(rule.rawValue)" + (rule == .gradient ? "-\(task.name)" : "") + ".json")
    }

    /// A method on a share of the training rows.
    public static func setting(_ method: AdapterMethod, percent: Int) -> Setting {
        percent == 100 ? Setting(method) : Setting(method, .rows(percent: percent))
    }

    /// Settings whose rate is searched for this chapter.
    public static let searched =
        bases + ranks + [smallLoRA, directionAlone]
        + options.filter { [.released, .decomposedWeight, .vectors(.middle), .vectors(.bottom)].contains($0.change) }
        + ranksByMatrix

    /// Those of them whose search is chapter 5's in its tasks, too.
    private static let searchedOnTwoTasks = bases + [smallLoRA, directionAlone]

    /// - Throws: `InputError` for a file of records or of ranks that is not one.
    public init(backbone: String = Checkpoint.all[0].name, in store: RunStore = RunStore()) throws {
        grid = try GLUEGrid(backbone: backbone, in: store)
        let patterns = try Dictionary(
            uniqueKeysWithValues: RankAllocation.Rule.allCases.map { rule in
                (
                    rule,
                    try Dictionary(
                        uniqueKeysWithValues: Self.tasks.compactMap { task -> (TextTask, RankPattern)? in
                            let file = store.file(Self.rankFile(rule, task, backbone: backbone).relativePath)
                            return FileManager.default.fileExists(atPath: file.path) ? (task, try .read(file)) : nil
                        })
                )
            })
        self.patterns = patterns
        let grid = grid
        searches = try Dictionary(
            uniqueKeysWithValues: Self.searched.compactMap { setting in
                let base = grid.searches[Setting(setting.method)]
                if let base, base.best == nil { return nil }
                var ranks: [String: Int]?
                if case .ranks(let rule) = setting.change {
                    guard let pattern = patterns[rule]?[.cola] else { return nil }
                    ranks = pattern.ranks
                }
                let tasks = Self.searchedOnTwoTasks.contains(setting) ? GLUESearch.standardTasks : [.cola]
                return (
                    setting,
                    try GLUESearch(setting, backbone: backbone, tasks: tasks, around: base?.best, ranks: ranks) {
                        try store.record(of: $0)?.searchScore
                    }
                )
            })
    }

    init(grid: GLUEGrid, searches: [Setting: GLUESearch]) {
        (self.grid, self.searches, patterns) = (grid, searches, [:])
    }

    /// Magnitudes and R each at the rate that suits it alone; nil while one is not known.
    public var twoRates: Setting? { grid.searches[.magnitudesAlone]?.best.map(Self.twoRates) }

    /// The adapter's rate of a setting; nil while its search, or that of what it is compared with, is not finished.
    public func rate(_ setting: Setting) -> Double? {
        if case .magnitudeRate = setting.change { return grid.searches[.coreAlone]?.best }
        if Self.searched.contains(setting) { return searches[setting]?.best }
        return (searches[setting.atItsRate] ?? grid.searches[setting.atItsRate])?.best
    }

    /// The runs of a cell, one a seed; none while the setting's rate is not known.
    public func runs(_ setting: Setting, _ task: TextTask, seeds: [UInt64] = Plan.seeds) -> [PlannedRun] {
        guard let rate = rate(setting) else { return [] }
        if case .ranks(let rule) = setting.change {
            return patterns[rule]?[task].map { pattern in
                seeds.map {
                    .glue(
                        task, setting, rate: rate, seed: $0, division: nil, backbone: grid.backbone,
                        ranks: pattern.ranks)
                }
            } ?? []
        }
        let seeds = if case .deviation = setting.change { seeds.prefix(1) } else { seeds[...] }
        return seeds.map {
            .glue(task, setting, rate: rate, seed: $0, division: grid.division(task), backbone: grid.backbone)
        }
    }

    /// Settings whose rate is not known yet; ranks by matrix without their file have no runs to wait for.
    public var unsearched: [Setting] {
        Self.groups.flatMap { $0 }.filter { setting in
            if case .ranks(let rule) = setting.change, patterns[rule]?[.cola] == nil { return false }
            return rate(setting) == nil
        }
    }

    /// All runs that are known: chapter 5's searches, whose rates this chapter needs, and then its own.
    public var plan: [PlannedRun] { grid.search + own }

    /// In order of worth: what the SVD is for, the rank and LoRA at such a budget, what m does, the options, few rows,
    /// ranks by matrix, the start of R.
    public var own: [PlannedRun] {
        var groups = Self.groups
        groups.insert(twoRates.map { [$0] } ?? [], at: 2)
        var plan: [PlannedRun] = []
        for group in groups {
            for setting in group { plan += searches[setting]?.runs ?? [] }
            for task in Self.tasks { for setting in group { plan += runs(setting, task) } }
        }
        for setting in Self.deviations { plan += runs(setting, Self.deviationTask) }
        return plan
    }

    private static let groups = [
        bases, ranks + [smallLoRA], [directionAlone], options + [scaled], fewRows, ranksByMatrix,
    ]
}
