import Core

/// Chapter 7: the methods on a decoder, Gemma 3 270M, by chapter 5's protocol but for three epochs.
///
/// A rate for each setting by `GLUESearch`, three seeds. Another rank's search begins at its method's rate at rank 16
/// and its two neighbours, as chapter 6's do. The full step is dear, so all weights train on two tasks alone, and the
/// task with the most rows on a part of them, drawn by the seed.
public struct DecoderGrid: Sendable {
    /// The name of the checkpoint, in options and records.
    public static let backbone = Checkpoint.gemma270M.name
    /// Passes over the rows, searches included.
    public static let epochs = 3
    /// Training rows of a run on SST-2.
    public static let rowsOfSST2 = 10_000
    /// All of them, in order of worth.
    public static let settings = groups.flatMap { $0 }

    /// One a setting; none for another rank while the rate at rank 16 is not known.
    public let searches: [Setting: GLUESearch]

    /// - Throws: `InputError` for a file in the folder of records that is not one.
    public init(in store: RunStore = RunStore()) throws {
        try self.init { try store.record(of: $0)?.searchScore }
    }

    /// With the score of a run on its held-out rows: nil where it has no record, −∞ where it diverged.
    init(score: (PlannedRun) throws -> Double?) rethrows {
        var found: [Setting: GLUESearch] = [:]
        for setting in Self.settings {
            var around: Double?
            if setting.method.hasRank, setting.rank != 16 {
                around = found[Setting(setting.method)]?.best
                if around == nil { continue }
            }
            found[setting] = try GLUESearch(
                setting, backbone: Self.backbone, around: around, epochs: Self.epochs, score: score)
        }
        searches = found
    }

    /// The tasks of a setting.
    public static func tasks(_ setting: Setting) -> [TextTask] { setting.method == .whole ? tasksOfWhole : tasks }

    /// The adapter's rate; nil while its search is not finished.
    public func rate(_ setting: Setting) -> Double? { searches[setting]?.best }

    /// The runs of a cell, one a seed; none while the setting's rate is not known, and where none is planned.
    public func runs(_ setting: Setting, _ task: TextTask) -> [PlannedRun] {
        guard let rate = rate(setting), Self.tasks(setting).contains(task) else { return [] }
        return Plan.seeds.map { Self.run(setting, task, rate: rate, seed: $0) }
    }

    private static func run(_ setting: Setting, _ task: TextTask, rate: Double, seed: UInt64) -> PlannedRun {
        let glue = PlannedRun.glue(
            task, setting, rate: rate, seed: seed, division: nil, backbone: backbone, epochs: epochs)
        guard task == .sst2, let rows = GLUEFacts.of[task]?.train, rows > rowsOfSST2 else { return glue }
        var configuration = glue.configuration
        configuration.rows.trainShare = Double(rowsOfSST2) / Double(rows)
        return PlannedRun(backbone: backbone, data: glue.data, configuration)
    }

    /// Settings whose rate is not known yet.
    public var unsearched: [Setting] { Self.settings.filter { rate($0) == nil } }

    /// All runs that are known: a group's searches, then its cells, task by task, then the next group.
    public var plan: [PlannedRun] {
        Self.groups.flatMap { group in
            group.flatMap { searches[$0]?.runs ?? [] } + Self.tasks.flatMap { task in group.flatMap { runs($0, task) } }
        }
    }

    /// The cells' runs when all rates are known.
    public static var cellCount: Int { settings.reduce(0) { $0 + tasks($1).count } * Plan.seeds.count }

    /// A rough time for all of it on two recent cores, whatever the rates will be; searches at the rates that are
    /// tried first.
    public var estimatedHours: Double {
        let cells = Self.settings.flatMap { setting in
            Self.tasks(setting).flatMap { task in
                Plan.seeds.map { Self.run(setting, task, rate: 1e-3, seed: $0) }
            }
        }
        return (Estimate.seconds(cells) + Estimate.seconds(searches.values.flatMap(\.runs))) / 3600
    }
}
