import Core

/// The share of a matrix's squared norm that its first 1, 2, 3 … singular values hold.
func cumulativeEnergy(_ svd: SVD) -> [Double] {
    let squares = svd.values.values.map { Double($0) * Double($0) }
    let total = squares.reduce(0, +)
    var sum = 0.0
    return squares.map {
        sum += $0
        return sum / total
    }
}

/// What one first step of AdamW on B does, for a gradient G of W: each entry of B moves by the rate against the sign of
/// its gradient.
///
/// The update is s·B·A with B = −rate·sign(G·Aᵀ). Its gain is −⟨G, ΔW⟩, how much a linear loss falls.
func firstStep(_ G: Matrix, A: Matrix, scale: Double, rate: Float) -> (norm: Double, gain: Double) {
    let B = (G * A.T).map { $0 > 0 ? -rate : rate }
    let change = Float(scale) * (B * A)
    let gain = zip(G.values, change.values).reduce(0) { $0 - Double($1.0) * Double($1.1) }
    return (change.norm, gain)
}
