import Core

/// The runs behind the chapters' tables.
public enum Plan {
    public static let seeds: [UInt64] = [1, 2, 3]
    public static let ranks = [1, 4, 16, 64]
    /// What `edora sweep plan --chapter` accepts.
    public static let names = ["mini-search", "3", "4", "mini-seeds"] + namesOfGLUE + [nameOfDecoder, nameOfRelatives]
    /// Chapter 7's, which has a backbone of its own.
    public static let nameOfDecoder = "decoder"
    /// Chapter 8's.
    public static let nameOfRelatives = "relatives"
    /// Those that other encoders have, too.
    public static let namesOfGLUE = ["glue-search", "5", "6"] + Study.all.map(\.name)
    /// Of the comparisons that three seeds leave open.
    public static let manySeeds: [UInt64] = Array(1 ... 10)

    /// The backbone of a plan where nobody names one.
    public static func usualBackbone(_ name: String) -> String {
        name == nameOfDecoder ? DecoderGrid.backbone : Checkpoint.all[0].name
    }

    /// - Parameters:
    ///   - given: the backbone; nil for the plan's usual one.
    ///   - store: what a plan that follows from records reads.
    /// - Throws: `InputError` for another name or backbone, and for a chapter that knows one backbone alone.
    public static func named(
        _ name: String, backbone given: String? = nil, in store: RunStore = RunStore()
    ) throws -> [PlannedRun] {
        let usual = usualBackbone(name), backbone = given ?? usual
        guard Checkpoint.named(backbone) != nil else {
            throw InputError("--model", expected: Checkpoint.choice, found: backbone)
        }
        guard backbone == usual || namesOfGLUE.contains(name) else {
            throw InputError(
                "--model", expected: "--chapter \(namesOfGLUE.joined(separator: ", ")) beside it",
                found: "--chapter \(name)")
        }
        return PlannedRun.distinct(try runs(name, backbone, store))
    }

    /// With runs that stand in two tables twice.
    private static func runs(_ name: String, _ backbone: String, _ store: RunStore) throws -> [PlannedRun] {
        switch name {
        case "mini-search": miniSearch
        case "3": chapter3
        case "4": chapter4 + chapter4Real
        case "mini-seeds": miniSeeds
        case "glue-search": try GLUEGrid(backbone: backbone, in: store).search
        case "5": try GLUEGrid(backbone: backbone, in: store).plan
        case "6": try Ablation(backbone: backbone, in: store).plan
        case nameOfDecoder: try DecoderGrid(in: store).plan
        case nameOfRelatives: try RelativesGrid(in: store).plan
        default:
            if let study = Study.named(name) {
                try study.runs(Ablation(backbone: backbone, in: store), store)
            } else {
                throw InputError("--chapter", expected: names.joined(separator: ", "), found: name)
            }
        }
    }
}

/// Chapters 3 and 4: five epochs on one task of mini-glue, which everyone has.
extension Plan {
    public static func mini(
        _ adapter: AdapterConfiguration, rate: Double? = nil, seed: UInt64, epochs: Int = 5, rows: Int? = nil,
        division: Division? = nil
    ) -> PlannedRun {
        let rates = Rates.pair(adapter.method, adapter: rate ?? Rates.mini(adapter.method, rank: adapter.rank))
        return PlannedRun(
            data: "mini-glue",
            TrainingConfiguration(
                adapter: adapter, task: miniTask, rows: RowSelection(trainLimit: rows, division: division),
                steps: StepPlan(epochs: epochs), rates: rates, regularisation: Regularisation(weightDecay: 0.01),
                seed: seed))
    }

    public static func mini(_ method: AdapterMethod, rank: Int = 16) -> [PlannedRun] {
        seeds.map { mini(.standard(method, rank: rank), seed: $0) }
    }

    /// Every candidate rate of `miniSearched`; one seed, scored on a tenth of the training rows that was held out.
    public static var miniSearch: [PlannedRun] { miniSearched.flatMap { miniSearch($0.method, rank: $0.rank) } }

    public static func miniSearch(_ method: AdapterMethod, rank: Int = 16) -> [PlannedRun] {
        Rates.candidates(method, rank: rank).map {
            mini(.standard(method, rank: rank), rate: $0, seed: 1, division: .heldOut)
        }
    }

    /// LoRA at every rank, DoRA and full fine-tuning.
    public static var chapter3: [PlannedRun] {
        chapter3Methods.flatMap { mini($0) } + otherRanks.flatMap { mini(rankedMethods.chapter3, rank: $0) }
    }

    /// EDoRA at every rank, its relatives, too large a start, and too few rows.
    public static var chapter4: [PlannedRun] {
        let own = rankedMethods.chapter4
        return mini(own) + chapter4Methods.flatMap { mini($0.method, rank: $0.rank) }
            + otherRanks.flatMap { miniAtCommonRate(rank: $0) + mini(own, rank: $0) } + deviations.map(mini(deviation:))
            + fewRowsMethods.flatMap(fewRows)
    }

    /// The main comparisons of both chapters with seventeen more seeds, seed by seed: three seeds of so few dev rows
    /// leave intervals that are wider than the scores lie apart.
    static var miniSeeds: [PlannedRun] {
        let methods = [(rankedMethods.chapter4, 16)] + chapter4Methods
        return (seeds.count + 1 ... 20).flatMap { seed in
            methods.map { mini(.standard($0.0, rank: $0.1), seed: UInt64(seed)) }
        }
    }

    private static var otherRanks: [Int] { ranks.filter { $0 != 16 } }

    /// EDoRA at another rank with the rate that was searched at rank 16.
    public static func miniAtCommonRate(rank: Int) -> [PlannedRun] {
        let own = rankedMethods.chapter4
        return seeds.map { mini(.standard(own, rank: rank), rate: Rates.mini(own), seed: $0) }
    }

    /// Standard deviations σ of R at the start; 0.01 is the paper's.
    public static let deviations = [0, 0.01, 0.1, 1, 10]

    public static func mini(deviation: Double) -> PlannedRun {
        var adapter = AdapterConfiguration.standard(rankedMethods.chapter4, rank: 16)
        adapter.deviation = deviation
        return mini(adapter, seed: 1)
    }

    /// Sixty-four rows, eighty times over.
    public static func fewRows(_ method: AdapterMethod) -> [PlannedRun] {
        seeds.map { mini(.standard(method, rank: 16), seed: $0, epochs: 80, rows: 64) }
    }
}

/// Chapter 4's table on real GLUE.
extension Plan {
    public static func real(_ task: TextTask, _ method: AdapterMethod) -> [PlannedRun] {
        guard let rates = realRates[method] else { return [] }
        return seeds.map {
            PlannedRun(
                data: "glue",
                TrainingConfiguration(
                    adapter: .standard(method, rank: 16), task: task, epochs: task == realTasks[0] ? 4 : 3,
                    rates: rates,
                    weightDecay: 0.01, seed: $0))
        }
    }

    public static var chapter4Real: [PlannedRun] {
        realTasks.flatMap { task in realMethods.flatMap { real(task, $0) } }
    }
}
