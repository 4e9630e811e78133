import ChapterSupport
import Core
import Experiments
import Notebook

/// What R adds to the magnitudes alone, rank by rank.
struct BesideMagnitudes {
    private typealias Row = (setting: Setting, differences: [[Double]], found: ThreeIntervals?)
    private let tasks: [TextTask], fiveTasks: [TextTask]
    private let onFour: [Row], onFive: [Row]

    /// - Throws: `InputError` for a file of records that is not one.
    init(_ study: AblationStudy) throws {
        let five = try GLUEResults(study.ablation.grid, in: study.store)
        (tasks, fiveTasks) = (study.tasks, five.averaged)
        onFour = Self.rows(Ablation.allRanks) { study.differences($0, .magnitudesAlone) }
        onFive = Self.rows([.edora, .rank32]) { five.averagedDifferences($0, from: .magnitudesAlone) }
    }

    private static func rows(_ settings: [Setting], _ differences: (Setting) -> [[Double]]) -> [Row] {
        settings.map { setting in
            let found = differences(setting)
            return (setting, found, ThreeIntervals(found))
        }
    }

    private func cells(_ row: Row, _ title: String, _ tasks: [TextTask]) -> [String] {
        let rest = zip(tasks, row.differences).filter { $0.0 != .rte }.map(\.1)
        let bars = [row.found?.onTheseTasks, row.found?.ofSeedsAverages, row.found?.onTasksLikeThese]
        return [title, row.found.map { Points.text($0.mean) } ?? "–"] + bars.map { Points.text($0) }
            + [rest.isEmpty ? "–" : Points.text(Points.mean(rest))]
    }

    var table: Grid {
        Grid(
            caption: """
                EDoRA less the magnitudes alone, in points, with the three 95 % intervals; and the mean without RTE.
                """,
            header: ["EDoRA", "mean", "these tasks", "seeds' averages", "tasks like these", "without RTE"],
            rows: onFour.map { cells($0, "r = \($0.setting.rank)", tasks) }
                + onFive.map { cells($0, "r = \($0.setting.rank), with SST-2", fiveTasks) })
    }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file), largest = onFour.last?.found, five = onFive.last?.found
        let alike = onFour.filter { $0.found.map { Relation($0.onTheseTasks) } == .notToldApart }.map(\.setting.rank)
        found.size("beside.five", five?.mean)
        found.require(
            alike == [2, 4, 8, 16, 32], "Beside $`m`$ alone, EDoRA ties at ranks 2 to 32 on these four tasks.")
        found.require(
            fiveTasks.count == 5 && fiveTasks.contains(.sst2)
                && five.map { five in
                    five.onTheseTasks.lowerBound > 0
                        && [five.ofSeedsAverages, five.onTasksLikeThese].allSatisfy { $0.contains(0) }
                } == true,
            "With SST-2 as a fifth, rank 32 is {{beside.five}} above it, by one interval of the three.")
        found.require(
            largest.map { largest in
                largest.all
                    .allSatisfy { $0.lowerBound > 0 }
            } == true,
            "At rank 64 all three say that $`R`$ adds something.")
    }
}
