import Core
import Foundation

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
        return "The orthonormal basis with Σ differs from the SVD's in its directions only: it is \(compared(withSigma, as: "the SVD's"))\(directions(withSigma)). The orthonormal basis without Σ, whose lengths differ, too, is "
            + "\(compared(orthonormal, as: "the SVD's")). Of these two, the one with Σ is \(compared(withSigma, with: orthonormal, as: "the one without")). "
            + "Kaiming's numbers, the released code's choice, are \(compared(kaiming, as: "the SVD's"))\(byAHair(kaiming)); they are \(compared(kaiming, with: orthonormal, as: "orthonormal directions")).\(bySeeds(kaiming))"
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
        let found = results.wholeDifferences(setting, from: Self.edora, on: Ablation.tasks)
        return abs(end) < 0.001 ? " (by a hair: the interval ends \(fixed(100 * abs(end), decimals: 2)) points from zero\(Points.hold(found, without: Ablation.tasks)))" : ""
    }

    /// A random basis against the SVD's by the averages of its seeds alone, since the intervals on these tasks take a seed's luck on one task as independent of that on another.
    private func bySeeds(_ random: Setting) -> String {
        let found = results.wholeDifferences(random, from: Self.edora, on: Ablation.tasks)
        guard !found.isEmpty else { return "" }
        let seeds = Sample(Plan.seeds.indices.map { seed in Sample(found.map { $0[seed] }).mean })
        return " These intervals take the luck of a seed on one task as independent of that on another, but a seed draws one basis for all tasks: from the averages of the \(seeds.count) seeds alone, "
            + "Kaiming's numbers less the SVD's are \(Points.text(seeds.mean)) (\(Points.text(seeds.interval)))."
    }

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
        guard let interval = Sample.interval(onTheseTasks: found), !interval.contains(0) else { return "" }
        return Ablation.tasks.indices.map { task in
            let rest = found.indices.filter { $0 != task }.map { found[$0] }
            let hangs = Sample.interval(onTheseTasks: rest)?.contains(0) == true && abs(Points.mean(rest)) < abs(Points.mean(found)) / 2
            return hangs ? "; without \(Ablation.tasks[task].rawValue) \(Points.cell(onTheseTasks: rest))" : ""
        }.joined()
    }

    /// Bases with the same Σ, so that only the directions differ: the first, middle and last singular vectors, and random ones.
    public var directions: String {
        let (random, middle, last) = (Ablation.bases[2], Setting(.edora, .vectors(.middle)), Setting(.edora, .vectors(.bottom)))
        guard [random, middle, last].allSatisfy(isCompared) else { return "" }
        let rest = Ablation.tasks.filter { $0 != .cola }
        let conclusion = relation(last) == "below" && [random, middle].allSatisfy { relation($0)?.hasPrefix("not") == true }
            ? " So the directions matter here in that the weakest, at the rate that one seed's search chose, should not be taken; that the strongest are the best is not shown." : ""
        return "Four bases share the first sixteen singular values, so that only their directions differ\(rates([Self.edora, middle, random, last])): the first singular vectors score \(average(Self.edora).cell), middle ones \(average(middle).cell), random ones \(average(random).cell) and the last ones \(average(last).cell). "
            + "Middle ones are \(compared(middle, with: random, as: "random ones")); the last ones are \(compared(last, with: random, as: "random ones")).\(conclusion)"
            + " CoLA weighs most: on \(listed(rest.map(\.rawValue))) the last ones less the first are \(Points.cell(onTheseTasks: results.wholeDifferences(last, from: Self.edora, on: rest)))."
    }

    /// ", and the rate that each chose, 1e-2 for middle singular vectors and 5e-3 for the others": settings whose searched rates differ from EDoRA's.
    private func rates(_ settings: [Setting]) -> String {
        guard let common = ablation.rate(Self.edora) else { return "" }
        let other = settings.compactMap { setting in ablation.rate(setting).flatMap { $0 == common ? nil : "\(Rates.text($0)) for \(setting.change?.title ?? setting.title)" } }
        return other.isEmpty ? "" : ", and the rate that each chose, \(listed(other)) and \(Rates.text(common)) for the others"
    }

    /// Whether the differences between the paper and its released code matter, as far as they have been run.
    public var released: String {
        let differences = [(Setting(.edora, .decayedMagnitude), "decay on m", "is"), (Setting(.edora, .decomposedWeight), "the SVD of the weight", "is"), (Setting(.edora, .released), "the last row's several changes", "are")]
        guard differences.allSatisfy({ isCompared($0.0) }) else { return "" }
        let bounds = differences.compactMap { setting, name, _ in
            interval(setting).flatMap { $0.contains(0) ? "\(fixed(-100 * $0.lowerBound, decimals: 1)) points for \(name)" : nil }
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
