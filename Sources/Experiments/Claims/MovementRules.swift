import Core

/// A mean lies above a limit: the whole 95 % interval over seeds decides; not reproduced is one that lies wholly below.
public struct MeanAbove: Rule {
    let limit: Double
    /// What the mean is of, before "above": "correlation", "LoRA's correlation less this one is".
    let quantity: String

    public init(_ limit: Double, of quantity: String) { (self.limit, self.quantity) = (limit, quantity) }

    public var text: String { "\(quantity) above \(limit == 0.5 ? "one half" : InWords.number(limit))" }

    public func verdict(_ sample: Sample) -> Verdict {
        sample.count > 0 ? .isAbove(limit, interval: sample.interval) : .notRun
    }
}

/// The proposed method's correlation of ΔM with ΔD is nearer to full fine-tuning's than the baseline's is, over all
/// matrices at once and within their kinds.
public struct Nearer: Rule {
    public init() {}

    public var text: String {
        "the 95 % interval over seeds of (\(AdapterMethod.baseline.title)'s distance to full − "
            + "\(AdapterMethod.proposed.title)'s) above zero, over all matrices and within their kinds"
    }

    public func verdict(_ found: MovementReadings) -> Verdict {
        .all([found.together, found.byKind].map { MeanAbove(0, of: "nearness").verdict($0.nearer) })
    }

    /// The first rule judged both claims as one, by the correlation over all matrices: nearer was the direction, and
    /// close to full fine-tuning the claim.
    public func formerVerdict(_ readings: MovementReadings) -> Verdict? {
        let found = readings.together, isNearer = MeanAbove(0, of: "nearness").verdict(found.nearer)
        let closeness = MovesAlike().closeness
        let isClose = found.apart.interval.map { $0.lowerBound >= -closeness && $0.upperBound <= closeness } ?? false
        return isNearer == .reproduced && !isClose ? .directionOnly : isNearer
    }

    /// The second rule knew the correlation over all matrices alone.
    public func verdictBeforeSecondChange(_ readings: MovementReadings) -> Verdict? {
        MeanAbove(0, of: "nearness").verdict(readings.together.nearer)
    }
}

/// The proposed method moves as full fine-tuning does: its correlation of ΔM with ΔD is close to that one's, and so is
/// the size of its ΔM.
public struct MovesAlike: Rule {
    /// What is judged, seed by seed.
    public struct Evidence {
        /// The method's correlation less full fine-tuning's, and its mean ΔM over that one's.
        let apart, ratio: Sample

        public init(apart: Sample, ratio: Sample) { (self.apart, self.ratio) = (apart, ratio) }
    }

    /// Correlations that differ by no more move alike.
    let closeness: Double
    /// Sizes of ΔM that differ by no larger a factor move alike.
    let factor: Double

    public init(closeness: Double = 0.2, factor: Double = 2) { (self.closeness, self.factor) = (closeness, factor) }

    public var text: String {
        "the 95 % intervals over seeds: of (\(AdapterMethod.proposed.title) − full) within "
            + "±\(InWords.digits(closeness)), and of (\(AdapterMethod.proposed.title)'s ΔM over full's) within a "
            + "factor of \(InWords.number(factor)); one wholly outside: not reproduced"
    }
    public var ownLimit: String? {
        "a correlation within \(InWords.digits(closeness)) and a factor of \(InWords.number(factor))"
    }

    public func verdict(_ found: Evidence) -> Verdict {
        .all([
            isWithin(-closeness ... closeness, found.apart.interval),
            isWithin(1 / factor ... factor, found.ratio.interval),
        ])
    }

    private func isWithin(_ limits: ClosedRange<Double>, _ interval: ClosedRange<Double>?) -> Verdict {
        guard let interval else { return .inconclusive }
        guard interval.overlaps(limits) else { return .notReproduced }
        return limits.contains(interval.lowerBound) && limits.contains(interval.upperBound)
            ? .reproduced : .inconclusive
    }
}
