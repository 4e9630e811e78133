import ChapterSupport
import Core
import Experiments
import TextFormat

/// The chapter's runs, and what they say of a setting beside EDoRA as it is.
struct AblationStudy {
    let store: RunStore, ablation: Ablation, results: GLUEResults
    let tasks = Ablation.tasks
    /// Settings of this chapter's own runs; the others are chapter 5's.
    let own: [Setting]
    private let known = KnownComparisons()
    /// Magnitudes and R at the rates that each chose alone; none while these are not known.
    let twoRates: [Setting]

    /// - Throws: `InputError` for a file of records that is not one.
    init(in store: RunStore = RunStore()) throws {
        let ablation = try Ablation(in: store), twoRates = ablation.twoRates.map { [$0] } ?? []
        (self.store, self.ablation, self.twoRates) = (store, ablation, twoRates)
        own =
            Ablation.bases + Ablation.ranks + [Ablation.smallLoRA] + Ablation.options + [Ablation.scaled]
            + Ablation.fewRows + [Ablation.directionAlone] + twoRates + Ablation.ranksByMatrix
        results = try GLUEResults(GLUEGrid.settings + own + Ablation.deviations, tasks: tasks, in: store) {
            Self.runs($0, $1, ablation)
        }
    }

    private static func runs(_ setting: Setting, _ task: TextTask, _ ablation: Ablation) -> [PlannedRun] {
        GLUEGrid.settings.contains(setting) ? ablation.grid.runs(setting, task) : ablation.runs(setting, task)
    }

    /// The runs of a cell, this chapter's or chapter 5's.
    func runs(_ setting: Setting, _ task: TextTask) -> [PlannedRun] { Self.runs(setting, task, ablation) }
    func average(_ setting: Setting) -> Sample { results.average(setting, over: tasks) }
    func rate(_ setting: Setting) -> String { ablation.rate(setting).map(Rates.text) ?? "–" }
    /// Trained values on MiniLM.
    func count(_ setting: Setting) -> Int {
        EncoderConfiguration.miniLM.trainableCount(setting.method, rank: setting.rank)
    }

    /// A setting beside another, with both intervals; nil while runs are missing.
    func compared(_ setting: Setting, _ other: Setting = .edora) -> Comparison? {
        known.comparison([setting, other]) { results.comparison(setting, with: other, on: tasks) }
    }
    /// By task and seed; empty unless both settings have every seed of all tasks.
    func differences(_ setting: Setting, _ other: Setting = .edora) -> [[Double]] {
        results.wholeDifferences(setting, from: other, on: tasks)
    }
    /// Whether the thick bar of a setting's difference holds zero.
    func ties(_ setting: Setting, _ other: Setting = .edora) -> Bool { compared(setting, other)?.here == .notToldApart }
    /// Below on these tasks, and by the thin bar not surely on others like them; "above" with `relation`.
    func isHere(_ relation: Relation, _ setting: Setting, _ other: Setting = .edora) -> Bool {
        compared(setting, other).map { $0.here == relation && $0.beyond == .notToldApart } == true
    }
    /// The mean difference without one task.
    func mean(without task: TextTask, _ differences: [[Double]]) -> Double? {
        differences.isEmpty ? nil : Points.mean(zip(tasks, differences).filter { $0.0 != task }.map(\.1))
    }
    /// The tasks that a difference hangs on.
    func hinges(_ differences: [[Double]]) -> [TextTask] { Points.hinges(differences).map { tasks[$0] } }

    /// Rate, average and the difference to EDoRA with its three intervals, a row a setting.
    func table(
        _ caption: String, _ first: String, _ settings: [Setting], values: Bool = false,
        named title: (Setting) -> String = Self.change
    ) -> Grid {
        Grid(
            caption: caption,
            header: [first] + (values ? ["values"] : [])
                + ["rate", "average", "less EDoRA, these tasks", "seeds' averages", "tasks like these"],
            rows: settings.map { setting in
                let found = setting == .edora ? nil : differences(setting)
                let three = found.flatMap(ThreeIntervals.init),
                    ends = [three?.ofSeedsAverages, three?.onTasksLikeThese]
                return [title(setting)] + (values ? [groupedDigits(count(setting))] : [])
                    + [rate(setting), average(setting).cell]
                    + (found.map { [Points.cell(onTheseTasks: $0)] + ends.map { Points.text($0) } } ?? ["", "", ""])
            })
    }

    /// Settings beside EDoRA, as a figure.
    ///
    /// - Parameter skipping: a range of points that the axis may leave out.
    func figure(
        _ message: String, _ settings: [Setting], named title: (Setting) -> String = Self.change,
        skipping: ClosedRange<Double>? = nil
    ) -> Drawing {
        DifferenceFigure(
            message, settings.map { (title($0), results.differences($0, from: .edora, on: tasks)) },
            tasks: tasks.map(\.name), skipping: skipping
        ).drawing
    }

    static func change(_ setting: Setting) -> String { setting.change?.title ?? "EDoRA as it is" }
    /// EDoRA at rank 16 with a change.
    static func option(_ change: Setting.Change) -> Setting { Setting(.edora, change) }
}

/// Comparisons that were asked for: the bootstrap of one takes a moment.
private final class KnownComparisons {
    private var found: [[Setting]: Comparison?] = [:]

    func comparison(_ settings: [Setting], _ compute: () -> Comparison?) -> Comparison? {
        if let known = found[settings] { return known }
        let new = compute()
        found[settings] = new
        return new
    }
}

extension Setting {
    /// Kaiming's numbers, random orthonormal directions, and these with the singular values.
    static let kaiming = Ablation.bases[0], orthonormal = Ablation.bases[1], withSigma = Ablation.bases[2]
    static let middle = Setting(.edora, .vectors(.middle)), last = Setting(.edora, .vectors(.bottom))
    static let ofWeight = Setting(.edora, .decomposedWeight), released = Setting(.edora, .released)
    static let decayed = Setting(.edora, .decayedMagnitude)
    static let xs = Setting.coreAlone, largerXS = Setting(.loraXS, rank: 32)
    static let rank4 = Setting(.edora, rank: 4), rank32 = Setting(.edora, rank: 32), rank64 = Setting(.edora, rank: 64)
}
