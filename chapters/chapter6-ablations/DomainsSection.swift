import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Six methods on sentences of other domains, at the rates that GLUE's rows chose.
struct DomainsSection {
    private let study: AblationStudy, results: GLUEResults
    private let facts: [TextTask: TaskFacts]
    private let tasks = Domains.tasks
    /// All but EDoRA, in the order of tables.
    private let others = Domains.settings.filter { $0 != .edora }
    private let recorded: Int, planned: Int

    /// - Throws: `InputError` for a file of records, or of counts, that is not one.
    init(_ study: AblationStudy) throws {
        let results = try Domains.results(study.ablation, in: study.store)
        (self.study, self.results) = (study, results)
        facts = try TaskFacts.readAll(TaskFacts.domainsFile, of: tasks)
        planned = tasks.count * Domains.settings.count * Plan.seeds.count
        recorded = Domains.settings.reduce(0) { sum, setting in
            sum + Domains.tasks.reduce(0) { $0 + results.records(setting, $1).count { $0 != nil } }
        }
    }

    private var isComplete: Bool { recorded == planned }

    /// "above EDoRA: LoRA and DoRA; tied with EDoRA: Magnitude only", by the intervals on these tasks; nil while runs
    /// are missing.
    private var order: String? {
        guard isComplete, others.allSatisfy({ relation($0) != nil }) else { return nil }
        let sides: [(relation: Relation, text: String)] = [
            (.above, "above EDoRA"), (.notToldApart, "tied with EDoRA"), (.below, "below EDoRA"),
        ]
        return sides.compactMap { side in
            let names = others.filter { relation($0) == side.relation }.map(\.method.title)
            return names.isEmpty ? nil : "\(side.text): \(enumeration(names))"
        }.joined(separator: "; ")
    }

    /// Whether every other method stands to EDoRA as on GLUE, by the thick bars; nil while runs are missing.
    private var carriesOver: Bool? {
        order.map { _ in others.allSatisfy { relation($0) == study.compared($0)?.here } }
    }

    /// "EDoRA less LoRA is −0.9 points, and all three intervals lie below zero"
    private func intervals(of other: Setting) -> String {
        guard let three = difference(other) else { return "" }
        let found =
            switch three.count(.notToldApart) {
            case 0: "all three intervals lie \(three.mean < 0 ? "below" : "above") zero"
            case 1: "one of the three intervals holds zero"
            case 2: "two of the three intervals hold zero"
            default: "all three intervals hold zero"
            }
        let mean = Points.text(three.mean)
        return "EDoRA less \(other.method.title) is \(mean) points, and \(found)"
    }

    /// "LoRA lies above EDoRA in 12 of 12 runs."
    private func runsAbove(_ other: Setting) -> String {
        let runs = results.differences(other, from: .edora, on: tasks).flatMap { $0 }
        return "\(other.method.title) lies above EDoRA in \(runs.count { $0 > 0 }) of \(runs.count) runs."
    }

    private func relation(_ other: Setting) -> Relation? {
        Sample.interval(onTheseTasks: results.wholeDifferences(other, from: .edora, on: tasks)).map { Relation($0) }
    }

    /// What one answer for every dev row scores.
    private func oneAnswer(_ task: TextTask) -> Double? {
        facts[task].flatMap { facts in facts.dev.mostFrequent.map { Double($0) / Double(facts.dev.rows) } }
    }

    /// A row for each method, and one for what knows nothing.
    var table: Grid {
        let nothing = tasks.map(oneAnswer).map { $0.map { decimalText(100 * $0, decimals: 1) } ?? "–" }
        let mean = Sample(tasks.compactMap(oneAnswer)).mean
        return Grid(
            caption: """
            Accuracy on dev rows of other domains, times one hundred, at the rates from GLUE; last, the average on \
            \(enumeration(study.tasks.map(\.name))).
            """,
            header: ["method"] + tasks.map(\.name) + ["average", "on GLUE"],
            rows: Domains.settings.map { setting in
                [setting.title] + tasks.map { results.sample(setting, $0).cell }
                    + [results.average(setting, over: tasks).cell, study.average(setting).cell]
            } + [["one answer for all rows"] + nothing + [decimalText(100 * mean, decimals: 1), ""]])
    }

    /// What EDoRA scores above each other method, there and on GLUE.
    var differences: Grid {
        Grid(
            caption: """
                EDoRA less another method on the four domains: points, with the three 95 % intervals; last, on GLUE.
                """,
            header: ["EDoRA less", "mean", "these tasks", "seeds' averages", "tasks like these", "on GLUE"],
            rows: others.map { other in
                let three = difference(other)
                return [other.title, three.map { Points.text($0.mean) } ?? "–"]
                    + (three.map { $0.all.map { Points.text($0) } } ?? ["–", "–", "–"])
                    + [ThreeIntervals(study.differences(.edora, other)).map { Points.text($0.mean) } ?? "–"]
            })
    }

    var figure: Drawing {
        DifferenceFigure(
            carriesOver.map {
                $0 ? "GLUE’s order holds on other domains, too" : "Not all of GLUE’s order holds elsewhere"
            } ?? "Other domains, as far as runs are on record",
            others.map { ($0.title, results.differences($0, from: .edora, on: tasks)) },
            tasks: tasks.map(\.name), axis: "points above EDoRA",
            caption: "Points above EDoRA on other domains; a mark is one run."
        ).drawing
    }

    private func difference(_ other: Setting) -> ThreeIntervals? {
        ThreeIntervals(results.wholeDifferences(.edora, from: other, on: tasks))
    }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file)
        let command = "`edora sweep run --chapter domains`"
        found.value(
            "domains.answer",
            order.map { "\(carriesOver == true ? "All of them" : "Not all of them"). By the thick bars, \($0)." }
                ?? "Not all runs that would tell are on record yet.")
        found.value(
            "domains.state",
            order.map { "By the thick bars, \($0). \(runsAbove(.lora)) \(intervals(of: .lora))." }
                ?? "Of \(planned) runs \(recorded) are on record; \(command) goes on with them.")
        for (key, other) in [("domains.lora", Setting.lora), ("domains.alone", .magnitudesAlone)] {
            found.value(
                key, isComplete
                    ? "On four other domains \(intervals(of: other))" : "Other domains have not all their runs yet")
        }
        found.require(
            others.map { study.compared($0)?.here } == [.above, .above, .above, .below, .notToldApart],
            """
            On the four tasks of GLUE full fine-tuning, LoRA and DoRA lie above EDoRA, the magnitudes alone tie with it,
            and $`R`$ alone lies below it, by the thick bars.
            """)
        let mpqa = tasks.first { $0.name == "MPQA" }.flatMap { facts[$0] }
        found.value("domains.seen", mpqa?.overlap?.seen ?? 0)
        found.value("domains.rows", mpqa?.dev.rows ?? 0)
    }
}
