/// DoRA: W(θ) = m ⊙ (W₀ + s·B·A)/‖W₀ + s·B·A‖. m, A and B train.  (Liu et al., arXiv 2402.09353, section 4.1)
///
/// It is a weight decomposition around LoRA and trains r·(in + out) + out values.
public func DoRA(_ W0: Matrix, rank: Int, scale: Float, name: String, random: inout Random) -> WeightDecomposed {
    WeightDecomposed(W0, around: LoRA(W0, rank: rank, scale: scale, name: name, random: &random), name: name)
}

/// Magnitude only: W(θ) = m ⊙ W₀/‖W₀‖. m trains, out values: EDoRA without its R.
public func magnitudeOnly(_ W0: Matrix, name: String) -> WeightDecomposed {
    WeightDecomposed(W0, around: FrozenWeight(W0), name: name)
}
