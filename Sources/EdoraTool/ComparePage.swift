import Core
import Experiments
import Foundation
import Notebook

/// The page of a comparison: whole at every stage, the same bytes from the same records.
struct ComparePage {
    let comparison: OwnComparison
    let plan: OwnPlan
    let results: GLUEResults
    private let store = RunStore()

    /// - Throws: `InputError` for a file in the folder of records that is not one.
    init(_ comparison: OwnComparison) throws {
        self.comparison = comparison
        plan = try OwnPlan(comparison, in: store)
        results = try plan.results(in: store)
    }

    /// Writes the page and its figures into the comparison's folder.
    ///
    /// - Throws: `PageError` where gnuplot fails, and `InputError` for files that cannot be read or written.
    static func write(_ comparison: OwnComparison) throws {
        let page = try ComparePage(comparison), folder = URL(fileURLWithPath: comparison.folder)
        for figure in try CompareFigures(page).all() { try figure.draw(in: folder) }
        try AtomicFile.write(Data(page.text().utf8), to: folder.appending(path: "README.md"))
    }

    var settings: [Setting] { comparison.settings }
    /// What the others are compared with.
    var reference: Setting { settings[0] }
    var others: [Setting] { Array(settings.dropFirst()) }
    var tasks: [TextTask] { comparison.data.map(\.task) }
    var seeds: Int { comparison.seedCount }

    /// In sentences: the method, with its rank where there are several.
    func name(_ setting: Setting) -> String {
        let ranks = Set(settings.filter(\.method.hasRank).map(\.rank))
        return ranks.count > 1 && setting.method.hasRank
            ? "\(setting.method.title) (r = \(setting.rank))"
            : setting.method.title
    }

    /// The whole page.
    ///
    /// - Throws: `PageError` for a cell that a table cannot hold, and `InputError` for records that cannot be read.
    func text() throws -> String {
        let answer = CompareAnswer(page: self), tables = CompareTables(page: self, store: store)
        let hasScores = settings.contains { setting in tasks.contains { results.sample(setting, $0).count > 0 } }
        let hasCourse = hasScores && comparison.data.contains { $0.epochs > 1 }
        let parts = [
            "# \(enumeration(settings.map(name))) on \(enumeration(tasks.map(\.name)))", state,
            "**Question.** \(answer.question)", "**Answer.** \(answer.text)", try tables.scores(),
            hasScores ? figure("scores", "Scores by data set and method, each seed's mark, means and intervals") : "",
            "## Differences", tables.differencesText, try tables.differences(),
            tasks.contains(where: hasPair)
                ? figure("differences", "Points above the reference by data set, each seed's mark, means and intervals")
                : "",
            hasCourse ? "## Course of the training\n\nThe mean dev score after each epoch, over the seeds." : "",
            hasCourse ? figure("curves", "Dev score against epoch, a panel for each data set") : "",
            "## Rates", tables.ratesText, try tables.rates(), "## Data", try tables.data(), tables.dataText,
            "## How it was made", answer.made, missing,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// Whether a setting is no better than the constant answer on a data set; recorded scores are rounded. Not known
    /// without runs.
    func isUnlearned(_ setting: Setting, on data: ComparedData) -> Bool {
        let sample = results.sample(setting, data.task)
        return sample.count > 0 && sample.mean <= data.facts.constantScore + 1e-6
    }

    /// The data sets on which two settings can be compared: those without one that learnt where the other did not.
    func comparable(_ setting: Setting, _ tasks: [TextTask]) -> [TextTask] {
        comparison.data.filter { data in
            tasks.contains(data.task) && isUnlearned(setting, on: data) == isUnlearned(reference, on: data)
        }.map(\.task)
    }

    /// Whether a data set has a difference to draw.
    func hasPair(_ task: TextTask) -> Bool {
        others.contains { !results.differences($0, from: reference, on: [task])[0].isEmpty }
    }

    private func figure(_ name: String, _ alt: String) -> String { "![\(alt)](fig-\(name).svg)" }

    /// How many runs there are of how many.
    private var state: String {
        let all = settings.count * tasks.count * seeds
        let found = settings.reduce(0) { sum, setting in
            sum + tasks.reduce(0) { $0 + results.records(setting, $1).count { $0 != nil } }
        }
        return found == all
            ? "All \(all) runs have their [record](records)."
            : "**Not finished**: \(found) of \(all) runs have their record; the last section names the others."
    }

    /// What is missing, and what diverged.
    private var missing: String {
        let lacking = comparison.data.enumerated().flatMap { number, data in
            settings.compactMap { setting -> String? in
                let records = results.records(setting, data.task), title = "\(setting.title) on \(data.name)"
                guard plan.rates(setting, number) != nil else { return "- \(title): its rate is searched still" }
                let seeds = zip(comparison.seeds, records).filter { $1 == nil }.map { "\($0.0)" }
                return seeds.isEmpty
                    ? nil : "- \(title): " + (seeds.count == 1 ? "seed " : "seeds ") + enumeration(seeds)
            }
        }
        let diverged = results.divergedRuns(settings, on: tasks).map { "- \($0)" }
        return [
            lacking.isEmpty ? "" : "## Missing runs\n\n" + lacking.joined(separator: "\n"),
            diverged.isEmpty
                ? "" : "## Runs that diverged\n\nThey have no score.\n\n" + diverged.joined(separator: "\n"),
        ].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}
