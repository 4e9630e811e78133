import Core

/// TinyLoRA: W(θ) = W₀ + s·B·(Σᵢ vᵢ·Pᵢ)·A. Only v trains, u = r values a matrix.  (Morris et al., arXiv 2602.04118)
///
/// A = √Σ·Vᵀ and B = U·√Σ hold the r largest singular triplets of W₀, and the Pᵢ are random; all are frozen. v starts
/// at zero, so that W(θ) starts at W₀. With G = ∂L/∂W and D = s·Bᵀ·G·Aᵀ:  ∂L/∂vᵢ = Σⱼₖ Pᵢⱼₖ·Dⱼₖ.
final class TinyLoRA: Adapter, @unchecked Sendable {
    /// Starts at zero.  [1, u]
    let v: Parameter
    /// Frozen: [r, in], [out, r], and the Pᵢ one after the other [u, r·r].
    let A, B, P: Parameter
    private let W0, merged: Matrix
    private let scale: Float

    init(_ W0: Matrix, A: Matrix, B: Matrix, P: Matrix, scale: Float, name: String) {
        v = Parameter(name, .tinyV, Matrix(1, P.rows))
        (self.A, self.B) = (Parameter(name, .tinyA, A), Parameter(name, .tinyB, B))
        self.P = Parameter(name, .tinyP, P)
        (self.W0, self.scale) = (W0, scale)
        merged = Matrix(W0.rows, W0.columns)
    }

    var parameters: [Parameter] { [v] }
    var frozen: [Parameter] { [A, B, P] }

    func weight() -> Matrix {
        let sum = v.value * P.value, r = A.value.rows  // [1, r·r]
        let core = Matrix(r, r) { sum[0, $0 * r + $1] }
        merged.assign(W0)
        merged.setProduct(B.value, core * A.value, scale: scale, accumulating: true)
        return merged
    }

    func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        let r = A.value.rows, D = Matrix(r, r)
        G.addBetween(B.value, A.value, scale: scale, to: D)
        gradients[v]?.setProduct(Matrix(1, r * r, D.values), P.value.T, accumulating: true)
    }
}

extension TensorRole {
    static let tinyV = TensorRole("tinylora_v", isVector: true)
    static let tinyA = TensorRole("tinylora_A")
    static let tinyB = TensorRole("tinylora_B")
    static let tinyP = TensorRole("tinylora_P")
}

extension AdapterMethod {
    /// The method, for the registry. It has no form in PEFT here, and is kept in the native form alone.
    static let tinyLoRA = AdapterMethod(
        id: "tiny-lora", title: "TinyLoRA", traits: [.rank], trained: [.tinyV], frozen: [.tinyA, .tinyB, .tinyP],
        count: { _, _, rank in rank },
        defaults: .init(scaling: .value(1), adapterRate: 1e-2, headRate: 2e-3, searchFrom: 2e-3),
        cost: .init(thinGradients: 1, time: 1),
        style: .init(colour: "#bcbd22", mark: 7)
    ) { site in
        let (r, W0) = (site.rank, site.W0)
        let A = try site.frozen(.tinyA, r, W0.columns) { _ in
            let svd = try SVD.truncated(W0, rank: r)
            return Matrix(r, W0.columns) { i, j in svd.values[0, i].squareRoot() * svd.V[j, i] }
        }
        let B = try site.frozen(.tinyB, W0.rows, r) { _ in
            let svd = try SVD.truncated(W0, rank: r)
            return Matrix(W0.rows, r) { i, j in svd.U[i, j] * svd.values[0, j].squareRoot() }
        }
        let P = try site.frozen(.tinyP, r, r * r) { .normal(r, r * r, deviation: 1, using: &$0) }
        return TinyLoRA(W0, A: A, B: B, P: P, scale: site.scale, name: site.path)
    }
}
