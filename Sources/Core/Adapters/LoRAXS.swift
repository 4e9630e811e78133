/// LoRA-XS: W(θ) = W₀ + s·B·R·A. Only R ∈ [r, r] trains; A and B are frozen.  (Bałazy et al., arXiv 2405.17604)
///
/// With G = ∂L/∂W:  ∂L/∂R = s·Bᵀ·G·Aᵀ = s·(dy·B)ᵀ·(x·Aᵀ). It trains r² values.
public final class LoRAXS: Direction, @unchecked Sendable {
    /// All that trains; starts as given.  [r, r]
    public let R: Parameter
    /// Frozen.  [r, in]
    public let A: Matrix
    /// Frozen.  [out, r]
    public let B: Matrix
    private let name: String
    private let update: LowRankUpdate
    private let C: Matrix  // B·R  [out, r]
    private let merged: Matrix

    /// W(θ) around W₀ with s = `scale`; `name` is the layer's path.
    public init(_ W0: Matrix, _ basis: Basis, R: Matrix, scale: Float, name: String) {
        (A, B) = (basis.A, basis.B)
        self.R = Parameter(name, .core, R)
        self.name = name
        update = LowRankUpdate(W0, scale: scale, A: A)
        C = Matrix(W0.rows, A.rows)
        merged = Matrix(W0.rows, W0.columns)
    }

    public var parameters: [Parameter] { [R] }
    public var frozen: [Parameter] { [Parameter(name, .loraA, A), Parameter(name, .basisB, B)] }

    public func weight() -> Matrix {
        form(merged, rowScale: nil)
        return merged
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dR = gradients[R] { G.addBetween(B, A, scale: update.scale, to: dR) }
    }

    public func rowNorms() -> Matrix {
        C.setProduct(B, R.value)
        return update.rowNorms(C: C)
    }

    public func form(_ W: Matrix, rowScale c: Matrix?) {
        C.setProduct(B, R.value)
        update.form(W, C: C, A: A, rowScale: c)
    }
}

extension AdapterMethod {
    /// The method, for the registry. To PEFT it is a LoRA adapter whose lora_B is B·R.
    public static let loraXS = AdapterMethod(
        id: "lora-xs", title: "LoRA-XS", traits: [.rank, .basis], trained: [.core], frozen: [.loraA, .basisB],
        count: { _, _, rank in rank * rank },
        peft: PEFTForm(usesDoRA: false, update: .productWithCore, reads: .releasedCode),
        defaults: .init(scaling: .value(1), adapterRate: 1e-2, headRate: 2e-3, searchFrom: 2e-3),
        cost: .init(thinGradients: 1, time: 1),
        style: .init(colour: "#009e73", pale: "#7fd8be", mark: 15)
    ) { site in
        let R = site.normal(site.rank, site.rank, deviation: site.configuration.deviation)
        return LoRAXS(site.W0, try site.basis(), R: R, scale: site.scale, name: site.path)
    }
}
