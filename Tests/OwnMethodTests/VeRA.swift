import Core

/// VeRA: W(θ) = W₀ + s·diag(b)·B·diag(d)·A. b and d train.  (Kopiczko et al., arXiv 2310.11454, section 3.1)
///
/// A and B are random, frozen, and the same for all matrices of a shape. b starts at zero, so that W(θ) starts at W₀,
/// and d at 0.1; the paper has no scale, which is s = 1. With G = ∂L/∂W and P = s·G·Aᵀ:
///
///     ∂L/∂bⱼ = Σₖ Bⱼₖ·dₖ·Pⱼₖ          ∂L/∂dₖ = Σⱼ bⱼ·Bⱼₖ·Pⱼₖ
///
/// It trains out + r values.
final class VeRA: Adapter, @unchecked Sendable {
    /// Starts at zero.  [1, out]
    let b: Parameter
    /// Starts at 0.1.  [1, r]
    let d: Parameter
    /// Frozen.  [r, in]
    let A: Parameter
    /// Frozen.  [out, r]
    let B: Parameter
    private let W0: Matrix
    private let scale: Float
    private let merged: Matrix

    init(_ W0: Matrix, A: Matrix, B: Matrix, scale: Float, name: String) {
        b = Parameter(name, .scaleB, Matrix(1, W0.rows))
        d = Parameter(name, .scaleD, Matrix(1, A.rows) { _, _ in 0.1 })
        (self.A, self.B) = (Parameter(name, .sharedA, A), Parameter(name, .sharedB, B))
        (self.W0, self.scale) = (W0, scale)
        merged = Matrix(W0.rows, W0.columns)
    }

    var parameters: [Parameter] { [b, d] }
    var frozen: [Parameter] { [A, B] }

    func weight() -> Matrix {
        let scaled = Matrix(W0.rows, A.value.rows) { j, k in b.value[0, j] * B.value[j, k] * d.value[0, k] }
        merged.assign(W0)
        merged.setProduct(scaled, A.value, scale: scale, accumulating: true)
        return merged
    }

    func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        let P = Matrix(W0.rows, A.value.rows)
        G.addRight(A.value, scale: scale, to: P)
        for j in 0 ..< P.rows {
            for k in 0 ..< P.columns {
                gradients[b]?[0, j] += B.value[j, k] * d.value[0, k] * P[j, k]
                gradients[d]?[0, k] += b.value[0, j] * B.value[j, k] * P[j, k]
            }
        }
    }
}

extension TensorRole {
    static let scaleB = TensorRole("vera_lambda_b", isVector: true)
    static let scaleD = TensorRole("vera_lambda_d", isVector: true)
    static let sharedA = TensorRole("vera_A")
    static let sharedB = TensorRole("vera_B")
}

extension AdapterMethod {
    /// The method, for the registry. It has no form in PEFT here, and is kept in the native form alone.
    static let vera = AdapterMethod(
        id: "vera", title: "VeRA", traits: [.rank], trained: [.scaleB, .scaleD], frozen: [.sharedA, .sharedB],
        count: { outputs, _, rank in outputs + rank },
        defaults: .init(scaling: .value(1), adapterRate: 1e-2, headRate: 2e-3, searchFrom: 2e-3),
        cost: .init(thinGradients: 1, time: 1),
        style: .init(colour: "#bcbd22", mark: 7)
    ) { site in
        let (rank, W0) = (site.rank, site.W0)
        // One draw for all matrices and seeds, in place of the site's own.
        var random = Random(seed: 0, purpose: "VeRA")
        let A = try site.frozen(.sharedA, rank, W0.columns) { _ in kaimingUniform(rank, W0.columns, using: &random) }
        let B = try site.frozen(.sharedB, W0.rows, rank) { _ in kaimingUniform(W0.rows, rank, using: &random) }
        return VeRA(W0, A: A, B: B, scale: site.scale, name: site.path)
    }
}
