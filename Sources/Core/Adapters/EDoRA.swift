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
        m = Parameter(name, .magnitude, W0.rowNorms)
        self.R = Parameter(name, .core, R)
        self.name = name
        update = LowRankUpdate(W0, scale: scale, A: A)
        ratio = Matrix(1, W0.rows)
        C = Matrix(W0.rows, A.rows)
        merged = Matrix(W0.rows, W0.columns)
    }

    public var parameters: [Parameter] { [m, R] }
    public var frozen: [Parameter] { [Parameter(name, .loraA, A), Parameter(name, .basisB, B)] }

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

    public func directionWithHeldNorms() -> Matrix? {
        let V = Matrix(merged.rows, merged.columns)
        C.setProduct(B, R.value)
        update.form(V, C: C, A: A, rowScale: nil)
        return V
    }
}

extension AdapterMethod {
    /// The method, for the registry. To PEFT it is a DoRA adapter whose lora_B is B·R.
    public static let edora = AdapterMethod(
        id: "edora", title: "EDoRA", traits: [.rank, .basis, .magnitudes, .normGradient],
        trained: [.magnitude, .core], frozen: [.loraA, .basisB],
        count: { outputs, _, rank in rank * rank + outputs },
        peft: PEFTForm(usesDoRA: true, update: .productWithCore, reads: .releasedCode),
        defaults: .init(scaling: .value(1), adapterRate: 1e-2, headRate: 2e-3, searchFrom: 2e-3),
        cost: .init(thinGradients: 1, time: 1),
        style: .init(colour: "#d55e00", pale: "#e69f00", mark: 7)
    ) { site in
        let R = site.normal(site.rank, site.rank, deviation: site.configuration.deviation)
        let edora = EDoRA(site.W0, try site.basis(), R: R, scale: site.scale, name: site.path)
        return site.configuration.differentiatesNorm == true ? ExactNormEDoRA(edora) : edora
    }
}
