/// PiSSA: W(θ) = W₀ − s·B₀·A₀ + s·B·A. Both factors train, from the r largest singular triplets of W₀.
/// (Meng et al., arXiv 2404.02948, section 3)
///
/// With W₀ ≈ U·Σ·Vᵀ:  s·B₀·A₀ = U·Σ·Vᵀ, halves of Σ on each side, and B, A start as B₀, A₀. So W(θ) starts at W₀, but
/// for rounding. With G = ∂L/∂W:  ∂L/∂B = s·G·Aᵀ,  ∂L/∂A = s·Bᵀ·G.  It trains r·(out + in) values.
public final class PiSSA: Adapter, @unchecked Sendable {
    /// [r, in] and [out, r]
    public let A, B: Parameter
    /// Where they started.
    private let A0, B0: Parameter
    private let scale: Float
    private let residual, merged: Matrix

    /// W(θ) around W₀ with s = `scale`; `name` is the layer's path.
    public init(_ W0: Matrix, A0: Matrix, B0: Matrix, scale: Float, name: String) {
        (A, B) = (Parameter(name, .pissaA, A0.copy()), Parameter(name, .pissaB, B0.copy()))
        (self.A0, self.B0) = (Parameter(name, .pissaA0, A0), Parameter(name, .pissaB0, B0))
        self.scale = scale
        (residual, merged) = (W0.copy(), Matrix(W0.rows, W0.columns))
        residual.setProduct(B0, A0, scale: -scale, accumulating: true)
    }

    public var parameters: [Parameter] { [A, B] }
    public var frozen: [Parameter] { [A0, B0] }

    public func weight() -> Matrix {
        merged.setSum(of: residual, and: B.value, A.value, scale: scale)
        return merged
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dA = gradients[A] { G.addLeft(B.value, scale: scale, to: dA) }
        if let dB = gradients[B] { G.addRight(A.value, scale: scale, to: dB) }
    }
}

extension AdapterMethod {
    /// The method, for the registry. PEFT holds the difference of two products of rank r as one of rank 2r; its own
    /// files, `init_lora_weights: "pissa"`, hold A and B alone, and the base gives A₀ and B₀. Signs do not matter.
    public static let pissa = AdapterMethod(
        id: "pissa", title: "PiSSA", traits: [.rank], trained: [.pissaA, .pissaB], frozen: [.pissaA0, .pissaB0],
        count: { outputs, inputs, rank in rank * (outputs + inputs) },
        peft: PEFTForm(
            update: .made { tensor in
                let (A, A0) = (tensor(.pissaA), tensor(.pissaA0)), (B, B0) = (tensor(.pissaB), tensor(.pissaB0))
                let r = A.rows
                return (
                    Matrix(2 * r, A.columns) { i, j in i < r ? A[i, j] : A0[i - r, j] },
                    Matrix(B.rows, 2 * r) { i, j in j < r ? B[i, j] : -B0[i, j - r] }
                )
            }, readsStart: "pissa", lacking: [.pissaA0, .pissaB0], rankFactor: 2),
        defaults: .init(scaling: .value(1), adapterRate: 5e-4, headRate: 5e-4, searchFrom: 2e-4),
        cost: .init(thinGradients: 2, time: 1),
        style: .init(colour: "#88ccee", mark: 10)
    ) { site in
        let (W0, r, s) = (site.W0, site.rank, site.scale)
        guard s > 0 else {
            throw InputError(site.path, expected: "a scale above 0, whose root PiSSA divides by", found: "\(s)")
        }
        var made: SVD?
        func svd() throws -> SVD {
            let svd = try made ?? .truncated(W0, rank: r)
            made = svd
            return svd
        }
        let A0 = try site.frozen(.pissaA0, r, W0.columns) { _ in
            let svd = try svd()
            return Matrix(r, W0.columns) { i, j in (svd.values[0, i] / s).squareRoot() * svd.V[j, i] }
        }
        let B0 = try site.frozen(.pissaB0, W0.rows, r) { _ in
            let svd = try svd()
            return Matrix(W0.rows, r) { i, j in svd.U[i, j] * (svd.values[0, j] / s).squareRoot() }
        }
        return PiSSA(W0, A0: A0, B0: B0, scale: s, name: site.path)
    }
}

extension TensorRole {
    /// The factors that train, which PEFT's own files call lora_A and lora_B.  [r, in] and [out, r]
    public static let pissaA = TensorRole("pissa_A", inPEFT: .loraA), pissaB = TensorRole("pissa_B", inPEFT: .loraB)
    /// Where they started.
    public static let pissaA0 = TensorRole("pissa_A0"), pissaB0 = TensorRole("pissa_B0")
}
