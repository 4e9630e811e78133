import Core

/// A score is as high as the paper's: the 95 % interval over seeds holds the claimed value or lies above it. A wide
/// interval decides nothing, since it would hold much.
public struct ScoreAsHigh: Rule {
    /// The paper's score and the widest interval that can hold it, as shares.
    let claimed, widest: Double
    /// The paper's encoder; another's score says nothing of the claim.
    let encoder: String

    public init(as claimed: Double, on encoder: String, widest: Double = 0.02) {
        (self.claimed, self.encoder, self.widest) = (claimed, encoder, widest)
    }

    public var text: String {
        "on \(encoder): the 95 % interval over seeds holds the claimed value, and is at most "
            + "\(InWords.points(widest)) wide, or lies above it"
    }
    public var ownLimit: String? { "an interval of \(InWords.points(widest))" }

    public func verdict(_ scores: Sample) -> Verdict {
        guard scores.count > 0 else { return .notRun }
        guard let interval = scores.interval else { return .inconclusive }
        if interval.upperBound < claimed { return .notReproduced }
        let isNarrow = interval.upperBound - interval.lowerBound <= widest
        return interval.lowerBound > claimed || isNarrow ? .reproduced : .inconclusive
    }
}

/// A difference of averages is as large as the paper's.
///
/// By an interval: reproduced where it lies above zero and holds the claimed size, with a mean of at least `part` of
/// it, or where the mean is larger; otherwise the direction alone. Where it holds zero and ends below the claimed size,
/// or lies below zero, it is not reproduced. `ThreeIntervals` must agree.
public struct DifferenceAsLarge: Rule {
    /// The paper's difference, a share above zero, and the part of it that a mean must reach.
    let claimed, part: Double
    /// "rank 32 − rank 4"
    let terms: String

    /// - Parameter claimed: above zero; its sign is in the order of its terms.
    public init(as claimed: Double, terms: String, part: Double = 0.5) {
        (self.claimed, self.terms, self.part) = (claimed, terms, part)
    }

    public var text: String {
        "(\(terms)), \(Points.text(claimed)) points in the paper: the three 95 % intervals lie above zero, and either "
            + "hold that figure, with a mean of at least \(InWords.part(part)) of it, or the mean is no smaller than "
            + "that figure"
    }
    public var ownLimit: String? { "\(InWords.part(part)) the claimed size" }

    /// - Parameter differences: for each task, seed by seed.
    public func verdict(_ differences: [[Double]]) -> Verdict {
        let mean = Points.mean(differences)
        return .byThreeIntervals(differences) { verdict(mean: mean, interval: $0) }
    }

    public func formerVerdict(_ differences: [[Double]]) -> Verdict? {
        verdict(mean: Points.mean(differences), interval: Sample.interval(onTheseTasks: differences))
    }

    func verdict(mean: Double, interval: ClosedRange<Double>?) -> Verdict {
        guard let interval else { return .inconclusive }
        if interval.lowerBound > 0 {
            let isAsLarge = mean >= claimed || interval.contains(claimed) && mean >= part * claimed
            return isAsLarge ? .reproduced : .directionOnly
        }
        return interval.upperBound < claimed ? .notReproduced : .inconclusive
    }
}

/// A method loses no more than a little to either of two others.
public struct Competitive: Rule {
    /// A loss of score that still counts as competitive, a share.
    public let loss: Double

    public init(loss: Double = 0.01) { self.loss = loss }

    /// The least difference that still counts: the method's score less another's.
    public var limit: Double { -loss }
    public var text: String {
        "the three 95 % intervals of both differences at \(InWords.lossInPoints(loss)) or above; those of one wholly "
            + "below: not reproduced"
    }
    public var ownLimit: String? { "a loss of \(InWords.points(loss))" }

    /// - Parameter comparisons: the method's scores less those of each other one, for each task, seed by seed.
    public func verdict(_ comparisons: [[[Double]]]) -> Verdict {
        .all(comparisons.map { differences in .byThreeIntervals(differences) { .reaches(limit, interval: $0) } })
    }

    public func formerVerdict(_ comparisons: [[[Double]]]) -> Verdict? {
        verdict(intervals: comparisons.map(Bootstrap.interval))
    }

    /// By one interval of each difference.
    public func verdict(intervals: [ClosedRange<Double>?]) -> Verdict {
        .all(intervals.map { .reaches(limit, interval: $0) })
    }
}

/// A method scores higher than each of two others.
public struct HigherThanBoth: Rule {
    public init() {}

    public var text: String {
        "the three 95 % intervals of both differences above zero; those of one wholly below: not reproduced"
    }

    /// - Parameter comparisons: the method's scores less those of each other one, for each task, seed by seed.
    public func verdict(_ comparisons: [[[Double]]]) -> Verdict {
        .all(comparisons.map { differences in .byThreeIntervals(differences) { .isAbove(0, interval: $0) } })
    }
}

/// A loss is lower than another's: what the other has above it lies above zero.
public struct LowerLoss: Rule {
    /// "the SVD's basis", "Kaiming's numbers"
    let method, other: String

    public init(_ method: String, than other: String) { (self.method, self.other) = (method, other) }

    public var text: String {
        "(training loss of \(other) − of \(method)) in the first epoch: the three 95 % intervals above zero; all "
            + "below: not reproduced"
    }

    /// - Parameter differences: the other's loss less the method's, for each task, seed by seed.
    public func verdict(_ differences: [[Double]]) -> Verdict {
        .byThreeIntervals(differences) { .isAbove(0, interval: $0) }
    }
}

/// A method overfits less than another: its gap between training and dev score is smaller, and its dev score hardly
/// lower.
///
/// Where the other method has no gap above zero there is nothing to mitigate, and a method that has learned less has a
/// small gap, too.
public struct MitigatesOverfitting: Rule {
    /// For each task, seed by seed.
    public struct Evidence {
        /// The other method's gaps; these less the method's; the method's dev scores less the other's.
        let gaps, lessened, scores: [[Double]]
    }

    /// "LoRA", "EDoRA"
    let other, method: String
    /// A loss of dev score that still counts as competitive, a share.
    let loss: Double

    public init(_ method: String, other: String, loss: Double = Competitive().loss) {
        (self.method, self.other, self.loss) = (method, other, loss)
    }

    public var text: String {
        "the three 95 % intervals: reproduced where those of (\(other)'s gap − \(method)'s) are above zero, "
            + "those of (\(method)'s dev score − \(other)'s) at \(InWords.lossInPoints(loss)) or above, and those of "
            + "\(other)'s own gap above zero (else there is nothing to mitigate); not reproduced where those of one of "
            + "the first two are wholly below its limit; else inconclusive"
    }
    public var ownLimit: String? { "a loss of \(InWords.points(loss))" }

    public func verdict(_ found: Evidence) -> Verdict {
        let isThere = Verdict.byThreeIntervals(found.gaps) { .isAbove(0, interval: $0) }
        return .all([
            isThere == .reproduced ? .reproduced : .inconclusive,
            .byThreeIntervals(found.lessened) { .isAbove(0, interval: $0) },
            .byThreeIntervals(found.scores) { .reaches(-loss, interval: $0) },
        ])
    }

    public func formerVerdict(_ found: Evidence) -> Verdict? {
        let isThere = Sample.interval(onTheseTasks: found.gaps).map { Relation($0) } == .above
        return .all([
            isThere ? .reproduced : .inconclusive, .isAbove(0, interval: Sample.interval(onTheseTasks: found.lessened)),
            .reaches(-loss, interval: Sample.interval(onTheseTasks: found.scores)),
        ])
    }
}
