/// Whether EDoRA moves more like full fine-tuning than LoRA does, by the correlation of ΔM with ΔD, seed by seed.
public struct MovementComparison {
    /// LoRA's distance to full fine-tuning less EDoRA's: above zero where EDoRA is nearer.
    public let nearer: Sample
    /// EDoRA's correlation less full fine-tuning's.
    public let apart: Sample
    /// Whether EDoRA lies between the two in every seed, so that `nearer` is LoRA's correlation less EDoRA's.
    public let isBetween: Bool

    /// - Parameters: the correlations of each method, one a seed.
    public init(full: Sample, lora: Sample, edora: Sample) {
        func distance(_ sample: Sample) -> Sample { Sample(sample.minus(full).values.map { abs($0) }) }
        nearer = distance(lora).minus(distance(edora))
        apart = edora.minus(full)
        isBetween = zip(full.values, zip(edora.values, lora.values)).allSatisfy { $0 <= $1.0 && $1.0 <= $1.1 }
    }
}
