import Core

/// MiLoRA: W(θ) = W₀ − s·B₀·A₀ + s·B·A. Both factors train, from the r smallest singular triplets of W₀.
/// (Wang et al., arXiv 2406.09044, section 3)
///
/// With the last r triplets U·Σ·Vᵀ of W₀:  s·B₀·A₀ = U·Σ·Vᵀ, halves of Σ on each side, and B, A start as B₀, A₀. So
/// W(θ) starts at W₀, but for rounding. With G = ∂L/∂W:  ∂L/∂B = s·G·Aᵀ,  ∂L/∂A = s·Bᵀ·G.  It trains r·(out + in)
/// values.
final class MiLoRA: Adapter, @unchecked Sendable {
    /// [r, in] and [out, r]
    let A, B: Parameter
    /// Where they started.
    private let A0, B0: Parameter
    private let scale: Float
    private let residual, merged: Matrix

    init(_ W0: Matrix, A0: Matrix, B0: Matrix, scale: Float, name: String) {
        (A, B) = (Parameter(name, .minorA, A0.copy()), Parameter(name, .minorB, B0.copy()))
        (self.A0, self.B0) = (Parameter(name, .minorStartA, A0), Parameter(name, .minorStartB, B0))
        self.scale = scale
        residual = W0.copy()
        residual.setProduct(B0, A0, scale: -scale, accumulating: true)
        merged = Matrix(W0.rows, W0.columns)
    }

    var parameters: [Parameter] { [A, B] }
    var frozen: [Parameter] { [A0, B0] }

    func weight() -> Matrix {
        merged.assign(residual)
        merged.setProduct(B.value, A.value, scale: scale, accumulating: true)
        return merged
    }

    func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dB = gradients[B] { G.addRight(A.value, scale: scale, to: dB) }
        if let dA = gradients[A] { G.addLeft(B.value, scale: scale, to: dA) }
    }
}

extension TensorRole {
    static let minorA = TensorRole("milora_A"), minorB = TensorRole("milora_B")
    static let minorStartA = TensorRole("milora_A0"), minorStartB = TensorRole("milora_B0")
}

extension AdapterMethod {
    /// The method, for the registry. PEFT holds the difference of two products of rank r as one of rank 2r: [A; A₀] and
    /// [B, −B₀].
    static let milora = AdapterMethod(
        id: "milora", title: "MiLoRA", traits: [.rank],
        trained: [.minorA, .minorB], frozen: [.minorStartA, .minorStartB],
        count: { outputs, inputs, rank in rank * (outputs + inputs) },
        peft: PEFTForm(usesDoRA: false, update: .made { differenceOfProducts($0) }, rankFactor: 2),
        defaults: .init(scaling: .value(1), adapterRate: 5e-4, headRate: 5e-4, searchFrom: 2e-4),
        cost: .init(thinGradients: 2, time: 1),
        style: .init(colour: "#9edae5", mark: 7)
    ) { site in
        let (W0, r, s) = (site.W0, site.rank, site.scale)
        // Only at the start of a run: files hold both.
        let A0 = try site.frozen(.minorStartA, r, W0.columns) { _ in
            let svd = try SVD.exact(W0), first = svd.rank - r
            return Matrix(r, W0.columns) { i, j in (svd.values[0, first + i] / s).squareRoot() * svd.V[j, first + i] }
        }
        let B0 = try site.frozen(.minorStartB, W0.rows, r) { _ in
            let svd = try SVD.exact(W0), first = svd.rank - r
            return Matrix(W0.rows, r) { i, j in svd.U[i, first + j] * (svd.values[0, first + j] / s).squareRoot() }
        }
        return MiLoRA(W0, A0: A0, B0: B0, scale: s, name: site.path)
    }

    private static func differenceOfProducts(_ tensor: (TensorRole) -> Matrix) -> (A: Matrix, B: Matrix) {
        let (A, A0) = (tensor(.minorA), tensor(.minorStartA)), (B, B0) = (tensor(.minorB), tensor(.minorStartB))
        let r = A.rows
        return (
            Matrix(2 * r, A.columns) { i, j in i < r ? A[i, j] : A0[i - r, j] },
            Matrix(B.rows, 2 * r) { i, j in j < r ? B[i, j] : -B0[i, j - r] }
        )
    }
}
