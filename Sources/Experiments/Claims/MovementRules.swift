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

/// The proposed method's correlation of ΔM with ΔD is nearer to full fine-tuning's than the baseline's is, the
/// direction, and close to it.
public struct NearerAndClose: Rule {
    /// Correlations that differ by no more move alike.
    let closeness: Double

    public init(closeness: Double = 0.2) { self.closeness = closeness }

    public var text: String {
        "the 95 % interval of (\(AdapterMethod.baseline.title)'s distance to full − \(AdapterMethod.proposed.title)'s) "
            + "above zero is the direction; reproduced if that of (\(AdapterMethod.proposed.title) − full) also lies "
            + "within ±\(InWords.digits(closeness))"
    }
    public var ownLimit: String? { "a correlation within \(InWords.digits(closeness))" }

    public func verdict(_ found: MovementComparison) -> Verdict {
        let isNearer = MeanAbove(0, of: "nearness").verdict(found.nearer)
        let isClose = found.apart.interval.map { $0.lowerBound >= -closeness && $0.upperBound <= closeness } ?? false
        return isNearer == .reproduced && !isClose ? .directionOnly : isNearer
    }
}
