import Core
import Foundation
import TextFormat

/// The sentences that chapter 6 computes from its runs: what the numbers allow to be said so far, and no more.
public struct AblationSentences {
    let results: GLUEResults, ablation: Ablation
    static let edora = Setting(.edora)

    public init(_ results: GLUEResults, _ ablation: Ablation) { (self.results, self.ablation) = (results, ablation) }

    /// What both intervals say: "above EDoRA on these tasks, not surely on others like them". Tables have the differences to EDoRA; another's stands here, in points with its interval.
    func compared(_ setting: Setting, with reference: Setting = edora, as name: String) -> String {
        let found = results.wholeDifferences(setting, from: reference, on: Ablation.tasks)
        guard let text = Points.comparison(tasks: found, with: name) else {
            return results.divergence([setting, reference], on: Ablation.tasks).map { "not compared with \(name) (\($0))" } ?? "not yet compared with \(name)"
        }
        return text + (reference == Self.edora ? "" : ": \(Points.cell(onTheseTasks: found))")
    }

    /// Why settings are not spoken of: "LoRA, r = 1 diverged on CoLA", or that runs are missing.
    func lacking(_ settings: [Setting], _ otherwise: String) -> String {
        results.divergence(settings, on: Ablation.tasks).map { $0 + "." } ?? otherwise
    }

    /// Of the difference to EDoRA, on these tasks; nil where runs are missing.
    func interval(_ setting: Setting) -> ClosedRange<Double>? {
        Sample.interval(onTheseTasks: results.wholeDifferences(setting, from: Self.edora, on: Ablation.tasks))
    }

    /// "above", "below" or "not to be told apart from" EDoRA on these tasks; nil where runs are missing.
    func relation(_ setting: Setting) -> String? { interval(setting).map(Points.relation) }

    func isCompared(_ setting: Setting) -> Bool { relation(setting) != nil }
    func average(_ setting: Setting) -> Sample { results.average(setting, over: Ablation.tasks) }

    /// The knee of score against rank: the smallest rank whose average is within one point of the best rank's.
    public var knee: String {
        let means = Ablation.allRanks.map { average($0) }
        guard means.allSatisfy({ $0.count > 0 }), let best = means.map(\.mean).max(), let last = Ablation.allRanks.last else {
            return "The *knee* of the curve, the smallest rank whose average is within one point of the best, is named when all ranks have their runs."
        }
        let close = zip(Ablation.allRanks, means).filter { $1.mean >= best - 0.01 }.map(\.0)
        let knee = close[0], beyond = Ablation.allRanks.filter { $0.rank > knee.rank && !close.contains($0) }.map { "\($0.rank)" }
        let found = close.count == Ablation.allRanks.count ? "Every rank is within one point of the best: there is no knee between \(knee.rank) and \(last.rank)."
            : knee == last ? "The *knee* is the smallest rank whose average is within one point of the best; no rank below \(last.rank), the largest tried, has one, so the curve has no knee before its end."
            : "By the rule stated before the runs, the smallest rank whose average is within one point of the best, the *knee* of the curve is at rank \(knee.rank)."
                + (beyond.isEmpty ? "" : " \(beyond.count == 1 ? "Rank \(beyond[0]) falls" : "Ranks \(listed(beyond)) fall") further back again, so more rank is not always better.")
        let others = Ablation.allRanks.filter { $0 != Self.edora }
        return found + " On these tasks \(byRank(others, from: Self.edora)) rank 16.\(dips) Rank 32 is \(compared(Setting(.edora, rank: 32), with: Setting(.edora, rank: 4), as: "rank 4"))."
    }

    /// Ranks that are told apart from rank 16 though a smaller one is not, and scores more.
    private var dips: String {
        let dips = Ablation.allRanks.filter { setting in
            relation(setting) == "below" && Ablation.allRanks.contains { $0.rank < setting.rank && relation($0)?.hasPrefix("not") == true && average($0).mean > average(setting).mean }
        }.map { "\($0.rank)" }
        return dips.isEmpty ? "" : " (\(dips.count == 1 ? "Rank" : "Ranks") \(listed(dips)) \(dips.count == 1 ? "scores" : "score") less than a smaller rank, too, so luck, of the seeds or of a searched rate, makes differences as large as that.)"
    }

    /// "rank 8 is below, rank 64 is above and ranks 2, 4 and 32 are not to be told apart from", of EDoRA at several ranks.
    private func byRank(_ settings: [Setting], from reference: Setting) -> String {
        let known = settings.compactMap { setting in
            Sample.interval(onTheseTasks: results.wholeDifferences(setting, from: reference, on: Ablation.tasks)).map { (rank: "\(setting.rank)", relation: Points.relation($0)) }
        }
        let groups = ["below", "above", "not to be told apart from"].compactMap { relation -> (ranks: [String], relation: String)? in
            let ranks = known.filter { $0.relation == relation }.map(\.rank)
            return ranks.isEmpty ? nil : (ranks, relation)
        }
        return listed(groups.map { group in
            "\(group.ranks.count == 1 ? "rank" : "ranks") \(listed(group.ranks)) \(group.ranks.count == 1 ? "is" : "are") \(group.relation)"
        })
    }

