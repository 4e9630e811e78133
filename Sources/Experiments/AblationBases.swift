import Core
import TextFormat

/// What chapter 6 says of the frozen basis: random ones, and other singular vectors.
extension AblationSentences {
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
        let found = results.wholeDifferences(setting, from: Self.edora, on: Ablation.tasks)
        guard let interval = Sample.interval(onTheseTasks: found), !interval.contains(0) else { return "" }
        let end = interval.upperBound < 0 ? interval.upperBound : interval.lowerBound
        return abs(end) < 0.001 ? " (by a hair: the interval ends \(decimalText(100 * abs(end), decimals: 2)) points from zero\(Points.hold(found, without: Ablation.tasks)))" : ""
    }

    /// A random basis against the SVD's by the averages of its seeds alone, since the intervals on these tasks take a seed's luck on one task as independent of that on another.
    private func bySeeds(_ random: Setting) -> String {
        let seeds = average(random).minus(average(Self.edora))
        guard seeds.count > 0 else { return "" }
        return " These intervals take the luck of a seed on one task as independent of that on another, but a seed draws one basis for all tasks: from the averages of the \(seeds.count) seeds alone, "
            + "Kaiming's numbers less the SVD's are \(Points.text(seeds.mean)) (\(Points.text(seeds.interval)))."
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
}
