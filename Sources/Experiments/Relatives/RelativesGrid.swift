import Core

/// Chapter 8: the method among its relatives at two equal budgets, on MiniLM, by chapter 5's protocol with five seeds.
///
/// What chapters 5 and 6 and the study of many seeds have run is not run again. A rate for each other setting by
/// `GLUESearch`; at the higher budget a search begins at the method's rate at the lower one, and its two neighbours.
public struct RelativesGrid: Sendable {
    /// Of every cell.
    public static let seeds: [UInt64] = Array(1 ... 5)
    /// All settings: budget by budget, then those beside them.
    public static let settings = budgets.flatMap { $0 } + beside
    /// The encoder that all adapt.
    static let checkpoint = Checkpoint.all[0]

    /// Trained values of a setting without the head, by the closed formula.
    public static func count(_ setting: Setting) -> Int {
        checkpoint.configuration.trainableCount(setting.method, rank: setting.rank)
    }

    /// What a budget is: the values of its first setting, which is the method's own.
    public static func budget(_ number: Int) -> Int { count(budgets[number][0]) }

    /// How far, as a share, the others' values may lie from it.
    public static let tolerance = 0.03

    /// What competes at a budget: its settings, and those beside them that train no more.
    public static func candidates(_ number: Int) -> [Setting] {
        budgets[number] + beside.filter { count($0) <= budget(number) }
    }

    private let ablation: Ablation
    private let own: [Setting: GLUESearch]

    /// - Throws: `InputError` for a file in the folder of records that is not one.
    public init(in store: RunStore = RunStore()) throws {
        try self.init(Ablation(backbone: Self.checkpoint.name, in: store)) { try store.record(of: $0)?.searchScore }
    }

    /// With the score of a run on its held-out rows: nil where it has no record, −∞ where it diverged.
    init(_ ablation: Ablation, score: (PlannedRun) throws -> Double?) rethrows {
        var found: [Setting: GLUESearch] = [:]
        for (number, settings) in Self.budgets.enumerated() {
            for setting in settings where !Self.isSearchedBefore(setting) {
                let lower = Self.budgets[..<number].joined().first { $0.method == setting.method }
                let around = lower.flatMap { found[$0]?.best }
                if lower != nil, around == nil { continue }
                found[setting] = try GLUESearch(setting, backbone: Self.checkpoint.name, around: around, score: score)
            }
        }
        (self.ablation, own) = (ablation, found)
    }

    /// Whether chapters 5 and 6 have the search for its rate.
    static func isSearchedBefore(_ setting: Setting) -> Bool {
        GLUEGrid.settings.contains(setting) || Ablation.searched.contains(setting)
    }

    /// The search for a setting's rate; nil while that of the lower budget, where it begins, is not finished.
    public func search(_ setting: Setting) -> GLUESearch? { own[setting] ?? ablation.search(setting) }

    /// The adapter's rate; nil while its search is not finished.
    public func rate(_ setting: Setting) -> Double? { search(setting)?.best }

    /// Settings whose rate is not known yet.
    public var unsearched: [Setting] { Self.settings.filter { rate($0) == nil } }

    /// The runs of a cell, one a seed; none while the setting's rate is not known.
    public func runs(_ setting: Setting, _ task: TextTask) -> [PlannedRun] {
        rate(setting).map { rate in Self.seeds.map { Self.run(setting, task, rate, seed: $0) } } ?? []
    }

    private static func run(_ setting: Setting, _ task: TextTask, _ rate: Double, seed: UInt64) -> PlannedRun {
        .glue(task, setting, rate: rate, seed: seed, division: nil, backbone: checkpoint.name)
    }

    /// All runs that are known, in order of worth: the first budget's searches and three seeds of its four small tasks,
    /// the second's; then two more seeds of both, and the largest task last.
    ///
    /// Seed by seed, so that whoever stops early has all settings alike.
    public var plan: [PlannedRun] {
        let parts = [Self.budgets[0] + Self.beside, Self.budgets[1]], small = Self.tasks.filter { $0 != .sst2 }
        let few = Plan.seeds, more = Self.seeds.filter { !few.contains($0) }
        var plan: [PlannedRun] = []
        for part in parts {
            for setting in part { plan += search(setting)?.runs ?? [] }
            plan += cells(part, small, few)
        }
        for part in parts { plan += cells(part, small, more) }
        for part in parts { plan += cells(part, [.sst2], Self.seeds) }
        return plan
    }

    private func cells(_ settings: [Setting], _ tasks: [TextTask], _ seeds: [UInt64]) -> [PlannedRun] {
        seeds.flatMap { seed in
            tasks.flatMap { task in settings.flatMap { runs($0, task).filter { $0.configuration.seed == seed } } }
        }
    }

    /// The cells' runs when all rates are known.
    public static let cellCount = settings.count * tasks.count * seeds.count

    /// A rough time on two recent cores for what has no record yet, whatever the rates will be; searches at the rates
    /// that are tried first.
    ///
    /// - Throws: `InputError` for a file in the folder of records that is not one.
    public func hoursLeft(in store: RunStore) throws -> Double {
        let cells = Self.settings.flatMap { setting in
            Self.tasks.flatMap { task in
                Self.seeds.map { Self.run(setting, task, rate(setting) ?? 1e-3, seed: $0) }
            }
        }
        let searches = Self.settings.flatMap { search($0)?.runs ?? [] }
        return Estimate.seconds(try store.missing(cells + searches)) / 3600
    }
}
