import Core

/// What the chapters compare: the one place that lists methods by name.
///
/// Plans, searches, tables, claims and sentences take their settings from here.
extension AdapterMethod {
    /// The paper's method, what the paper sets it beside, and the method with a rank that comes nearest to all weights.
    public static let proposed: AdapterMethod = .edora, baseline: AdapterMethod = .lora,
        decomposed: AdapterMethod = .dora
    /// All weights: what the others stand in for.
    public static let whole: AdapterMethod = .full
}

extension Setting {
    /// The subject of it all, at the paper's main rank.
    public static let edora = Setting(.edora)
    /// What it is compared with, and what it is made of.
    public static let full = Setting(.full), lora = Setting(.lora), dora = Setting(.dora), head = Setting(.head)
    /// R alone, and the magnitudes alone.
    public static let coreAlone = Setting(.loraXS), magnitudesAlone = Setting(.magnitude)
}

extension Checkpoint {
    /// Tasks whose train file was not at hand where the runs were made: their dev rows are divided.
    var dividedTasks: [TextTask] { name == Checkpoint.miniLM.name ? [.qnli] : [] }
}

/// Chapters 3 and 4, on one task of mini-glue.
extension Plan {
    /// The task, which everyone has.
    public static let miniTask = TextTask.qnli
    /// Chapter 3's methods beside LoRA's ranks.
    static let chapter3Methods: [AdapterMethod] = [.lora, .full, .dora]
    /// LoRA-XS at this rank trains what EDoRA trains at rank 16 on MiniLM, within three per cent: 24·25² against
    /// 24·16² + 9,216.
    public static let equalBudgetRank = 25
    /// LoRA's own nearest to that budget. Its runs are chapter 3's, at the rate that was searched at rank 16.
    public static let leastRank = 1
    /// The methods beside EDoRA in chapter 4's comparison.
    public static let chapter4Methods: [(method: AdapterMethod, rank: Int)] = [
        (.lora, 16), (.lora, leastRank), (.dora, 16), (.loraXS, 16), (.loraXS, equalBudgetRank), (.magnitude, 16),
        (.full, 16), (.head, 16),
    ]
    /// Whose ranks are tried.
    static let rankedMethods = (chapter3: AdapterMethod.lora, chapter4: AdapterMethod.edora)
    /// Chapter 4's few rows.
    public static let fewRowsMethods: [AdapterMethod] = [.edora, .lora]
    /// Chapter 4's table on real GLUE, made before the chapters had a search of their own.
    public static let realTasks: [TextTask] = [.mrpc, .rte], realMethods: [AdapterMethod] = [.edora, .lora, .full]

    /// LoRA's and full fine-tuning's rates there are customary ones; EDoRA's was the best of 2e-3, 5e-3, 1e-2 and 2e-2
    /// on a tenth of MRPC's training rows, held out (seed 1, two epochs). No rate was chosen on dev rows.
    static let realRates: [AdapterMethod: LearningRates] = [
        .edora: LearningRates(adapter: 1e-2, head: 2e-3), .lora: LearningRates(adapter: 5e-4, head: 5e-4),
        .full: LearningRates(adapter: 5e-5, head: 5e-5),
    ]

    /// Every setting whose rate was searched on mini-glue: all methods at rank 16, LoRA-XS at the equal budget's rank,
    /// and EDoRA at the other ranks.
    public static let miniSearched: [(method: AdapterMethod, rank: Int)] =
        AdapterMethod.builtIn.filter { method in Rates.mini.contains { $0.method == method } }.map { ($0, 16) } + [
            (.loraXS, equalBudgetRank)
        ]
        + ranks.filter { $0 != 16 }.map { (.edora, $0) }
}

extension Rates {
    /// What was searched on the task of chapters 3 and 4, and the best of it. R has r² entries, so at lower ranks
    /// EDoRA's best rate is sought upwards of the one at rank 16, at higher ones downwards.
    static let mini: [MiniSearch] = [
        MiniSearch(.full, candidates: [2e-5, 5e-5, 1e-4, 2e-4, 5e-4], best: 2e-4),
        MiniSearch(.lora, candidates: [2e-4, 5e-4, 1e-3, 2e-3], best: 1e-3),
        MiniSearch(.dora, candidates: [2e-4, 5e-4, 1e-3, 2e-3], best: 1e-3),
        MiniSearch(.loraXS, 16 ... 16, candidates: [2e-3, 5e-3, 1e-2, 2e-2, 5e-2], best: 2e-2),
        MiniSearch(.loraXS, candidates: [2e-3, 5e-3, 1e-2, 2e-2, 5e-2], best: 5e-3),
        MiniSearch(.edora, 1 ... 3, candidates: [1e-2, 2e-2, 5e-2], best: 5e-2),
        MiniSearch(.edora, 4 ... 15, candidates: [1e-2, 2e-2, 5e-2], best: 2e-2),
        MiniSearch(.edora, 16 ... 16, candidates: [2e-3, 5e-3, 1e-2, 2e-2, 5e-2], best: 1e-2),
        MiniSearch(.edora, candidates: [2e-3, 5e-3, 1e-2], best: 2e-3),
        MiniSearch(.magnitude, candidates: [2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1], best: 5e-2),
        MiniSearch(.head, candidates: [5e-4, 2e-3, 5e-3, 2e-2, 5e-2], best: 5e-2),
    ]
}

