import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// A rate for m and another for R: nine pairs on held-out rows, and EDoRA at the best of them beside EDoRA at one rate.
struct TwoRatesSection {
    private let rates: TwoRates?, cells: [[String]]
    private let searches: [Setting: GLUESearch]
    /// What the best pair scores above one rate; nil while runs are missing.
    private let three: ThreeIntervals?

    /// - Throws: `InputError` for a file of records that is not one.
    init(_ study: AblationStudy) throws {
        let ablation = study.ablation, store = study.store, rates = try TwoRates(ablation, in: store)
        (self.rates, searches) = (rates, ablation.grid.searches)
        cells = try rates?.cells(in: store) ?? []
        guard let rates, let pair = rates.setting else {
            three = nil
            return
        }
        let results = try GLUEResults([.edora, pair], tasks: study.tasks, in: store) { setting, task in
            setting == pair ? rates.runs(task) : study.runs(setting, task)
        }
        three = ThreeIntervals(results.wholeDifferences(pair, from: .edora, on: study.tasks))
    }

    /// A row for each rate of m, a column for each of R.
    var table: Grid {
        Grid(
            caption: """
            Rates for $`m`$ and $`R`$ apart: the mean of CoLA's Matthews correlation and MRPC's accuracy on held-out \
            training rows, times one hundred, and both in brackets; seed 1, the best pair in bold.
            """,
            header: ["rate of $`m`$"] + (rates?.core ?? []).map { "$`R`$ at \(Rates.text($0))" },
            rows: zip(rates?.magnitudes ?? [], cells).map { [Rates.text($0)] + $1 })
    }

    /// The best pair on dev rows; without rows while runs are missing.
    var comparison: Grid {
        let row = rates?.best.flatMap { best in
            three.map { three in
                ["m at \(Rates.text(best.magnitudes)), R at \(Rates.text(best.core))", Points.text(three.mean)]
                    + three.all.map { Points.text($0) }
            }
        }
        return Grid(
            caption: "EDoRA at the best pair of rates less EDoRA at one rate: points, with the three 95 % intervals.",
            header: ["rates", "mean", "these tasks", "seeds' averages", "tasks like these"],
            rows: row.map { [$0] } ?? [])
    }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file), best = rates?.best, bestMean = rates?.bestMean
        let shared = searches[.edora]?.means.compactMap { $0 }.max()
        let isNoGain = bestMean.flatMap { best in shared.map { best <= $0 } } == true
        found.value("two.m", searches[.magnitudesAlone]?.best.map(Rates.text) ?? "–")
        found.value("two.r", searches[.coreAlone]?.best.map(Rates.text) ?? "–")
        found.value("two.shared", shared.map { 100 * $0 }, decimals: 1)
        found.value("two.best", bestMean.map { 100 * $0 }, decimals: 1)
        found.require(
            isNoGain,
            "But none of nine pairs of rates does better on held-out rows than the shared one ([[tab:tworates]]).")
        let isATie = three?.all.allSatisfy { $0.contains(0) } == true
        found.require(
            isATie, "On the dev rows, with three seeds, the best pair ties with the shared rate by all three intervals:"
        )
        found.require(isATie, "On dev rows the best of them ties with it, too ([[tab:tworatesdev]]).")
        found.require(
            isNoGain, "None of the nine is better than the one shared rate, which has {{two.shared}} on the same rows.")
        found.require(
            isNoGain && isATie,
            """
            A rate for each of $`m`$ and $`R`$ is no gain on held-out rows, and on dev rows a tie ([[tab:tworates]],
            [[tab:tworatesdev]]).
            """)
        found.require(
            best != nil && best?.magnitudes == rates?.magnitudes.first && best?.core == rates?.core.first,
            "The best, with {{two.best}}, pairs the slowest of each, so it is the nearest to the shared one.")
        let ofCoLA = rates?.ofFirstTask ?? [], atTheFastest = (ofCoLA.last ?? []) + ofCoLA.map { $0.last ?? nil }
        found.require(
            !atTheFastest.isEmpty && atTheFastest.allSatisfy { $0.map { $0 < 0.1 } == true },
            "At the fastest $`m`$ and at the fastest $`R`$ little of CoLA is learned.")
    }
}
