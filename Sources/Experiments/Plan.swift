import Core

/// The runs behind the chapters' tables.
public enum Plan {
    public static let seeds: [UInt64] = [1, 2, 3]
    public static let ranks = [1, 4, 16, 64]
    /// LoRA-XS at this rank trains what EDoRA trains at rank 16 on MiniLM, within three per cent: 24·25² against 24·16²
    /// + 9,216.
    public static let equalBudgetRank = 25

    /// What `edora sweep plan --chapter` accepts.
    public static let names = ["mini-search", "3", "4", "glue-search", "5", "6"]

    /// - Throws: `InputError` for another name or backbone, and for a chapter that knows MiniLM alone.
    public static func named(_ name: String, backbone: String = "minilm") throws -> [PlannedRun] {
        guard ["minilm", "roberta-base"].contains(backbone) else {
            throw InputError("--model", expected: "minilm or roberta-base", found: backbone)
        }
        guard backbone == "minilm" || ["glue-search", "5", "6"].contains(name) else {
            throw InputError("--model", expected: "--chapter glue-search, 5 or 6 beside it", found: "--chapter \(name)")
        }
        switch name {
        case "mini-search": return miniSearch
        case "3": return chapter3
        case "4": return chapter4 + chapter4Real
        case "glue-search": return try GLUEGrid(backbone: backbone).search
        case "5": return try GLUEGrid(backbone: backbone).plan
        case "6": return try Ablation(backbone: backbone).plan
        default: throw InputError("--chapter", expected: names.joined(separator: ", "), found: name)
        }
    }
}

/// Chapters 3 and 4: five epochs on one task of mini-glue, which everyone has.
extension Plan {
    public static let miniTask = GLUETask.qnli

    public static func mini(
        _ adapter: AdapterConfiguration, rate: Double? = nil, seed: UInt64, epochs: Int = 5, rows: Int? = nil,
        division: Division? = nil
    ) -> PlannedRun {
        let rates = Rates.pair(adapter.method, adapter: rate ?? Rates.mini(adapter.method, rank: adapter.rank))
        return PlannedRun(
            data: "mini-glue",
            TrainingConfiguration(
                adapter: adapter, task: miniTask, epochs: epochs, learningRate: rates.adapter,
                headLearningRate: rates.head,
                weightDecay: 0.01, seed: seed, trainLimit: rows, division: division))
    }

    public static func mini(_ method: Method, rank: Int = 16) -> [PlannedRun] {
        seeds.map { mini(.standard(method, rank: rank), seed: $0) }
    }

    /// Every candidate rate of every method at rank 16, of LoRA-XS at the equal budget's rank, and of EDoRA at the
    /// other ranks; one seed, scored on a tenth of the training rows that was held out.
    public static var miniSearch: [PlannedRun] { miniSearched.flatMap { miniSearch($0.method, rank: $0.rank) } }

    public static var miniSearched: [(method: Method, rank: Int)] {
        Method.allCases.map { ($0, 16) } + [(.loraXS, equalBudgetRank)] + ranks.filter { $0 != 16 }.map { (.edora, $0) }
    }

    public static func miniSearch(_ method: Method, rank: Int = 16) -> [PlannedRun] {
        Rates.candidates(method, rank: rank).map {
            mini(.standard(method, rank: rank), rate: $0, seed: 1, division: .heldOut)
        }
    }

    /// LoRA at every rank, DoRA and full fine-tuning.
    public static var chapter3: [PlannedRun] {
        mini(.lora) + mini(.full) + mini(.dora) + ranks.filter { $0 != 16 }.flatMap { mini(.lora, rank: $0) }
    }

    /// EDoRA at every rank, its relatives, too large a start, and too few rows.
    public static var chapter4: [PlannedRun] {
        mini(.edora) + chapter4Methods.flatMap { mini($0.method, rank: $0.rank) }
            + ranks.filter { $0 != 16 }.flatMap { miniAtCommonRate(rank: $0) + mini(.edora, rank: $0) }
            + deviations.map(mini(deviation:))
            + [.edora, .lora].flatMap(fewRows)
    }

    /// EDoRA at another rank with the rate that was searched at rank 16.
    public static func miniAtCommonRate(rank: Int) -> [PlannedRun] {
        seeds.map { mini(.standard(.edora, rank: rank), rate: Rates.mini(.edora), seed: $0) }
    }

    /// The methods beside EDoRA in chapter 4's comparison.
    public static let chapter4Methods: [(method: Method, rank: Int)] = [
        (.lora, 16), (.dora, 16), (.loraXS, 16), (.loraXS, equalBudgetRank), (.magnitude, 16), (.full, 16), (.head, 16),
    ]

    /// Standard deviations σ of R at the start; 0.01 is the paper's.
    public static let deviations = [0, 0.01, 0.1, 1, 10]

    public static func mini(deviation: Double) -> PlannedRun {
        var adapter = AdapterConfiguration.standard(.edora, rank: 16)
        adapter.deviation = deviation
        return mini(adapter, seed: 1)
    }

    /// Sixty-four rows, eighty times over.
    public static func fewRows(_ method: Method) -> [PlannedRun] {
        seeds.map { mini(.standard(method, rank: 16), seed: $0, epochs: 80, rows: 64) }
    }
}

/// Chapter 4's table on real GLUE, made before the chapters had a search of their own.
extension Plan {
    public static let realTasks: [GLUETask] = [.mrpc, .rte]
    public static let realMethods: [Method] = [.edora, .lora, .full]

    /// LoRA's and full fine-tuning's rates are customary ones; EDoRA's was the best of 2e-3, 5e-3, 1e-2 and 2e-2 on a
    /// tenth of MRPC's training rows, held out (seed 1, two epochs). No rate was chosen on dev rows.
    public static func real(_ task: GLUETask, _ method: Method) -> [PlannedRun] {
        let rates: (adapter: Double, head: Double) =
            switch method {
            case .edora: (1e-2, 2e-3)
            case .full: (5e-5, 5e-5)
            default: (5e-4, 5e-4)
            }
        return seeds.map {
            PlannedRun(
                data: "glue",
                TrainingConfiguration(
                    adapter: .standard(method, rank: 16), task: task, epochs: task == .mrpc ? 4 : 3,
                    learningRate: rates.adapter, headLearningRate: rates.head, weightDecay: 0.01, seed: $0))
        }
    }

    public static var chapter4Real: [PlannedRun] {
        realTasks.flatMap { task in realMethods.flatMap { real(task, $0) } }
    }
}
