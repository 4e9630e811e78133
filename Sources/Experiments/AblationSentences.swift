import Core
import Foundation

/// The sentences that chapter 6 computes from its runs: what the numbers allow to be said so far, and no more.
public struct AblationSentences {
    let results: GLUEResults, ablation: Ablation
    private static let edora = Setting(.edora)

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
    private func lacking(_ settings: [Setting], _ otherwise: String) -> String {
        results.divergence(settings, on: Ablation.tasks).map { $0 + "." } ?? otherwise
    }

    /// Of the difference to EDoRA, on these tasks; nil where runs are missing.
    private func interval(_ setting: Setting) -> ClosedRange<Double>? {
        Sample.interval(onTheseTasks: results.wholeDifferences(setting, from: Self.edora, on: Ablation.tasks))
    }

    /// "above", "below" or "not to be told apart from" EDoRA on these tasks; nil where runs are missing.
    private func relation(_ setting: Setting) -> String? { interval(setting).map(Points.relation) }

    private func isCompared(_ setting: Setting) -> Bool { relation(setting) != nil }
    private func average(_ setting: Setting) -> Sample { results.average(setting, over: Ablation.tasks) }

    /// Directions or scale: the random bases against the SVD's.
    public var bases: String {
        guard Ablation.bases.contains(where: isCompared) else { return lacking(Ablation.bases, "The random bases do not have all their runs yet.") }
        let (kaiming, orthonormal, withSigma) = (Ablation.bases[0], Ablation.bases[1], Ablation.bases[2])
        return "With Σ only the directions differ from the SVD's: that basis is \(compared(withSigma, as: "the SVD's"))\(directions(withSigma)). Without Σ the lengths differ, too; that basis is "
            + "\(compared(orthonormal, as: "the SVD's")); the one with Σ is \(compared(withSigma, with: orthonormal, as: "the one without")). "
            + "Kaiming's numbers, the released code's choice, are \(compared(kaiming, as: "the SVD's"))\(byAHair(kaiming)); they are \(compared(kaiming, with: orthonormal, as: "orthonormal directions"))."
    }

    /// What the comparison with directions of the SVD's lengths says about the SVD's directions.
    private func directions(_ random: Setting) -> String {
        guard let relation = relation(random) else { return "" }
        return relation.hasPrefix("not") ? ", so these runs do not show that the SVD's directions are better than random ones" : ", so the SVD's directions are \(relation == "below" ? "better" : "worse") than random ones"
    }

    /// An end of the interval on these tasks that lies closer to zero than the scores' last digit.
    private func byAHair(_ setting: Setting) -> String {
        guard let interval = interval(setting), !interval.contains(0) else { return "" }
        let end = interval.upperBound < 0 ? interval.upperBound : interval.lowerBound
        return abs(end) < 0.001 ? " (by a hair: the interval ends \(fixed(100 * abs(end), decimals: 2)) points from zero)" : ""
    }

    /// The knee of score against rank: the smallest rank whose average is within one point of the best rank's.
    public var knee: String {
        let means = Ablation.allRanks.map { average($0) }
        guard means.allSatisfy({ $0.count > 0 }), let best = means.map(\.mean).max(), let last = Ablation.allRanks.last else {
            return "The *knee* of the curve, the smallest rank whose average is within one point of the best, is named when all ranks have their runs."
        }
        let close = zip(Ablation.allRanks, means).filter { $1.mean >= best - 0.01 }.map(\.0)
        let others = Ablation.allRanks.filter { $0 != Self.edora }, alike = others.count { relation($0) == "not to be told apart from" }
        let knee = close[0], beyond = Ablation.allRanks.filter { $0.rank > knee.rank && !close.contains($0) }.map { "\($0.rank)" }
        let found = close.count == Ablation.allRanks.count ? "Every rank is within one point of the best: there is no knee between \(knee.rank) and \(last.rank)."
            : knee == last ? "The average still rises by more than a point up to rank \(last.rank): no knee below it."
            : "By the rule stated before the runs, the smallest rank whose average is within one point of the best, the *knee* of the curve is at rank \(knee.rank)."
                + (beyond.isEmpty ? "" : " \(beyond.count == 1 ? "Rank \(beyond[0]) falls" : "Ranks \(listed(beyond)) fall") further back again, so more rank is not always better.")
        return found + " Of the \(others.count) differences to rank 16, \(alike) cannot be told from zero on these tasks."
    }

    /// LoRA at rank 1 against EDoRA with fewer values and with more.
    public var budget: String {
        let (small, high) = (Ablation.smallLoRA, Setting(.edora, rank: 64))
        let higher = isCompared(high) ? " EDoRA at rank 64, with about a quarter of the values of LoRA at rank 16, is \(compared(high, with: Setting(.lora), as: "it"))." : ""
        guard isCompared(small) else { return lacking([small], "LoRA at rank 1 does not have all its runs yet.") + higher }
        return "LoRA at rank 1 is \(compared(small, as: "EDoRA at rank 16")), and \(compared(small, with: Setting(.edora, rank: 32), as: "EDoRA at rank 32"))." + higher
            + fragile([(small, "LoRA at rank 1")])
    }

