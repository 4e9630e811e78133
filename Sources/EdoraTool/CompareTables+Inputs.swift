import Core
import Experiments
import Foundation
import TextFormat

/// What went into a comparison: rates and rows.
extension CompareTables {
    /// How the rates came about.
    var ratesText: String {
        guard let search = comparison.search, !page.plan.searchRuns.isEmpty else {
            return "No rate was searched: they are those that were given, or the methods' standard ones."
        }
        return """
            Peak rates of the adapters, searched for each method and data set: a tenth of the training rows is held \
            out and evaluates; of the others \(groupedDigits(search.rows)) at most train, drawn at random, for \
            \(search.epochs == 1 ? "one epoch" : "\(search.epochs) epochs"), with one seed. Four neighbouring rates \
            are tried, and the next one while the best is at an end. No row that evaluates above takes part. Short \
            runs bear higher rates than longer ones do; so the rate below the best is taken where its score is within \
            one standard error of the best one's. Where a longer run's training loss then ends at that of the constant \
            answer, the rate is struck and the next lower one taken. The rate of the search is bold; † marks one at \
            an end of the ladder, \(Rates.text(LadderSearch.ladder[0])) to \
            \(LadderSearch.ladder.last.map(Rates.text) ?? ""), beyond which a better one may lie. Scores lead to their \
            records. The head's rate is \(Rates.text(Rates.head)) where a method has adapters (for scores 1e-2), else \
            the same.
            """
    }

    /// What was tried and what was chosen.
    func rates() throws -> String {
        try table(
            ["method", "data set", "rate: held-out score", "rate"],
            page.settings.flatMap { setting in
                try comparison.data.enumerated().map { number, data in
                    let rate = page.plan.rates(setting, number).map { rate in
                        Rates.text(setting.method.scope == .headOnly ? rate.head : rate.adapter)
                    }
                    guard let search = page.plan.search(setting, number) else {
                        return [setting.title, data.name, "not searched", rate ?? "–"]
                    }
                    return [
                        setting.title, data.name, try search.cell(link: link),
                        page.plan.struck(setting, number).map { "~~\(Rates.text($0))~~ " }.joined()
                            + (rate ?? "searched still") + (search.endsLadder ? " †" : ""),
                    ]
                }
            }, left: 3)
    }

    /// A link to a record from the page.
    private func link(_ text: String, _ run: PlannedRun) throws -> String {
        guard let record = try store.record(of: run) else { return text }
        let path = run.recordPath(record), folder = comparison.folder + "/"
        return "[\(text)](\(path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path))"
    }

    /// What was counted of the rows.
    func data() throws -> String {
        try table(
            [
                "data set", "classes", "rows that train", "rows that evaluate", "of these word for word in training",
                "tokens a row", "epochs",
            ],
            comparison.data.map { data in
                let facts = data.facts
                return [
                    data.name, classes(facts), groupedDigits(facts.trainRows), groupedDigits(facts.devRows),
                    groupedDigits(facts.repeatedRows), decimalText(facts.tokens, decimals: 1), "\(data.epochs)",
                ]
            }, left: 2)
    }

    /// "Business (25 %), Sports (25 %)" of the training rows; only how many there are where there are many.
    private func classes(_ facts: DataFacts) -> String {
        guard !facts.classes.isEmpty else { return "scores" }
        guard facts.classes.count <= 6 else { return "\(facts.classes.count)" }
        return facts.classes.map {
            "\(Self.plain($0.name)) (\(decimalText(100 * Double($0.train) / Double(facts.trainRows), decimals: 0)) %)"
        }.joined(separator: ", ")
    }

    /// A label as text of a table: nothing in it is markup, and a long one is cut.
    private static func plain(_ label: String) -> String {
        let line = label.map { $0.isNewline ? " " : $0 }.prefix(24)
        return line.map { "\\`*_[]<>#|~$".contains($0) ? "\\\($0)" : String($0) }.joined()
            + (label.count > 24 ? "…" : "")
    }

    /// Where the rows came from.
    var dataText: String {
        let lines = comparison.data.map { data in
            let source: String
            switch data.data {
            case .folder(let folder): source = "`\(folder.relativePath)/\(data.name)`, train.tsv and dev.tsv"
            case .tables(let train, let dev?): source = "`\(train.path)` trains, `\(dev.path)` evaluates"
            case .tables(let train, nil):
                let share = data.devShare.map {
                    "; of it a share of \(String(format: "%g", $0.share)) evaluates, every class in proportion, drawn "
                        + "by seed \($0.seed)"
                }
                source = "`\(train.path)`\(share ?? "")"
            }
            return "- \(data.name): \(source)"
        }
        let limit = comparison.limits.trainLimit.map {
            "\n\nOnly the first \(groupedDigits($0)) training rows are used."
        }
        return lines.joined(separator: "\n") + (limit ?? "")
    }
}
