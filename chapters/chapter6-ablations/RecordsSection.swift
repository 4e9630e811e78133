import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Every score by task, every record and every search: where the page's numbers come from.
extension AblationStudy {
    /// Mean ± SD, and a link to the record of each seed; of the starts of R the links alone.
    ///
    /// - Throws: `InputError` for a file of records that is not one.
    func recordTable() throws -> Grid {
        Grid(
            caption: "Dev scores by task, mean ± SD over seeds, and the record of each seed.",
            header: ["setting"] + tasks.map(\.name),
            rows: try recordSettings.map { setting in
                [setting.title]
                    + (try tasks.map { task in
                        let links = try runs(setting, task).filter { try store.record(of: $0) != nil }
                            .map { try store.link("\($0.configuration.seed)", to: $0) }
                        let isStart = Ablation.deviations.contains(setting)
                        return ((isStart ? [] : [results.sample(setting, task).cell]) + [links.joined(separator: "·")])
                            .joined(separator: " ")
                    })
            }, words: Set(0 ... tasks.count))
    }

    private var recordSettings: [Setting] {
        GLUEGrid.settings.filter { ![.head, .full, .dora].contains($0) } + own + Ablation.deviations
    }

    /// - Throws: as `recordTable` does.
    func searchTable() throws -> Grid {
        Grid(
            caption: """
            This chapter's searches: each rate with CoLA's Matthews correlation on held-out training rows, times one \
            hundred, or with its mean with MRPC's accuracy and both in brackets; seed 1, the chosen rate in bold.
            """,
            header: ["setting", "rate: score"],
            rows: try Ablation.searched.map { setting in
                [setting.title, try ablation.searches[setting]?.cell(in: store) ?? "–"]
            }, words: [0, 1])
    }

    /// What the page lacks, in lines of plain text.
    ///
    /// - Throws: as `recordTable` does.
    func completeness() throws -> String {
        let tabled = GLUEGrid.table.filter { $0.method != .head } + own
        let missing =
            results.missingRuns(tabled, on: tasks, rate: ablation.rate)
            + results.missingRuns(Ablation.deviations, on: [Ablation.deviationTask], rate: ablation.rate)
        let known = ablation.own.count, made = known - (try store.missing(ablation.own)).count
        let diverged = results.divergedRuns(tabled, on: tasks)
        let unscored = results.withoutTrainingScores(Ablation.gapMethods.map { Setting($0) }, on: tasks)
        return [
            "Of the \(known) runs of this page's own tables and searches, \(made) have their record. "
                + "Runs that are planned for open questions are not among them.",
            missing.isEmpty
                ? "Every run of this page has its record."
                : "Runs without a record:\n" + missing.map { "  " + $0 }.joined(separator: "\n"),
            diverged.isEmpty ? nil : "Diverged, and without a score: \(enumeration(diverged)).",
            unscored.isEmpty
                ? nil
                : "Older records of these lack scores on training rows: \(enumeration(unscored.map(\.title))). "
                    + "Delete them and run: swift run chapter5-glue --train",
        ].compactMap { $0 }.joined(separator: "\n")
    }
}
