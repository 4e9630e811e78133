import Core

/// Runs beyond the chapters' tables that answer one question, by chapter 5's protocol and at the rates found there:
/// `edora sweep run --chapter seeds`.
public struct Study: Sendable {
    /// What `--chapter` calls it.
    public let name: String
    /// In order of worth. A question whose runs depend on a search has more of them once the search has its records.
    let runs: @Sendable (Ablation, RunStore) throws -> [PlannedRun]

    init(_ name: String, runs: @escaping @Sendable (Ablation, RunStore) throws -> [PlannedRun]) {
        (self.name, self.runs) = (name, runs)
    }

    /// Settings on tasks, each at its rate: seed by seed, and task by task within.
    ///
    /// - Throws: `InputError` for a setting whose rate is not known.
    private static func cells(
        _ settings: [Setting], _ tasks: [TextTask], seeds: some Sequence<UInt64>, _ ablation: Ablation
    ) throws -> [PlannedRun] {
        try cells(settings, tasks, seeds: seeds, ablation) { task, setting, rate, seed in
            .glue(
                task, setting, rate: rate, seed: seed, division: ablation.grid.division(task),
                backbone: ablation.grid.backbone)
        }
    }

    /// The same with runs of another kind; a plan without those of a rate that is not known would look as if they were
    /// done.
    private static func cells(
        _ settings: [Setting], _ tasks: [TextTask], seeds: some Sequence<UInt64>, _ ablation: Ablation,
        run: (TextTask, Setting, _ rate: Double, _ seed: UInt64) -> PlannedRun
    ) throws -> [PlannedRun] {
        try seeds.flatMap { seed in
            try tasks.flatMap { task in
                try settings.map { setting in
                    guard let rate = ablation.rate(setting) else {
                        throw missingRate(of: setting.atItsRate.title, ablation)
                    }
                    return run(task, setting, rate, seed)
                }
            }
        }
    }

    private static func missingRate(of what: String, _ ablation: Ablation) -> InputError {
        let backbone = ablation.grid.backbone
        let model = backbone == Checkpoint.all[0].name ? "" : " --model \(backbone)"
        return InputError(
            "data/runs", expected: "the records of the search for the rate of \(what)", found: "not all of them",
            advice: "Run this from the project's folder. Rates come from the searches of chapters 5 and 6: "
                + "`edora sweep run --chapter 6\(model)`.")
    }
}

extension Study {
    /// Of a name; nil where there is none.
    static func named(_ name: String) -> Study? { all.first { $0.name == name } }

    /// In order of worth.
    public static let all: [Study] = [seeds, fewRows, twoRates, epochs, pooling, domains, precision]

    /// How far do seven more seeds narrow the intervals of the two differences that matter most, and of the basis's?
    ///
    /// Seed by seed, so that whoever stops early has all settings alike; the two largest tasks come last.
    static let seeds = Study("seeds") { ablation, _ in
        let more = Plan.manySeeds.dropFirst(Plan.seeds.count)
        let large = GLUEGrid.tasks.filter { !Ablation.tasks.contains($0) }
        return try cells(Ablation.manySeeds, Ablation.tasks, seeds: more, ablation)
            + cells(Ablation.basesOfManySeeds, Ablation.tasks, seeds: more, ablation)
            + cells(Ablation.manySeeds, large, seeds: more, ablation)
    }

    /// A tenth of the rows for as many steps as all of them have: is it the rows that are missing, or the steps? With
    /// what the paper names against overfitting, a lower rank and weight decay.
    static let fewRows = Study("few-rows") { ablation, _ in
        try cells(Ablation.fewRowsAtEqualSteps, Ablation.tasks, seeds: Plan.seeds, ablation)
    }

    /// Is what EDoRA lacks the rate that m and R share? Nine pairs of rates on held-out rows, one seed, on the tasks of
    /// every search; then the best pair on all tasks.
    static let twoRates = Study("two-rates") { ablation, store in
        guard let rates = try TwoRates(ablation, in: store) else {
            throw missingRate(of: "m and of R alone", ablation)
        }
        return rates.plan
    }

    /// Is it speed? Four times as many epochs.
    static let epochs = Study("epochs") { ablation, _ in
        try cells(Ablation.manyEpochs, Ablation.tasksOfManyEpochs, seeds: Plan.seeds, ablation)
    }

    /// What does the head's place cost? The mean of all tokens, by which MiniLM was tuned, and a pooler that trains.
    static let pooling = Study("pooling") { ablation, _ in
        try cells(Ablation.poolings, Ablation.tasks, seeds: Plan.seeds, ablation)
    }

    /// Do scores in bfloat16 differ from float32's? Seed by seed; the float32 runs are chapter 5's and `seeds`'.
    static let precision = Study("precision") { ablation, _ in
        try cells(
            Ablation.precisionPairs.map(\.narrow), Ablation.tasksOfPrecision, seeds: Plan.manySeeds, ablation)
    }

    /// Does the order carry over to sentences of other domains?
    static let domains = Study("domains") { ablation, _ in
        try cells(Domains.settings, Domains.tasks, seeds: Plan.seeds, ablation) { task, setting, rate, seed in
            Domains.run(task, setting, rate: rate, seed: seed, ablation.grid)
        }
    }
}