    /// LoRA at rank 1 against EDoRA with fewer values and with more.
    public var budget: String {
        let (small, high) = (Ablation.smallLoRA, Setting(.edora, rank: 64))
        let higher = isCompared(high) ? " EDoRA at rank 64, with about a quarter of the values of LoRA at rank 16, is \(compared(high, with: Setting(.lora), as: "it"))\(hinges(high, on: Setting(.lora)))." : ""
        guard isCompared(small) else { return lacking([small], "LoRA at rank 1 does not have all its runs yet.") + higher }
        return "LoRA at rank 1 is \(compared(small, as: "EDoRA at rank 16")), and \(compared(small, with: Setting(.edora, rank: 32), as: "EDoRA at rank 32"))." + higher
            + fragile([(small, "LoRA at rank 1")])
    }

    /// The released code's scale at rank 4.
    public var scale: String {
        "At rank 4, where it is four, EDoRA with it, at the rate that was searched without it, is \(compared(Ablation.scaled, with: Setting(.edora, rank: 4), as: "EDoRA without it"))."
    }

    /// Magnitudes and R, each alone, and both at rates of their own.
    public var parts: String {
        let alone = [(Setting(.loraXS), "R alone at rank 16"), (Setting(.loraXS, rank: 32), "R alone at rank 32"), (Setting(.magnitude), "m alone")]
        guard alone.contains(where: { isCompared($0.0) }) else {
            return lacking(alone.map(\.0), "Neither has all its runs yet; the figure shows those that are there.")
        }
        return "Beside EDoRA, " + alone.map { "\($1) is \(compared($0, as: "it"))" }.joined(separator: "; ") + "." + fragile(Array(alone.prefix(2)))
            + (ablation.twoRates.map { " Both together at the rates of the last row are \(compared($0, as: "EDoRA as it is"))\(relation($0)?.hasPrefix("not") == true ? ", so whether one rate for both holds it back is not settled" : "")." } ?? "") + overMagnitudes
    }

    /// What R adds to the magnitudes at each rank.
    private var overMagnitudes: String {
        guard Ablation.allRanks.allSatisfy({ average($0).count > 0 }), average(Setting(.magnitude)).count > 0 else { return "" }
        let beyond = Ablation.allRanks.filter { Points.relation(tasks: results.wholeDifferences($0, from: Setting(.magnitude), on: Ablation.tasks)) == "above" }.map { "\($0.rank)" }
        return " Does R add anything to the magnitudes? On these tasks EDoRA at \(byRank(Ablation.allRanks, from: Setting(.magnitude))) m alone\(beyond.isEmpty ? "" : "; on others like them, too, at \(beyond.count == 1 ? "rank" : "ranks") \(listed(beyond))")."
    }

    /// Settings that may have their place from the luck of a search: one seed chose a rate whose neighbour learns nothing.
    private func fragile(_ settings: [(setting: Setting, name: String)]) -> String {
        let found = settings.compactMap { setting, name -> String? in
            guard let search = ablation.searches[setting] ?? ablation.grid.searches[setting], let best = search.best,
                let place = search.rates.firstIndex(of: best), place + 1 < search.rates.count, search.scores[place + 1].first == .some(0)
            else { return nil }
            return "\(Rates.text(best)) for \(name)"
        }
        return found.isEmpty ? "" : " (The one seed of the search chose \(listed(found)); at the next higher rate it learned nothing of CoLA. So near such an edge another seed might choose otherwise, or fail.)"
    }

    /// A task that a difference hangs on: without it the interval on these tasks holds zero and the mean is less than half as large. "; without RTE +0.1 (-0.8 to +1.0)"
    private func hinges(_ setting: Setting, on reference: Setting = edora) -> String { hinges(results.wholeDifferences(setting, from: reference, on: Ablation.tasks)) }

    /// The same of differences by task and seed.
    func hinges(_ found: [[Double]]) -> String {
        Points.needed(found, by: Sample.interval(onTheseTasks:)).map { task in
            let rest = Points.without(task, found)
            return abs(Points.mean(rest)) < abs(Points.mean(found)) / 2 ? "; without \(Ablation.tasks[task].rawValue) \(Points.cell(onTheseTasks: rest))" : ""
        }.joined()
    }

