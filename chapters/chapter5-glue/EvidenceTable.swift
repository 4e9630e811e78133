import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// What the sentence "EDoRA is below LoRA" stands on: with all tasks, without each, by other epochs, beside DoRA, and
/// at other budgets.
extension GLUEPage {
    /// On chapter 6's four tasks.
    func fourTasks(_ setting: Setting, from other: Setting) -> [[Double]] {
        onFourTasks.wholeDifferences(setting, from: other, on: Ablation.tasks)
    }

    /// EDoRA less LoRA, each run at its best epoch on the dev rows, which flatters both.
    var differencesAtBest: [[Double]] {
        guard !results.averagedDifferences(.edora, from: .lora).isEmpty else { return [] }
        return averaged.map { task in
            zip(results.sample(.edora, task, best: true).values, results.sample(.lora, task, best: true).values)
                .map { $0 - $1 }
        }
    }

    private var evidenceRows: [(title: String, differences: [[Double]])] {
        let found = results.averagedDifferences(.edora, from: .lora)
        let without = found.indices.map { out in
            (
                "without \(name(averaged[out]))",
                found.indices.filter { $0 != out }.map { found[$0] }
            )
        }
        return [("EDoRA − LoRA", found)] + without + [
            ("EDoRA − LoRA, each at its best epoch", differencesAtBest),
            ("EDoRA − DoRA", results.averagedDifferences(.edora, from: .dora)),
            ("EDoRA − LoRA at rank 1, four tasks", fourTasks(.edora, from: Ablation.smallLoRA)),
            ("EDoRA at rank 64 − LoRA, four tasks", fourTasks(.edora64, from: .lora)),
        ]
    }

    var evidenceTable: Grid {
        Grid(
            caption: """
                Differences in points over {{average.tasks}}, with three {{lit:95 %}} intervals; at rank 16 where no \
                rank is named. The four tasks are \(names(Ablation.tasks)), those of [[chapter6-ablations]].
                """,
            header: ["difference", "mean"] + Self.intervalNames,
            rows: evidenceRows.map { [$0.title] + threeCells($0.differences) })
    }

    static let intervalNames = ["on these tasks", "of the seeds' averages", "on tasks like these"]

    /// The mean and three intervals.
    func threeCells(_ differences: [[Double]]) -> [String] {
        guard let found = ThreeIntervals(differences) else { return Array(repeating: "–", count: 4) }
        return [Points.text(found.mean)]
            + found.all.map { Points.text($0) }
    }
}
