/// Whether the proposed method moves more like full fine-tuning than the baseline does, by the correlation of ΔM with
/// ΔD, seed by seed.
public struct MovementComparison {
    /// The baseline's distance to full fine-tuning less the proposed method's: above zero where the latter is nearer.
    public let nearer: Sample
    /// The proposed method's correlation less full fine-tuning's.
    public let apart: Sample
    /// Whether the proposed method lies between the two in every seed, so that `nearer` is the baseline's correlation
    /// less its own.
    public let isBetween: Bool

    /// - Parameters: the correlations of each method, one a seed.
    public init(whole: Sample, baseline: Sample, proposed: Sample) {
        func distance(_ sample: Sample) -> Sample { Sample(sample.minus(whole).values.map { abs($0) }) }
        nearer = distance(baseline).minus(distance(proposed))
        apart = proposed.minus(whole)
        isBetween = zip(whole.values, zip(proposed.values, baseline.values)).allSatisfy { $0 <= $1.0 && $1.0 <= $1.1 }
    }
}

/// The comparison by both readings of "over the matrices", which may disagree.
public struct MovementReadings {
    /// By the correlation over all matrices at once, and by that within each kind of matrix.
    public let together, byKind: MovementComparison

    /// By both of them.
    public init(together: MovementComparison, byKind: MovementComparison) {
        (self.together, self.byKind) = (together, byKind)
    }
}
