import Core

/// LoRA-FA: W(θ) = W₀ + s·B·A. Only B trains; A stays as it was drawn.  (Zhang et al., arXiv 2308.03303, section 3)
///
/// A is drawn as LoRA's and B starts at zero, so that W(θ) starts at W₀. With G = ∂L/∂W:  ∂L/∂B = s·G·Aᵀ.
/// It trains r·out values, and a layer need not keep its input x for the backward pass, but x·Aᵀ alone.
final class LoRAFA: Adapter, @unchecked Sendable {
    /// Frozen.  [r, in]
    let A: Parameter
    /// Starts at zero.  [out, r]
    let B: Parameter
    private let W0: Matrix
    private let scale: Float
    private let merged: Matrix

    init(_ W0: Matrix, A: Matrix, scale: Float, name: String) {
        self.A = Parameter(name, .loraA, A)
        B = Parameter(name, .loraB, Matrix(W0.rows, A.rows))
        (self.W0, self.scale) = (W0, scale)
        merged = Matrix(W0.rows, W0.columns)
    }

    var parameters: [Parameter] { [B] }
    var frozen: [Parameter] { [A] }

    func weight() -> Matrix {
        merged.assign(W0)
        merged.setProduct(B.value, A.value, scale: scale, accumulating: true)
        return merged
    }

    func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dB = gradients[B] { G.addRight(A.value, scale: scale, to: dB) }
    }
}

extension AdapterMethod {
    /// The method, for the registry. To PEFT it is a LoRA adapter.
    static let loraFA = AdapterMethod(
        id: "lora-fa", title: "LoRA-FA", traits: [.rank], trained: [.loraB], frozen: [.loraA],
        count: { outputs, _, rank in rank * outputs },
        peft: PEFTForm(usesDoRA: false, update: .own),
        defaults: .init(scaling: .alphaOverRank(alpha: 16), adapterRate: 2e-3, headRate: 1e-3, searchFrom: 5e-4),
        cost: .init(thinGradients: 1, time: 1),
        style: .init(colour: "#17becf", mark: 7)
    ) { site in
        let (rank, inputs) = (site.rank, site.W0.columns)
        let A = try site.frozen(.loraA, rank, inputs) { kaimingUniform(rank, inputs, using: &$0) }
        return LoRAFA(site.W0, A: A, scale: site.scale, name: site.path)
    }
}
