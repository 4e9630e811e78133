import Core

/// The runs of a comparison as far as they are known: searches, which go on while the best rate is at an end of those
/// tried, then for each setting and data set one run a seed at the rate that was found.
///
/// A rate that short runs bear may be too high for longer ones, and a model that it throws off answers always the same:
/// no comparison. Where that shows in the loss of training, which no evaluated row takes part in, the rate is struck
/// and the next lower one of the ladder taken for all seeds.
public struct OwnPlan {
    public let comparison: OwnComparison
    /// By setting, for each data set; nil where the rate is given.
    private let searches: [[Setting: LadderSearch]]
    /// The rate that was taken and those above it that were struck, likewise; none while it is searched.
    private let found: [[Setting: (rate: Double, struck: [Double])]]

    /// - Throws: `InputError` for a file in the folder of records that is not one, and for a model that is gone.
    public init(_ comparison: OwnComparison, in store: RunStore) throws {
        try self.init(
            comparison, score: { try store.record(of: $0)?.searchScore },
            loss: { run in try store.record(of: run).flatMap { $0.divergedAtStep == nil ? $0.lossAtEnd : .infinity } })
    }

    /// - Parameters:
    ///   - score: of a search's run on its held-out rows, nil where it has no record.
    ///   - loss: of the last training steps of a run, nil where it has no record, ∞ where it diverged.
    init(
        _ comparison: OwnComparison, score: (PlannedRun) throws -> Double?,
        loss: (PlannedRun) throws -> Double? = { _ in nil }
    ) throws {
        self.comparison = comparison
        searches = try comparison.data.map { data in
            try Dictionary(
                uniqueKeysWithValues: comparison.settings.compactMap { setting in
                    guard comparison.isSearched(setting) else { return nil }
                    return (
                        setting,
                        try LadderSearch(
                            from: LadderSearch.start(setting.method),
                            runs: { [try comparison.searchRun(setting, data, rate: $0)] }, score: score,
                            tolerance: data.searchTolerance)
                    )
                })
        }
        found = try zip(comparison.data, searches).map { data, searches in
            var found: [Setting: (rate: Double, struck: [Double])] = [:]
            for (setting, search) in searches {
                found[setting] = try Self.rate(search, data) { rate in
                    try comparison.seeds.compactMap { try loss(comparison.run(setting, data, rate: rate, seed: $0)) }
                }
            }
            return found
        }
    }

    /// The best rate of a search, or the highest below it under which no run stays where it began; the best where all
    /// do.
    private static func rate(
        _ search: LadderSearch, _ data: ComparedData, losses: (Double) throws -> [Double]
    ) throws -> (rate: Double, struck: [Double])? {
        guard let best = search.best else { return nil }
        // A correlation of one answer for every row is 0.
        let constantScore = data.task.metric == .accuracy ? data.facts.mostFrequentShare : 0
        guard let constant = data.facts.constantLoss, let mean = search.bestMean, mean > constantScore else {
            return (best, [])
        }
        var struck: [Double] = []
        for rate in search.rates.reversed() where rate <= best {
            guard try losses(rate).contains(where: { $0 >= 0.98 * constant }) else { return (rate, struck) }
            struck.append(rate)
        }
        return (best, [])
    }

    /// The search of a setting's rate on a data set; nil where the rate is given.
    public func search(_ setting: Setting, _ data: Int) -> LadderSearch? { searches[data][setting] }

    /// Peak rates of a setting on a data set; nil while they are searched.
    public func rates(_ setting: Setting, _ data: Int) -> LearningRates? {
        guard searches[data][setting] != nil else {
            return comparison.rates(setting, comparison.data[data], searched: nil)
        }
        return found[data][setting].map { comparison.rates(setting, comparison.data[data], searched: $0.rate) }
    }

    /// Rates that the search found and under which longer runs learnt nothing.
    public func struck(_ setting: Setting, _ data: Int) -> [Double] { found[data][setting]?.struck ?? [] }

    /// The runs of a cell, one a seed; none while the rate is searched.
    public func runs(_ setting: Setting, _ data: Int) throws -> [PlannedRun] {
        guard rates(setting, data) != nil else { return [] }
        return try comparison.seeds.map { try run(setting, data, seed: $0) }
    }

    private func run(_ setting: Setting, _ data: Int, seed: UInt64) throws -> PlannedRun {
        try comparison.run(setting, comparison.data[data], rate: found[data][setting]?.rate, seed: seed)
    }

    /// The searches' runs as far as they are known.
    public var searchRuns: [PlannedRun] {
        searches.flatMap { found in comparison.settings.flatMap { found[$0]?.runs ?? [] } }
    }

    /// All runs that are known: the searches', then seed by seed, so that whoever stops has all settings alike.
    public func all() throws -> [PlannedRun] { try searchRuns + cells { rates($0, $1) != nil } }

    /// Stand-ins for the runs that wait for a rate, for counts and times.
    public func waiting() throws -> [PlannedRun] { try cells { rates($0, $1) == nil } }

    private func cells(_ isMeant: (Setting, Int) -> Bool) throws -> [PlannedRun] {
        try comparison.seeds.flatMap { seed in
            try comparison.data.indices.flatMap { data in
                try comparison.settings.filter { isMeant($0, data) }.map { try run($0, data, seed: seed) }
            }
        }
    }

    /// "LoRA, r = 8 on reviews": settings whose rate is searched still.
    public var unsearched: [String] {
        comparison.data.enumerated().flatMap { number, data in
            comparison.settings.filter { rates($0, number) == nil }.map { "\($0.title) on \(data.name)" }
        }
    }

    /// What the records say, data set by data set.
    ///
    /// - Throws: `InputError` for a file in the folder of records that is not one.
    public func results(in store: RunStore) throws -> GLUEResults {
        let tasks = comparison.data.map(\.task)
        let runs = try comparison.settings.map { setting in
            (setting, try comparison.data.indices.map { (tasks[$0], try self.runs(setting, $0)) })
        }
        let known = Dictionary(
            uniqueKeysWithValues: runs.map { ($0, Dictionary(uniqueKeysWithValues: $1)) })
        return try GLUEResults(comparison.settings, tasks: tasks, seeds: comparison.seeds, in: store) {
            known[$0]?[$1] ?? []
        }
    }
}

extension RunRecord {
    /// The mean loss of the last tenth of the steps; nil without steps.
    var lossAtEnd: Double? {
        let last = losses.suffix(max(1, losses.count / 10))
        return last.isEmpty ? nil : last.reduce(0, +) / Double(last.count)
    }
}