/// Chapters 5 to 7: whose answers to one pair of sentences are kept.
extension Plan {
    /// EDoRA with every seed; with the first, random directions with the same singular values at EDoRA's rate, R alone
    /// and the magnitudes alone at their own; EDoRA in the decoder, one epoch at the rate that it has in chapter 5.
    public static let asked = (
        bySeed: mini(.edora), random: mini(Setting(.edora, .basis(.orthonormalSigma)).adapter, seed: 1),
        coreAlone: mini(.standard(.loraXS, rank: 16), seed: 1),
        lengthsAlone: mini(.standard(.magnitude, rank: 16), seed: 1),
        decoder: PlannedRun(
            backbone: DecoderGrid.backbone, data: "mini-glue",
            TrainingConfiguration(
                adapter: .standard(.edora, rank: 16), task: miniTask, epochs: 1,
                rates: Rates.pair(.edora, adapter: 5e-3), weightDecay: 0.01, seed: 1))
    )
}

/// Chapter 2.
extension MovementRecord {
    public static let methods: [AdapterMethod] = [.full, .lora, .dora, .edora]
}

/// Chapter 6: how much of all weights' change the frozen factors hold, on tasks of GLUE.
extension SubspaceRecord {
    public static let tasks: [TextTask] = [.cola], setting = Setting.full
}

/// Chapter 5.
extension GLUEGrid {
    /// In order of worth: EDoRA and the two that the paper sets it beside, what it is made of, then the higher rank.
    static let groups: [[Setting]] = [
        [.edora, .lora, .dora], [.magnitudesAlone, .coreAlone, .full, .head],
        [Setting(.edora, rank: 32), Setting(.loraXS, rank: 32)],
    ]
    /// The same in the order of tables: from all values to none.
    public static let table: [Setting] = [
        .full, .lora, .dora, .coreAlone, Setting(.loraXS, rank: 32), .magnitudesAlone, .edora,
        Setting(.edora, rank: 32), .head,
    ]
    /// The cheap tasks first.
    public static let tasks: [TextTask] = [.cola, .mrpc, .rte, .stsb, .qnli, .sst2]
}

/// Chapter 6.
extension Ablation {
    public static let tasks: [TextTask] = [.cola, .mrpc, .rte, .stsb]
    /// Is it the directions or the scale? Beside the SVD's: Kaiming's numbers as released, random orthonormal
    /// directions, and these with the SVD's Σ.
    public static let bases = [.basis(.random), .basis(.orthonormal), .basis(.orthonormalSigma)].map {
        Setting(.edora, $0)
    }
    /// Ranks beside chapter 5's 16 and 32.
    public static let ranks = [2, 4, 8, 64].map { Setting(.edora, rank: $0) }
    /// All ranks, chapter 5's included, ascending.
    public static let allRanks = [2, 4, 8, 16, 32, 64].map { Setting(.edora, rank: $0) }
    /// LoRA with about EDoRA's budget: on MiniLM 25,344 values, between those of EDoRA at ranks 16 and 32.
    public static let smallLoRA = Setting(.lora, rank: 1)
    /// R alone with the lengths of W₀'s rows kept: between EDoRA and R alone without the norm, which is LoRA-XS.
    public static let directionAlone = Setting(.directions)
    /// One difference at a time, and all of the released code's.
    public static let options: [Setting] = [
        .decomposedWeight, .sigmaOnOutput, .decayedMagnitude, .exactNorm, .vectors(.middle), .vectors(.bottom),
        .released,
    ].map { Setting(.edora, $0) }
    /// The released code's scale, at a rank where it is not one; compared with that rank, at its rate.
    public static let scaled = Setting(.edora, rank: 4, .scaledByRank)
    /// The methods whose training scores are set beside their dev scores.
    public static let gapMethods: [AdapterMethod] = [.full, .lora, .dora, .edora]
    /// Ranks by matrix under the budget of rank 16, from the files in `data/ranks`.
    public static let ranksByMatrix = RankAllocation.Rule.allCases.map { Setting(.edora, .ranks($0)) }
    /// Starts of R, on one task and with one seed; the paper's 0.01 is chapter 5's.
    public static let deviations = [0, 0.03, 0.1, 0.3, 1].map { Setting(.edora, .deviation($0)) }
    public static let deviationTask = TextTask.mrpc

