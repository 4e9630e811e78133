import Core
import Experiments
import Notebook
import TextFormat

/// The tables of the grid. Each stands on the page as soon as it has something to say.
extension Notebook {
    func tableOfScores(_ study: DecoderStudy, line: Int = #line, file: String = #fileID) {
        guard study.made > 0 else { return }
        let results = study.results, averaged = study.averaged
        table(
            "tab:main",
            caption: """
                Dev scores of {{model}}, last epoch, times one hundred: mean ± SD over three seeds. *Average*: over \
                the tasks that EDoRA, LoRA and magnitude only have with every seed ({{average.tasks}}). A dash: no \
                record yet, or no run planned. Methods without any record are left out.
                """,
            header: ["method"] + DecoderGrid.tasks.map(\.name) + ["average"],
            rows: study.begun.map { setting in
                [setting.title] + DecoderGrid.tasks.map { results.sample(setting, $0).cell }
                    + [results.average(setting, over: averaged).cell]
            } + [["Most frequent answer"] + DecoderGrid.tasks.map(mostFrequent) + [""]],
            alignment: [.left] + DecoderGrid.tasks.map { _ in .right } + [.right], line: line, file: file)
    }

    /// The score of a constant answer: a correlation has none, which counts as zero.
    private func mostFrequent(_ task: TextTask) -> String {
        let share = task.metric == .accuracy ? GLUEFacts.of[task]?.mostFrequentShare : 0
        return share.map { decimalText(100 * $0, decimals: 1) } ?? "–"
    }

    /// - Throws: `InputError` for a damaged record.
    func tableOfRates(_ study: DecoderStudy, line: Int = #line, file: String = #fileID) throws {
        guard !study.searched.isEmpty else { return }
        table(
            "tab:rates",
            caption: """
                Each rate tried, with the mean of CoLA's Matthews correlation and MRPC's accuracy on held-out training \
                rows; in brackets both, linked to their records. One seed; the chosen rate is bold.
                """,
            header: ["method", "rate: score", "chosen"],
            rows: try study.searched.compactMap { study.grid.searches[$0] }.map { search in
                [
                    search.setting.title, try search.cell(in: study.store),
                    search.best.map(Rates.text) ?? "not searched yet",
                ]
            }, alignment: [.left, .left, .right], line: line, file: file)
    }

    /// What lacks a record, a line a setting.
    func showMissing(_ study: DecoderStudy, line: Int = #line, file: String = #fileID) {
        let missing = study.missing
        let text =
            missing.isEmpty
            ? "Every run of the grid has its record."
            : "Runs without a record (\(DecoderStudy.command)):\n" + missing.map { "  " + $0 }.joined(separator: "\n")
        show(text, line: line, file: file)
    }

    /// Rows whose both settings have every seed of a task.
    func tableOfDifferences(
        _ study: DecoderStudy, _ pairs: [(Setting, Setting)], line: Int = #line, file: String = #fileID
    ) {
        let results = study.results
        let rows = pairs.compactMap { setting, other -> [String]? in
            let tasks = results.tasks(completeFor: [setting, other])
            guard !tasks.isEmpty else { return nil }
            let differences = results.wholeDifferences(setting, from: other, on: tasks)
            return [
                "\(setting.title) − \(other.title)",
                tasks.count == DecoderGrid.tasks.count ? "all" : enumeration(tasks.map(\.name)),
                Points.cell(onTheseTasks: differences), Points.text(Bootstrap.interval(differences)),
            ]
        }
        guard !rows.isEmpty else { return }
        table(
            "tab:verdict",
            caption: """
                Differences in points, paired by task and seed, on the tasks that both have with every seed. *These \
                tasks*: the mean with its 95 % interval over seeds. *Tasks like these*: the bootstrap interval, from \
                four tasks on.
                """,
            header: ["difference", "tasks", "these tasks", "tasks like these"], rows: rows,
            alignment: [.left, .left, .right, .right], line: line, file: file)
    }
}
