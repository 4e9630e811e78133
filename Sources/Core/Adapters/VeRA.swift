/// VeRA: W(θ) = W₀ + diag(b)·B·diag(d)·A. b and d train.  (Kopiczko et al., arXiv 2310.11454, section 3.1)
///
/// A and B are random, frozen, and one pair for the whole model: every matrix takes the first columns of A and the
/// first rows of B. b starts at zero, so that W(θ) starts at W₀, and d at 0.1. With G = ∂L/∂W and P = G·Aᵀ:
///
///     ∂L/∂bⱼ = Σₖ Bⱼₖ·dₖ·Pⱼₖ          ∂L/∂dₖ = Σⱼ bⱼ·Bⱼₖ·Pⱼₖ
///
/// It trains out + r values.
public final class VeRA: Adapter, @unchecked Sendable {
    /// Starts at zero.  [1, out]
    public let b: Parameter
    /// Starts at 0.1.  [1, r]
    public let d: Parameter
    /// A and B, as large as the largest matrix needs.
    public let shared: SharedTensors
    private let A, B: Matrix  // cut to this matrix: [r, in] and [out, r]
    private let W0, C, merged: Matrix  // C = diag(b)·B·diag(d)  [out, r]

    /// W(θ) around W₀; `name` is the layer's path.
    public init(_ W0: Matrix, _ shared: SharedTensors, name: String) {
        (self.W0, self.shared) = (W0, shared)
        A = shared[.veraA].value.columns(0 ..< W0.columns)
        B = shared[.veraB].value.rows(0 ..< W0.rows)
        b = Parameter(name, .veraLambdaB, Matrix(1, W0.rows))
        d = Parameter(name, .veraLambdaD, Matrix(1, A.rows) { _, _ in 0.1 })
        (C, merged) = (Matrix(W0.rows, A.rows), Matrix(W0.rows, W0.columns))
    }

    public var parameters: [Parameter] { [b, d] }

    public func weight() -> Matrix {
        let b = b.value.row(0), d = d.value.row(0)
        for j in 0 ..< C.rows {
            let from = B.row(j), to = C.row(j)
            for k in 0 ..< C.columns { to[k] = b[j] * from[k] * d[k] }
        }
        merged.setSum(of: W0, and: C, A)
        return merged
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        guard let db = gradients[b]?.row(0), let dd = gradients[d]?.row(0) else { return }
        let b = b.value.row(0), d = d.value.row(0)
        G.arena.scratch {
            let P = G.arena.zeros(B.rows, B.columns)
            G.addRight(A, scale: 1, to: P)
            for j in 0 ..< P.rows {
                let B = B.row(j), P = P.row(j)
                for k in 0 ..< A.rows {
                    db[j] += B[k] * d[k] * P[k]
                    dd[k] += b[j] * B[k] * P[k]
                }
            }
        }
    }
}

extension AdapterMethod {
    /// The method, for the registry. A and B have He's uniform bound, as PEFT draws them, by the run's seed.
    public static let vera = AdapterMethod(
        id: "vera", title: "VeRA", traits: [.rank, .unscaled, .drawnDirections], trained: [.veraLambdaB, .veraLambdaD],
        shared: Shared(frozen: [.veraA, .veraB]) { site in
            let r = try site.commonRank(), matrices = site.matrices, he = 6.0.squareRoot()
            let inputs = matrices.map(\.inputs).max() ?? 0, outputs = matrices.map(\.outputs).max() ?? 0
            let A = try site.frozen(.veraA, r, inputs) { kaimingUniform(r, inputs, times: he, using: &$0) }
            let B = try site.frozen(.veraB, outputs, r) { kaimingUniform(outputs, r, times: he, using: &$0) }
            return SharedTensors(frozen: [Parameter(shared: .veraA, A), Parameter(shared: .veraB, B)])
        },
        count: { outputs, _, rank in outputs + rank }, peft: .vera,
        defaults: .init(scaling: .value(1), adapterRate: 1e-2, headRate: 2e-3, searchFrom: 2e-3),
        cost: .init(thinGradients: 1, time: 1.3),
        style: .init(colour: "#ddcc77", mark: 6)
    ) { site in
        VeRA(site.W0, site.shared, name: site.path)
    }
}
