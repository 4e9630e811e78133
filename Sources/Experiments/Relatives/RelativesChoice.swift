import Core

/// Which setting to use at a budget, by a rule that was set before any of its runs was on record but those that other
/// chapters have.
///
/// The highest average over the tasks leads. A setting is behind it where all three 95 % intervals of what the leader
/// scores above it, paired by task and seed, lie above zero. One with a run that diverged is behind, too. What is not
/// behind is left.
public enum RelativesChoice: Sendable, Equatable {
    /// When the rule was set.
    public static let date = "28 November 2026"

    /// Runs are missing.
    case notDecided(made: Int, of: Int)
    /// The leader, and all others are behind it.
    case one(Setting)
    /// The leader and those that are not behind it, by their averages.
    case several([Setting])
    /// Each has a run that diverged.
    case none

    /// The choice among some settings; every task of the results counts, with every seed.
    public init(among settings: [Setting], _ results: GLUEResults) {
        let records = settings.flatMap { setting in results.tasks.flatMap { results.records(setting, $0) } }
        let made = records.count { $0 != nil }, all = settings.count * results.tasks.count * results.seeds.count
        guard made == all else {
            self = .notDecided(made: made, of: all)
            return
        }
        let whole = settings.filter { results.tasks(completeFor: [$0]) == results.tasks }
        let means = Dictionary(uniqueKeysWithValues: whole.map { ($0, results.average($0, over: results.tasks).mean) })
        let ranked = whole.sorted { means[$0, default: 0] > means[$1, default: 0] }
        guard let leader = ranked.first else {
            self = .none
            return
        }
        let left = ranked.filter { $0 == leader || !Self.isBehind($0, leader, results) }
        self = left.count == 1 ? .one(leader) : .several(left)
    }

    private static func isBehind(_ setting: Setting, _ leader: Setting, _ results: GLUEResults) -> Bool {
        let differences = results.wholeDifferences(leader, from: setting, on: results.tasks)
        return ThreeIntervals(differences)?.all.allSatisfy { Relation($0) == .above } ?? false
    }

    /// One sentence, in Markdown.
    public var text: String {
        switch self {
        case .notDecided(let made, let all): "**not decided:** \(made) of \(all) runs have their record."
        case .one(let setting):
            "**\(setting.title)**: every other scores less, by all three intervals, or has a run that diverged."
        case .several(let settings):
            "**no single one:** the intervals leave \(enumeration(settings.map(\.title))), the highest average first."
        case .none: "**none:** each has a run that diverged."
        }
    }
}
