/// MiCA: W(θ) = W₀ + s·B·A. Only A trains; B is frozen.  (arXiv 2604.01694)
///
/// B holds the r last left singular vectors of W₀, the directions that W₀ uses least, and A starts at zero, so that
/// W(θ) starts at W₀. With G = ∂L/∂W:  ∂L/∂A = s·Bᵀ·G. It trains r·in values.
public final class MiCA: Adapter, @unchecked Sendable {
    /// All that trains; starts at zero.  [r, in]
    public let A: Parameter
    /// Frozen.  [out, r]
    public let B: Matrix
    private let W0, merged: Matrix
    private let scale: Float
    private let name: String

    /// W(θ) around W₀ with s = `scale`; `name` is the layer's path.
    public init(_ W0: Matrix, B: Matrix, scale: Float, name: String) {
        A = Parameter(name, .loraA, Matrix(B.columns, W0.columns))
        (self.W0, self.B, self.scale, self.name) = (W0, B, scale, name)
        merged = Matrix(W0.rows, W0.columns)
    }

    public var parameters: [Parameter] { [A] }
    public var frozen: [Parameter] { [Parameter(name, .loraB, B)] }

    public func weight() -> Matrix {
        merged.setSum(of: W0, and: B, A.value, scale: scale)
        return merged
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dA = gradients[A] { G.addLeft(B, scale: scale, to: dA) }
    }
}

extension AdapterMethod {
    /// The method, for the registry. To PEFT it is a LoRA adapter, which PEFT's own files name by
    /// `init_lora_weights: "mica"`.
    public static let mica = AdapterMethod(
        id: "mica", title: "MiCA", traits: [.rank], trained: [.loraA], frozen: [.loraB],
        count: { _, inputs, rank in rank * inputs },
        peft: PEFTForm(update: .own, readsStart: "mica"),
        defaults: .init(scaling: .alphaOverRank(alpha: 16), adapterRate: 2e-3, headRate: 1e-3, searchFrom: 5e-4),
        cost: .init(thinGradients: 1, time: 1),
        style: .init(colour: "#44aa99", mark: 8)
    ) { site in
        let (W0, r) = (site.W0, site.rank)
        let B = try site.frozen(.loraB, W0.rows, r) { _ in
            let svd = try SVD.exact(W0)
            return svd.U.columns(svd.rank - r ..< svd.rank).copy()
        }
        return MiCA(W0, B: B, scale: site.scale, name: site.path)
    }
}