    /// Whether the differences between the paper and its released code matter, as far as they have been run.
    public var released: String {
        let differences = [(Setting(.edora, .decayedMagnitude), "decay on m", "is"), (Setting(.edora, .decomposedWeight), "the SVD of the weight", "is"), (Setting(.edora, .released), "the last row's several changes", "are")]
        guard differences.allSatisfy({ isCompared($0.0) }) else { return "" }
        let bounds = differences.compactMap { setting, name, _ in
            interval(setting).flatMap { $0.contains(0) ? "\(decimalText(-100 * $0.lowerBound, decimals: 1)) points for \(name)" : nil }
        }
        return "Do the differences between the paper and its released code matter here? Beside EDoRA as it is, " + differences.map { "\($1) \($2) \(compared($0, as: "it"))\(hinges($0))" }.joined(separator: "; ") + "."
            + (bounds.isEmpty ? "" : " Losses larger than \(listed(bounds)) are ruled out on these tasks, as far as the luck of the seeds goes; smaller ones are not.")
    }

    /// Which single changes can be told from EDoRA as it is.
    public var options: String {
        let known = Ablation.options.compactMap { setting in relation(setting).map { (title: setting.change?.title ?? "", relation: $0, hinges: hinges(setting)) } }
        let told = known.filter { !$0.relation.hasPrefix("not") }
        guard !known.isEmpty else { return lacking(Ablation.options, "None of these changes has all its runs yet.") }
        let all = known.count == Ablation.options.count, which = "Of the \(known.count)\(all ? "" : " of \(Ablation.options.count)") changes that have all their runs"
        let found = told.isEmpty ? "\(which) none can be told from the chance of the seeds."
            : "\(which), \(told.count) \(told.count == 1 ? "has an interval" : "have intervals") on these tasks without zero: "
                + listed(told.map { "\($0.title) (\($0.relation) EDoRA as it is\($0.hinges))" }) + "."
        return found + collapsedOptions + fragile(Ablation.options.map { ($0, $0.change?.title ?? "") })
    }

    /// How many runs on CoLA ended with one answer for every sentence, a correlation of zero: "2 of 3".
    func collapsed(_ setting: Setting) -> (all: Bool, text: String)? {
        let scores = results.sample(setting, .cola).values, zeros = scores.count { $0 == 0 }
        return zeros == 0 ? nil : (zeros == scores.count, "\(zeros) of \(scores.count)")
    }

    /// Changes that learned nothing of CoLA at a rate that one seed had chosen.
    private var collapsedOptions: String {
        let found = Ablation.options.compactMap { setting in
            collapsed(setting).map { "\($0.text) runs with \(setting.change?.title ?? setting.title)\(ablation.rate(setting).map { " at \(Rates.text($0))" } ?? "")" }
        }
        return found.isEmpty ? "" : " On CoLA \(listed(found)) ended with one answer for every sentence, a score of zero, so \(found.count == 1 ? "that row says" : "those rows say") little of what another rate would reach."
    }

    /// A rank for each matrix against one for all.
    public var ranksByMatrix: String {
        guard Ablation.ranksByMatrix.contains(where: isCompared) else { return lacking(Ablation.ranksByMatrix, "Neither has all its runs yet.") }
        return "Ranks by energy are \(compared(Ablation.ranksByMatrix[0], as: "one rank for all")); ranks by gradient are \(compared(Ablation.ranksByMatrix[1], as: "it"))."
    }

    /// How many of the page's comparisons with EDoRA decide nothing.
    public var undecided: String {
        let parts = [Setting(.magnitude), Setting(.loraXS), Setting(.loraXS, rank: 32)] + (ablation.twoRates.map { [$0] } ?? [])
        let compared = (Ablation.bases + Ablation.allRanks + [Ablation.smallLoRA, Setting(.lora)] + parts + Ablation.options + Ablation.ranksByMatrix).filter { $0 != Self.edora && isCompared($0) }
        let undecided = compared.count { relation($0)?.hasPrefix("not") == true }
        let firm = compared.filter { setting in
            let beyond = Points.relation(tasks: results.wholeDifferences(setting, from: Self.edora, on: Ablation.tasks))
            return relation(setting)?.hasPrefix("not") == false && beyond == relation(setting)
        }
        guard !compared.isEmpty else { return "how many comparisons decide nothing will be counted here." }
        return "\(undecided) of this page's \(compared.count) comparisons with EDoRA at rank 16 \(undecided == 1 ? "decides" : "decide") nothing even on these tasks (the scale 16/r is compared with rank 4). "
            + "If no change mattered, about one in twenty would still seem to, and often several at once, since all are compared with the same three runs of EDoRA; "
            + "the luck of a rate that was searched with one seed is in no interval and adds to that. Treat what is told apart here as hints\(firm.isEmpty ? "" : "; \(firm.count == 1 ? "the one that holds" : "those that hold") for tasks like these, too, \(firm.count == 1 ? "is" : "are") \(listed(firm.map(\.title)))")."
    }
}
