/// EDoRA: W(θ) = m ⊙ (W₀ + s·B·R·A)/‖W₀ + s·B·R·A‖.  (Nasiri and Garraghan, arXiv 2501.12067, section 3)
///
/// B [out, r] and A [r, in] come from a truncated SVD and are frozen (see `Basis`). Only the r × r matrix R
/// and one magnitude for each output train: r² + out values. ‖·‖ is the norm of each row of the [out, in]
/// matrix, the paper's column of W ∈ [in, out]. With V = W₀ + s·B·R·A, n = ‖V‖ held constant and G = ∂L/∂W:
///
///     ∂L/∂mⱼ = ⟨Gⱼ, Vⱼ⟩/nⱼ          ∂L/∂R = s·Bᵀ·diag(m/n)·G·Aᵀ
public final class EDoRA: Adapter, @unchecked Sendable {
    /// Magnitudes, which start at ‖W₀‖.  [1, out]
    public let m: Parameter
    /// Trains between the frozen factors; starts as given.  [r, r]
    public let R: Parameter
    /// Frozen.  [r, in]
    public let A: Matrix
    /// Frozen.  [out, r]
    public let B: Matrix
    let update: LowRankUpdate
    let ratio: Matrix  // m/n  [1, out]
    private let C: Matrix  // B·R  [out, r]
    private let merged: Matrix
    private let name: String

    /// W(θ) around W₀ with s = `scale`; `name` is the layer's path.
    public init(_ W0: Matrix, _ basis: Basis, R: Matrix, scale: Float, name: String) {
        (A, B) = (basis.A, basis.B)
        m = Parameter(name + ".lora_magnitude_vector", W0.rowNorms, isMagnitude: true)
        self.R = Parameter(name + ".edora_R", R)
        self.name = name
        update = LowRankUpdate(W0, scale: scale, A: A)
        ratio = Matrix(1, W0.rows)
        C = Matrix(W0.rows, A.rows)
        merged = Matrix(W0.rows, W0.columns)
    }

    public var parameters: [Parameter] { [m, R] }
    public var frozen: [Parameter] { [Parameter(name + ".lora_A", A), Parameter(name + ".edora_B", B)] }

    public func weight() -> Matrix {
        C.setProduct(B, R.value)
        let n = update.rowNorms(C: C)  // [1, out]
        ratio.setRatio(m.value, over: n)
        update.form(merged, C: C, A: A, rowScale: ratio)  // diag(m/n)·(W₀ + s·C·A)
        return merged
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dm = gradients[m] { G.addRowDots(over: m.value, to: dm) }
        if let dR = gradients[R] { G.scalingRows(by: ratio).addBetween(B, A, scale: update.scale, to: dR) }
    }
}
