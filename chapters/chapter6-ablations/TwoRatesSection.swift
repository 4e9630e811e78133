import Core
import Experiments
import Notebook
import TextFormat

/// A rate for m and another for R: nine pairs on held-out rows, and EDoRA at the best of them beside EDoRA at one rate.
struct TwoRatesSection {
    private let rates: TwoRates?, cells: [[String]]
    private let searches: [Setting: GLUESearch]
    /// What the best pair scores above one rate, by task and seed; empty while runs are missing.
    private let differences: [[Double]]
    /// The best pair's runs on dev rows, and how many are on record.
    private let runs: [PlannedRun], recorded: Int

    /// - Throws: `InputError` for a file of records that is not one.
    init(_ study: AblationStudy) throws {
        let ablation = study.ablation, store = study.store, rates = try TwoRates(ablation, in: store)
        (self.rates, searches) = (rates, ablation.grid.searches)
        cells = try rates?.cells(in: store) ?? []
        runs = rates.map { rates in study.tasks.flatMap(rates.runs) } ?? []
        recorded = try store.records(of: runs).count
        guard let rates, let pair = rates.setting else {
            differences = []
            return
        }
        let results = try GLUEResults([.edora, pair], tasks: study.tasks, in: store) { setting, task in
            setting == pair ? rates.runs(task) : study.runs(setting, task)
        }
        differences = results.wholeDifferences(pair, from: .edora, on: study.tasks)
    }

    /// A row for each rate of m, a column for each of R.
    var table: AblationTable {
        AblationTable(
            """
            Rates for $`m`$ and $`R`$ apart: the mean of CoLA's Matthews correlation and MRPC's accuracy on held-out \
            training rows, times one hundred, and both in brackets; seed 1, the best pair in bold.
            """,
            ["rate of $`m`$"] + (rates?.core ?? []).map { "$`R`$ at \(Rates.text($0))" },
            rows: zip(rates?.magnitudes ?? [], cells).map { [Rates.text($0)] + $1 })
    }

    /// Whether there is a comparison to show.
    var isWhole: Bool { !differences.isEmpty }

    /// The best pair on dev rows.
    var comparison: AblationTable {
        let three = ThreeIntervals(differences)
        return AblationTable(
            "EDoRA at the best pair of rates less EDoRA at one rate: points, with the three 95 % intervals.",
            ["rates", "mean", "these tasks", "seeds' averages", "tasks like these"],
            rows: [
                [title, three.map { Points.text($0.mean) } ?? "–"]
                    + [three?.onTheseTasks, three?.ofSeedsAverages, three?.onTasksLikeThese].map { Points.text($0) }
            ])
    }

    private var title: String {
        rates?.best.map { "m at \(Rates.text($0.magnitudes)), R at \(Rates.text($0.core))" } ?? "not known yet"
    }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file), best = rates?.best, bestMean = rates?.bestMean
        let shared = searches[.edora]?.means.compactMap { $0 }.max()
        let isNoGain = bestMean.flatMap { best in shared.map { best <= $0 } } == true
        found.value(
            "two.state",
            isWhole
                ? "On the dev rows, with all three seeds, the best pair scores beside the shared rate:"
                : "On the dev rows \(recorded) of the best pair's \(runs.count) runs are on record; "
                    + "`edora sweep run --chapter two-rates` goes on with them.")
        found.value("two.m", searches[.magnitudesAlone]?.best.map(Rates.text) ?? "–")
        found.value("two.r", searches[.coreAlone]?.best.map(Rates.text) ?? "–")
        found.value("two.shared", shared.map { 100 * $0 }, decimals: 1)
        found.value("two.best", bestMean.map { 100 * $0 }, decimals: 1)
        found.require(
            isNoGain,
            "But none of nine pairs of rates does better on held-out rows than the shared one ([[tab:tworates]]).")
        found.require(
            isNoGain, "None of the nine is better than the one shared rate, which has {{two.shared}} on the same rows.")
        found.require(
            isNoGain, "A rate for each of $`m`$ and $`R`$ is no gain on held-out rows ([[tab:tworates]]).")
        found.require(
            best != nil && best?.magnitudes == rates?.magnitudes.first && best?.core == rates?.core.first,
            "The best, with {{two.best}}, pairs the slowest of each, so it is the nearest to the shared one.")
        let ofCoLA = rates?.ofFirstTask ?? [], atTheFastest = (ofCoLA.last ?? []) + ofCoLA.map { $0.last ?? nil }
        found.require(
            !atTheFastest.isEmpty && atTheFastest.allSatisfy { $0.map { $0 < 0.1 } == true },
            "At the fastest $`m`$ and at the fastest $`R`$ little of CoLA is learned.")
    }
}
