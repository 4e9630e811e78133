import Core
import Foundation

/// From the question to its runs.
extension OwnComparison {
    /// Whether a setting's rate is searched, on each data set.
    func isSearched(_ setting: Setting) -> Bool { search != nil && givenRates[setting.method.id] == nil }

    /// The rate that was searched, else the one that was given, else the method's standard one.
    func rates(_ setting: Setting, _ data: ComparedData, searched: Double?) -> LearningRates {
        guard let rate = searched ?? givenRates[setting.method.id] else {
            return .standard(setting.method, data.task)
        }
        let pair = Rates.pair(setting.method, adapter: rate)
        return LearningRates(adapter: pair.adapter, head: LearningRates.head(pair.head, for: data.task))
    }

    /// - Parameter rate: one that was searched.
    func configuration(
        _ setting: Setting, _ data: ComparedData, rate: Double?, seed: UInt64
    ) -> TrainingConfiguration {
        TrainingConfiguration(
            adapter: setting.adapter, task: data.task, rows: limits.rows(data.devShare),
            steps: StepPlan(batchSize: limits.batchSize, epochs: data.epochs),
            rates: rates(setting, data, searched: rate), regularisation: Regularisation(weightDecay: 0.01), seed: seed)
    }

    func run(_ setting: Setting, _ data: ComparedData, rate: Double?, seed: UInt64) throws -> PlannedRun {
        try planned(data, data.cost, configuration(setting, data, rate: rate, seed: seed))
    }

    /// A run of a search: a tenth of the training rows is held out and evaluates, others train; no row of those that
    /// evaluate takes part.
    func searchRun(_ setting: Setting, _ data: ComparedData, rate: Double) throws -> PlannedRun {
        guard let search else { preconditionFailure("a search that nobody asked for") }
        var configuration = configuration(setting, data, rate: rate, seed: 1)
        let (heldOut, left) = data.searchRows, rows = min(search.rows, left)
        configuration.rows.division = .heldOut
        if rows < left { configuration.rows.trainShare = Double(rows) / Double(left) }
        configuration.steps.epochs = search.epochs
        return try planned(data, .init(train: rows, dev: heldOut, tokens: data.facts.tokens), configuration)
    }

    private func planned(
        _ data: ComparedData, _ cost: PlannedRun.Cost, _ configuration: TrainingConfiguration
    ) throws -> PlannedRun {
        let records = URL(fileURLWithPath: folder).appending(path: "records").appending(path: data.name)
        return try PlannedRun(
            model: model, data: data.data, records: records.relativePath, cost: cost, configuration)
    }
}
