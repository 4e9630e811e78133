import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// What the records say of the grid; they may be all, some or none.
struct RelativesStudy {
    static let command = "edora sweep run --chapter \(Plan.nameOfRelatives)"
    /// The tasks of averages and differences; the largest, whose runs come last, stands apart.
    static let averaged = RelativesGrid.tasks.filter { $0 != .sst2 }
    /// Fewer seeds have no interval worth a picture.
    static let fewest = Plan.seeds.count

    let store = RunStore(), grid: RelativesGrid, results: GLUEResults
    /// Cells' runs that have a record.
    let made: Int
    let hours: Double
    /// Chapter 5's, of EDoRA beside its magnitudes alone.
    let toMagnitudes: Comparison?
    /// The same at rank 32.
    let largerToMagnitudes: ThreeIntervals?

    /// - Throws: `InputError` for a file in the folder of records that is not one.
    init() throws {
        let grid = try RelativesGrid(in: store)
        results = try GLUEResults(
            RelativesGrid.settings, tasks: RelativesGrid.tasks, seeds: RelativesGrid.seeds, in: store, runs: grid.runs)
        made = try store.records(
            of: RelativesGrid.settings.flatMap { one in RelativesGrid.tasks.flatMap { grid.runs(one, $0) } }
        ).count
        hours = try grid.hoursLeft(in: store)
        let glue = try GLUEResults(GLUEGrid(in: store), in: store)
        toMagnitudes = glue.comparison(.edora, with: .magnitudesAlone, on: glue.averaged)
        largerToMagnitudes = ThreeIntervals(
            glue.averagedDifferences(Setting(.edora, rank: 32), from: .magnitudesAlone))
        self.grid = grid
    }

    /// For each of the averaged tasks the scores of some settings, those of the seeds that all have on all of them.
    private func common(_ settings: [Setting]) -> [[[Double]]] {
        let scores = settings.map { setting in
            Self.averaged.map { task in results.records(setting, task).map { $0?.lastScore } }
        }
        let whole = results.seeds.indices.filter { seed in
            scores.joined().allSatisfy { $0.indices.contains(seed) && $0[seed] != nil }
        }
        return scores.map { $0.map { task in whole.compactMap { task[$0] } } }
    }

    /// For each of the averaged tasks the scores of the seeds that a setting has on all of them.
    func scores(_ setting: Setting) -> [[Double]] { common([setting])[0] }

    /// Seeds of them.
    func seeds(_ setting: Setting) -> Int { scores(setting)[0].count }

    /// For each of the averaged tasks, seed by seed, what a setting scores above another.
    func differences(_ setting: Setting, from other: Setting) -> [[Double]] {
        let both = common([setting, other])
        return zip(both[0], both[1]).map { zip($0, $1).map { $0 - $1 } }
    }

    /// One line for each budget: which setting to use.
    var answer: String {
        RelativesGrid.budgets.indices.map { number in
            let choice = RelativesChoice(among: RelativesGrid.candidates(number), results)
            return "At about \(groupedDigits(RelativesGrid.budget(number))) values \(choice.text)"
        }.joined(separator: "<br>")
    }

    /// What to take as long as a budget is not decided; empty once both are.
    var until: String {
        let isOpen = RelativesGrid.budgets.indices.contains { number in
            let choice = RelativesChoice(among: RelativesGrid.candidates(number), results)
            if case .notDecided = choice { return true } else { return false }
        }
        return isOpen
            ? "As long as runs are missing, magnitude only, which trains the fewest values here, is a fair first try."
            : ""
    }

    /// What is measured and what is not.
    var state: String {
        let missing = RelativesGrid.cellCount - made
        guard missing > 0 else { return "All \(made) runs have their records." }
        return """
            **Not all of it is measured yet.** Of \(RelativesGrid.cellCount) runs \(made) have their record. \
            `\(Self.command)` trains the rest, after `make glue`, in about \(decimalText(hours, decimals: 0)) hours of \
            two recent cores. Stopping loses no run that is finished. “Not run yet” stands for an average or a \
            difference of which runs are missing; single scores say of how many seeds they are.
            """
    }
}

extension Notebook {
    func values(of study: RelativesStudy, line: Int = #line, file: String = #fileID) {
        for (key, text) in [
            ("answer", study.answer), ("state", study.state), ("until", study.until),
            ("rule.date", RelativesChoice.date),
            ("sb.rate", Rates.text(AdapterMethod.loraSB.defaults.adapterRate)),
            ("averaged", enumeration(RelativesStudy.averaged.map(\.name))),
        ] { value(key, text, line: line, file: file) }
        for (key, number) in [
            ("vera.rank", 256), ("vera.high", RelativesGrid.budgets[1].first { $0.method == .vera }?.rank ?? 0),
            ("pissa.count", RelativesGrid.count(Setting(.pissa, rank: 1))),
            ("dora.count", RelativesGrid.count(Setting(.dora, rank: 1))),
            ("mica.count", RelativesGrid.count(Setting(.mica, rank: 2))),
            ("settings", RelativesGrid.settings.count),
            ("low", RelativesGrid.budget(0)), ("high", RelativesGrid.budget(1)),
            ("lengths", RelativesGrid.count(.magnitudesAlone)), ("thin", RelativesGrid.count(Ablation.smallLoRA)),
        ] { value(key, number, line: line, file: file) }
        require(
            RelativesGrid.count(Setting(.vera, rank: 256)) == RelativesGrid.budget(0)
                && RelativesGrid.count(Setting(.vera, rank: 1024)) == RelativesGrid.budget(1),
            """
            At rank {{vera.rank}} it trains exactly what EDoRA does at rank 16, {{low|,}} values, and at rank
            {{vera.high|,}} what EDoRA does at rank 32.
            """, line: line, file: file)
        require(
            study.toMagnitudes?.here == .notToldApart
                && study.largerToMagnitudes.map { (1 ... 2).contains($0.count(.above)) } == true,
            """
            At rank 16 $`R`$ was not shown to add anything to the lengths, and at rank 32 that is open
            ([[chapter5-glue]], which has a fifth task).
            """, line: line, file: file)
        require(
            RelativesGrid.budgets.allSatisfy { budget in
                budget.allSatisfy {
                    let share = Double(RelativesGrid.count($0)) / Double(RelativesGrid.count(budget[0]))
                    return abs(share - 1) <= RelativesGrid.tolerance
                }
            }, "All lie within {{lit:3 %}} of the budget.", line: line, file: file)
    }
}
