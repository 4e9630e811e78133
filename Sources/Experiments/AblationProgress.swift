import Core

/// What chapter 6 still lacks: its page says so where a number cannot stand yet.
public struct AblationProgress {
    /// A line a setting that the tables show: the tasks without all their records, or why there are none.
    public let missing: [String]
    /// "So far 142 of the 338 runs that are known have their record, 45 of them searches for a rate."; empty when nothing is missing.
    public let sentence: String

    /// - Parameter settings: those that the chapter's tables show with scores on all tasks.
    /// - Throws: `InputError` for a file in the folder of records that is not one.
    public init(_ settings: [Setting], _ results: GLUEResults, _ ablation: Ablation, in store: RunStore = RunStore()) throws {
        let cells = settings.compactMap { setting -> String? in
            guard ablation.rate(setting) != nil else { return "\(setting.title): its rate is not known yet" }
            let tasks = Ablation.tasks.filter { !results.isComplete(setting, $0) }.map { task in
                task.rawValue + (results.divergence([setting], on: [task]) == nil ? "" : " (diverged)")
            }
            return tasks.isEmpty ? nil : "\(setting.title): \(enumeration(tasks))"
        }
        let starts = Ablation.deviations.filter { results.records($0, Ablation.deviationTask).compactMap { $0 }.isEmpty }.map { "\($0.title): \(Ablation.deviationTask.rawValue)" }
        let unscored = Ablation.gapMethods.map { Setting($0) }.filter { results.average($0, over: Ablation.tasks).count > 0 && results.gaps($0, on: Ablation.tasks).isEmpty }.map {
            "\($0.title): scores on training rows (older records of some tasks lack them: delete these and run `swift run chapter5-glue --train`)"
        }
        missing = cells + (ablation.twoRates == nil ? ["EDoRA, magnitudes and R at rates of their own: these are not known yet"] : []) + starts + unscored
        let own = ablation.own, left = try store.missing(own).count
        let searched = try Ablation.searched.flatMap { ablation.searches[$0]?.runs ?? [] }.count { try store.record(of: $0) != nil }
        let made = left == own.count ? "None of this chapter's own runs is made yet, and the scores below are chapter 5's."
            : left > 0 || !ablation.unsearched.isEmpty
                ? "So far \(own.count - left) of the \(own.count) runs that are known have their record, \(searched) of these in searches for a rate\(ablation.unsearched.isEmpty ? "" : "; more follow when all rates are known")."
                : "All \(own.count) runs of this chapter have their record, but not everything that its tables show."
        sentence = left == 0 && missing.isEmpty ? "" : made + " The end of the page names what is missing, and tables say “–” there."
    }
}
