import Core

/// The sentences that chapter 6 computes from its runs: what the numbers allow to be said so far, and no more.
public struct AblationSentences {
    private let results: GLUEResults, ablation: Ablation
    private static let edora = Setting(.edora)

    public init(_ results: GLUEResults, _ ablation: Ablation) { (self.results, self.ablation) = (results, ablation) }

    /// What both intervals say: "above EDoRA on these tasks, not surely on others like them".
    private func compared(_ setting: Setting, with reference: Setting = edora, as name: String) -> String {
        Points.comparison(tasks: results.wholeDifferences(setting, from: reference, on: Ablation.tasks), with: name) ?? "not yet compared with \(name)"
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
        guard Ablation.bases.contains(where: isCompared) else { return "The random bases do not have all their runs yet." }
        let (kaiming, orthonormal, withSigma) = (Ablation.bases[0], Ablation.bases[1], Ablation.bases[2])
        return "With Σ only the directions differ from the SVD's: that basis is \(compared(withSigma, as: "the SVD's"))\(directions(withSigma)). Without Σ the lengths differ, too; that basis is "
            + "\(compared(orthonormal, as: "the SVD's")), and the one with Σ is \(compared(withSigma, with: orthonormal, as: "the one without")). "
            + "Kaiming's numbers, the released code's choice, are \(compared(kaiming, as: "the SVD's"))\(byAHair(kaiming)), and \(compared(kaiming, with: orthonormal, as: "orthonormal directions"))."
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
        let high = Setting(.edora, rank: 64), higher = isCompared(high) ? " EDoRA at rank 64, with about a quarter of the values of LoRA at rank 16, is \(compared(high, with: Setting(.lora), as: "it"))." : ""
        guard isCompared(Ablation.smallLoRA) else { return "LoRA at rank 1 does not have all its runs yet." + higher }
        return "LoRA at rank 1 is \(compared(Ablation.smallLoRA, as: "EDoRA at rank 16")), and \(compared(Ablation.smallLoRA, with: Setting(.edora, rank: 32), as: "EDoRA at rank 32"))." + higher
    }

    /// The released code's scale at rank 4.
    public var scale: String {
        "At rank 4, where it is four, EDoRA with it is \(compared(Ablation.scaled, with: Setting(.edora, rank: 4), as: "EDoRA without it"))."
    }

    /// Magnitudes and R, each alone, and both at rates of their own.
    public var parts: String {
        guard [Setting(.loraXS), Setting(.magnitude)].contains(where: isCompared) else {
            return "Neither has all its runs yet; the figure shows those that are there."
        }
        return "R alone at rank 16 is \(compared(Setting(.loraXS), as: "EDoRA")); m alone is \(compared(Setting(.magnitude), as: "EDoRA"))."
            + fragileSearch
            + (ablation.twoRates.map { " Both together at the rates of the last row are \(compared($0, as: "EDoRA as it is"))." } ?? "")
    }

    /// R alone may have its place from the luck of a search: one seed chose a rate whose neighbour learns nothing.
    private var fragileSearch: String {
        guard let search = ablation.grid.searches[Setting(.loraXS)], let best = search.best, let place = search.rates.firstIndex(of: best),
            place + 1 < search.rates.count, search.scores[place + 1].first == .some(0)
        else { return "" }
        return " (R alone chose the rate \(Rates.text(best)) by one seed, and at the next higher rate it learned nothing of CoLA: its scores may be the search's luck.)"
    }

    /// Which single changes can be told from EDoRA as it is.
    public var options: String {
        let known = Ablation.options.compactMap { setting in relation(setting).map { (title: setting.change?.title ?? "", relation: $0) } }
        let told = known.filter { !$0.relation.hasPrefix("not") }
        guard !known.isEmpty else { return "None of these changes has all its runs yet." }
        return told.isEmpty ? "Of the \(known.count) changes that were run none can be told from the chance of the seeds."
            : "Of the \(known.count) changes that were run, \(told.count) \(told.count == 1 ? "has an interval" : "have intervals") on these tasks without zero: "
                + listed(told.map { "\($0.title) (\($0.relation) EDoRA as it is)" }) + "."
    }

    /// A rank for each matrix against one for all.
    public var ranksByMatrix: String {
        guard Ablation.ranksByMatrix.contains(where: isCompared) else { return "Neither has all its runs yet." }
        return "Ranks by energy are \(compared(Ablation.ranksByMatrix[0], as: "one rank for all")); ranks by gradient are \(compared(Ablation.ranksByMatrix[1], as: "it"))."
    }

    /// LoRA's gap less EDoRA's, and EDoRA's dev score beside LoRA's, for each share of the rows.
    public var gaps: String {
        let known = Ablation.shares.compactMap { percent -> String? in
            let (few, other) = (Ablation.setting(.edora, percent: percent), Ablation.setting(.lora, percent: percent))
            let differences = results.gapDifferences(other, from: few, on: Ablation.tasks)
            guard let interval = Sample.interval(onTheseTasks: differences) else { return nil }
            let size = interval.lowerBound > 0 ? "smaller than" : interval.upperBound < 0 ? "larger than" : "not to be told apart from"
            return "On \(percent) % of the rows EDoRA's gap is \(size) LoRA's on these tasks (LoRA's less EDoRA's, in points: \(Points.cell(onTheseTasks: differences))), "
                + "and its dev score is \(compared(few, with: other, as: "LoRA's"))."
        }
        let whole = [Setting(.edora), Setting(.lora)].contains { results.gaps($0, on: Ablation.tasks).isEmpty && average($0).count > 0 }
            ? "Runs on all rows that were made before training rows were scored in this way have no gap yet." : ""
        return ((known.isEmpty ? ["The runs on fewer rows have no record yet."] : known) + (whole.isEmpty ? [] : [whole])).joined(separator: " ")
    }

    /// How many of the page's comparisons with EDoRA decide nothing.
    public var undecided: String {
        let parts = [Setting(.magnitude), Setting(.loraXS), Setting(.loraXS, rank: 32)] + (ablation.twoRates.map { [$0] } ?? [])
        let known = (Ablation.bases + Ablation.allRanks + [Ablation.smallLoRA, Setting(.lora)] + parts + Ablation.options + Ablation.ranksByMatrix)
            .filter { $0 != Self.edora }.compactMap(relation)
        guard !known.isEmpty else { return "how many comparisons decide nothing will be counted here." }
        return "\(known.count { $0.hasPrefix("not") }) of this page's \(known.count) comparisons with EDoRA decide nothing even on these tasks. "
            + "If no change mattered, more than one in twenty would seem to, and several at once: all are compared with the same three runs of EDoRA, "
            + "and the luck of a rate that was searched with one seed is in no interval. Treat what is told apart here as hints."
    }
}