    /// What ten seeds are for: EDoRA beside LoRA, and beside its own magnitudes alone.
    public static let manySeeds: [Setting] = [.edora, .lora, .magnitudesAlone]
    /// Of the bases: the released one, and the one that has the SVD's scale but not its directions.
    public static let basesOfManySeeds = bases.filter {
        [.basis(.random), .basis(.orthonormalSigma)].contains($0.change)
    }
    /// A tenth of the rows at equal steps; and against overfitting a lower rank, and ten times the weight decay.
    public static let fewRowsAtEqualSteps =
        [AdapterMethod.edora, .lora, .magnitude, .full].map { Setting($0, .rowsAtEqualSteps(percent: 10)) }
        + [
            Setting(.edora, rank: 4, .rowsAtEqualSteps(percent: 10)),
            Setting(.lora, rank: 1, .rowsAtEqualSteps(percent: 10)),
            Setting(.edora, .rowsAtEqualSteps(percent: 10, decay: 0.1)),
            Setting(.lora, .rowsAtEqualSteps(percent: 10, decay: 0.1)),
        ]
    /// Four times as many epochs, on the tasks where there is most left to learn.
    public static let manyEpochs = [AdapterMethod.edora, .lora, .magnitude].map { Setting($0, .epochs(20)) }
    public static let tasksOfManyEpochs: [TextTask] = [.mrpc, .cola, .stsb]
    /// Where the head reads. Full fine-tuning trains the pooler anyway.
    public static let poolings =
        [AdapterMethod.edora, .lora, .full].map { Setting($0, .pooling(.mean)) }
        + [AdapterMethod.edora, .lora].map { Setting($0, .trainedPooler) }
    /// The same runs with factors of products rounded, on three tasks.
    static let precisionPairs = [Setting.edora, .lora].map {
        (narrow: Setting($0.method, .precision(.bfloat16)), wide: $0)
    }
    static let tasksOfPrecision: [TextTask] = [.rte, .mrpc, .stsb]
    /// Magnitudes with a rate of their own beside R's.
    static func twoRates(_ rate: Double) -> Setting { Setting(.edora, .magnitudeRate(rate)) }
}

/// Other domains, beside chapter 6.
extension Domains {
    public static let tasks: [TextTask] = [cr, mpqa, subj, agNews]
    /// In the order of tables.
    public static let settings: [Setting] = [.full, .lora, .dora, .coreAlone, .magnitudesAlone, .edora]
}

/// Chapter 7.
extension DecoderGrid {
    /// LoRA with about the values of EDoRA at rank 32.
    public static let smallLoRA = Setting(.lora, rank: 1)
    /// In order of worth: the method, what it is set beside, and its magnitudes alone; what else it is made of; the
    /// higher rank beside a LoRA of its size, and last all weights.
    static let groups: [[Setting]] = [
        [.edora, .lora, .magnitudesAlone], [.dora, .coreAlone, .head], [Setting(.edora, rank: 32), smallLoRA],
        [.full],
    ]
    /// The same in the order of tables.
    public static let table: [Setting] = [
        .full, .lora, smallLoRA, .dora, .coreAlone, .magnitudesAlone, .edora, Setting(.edora, rank: 32), .head,
    ]
    /// What the verdict compares.
    public static let subject = Setting.edora, references = [Setting.lora, .dora]
    /// The cheap tasks first.
    public static let tasks: [TextTask] = [.cola, .mrpc, .rte, .stsb, .sst2]
    /// All weights train on the two tasks with the fewest rows alone, since a step of them costs most.
    static let tasksOfWhole: [TextTask] = [.mrpc, .rte]
}

/// Chapter 8.
extension RelativesGrid {
    /// At about the values that the method trains at its main rank, and at the higher one.
    public static let budgets: [[Setting]] = [
        [
            .edora, Setting(.vera, rank: 256), Setting(.psoft, rank: 34), Setting(.psoftFree, rank: 24),
            Setting(.loraSB, rank: 25), Setting(.loraXS, rank: Plan.equalBudgetRank), Setting(.uniLoRA),
        ],
        [
            Setting(.edora, rank: 32), Setting(.vera, rank: 1024), Setting(.psoft, rank: 52),
            Setting(.psoftFree, rank: 37),
            Setting(.loraSB, rank: 37), Setting(.loraXS, rank: 37), Setting(.uniLoRA, rank: 32),
        ],
    ]
    /// Fewer values than the first budget, and between the two.
    public static let beside: [Setting] = [.magnitudesAlone, Ablation.smallLoRA]
    /// The cheap tasks first.
    public static let tasks: [TextTask] = [.mrpc, .rte, .stsb, .cola, .sst2]
}
