import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The tables that stand folded away: what the files hold, differences task by task, searches and records.
extension GLUEPage {
    var factsTable: Grid {
        func text(_ count: Int?) -> String { count.map { groupedDigits($0) } ?? "–" }
        return Grid(
            caption: """
                Rows of the official files, compared word for word. *Seen*: dev rows that stand in train; \
                *relabelled*: with another label there. *Half seen*: dev pairs whose first, whose second text does. \
                *Repeated*: training rows that stood there before. *Two labels*: texts of train with both. *Lost*: \
                rows of train, of dev that Python's csv module, told of tabs, runs into others. Counts: \
                `data/task-facts.json`.
                """,
            header: [
                "task", "dev rows", "seen", "relabelled", "half seen", "train rows", "repeated", "two labels", "lost",
            ],
            rows: GLUEGrid.tasks.map { task in
                guard let facts = held[task] else { return [task.name] + Array(repeating: "–", count: 8) }
                let overlap = facts.overlap, halves = overlap?.halves.map { "\($0.first), \($0.second)" }
                return [
                    task.name, text(facts.dev.rows), text(overlap?.seen), text(overlap?.seenOtherwise), halves ?? "–",
                    text(overlap?.train.rows), text(overlap?.repeated), text(overlap?.contradictory),
                    "\(text(overlap?.train.merged)), \(text(facts.dev.merged))",
                ]
            })
    }

    var differencesTable: Grid {
        Grid(
            caption: "Points above LoRA (r = 16), task by task, paired by seed: mean ± SD over {{seeds}} seeds.",
            header: ["method"] + GLUEGrid.tasks.map(name),
            rows: shown.filter { $0 != .lora }.map { setting in
                [setting.title]
                    + GLUEGrid.tasks.map { Points.cell(seeds: results.differences(setting, from: .lora, on: [$0])[0]) }
            })
    }

    func ratesTable() throws -> Grid {
        Grid(
            caption: """
                The search: each rate with the mean of CoLA's and MRPC's held-out scores, and both, linked to their \
                records; the chosen one in bold.
                """,
            header: ["method", "rate: score", "chosen"],
            rows: try searches.map { search in
                [search.setting.title, try search.cell(in: store), search.best.map(Rates.text) ?? "not searched yet"]
            }, words: [0, 1])
    }

    var bestTable: Grid {
        Grid(
            caption: "Each run at its best epoch on the dev rows, which flatters: mean ± SD over {{seeds}} seeds.",
            header: ["method"] + GLUEGrid.tasks.map(name) + ["average"],
            rows: shown.map { setting in
                [setting.title] + GLUEGrid.tasks.map { results.sample(setting, $0, best: true).cell }
                    + [results.average(setting, over: averaged, best: true).cell]
            })
    }

    func recordsTable() throws -> Grid {
        Grid(
            caption: """
                Run records by seed: configuration, inputs' checksums, each step's loss, each epoch's scores.
                """,
            header: ["method"] + GLUEGrid.tasks.map(name),
            rows: try shown.map { setting in
                [setting.title] + (try GLUEGrid.tasks.map { task in
                    try grid.runs(setting, task).filter { try store.record(of: $0) != nil }
                        .map { try store.link("\($0.configuration.seed)", to: $0) }.joined(separator: " ")
                })
            }, words: Set(0 ... GLUEGrid.tasks.count))
    }
}
