import Core
import Experiments
import Foundation
import Notebook
import TextFormat

/// The tables of a comparison's page, and what stands beside them.
struct CompareTables {
    let page: ComparePage
    let store: RunStore
    var comparison: OwnComparison { page.comparison }
    var results: GLUEResults { page.results }
    var tasks: [TextTask] { page.tasks }
    private var hasAverage: Bool { tasks.count > 1 }

    func table(_ header: [String], _ rows: [[String]], left: Int = 1) throws -> String {
        let alignment = header.indices.map { $0 < left ? TableAlignment.left : .right }
        return try PipeTable.lines(header: header, rows: rows, alignment: alignment).joined(separator: "\n")
    }

    /// Scores, values, times, with the constant answer below.
    func scores() throws -> String {
        let metrics = Set(tasks.map(\.metric)), one = metrics.count == 1 ? tasks[0].metric.title : nil
        let header =
            ["method", "values trained"] + tasks.map { one == nil ? "\($0.name), \($0.metric.title)" : $0.name }
            + (hasAverage ? ["average"] : []) + ["seconds a run"]
        let rows = comparison.entries.map { entry in
            let setting = entry.setting
            return [setting.title, groupedDigits(entry.trainedValues)]
                + tasks.map { results.sample(setting, $0).cell(seeds: page.seeds) }
                + (hasAverage ? [results.average(setting, over: tasks).cell(seeds: page.seeds)] : [])
                + [seconds(setting)]
        }
        let what = one.map { $0.prefix(1).uppercased() + $0.dropFirst() } ?? "Scores"
        let constants = comparison.data.map(\.facts.constantScore)
        let constant =
            ["*constant answer*", "–"] + constants.map { decimalText(100 * $0, decimals: 1) }
            + (hasAverage ? [decimalText(100 * Sample(constants).mean, decimals: 1)] : []) + ["–"]
        let time = "Seconds of two cores with evaluation, on a machine that may have had other work\(minutes)."
        let same = "The constant answer is the same for every row: the most frequent class, or for scores the mean."
        return try table(header, rows + [constant]) + "\n\n" + """
            \(what) on the dev rows after the last epoch, times one hundred: \(spread). Values without the head, \
            which every method trains. \(time) \(same)\(unlearned)
            """
    }

    private var spread: String {
        page.seeds == 1 ? "one seed, which shows no spread" : "mean ± SD over \(page.seeds) seeds"
    }

    /// The mean over a setting's runs.
    private func seconds(_ setting: Setting) -> String {
        let records = tasks.flatMap { results.records(setting, $0).compactMap { $0 } }
        guard !records.isEmpty else { return "–" }
        return decimalText(60 * RunRecord.minutes(records) / Double(records.count), decimals: 0)
    }

    /// "; 21 minutes in all, searches included"
    private var minutes: String {
        let runs = page.settings.flatMap { setting in
            tasks.flatMap { results.records(setting, $0).compactMap { $0 } }
        }
        let all = runs + ((try? store.records(of: page.plan.searchRuns)) ?? [])
        guard !all.isEmpty else { return "" }
        return "; \(decimalText(RunRecord.minutes(all), decimals: 0)) minutes in all"
            + (page.plan.searchRuns.isEmpty ? "" : ", searches included")
    }

    /// Names means that are not above the constant answer.
    private var unlearned: String {
        let found = page.settings.flatMap { setting in
            comparison.data.filter { page.isUnlearned(setting, on: $0) }.map { "\(page.name(setting)) on \($0.name)" }
        }
        return found.isEmpty ? "" : " **Not above it:** \(enumeration(found))."
    }

    /// What the differences are, and how far they reach.
    var differencesText: String {
        let tests = page.others.count * tasks.count
        let sentences = [
            "Points by which a method is **above \(page.name(page.reference))** (below it where negative), paired by "
                + "seed: the mean, with Student's 95 % interval over the seeds.",
            hasAverage
                ? "*These data sets*: the mean over them\(leftOut); their variances add up, and the seeds alone are "
                    + "chance."
                : "",
            tasks.count >= Bootstrap.fewestTasks
                ? "*Data sets like these*: the bootstrap's interval, where the data sets are chance, too."
                : "For an interval on other data sets like \(hasAverage ? "them" : "it") there are too few: "
                    + "\(Bootstrap.fewestTasks) are needed.",
            "Which rows evaluate is chance, too, and not in these intervals.",
            tests > 1 ? "Of \(tests) such intervals one in twenty leaves out zero by chance." : "",
        ]
        return sentences.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// What no mean of differences holds.
    private var leftOut: String {
        page.others.allSatisfy { page.comparable($0, tasks) == tasks }
            ? "" : ", but for those where one of the two methods is not above the constant answer"
    }

    /// Each method less the reference.
    func differences() throws -> String {
        let header =
            ["method"] + tasks.map(\.name) + (hasAverage ? ["these data sets"] : [])
            + (tasks.count < Bootstrap.fewestTasks ? [] : ["data sets like these"])
        return try table(
            header,
            page.others.map { setting in
                let whole = results.wholeDifferences(
                    setting, from: page.reference, on: page.comparable(setting, tasks))
                return [setting.title]
                    + tasks.map { cell(results.differences(setting, from: page.reference, on: [$0])) }
                    + (hasAverage ? [cell(whole)] : [])
                    + (tasks.count < Bootstrap.fewestTasks ? [] : [Points.text(Bootstrap.interval(whole))])
            })
    }

    /// The mean with its interval; with seeds missing the mean of those there are, without one.
    private func cell(_ differences: [[Double]]) -> String {
        guard let first = differences.first, !first.isEmpty else { return "–" }
        return first.count == page.seeds && page.seeds > 1
            ? Points.cell(onTheseTasks: differences)
            : Points.text(Points.mean(differences)) + " (n = \(first.count))"
    }
}
