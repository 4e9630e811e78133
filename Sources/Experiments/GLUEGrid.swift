import Core

/// Chapter 5: nine settings on the six tasks of real GLUE, three seeds each, at the rates of `GLUESearch`.
public struct GLUEGrid: Sendable {
    /// All of them, in order of worth.
    public static let settings = groups.flatMap { $0 }

    public let backbone: String
    public let searches: [Setting: GLUESearch]

    /// - Throws: `InputError` for a file in the folder of records that is not one.
    public init(backbone: String = Checkpoint.all[0].name, in store: RunStore = RunStore()) throws {
        try self.init(
            backbone: backbone,
            searches: Self.settings.map { setting in
                try GLUESearch(setting, backbone: backbone) { try store.record(of: $0)?.searchScore }
            })
    }

    init(backbone: String, searches: [GLUESearch]) {
        self.backbone = backbone
        self.searches = Dictionary(uniqueKeysWithValues: searches.map { ($0.setting, $0) })
    }

    /// The runs of a cell, one a seed; none while the setting's rate is not known.
    public func runs(_ setting: Setting, _ task: TextTask) -> [PlannedRun] {
        guard let rate = searches[setting]?.best else { return [] }
        return Plan.seeds.map {
            .glue(task, setting, rate: rate, seed: $0, division: division(task), backbone: backbone)
        }
    }

    /// The task's name on pages: QNLI* where it is divided.
    public func name(_ task: TextTask) -> String { task.name + (division(task) == nil ? "" : "*") }

    /// QNLI's train file is not everywhere at hand: for MiniLM its dev rows are divided, and the task is called QNLI*.
    public func division(_ task: TextTask) -> Division? {
        Checkpoint.named(backbone)?.dividedTasks.contains(task) == true ? .devByQuestion : nil
    }

    /// Five; two on the large tasks.
    public func epochs(_ task: TextTask) -> Int { PlannedRun.glueEpochs(task, division(task)) }

    /// The searches' runs as far as they are known: a search that meets the end of its rates goes on.
    public var search: [PlannedRun] { Self.settings.flatMap { searches[$0]?.runs ?? [] } }

    /// Settings whose rate is not known yet.
    public var unsearched: [Setting] { Self.settings.filter { searches[$0]?.best == nil } }

    /// A rough time for all of it on two recent cores, whatever the rates will be; searches at their first four.
    public var estimatedHours: Double {
        let cells = Self.settings.flatMap { setting in
            Self.tasks.flatMap { task in
                Plan.seeds.map {
                    PlannedRun.glue(task, setting, rate: 1e-3, seed: $0, division: division(task), backbone: backbone)
                }
            }
        }
        return (Estimate.seconds(cells) + Estimate.seconds(search)) / 3600
    }

    /// All runs that are known: a group's searches, then the cells whose setting has its rate, then the next group.
    public var plan: [PlannedRun] {
        Self.groups.flatMap { group in
            group.flatMap { searches[$0]?.runs ?? [] } + Self.tasks.flatMap { task in group.flatMap { runs($0, task) } }
        }
    }
}

extension PlannedRun {
    static func glueEpochs(_ task: TextTask, _ division: Division?) -> Int {
        task == .sst2 || task == .qnli && division != .devByQuestion ? 2 : 5
    }

    /// One run on real GLUE; without `epochs` as many as chapter 5 makes.
    static func glue(
        _ task: TextTask, _ setting: Setting, rate: Double, seed: UInt64, division: Division?, backbone: String,
        ranks: [String: Int]? = nil, epochs: Int? = nil
    ) -> PlannedRun {
        var rates = Rates.pair(setting.method, adapter: rate)
        rates.head = LearningRates.head(rates.head, for: task)
        var configuration = TrainingConfiguration(
            adapter: setting.adapter, task: task, rows: RowSelection(division: division),
            steps: StepPlan(epochs: epochs ?? glueEpochs(task, division)), rates: rates,
            regularisation: Regularisation(weightDecay: 0.01),
            seed: seed)
        switch setting.change {
        case .decayedMagnitude, .released: configuration.regularisation.decaysMagnitude = true
        case .magnitudeRate(let rate): configuration.rates.magnitudes = rate
        case .rows(let percent): configuration.rows.trainShare = Double(percent) / 100
        case .rowsAtEqualSteps(let percent, let decay):
            configuration.rows.trainShare = Double(percent) / 100
            configuration.steps.epochs *= 100 / percent
            if let decay { configuration.regularisation.weightDecay = decay }
        case .epochs(let epochs): configuration.steps.epochs = epochs
        case .precision(let precision): configuration.precision = precision
        default: break
        }
        configuration.adapter.rankPattern = ranks
        return PlannedRun(backbone: backbone, data: "glue", configuration)
    }
}
