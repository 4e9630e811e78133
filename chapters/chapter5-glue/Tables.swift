import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The tables that a reader meets on the way.
extension GLUEPage {
    private static let questions: [TextTask: String] = [
        .cola: "is this sentence good English?",
        .mrpc: "do the two sentences say the same?",
        .rte: "does the second sentence follow from the first?",
        .stsb: "how alike are the two sentences, 0 to 5?",
        .qnli: "does the sentence answer the question?",
        .sst2: "is this review's phrase positive?",
    ]

    var tasksTable: Grid {
        Grid(
            caption: """
                The tasks. *Tokens*: mean word pieces of a row. *One answer*: the score of giving the most frequent \
                label to every row.
                """,
            header: ["task", "asks", "train rows", "dev rows", "tokens", "epochs", "score", "one answer"],
            rows: GLUEGrid.tasks.map { task in
                let counts = facts(task).map {
                    [groupedDigits($0.train), groupedDigits($0.dev), decimalText($0.tokens, decimals: 0)]
                }
                return [name(task), Self.questions[task] ?? ""] + (counts ?? ["", "", ""])
                    + ["\(grid.epochs(task))", task.metric.title, oneAnswerCell(task)]
            }, words: [0, 1, 6])
    }

    /// The tasks of an average with QNLI*, where that is divided and the main settings have it.
    private var withQNLI: [TextTask]? {
        let hasQNLI = grid.division(.qnli) != nil
            && results.tasks(completeFor: [.edora, .lora, .dora]).contains(.qnli)
        return hasQNLI ? averaged + [.qnli] : nil
    }

    private func scores(_ setting: Setting) -> [String] {
        GLUEGrid.tasks.map { results.sample(setting, $0).cell } + [average(setting).cell]
    }

    /// "67.0" and "0.2" of "67.0 ± 0.2"; "67.0 (n = 1)" has no spread.
    private func mean(_ cell: String) -> String { cell.components(separatedBy: " ± ")[0] }
    private func spread(_ cell: String) -> String {
        let parts = cell.components(separatedBy: " ± ")
        return parts.count == 2 ? parts[1] : "–"
    }

    var mainTable: Grid {
        Grid(
            caption: """
                Dev scores of {{encoder}} after the last epoch: means over {{seeds}} seeds. *Values* are those that \
                train, the head not counted. The average is over {{average.tasks}}.
                """,
            header: ["method", "values"] + GLUEGrid.tasks.map(name) + ["average"],
            rows: shown.map { [$0.title, groupedDigits(count($0))] + scores($0).map(mean) }
                + [["One answer", "0"] + GLUEGrid.tasks.map(oneAnswerCell) + [""]])
    }

    var spreadsTable: Grid {
        let wide = withQNLI, besides = wide == nil ? "" : ", and the average with \(name(.qnli)), mean ± SD"
        return Grid(
            caption: """
                The SDs over {{seeds}} seeds of the scores in [[tab:main]]\(besides). A head for two classes adds \
                {{head.count}} values.
                """,
            header: ["method"] + GLUEGrid.tasks.map(name) + ["average"]
                + (wide == nil ? [] : ["with \(name(.qnli))"]),
            rows: shown.map { setting in
                [setting.title] + scores(setting).map(spread)
                    + (wide.map { [results.average(setting, over: $0).cell] } ?? [])
            })
    }

    var measuresTable: Grid {
        let rule = MeasuresAdaptation()
        return Grid(
            caption: """
                Full fine-tuning beside one answer for every dev row, mean ± SD over {{seeds}} seeds. *Above it*: with \
                the 95 % interval over seeds. *Chance*: how far above one answer a model that \
                knows nothing may come by luck in which n dev rows were taken: two standard errors (below), at most \
                2/√n.
                """,
            header: ["task", "full fine-tuning", "one answer", "above it", "chance", "finding"],
            rows: evidence.map { task, found in
                guard let found else { return [name(task)] + Array(repeating: "–", count: 4) + ["undecided"] }
                return [
                    name(task), found.dev.cell, points(found.constant),
                    "\(Points.text(found.excess.mean)) (\(Points.text(found.excess.interval)))",
                    points(rule.margin(found)), "**\(rule.finding(found).rawValue)**",
                ]
            }, words: [0, 5])
    }

    /// What the same runs score on training rows.
    var fittedTable: Grid {
        Grid(
            caption: """
                The same on 2,000 training rows. *Way*: how far from one answer to all of them right.
                """,
            header: ["task", "full fine-tuning", "one answer", "way"],
            rows: evidence.map { task, found in
                guard let found else { return [name(task)] + Array(repeating: "–", count: 3) }
                return [
                    name(task), found.training.cell, points(found.constantInTraining),
                    decimalText(100 * found.fit, decimals: 0) + " %",
                ]
            })
    }

    private func points(_ share: Double) -> String { decimalText(100 * share, decimals: 1) }

    var intervalsTable: Grid {
        Grid(
            caption: "Points above LoRA (r = 16), the mean over {{average.tasks}} with its three 95 % intervals.",
            header: ["method", "mean"] + Self.intervalNames,
            rows: shown.filter { $0 != .lora }.map { setting in
                [setting.title] + threeCells(results.averagedDifferences(setting, from: .lora))
            })
    }
}
