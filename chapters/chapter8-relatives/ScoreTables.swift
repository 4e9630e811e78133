import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The tables of the grid, whole however many runs have their record.
extension RelativesStudy {
    private static let notRun = "not run yet"

    private func cell(_ sample: Sample) -> String {
        sample.count > 0 ? sample.cell(seeds: results.seeds.count) : Self.notRun
    }

    /// Scores by task and their average, budget by budget.
    var scoreGrid: Grid {
        let settings = RelativesGrid.budgets[0] + RelativesGrid.beside + RelativesGrid.budgets[1]
        return Grid(
            caption: """
                Dev scores of MiniLM, last epoch, times one hundred: mean ± SD over five seeds, or the mean of the n \
                seeds that are on record. *Average*: over {{averaged}}, of the seeds that have all four.
                """,
            header: ["method", "values"] + RelativesGrid.tasks.map(\.name) + ["average"],
            rows: settings.map { setting in
                let tasks = scores(setting), count = tasks[0].count
                let average = Sample((0 ..< count).map { seed in Sample(tasks.map { $0[seed] }).mean })
                let samples = RelativesGrid.tasks.map { results.sample(setting, $0) }
                let isBegun = samples.contains { $0.count > 0 }
                return [setting.title, groupedDigits(RelativesGrid.count(setting))]
                    + samples.map { isBegun ? cell($0) : "" } + [cell(average)]
            })
    }

    /// What each scores above the method at its budget.
    var differenceGrid: Grid {
        let rows = RelativesGrid.budgets.indices.flatMap { number -> [[String]] in
            let own = RelativesGrid.budgets[number][0]
            return RelativesGrid.candidates(number).filter { $0 != own }.map { setting in
                let found = differences(setting, from: own), name = "\(setting.title) − \(own.title)"
                guard found[0].count >= Self.fewest, let three = ThreeIntervals(found) else {
                    return [name, "\(found[0].count)", Self.notRun, "", "", ""]
                }
                return [name, "\(found[0].count)", Points.text(three.mean)]
                    + three.all.map { Points.text($0) }
            }
        }
        return Grid(
            caption: """
                Differences in points over {{averaged}}, paired by task and seed, of the seeds that both have, with \
                the three 95 % intervals of [[chapter6-ablations]]. From three seeds on.
                """,
            header: ["difference", "seeds", "mean", "on these tasks", "of the averages", "tasks like these"],
            rows: rows)
    }

    /// What each search has tried.
    ///
    /// - Throws: `InputError` for a damaged record.
    func rateGrid() throws -> Grid {
        Grid(
            caption: """
                Each rate tried, with the mean of CoLA's Matthews correlation and MRPC's accuracy on held-out training \
                rows; in brackets both, linked to their records. The chosen rate is bold.
                """,
            header: ["method", "rate: score", "chosen"],
            rows: try RelativesGrid.settings.map { setting in
                guard let search = grid.search(setting), try !store.records(of: search.runs).isEmpty else {
                    return [setting.title, Self.notRun, Self.notRun]
                }
                return [setting.title, try search.cell(in: store), search.best.map(Rates.text) ?? Self.notRun]
            }, alignment: [.left, .left, .right])
    }

    /// What lacks a record, a line a setting.
    var missing: String {
        let lines =
            results.missingRuns(RelativesGrid.settings, on: RelativesGrid.tasks, rate: grid.rate)
            + results.divergedRuns(RelativesGrid.settings, on: RelativesGrid.tasks).map { $0 + ": diverged" }
        return lines.isEmpty
            ? "Every run of the grid has its record."
            : "Runs without a record (\(Self.command)):\n" + lines.map { "  " + $0 }.joined(separator: "\n")
    }
}