    /// The released code's scale at rank 4.
    public var scale: String {
        "At rank 4, where it is four, EDoRA with it is \(compared(Ablation.scaled, with: Setting(.edora, rank: 4), as: "EDoRA without it"))."
    }

    /// Magnitudes and R, each alone, and both at rates of their own.
    public var parts: String {
        let alone = [(Setting(.loraXS), "R alone at rank 16"), (Setting(.loraXS, rank: 32), "R alone at rank 32"), (Setting(.magnitude), "m alone")]
        guard alone.contains(where: { isCompared($0.0) }) else {
            return lacking(alone.map(\.0), "Neither has all its runs yet; the figure shows those that are there.")
        }
        return "Beside EDoRA, " + alone.map { "\($1) is \(compared($0, as: "it"))" }.joined(separator: "; ") + "." + fragile(Array(alone.prefix(2)))
            + (ablation.twoRates.map { " Both together at the rates of the last row are \(compared($0, as: "EDoRA as it is"))." } ?? "")
    }

    /// Settings that may have their place from the luck of a search: one seed chose a rate whose neighbour learns nothing.
    private func fragile(_ settings: [(setting: Setting, name: String)]) -> String {
        let found = settings.compactMap { setting, name -> String? in
            guard let search = ablation.searches[setting] ?? ablation.grid.searches[setting], let best = search.best,
                let place = search.rates.firstIndex(of: best), place + 1 < search.rates.count, search.scores[place + 1].first == .some(0)
            else { return nil }
            return "\(Rates.text(best)) for \(name)"
        }
        return found.isEmpty ? "" : " (One seed chose \(listed(found)), and at the next higher rate nothing of CoLA was learned: \(found.count == 1 ? "its" : "their") scores may be the search's luck.)"
    }

    /// Which single changes can be told from EDoRA as it is.
    public var options: String {
        let known = Ablation.options.compactMap { setting in relation(setting).map { (title: setting.change?.title ?? "", relation: $0) } }
        let told = known.filter { !$0.relation.hasPrefix("not") }
        guard !known.isEmpty else { return lacking(Ablation.options, "None of these changes has all its runs yet.") }
        let all = known.count == Ablation.options.count, which = "Of the \(known.count)\(all ? "" : " of \(Ablation.options.count)") changes that have all their runs"
        let found = told.isEmpty ? "\(which) none can be told from the chance of the seeds."
            : "\(which), \(told.count) \(told.count == 1 ? "has an interval" : "have intervals") on these tasks without zero: "
                + listed(told.map { "\($0.title) (\($0.relation) EDoRA as it is)" }) + "."
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

    /// A loss of the last epoch above this is that of a model which has hardly learned.
    private static let hardlyLearned = 0.6

    /// "σ = 1": the starts of R that diverged, or hardly learned.
    public func stuck(_ starts: [Setting]) -> [String] {
        starts.filter { start in
            guard let record = results.records(start, Ablation.deviationTask).first ?? nil else { return false }
            return record.divergedAtStep != nil || (record.last?.trainLoss ?? 0) > Self.hardlyLearned
        }.map(\.deviationTitle)
    }

    /// Which starts of R learn, beside the loss of a model that knows only how often each answer occurs.
    public func reading(_ starts: [Setting]) -> String {
        let made = starts.count { !results.records($0, Ablation.deviationTask).compactMap { $0 }.isEmpty }, stuck = stuck(starts)
        guard made == starts.count else { return "Only \(made) of the \(starts.count) starts \(made == 1 ? "has its" : "have their") record so far." }
        let share = GLUEFacts.of[Ablation.deviationTask].flatMap { facts in facts.mostFrequent.map { Double($0) / Double(facts.dev) } } ?? 0.5
        return (stuck.isEmpty ? "Every start learns: the loss of the last epoch is below \(Self.hardlyLearned) at each." : "With \(listed(stuck)) the loss of the last epoch is still above \(Self.hardlyLearned), or the run diverged.")
            + " A model that gave every row the share of each answer would have a loss of about \(fixed(-share * log(share) - (1 - share) * log(1 - share), decimals: 2))."
    }

    /// How many of the page's comparisons with EDoRA decide nothing.
    public var undecided: String {
        let parts = [Setting(.magnitude), Setting(.loraXS), Setting(.loraXS, rank: 32)] + (ablation.twoRates.map { [$0] } ?? [])
        let known = (Ablation.bases + Ablation.allRanks + [Ablation.scaled, Ablation.smallLoRA, Setting(.lora)] + parts + Ablation.options + Ablation.ranksByMatrix)
            .filter { $0 != Self.edora }.compactMap(relation), undecided = known.count { $0.hasPrefix("not") }
        guard !known.isEmpty else { return "how many comparisons decide nothing will be counted here." }
        return "\(undecided) of this page's \(known.count) comparisons with EDoRA \(undecided == 1 ? "decides" : "decide") nothing even on these tasks. "
            + "If no change mattered, about one in twenty would still seem to, and often several at once, since all are compared with the same three runs of EDoRA; "
            + "the luck of a rate that was searched with one seed is in no interval and adds to that. Treat what is told apart here as hints."
    }
}
