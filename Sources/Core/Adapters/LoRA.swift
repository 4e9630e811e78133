/// LoRA: W(θ) = W₀ + s·B·A. A and B train.  (Hu et al., arXiv 2106.09685, section 4.1)
///
/// A starts Kaiming-uniform and B at zero, so that W(θ) starts at W₀. With G = ∂L/∂W:
/// ∂L/∂B = s·G·Aᵀ and ∂L/∂A = s·Bᵀ·G. It trains r·(in + out) values.
public final class LoRA: Direction, @unchecked Sendable {
    /// Starts Kaiming-uniform.  [r, in]
    public let A: Parameter
    /// Starts at zero.  [out, r]
    public let B: Parameter
    private let update: LowRankUpdate
    private let merged: Matrix

    /// W(θ) around W₀ with r = `rank` and s = `scale`; `name` is the layer's path, `random` draws A.
    public init(_ W0: Matrix, rank: Int, scale: Float, name: String, random: inout Random) {
        A = Parameter(name, .loraA, kaimingUniform(rank, W0.columns, using: &random))
        B = Parameter(name, .loraB, Matrix(W0.rows, rank))
        update = LowRankUpdate(W0, scale: scale, A: A.value)
        merged = Matrix(W0.rows, W0.columns)
    }

    convenience init(_ site: inout AdapterSite) {
        self.init(site.W0, rank: site.rank, scale: site.scale, name: site.path, random: &site.random)
    }

    public var parameters: [Parameter] { [A, B] }

    public func weight() -> Matrix {
        form(merged, rowScale: nil)
        return merged
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dB = gradients[B] { G.addRight(A.value, scale: update.scale, to: dB) }
        if let dA = gradients[A] { G.addLeft(B.value, scale: update.scale, to: dA) }
    }

    public func rowNorms() -> Matrix {
        update.refresh(A: A.value)
        return update.rowNorms(C: B.value)
    }

    public func form(_ W: Matrix, rowScale c: Matrix?) {
        update.form(W, C: B.value, A: A.value, rowScale: c)
    }
}

extension AdapterMethod {
    /// The method, for the registry.
    public static let lora = AdapterMethod(
        id: "lora", title: "LoRA", traits: [.rank], trained: [.loraA, .loraB],
        count: { outputs, inputs, rank in rank * (outputs + inputs) },
        peft: PEFTForm(usesDoRA: false, update: .own, reads: .peft),
        defaults: .init(scaling: .alphaOverRank(alpha: 16), adapterRate: 1e-3, headRate: 1e-3, searchFrom: 2e-4),
        cost: .init(thinGradients: 2, time: 1),
        style: .init(colour: "#0072b2", mark: 5)
    ) { site in
        LoRA(&site)
    }
}
