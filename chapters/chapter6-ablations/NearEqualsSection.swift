import ChapterSupport
import Core
import Experiments
import Notebook

/// Settings that hardly differ, and how far apart they land.
struct NearEquals {
    /// Of EDoRA, and of the random bases that the released code draws.
    static let ours =
        [Setting.edora]
        + [Setting.Change.sigmaOnOutput, .decayedMagnitude, .exactNorm].map { Setting(.edora, $0) }
    static let others: [Setting] = [.kaiming, .released]
    /// What one setting, or the mean of several, scores above others, by task and seed, with its intervals.
    typealias Row = (title: String, differences: [[Double]], found: ThreeIntervals?)
    private let study: AblationStudy
    private let pairings: [Row], together: [Row]

    init(_ study: AblationStudy) {
        self.study = study
        pairings = Self.pairings(study)
        together = [
            ("all eight", Self.means(study, Self.ours, less: Self.others)),
            ("the four less Kaiming's numbers", Self.means(study, Self.ours, less: [.kaiming])),
            ("EDoRA less all three random bases", Self.means(study, [.edora], less: Ablation.bases)),
        ].map { ($0, $1, ThreeIntervals($1)) }
    }

    /// Differences that would all be the same, if near equals scored alike.
    private static func pairings(_ study: AblationStudy) -> [Row] {
        ours.flatMap { own in
            others.map { other in
                let name = own == .edora ? "as it is" : AblationStudy.change(own)
                let differences = study.differences(own, other)
                let title = "\(name), \(other == .kaiming ? "Kaiming" : "released")"
                return (title, differences, ThreeIntervals(differences))
            }
        }
    }

    /// What several settings have in the mean above the mean of others; empty unless all have every seed of every task.
    private static func means(_ study: AblationStudy, _ settings: [Setting], less others: [Setting]) -> [[Double]] {
        let pairs = settings.flatMap { setting in others.map { study.differences(setting, $0) } }
        guard let first = pairs.first, pairs.allSatisfy({ !$0.isEmpty }) else { return [] }
        return first.indices.map { task in
            first[task].indices.map { seed in Sample(pairs.map { $0[task][seed] }).mean }
        }
    }

    var table: Grid {
        Grid(
            caption: "EDoRA and its near equals less random bases, in points, with the three 95 % intervals.",
            header: ["difference", "mean", "these tasks", "seeds' averages", "tasks like these"],
            rows: (pairings + together).map { title, _, found in
                [title, found.map { Points.text($0.mean) } ?? "–"]
                    + [found?.onTheseTasks, found?.ofSeedsAverages, found?.onTasksLikeThese].map { Points.text($0) }
            })
    }

    func figure(_ message: String) -> Drawing {
        DifferenceFigure(
            message, pairings.map { ($0.title, $0.differences) }, tasks: study.tasks.map(\.name),
            axis: "points above the random basis",
            caption: "EDoRA and its near equals, each less the random basis that is named second.", showsRuns: false,
            width: 30
        ).drawing
    }

    /// The largest difference, over the tasks, of the mean training loss of the last epoch.
    private func lossesApart(_ setting: Setting, _ other: Setting) -> Double {
        func mean(_ setting: Setting, _ task: TextTask) -> Double {
            Sample(study.results.records(setting, task).compactMap { $0?.epochs.last?.trainLoss }).mean
        }
        return study.tasks.map { abs(mean(setting, $0) - mean(other, $0)) }.max() ?? .nan
    }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file), replicates = Self.ours.dropFirst()
        let beside = replicates.compactMap { study.compared($0).map { abs($0.mean) } }
        let released = study.differences(.released, .kaiming)
        let each = pairings.compactMap(\.found)
        func holdZero(_ found: ThreeIntervals) -> Bool {
            found.all.allSatisfy { $0.contains(0) }
        }
        found.value("replicates.loss", replicates.map { lossesApart($0, .edora) }.max(), decimals: 3)
        found.value("replicates.average", beside.max().map { 100 * $0 }, decimals: 1)
        found.value("released.loss.apart", lossesApart(.kaiming, .released), decimals: 3)
        found.value("released.apart", study.compared(.released, .kaiming).map { 100 * abs($0.mean) }, decimals: 1)
        found.value("released.apart.cola", released.first?.map { 100 * abs($0) }.max(), decimals: 1)
        found.points("pairing.first", each.first?.mean)
        found.points("pairings.low", each.map(\.mean).min())
        found.points("pairings.high", each.map(\.mean).max())
        found.require(
            beside.count == 3 && replicates.allSatisfy { lossesApart($0, .edora) < 0.005 }
                && lossesApart(.kaiming, .released) < 0.005,
            "Some changes hardly change the training at all.")
        found.require(
            each.count == 8 && Set(each.map { Points.text($0.mean) }).count > 3,
            "Eight answers to one question.")
        found.require(
            each.count == 8 && each.count { !$0.onTheseTasks.contains(0) } == 2,
            "Two of the eight leave out zero on these tasks; six do not.")
        found.require(
            each.count == 8
                && !each.contains { one in
                    one.all.allSatisfy { $0.lowerBound > 0 }
                },
            "None does so by all three intervals of [[tab:pairings]].")
        found.require(
            together.allSatisfy { $0.found.map(holdZero) == true },
            "The means of several, that of all eight among them, hold zero by all three.")
        found.require(
            (study.compared(.released, .kaiming)?.mean ?? 0) > 0.004 && beside.allSatisfy { $0 < 0.005 },
            """
            So runs that differ in next to nothing already differ by half a point.
            """)
        found.require(
            RankCurve(study.results).dips == [8],
            "That is the least that noise can be, not its size: rank 8 dips by {{rank8}} ([[fig:rank]]).")
    }
}
