/// Uni-LoRA: W(θ) = W₀ + B·A, where every entry of B and A is a scaled entry of one vector θ: Aₖᵢ = cₖᵢ·θ[pₖᵢ].
///
/// (Li et al., arXiv 2506.00799) θ trains, and there is one for the whole model. As in PEFT, the places p are drawn so
/// that of the D entries of all A and B each value of θ fills ⌊D/d⌋ or ⌈D/d⌉; c is one over the root of that number, so
/// that θ keeps its length in them. θ starts at U(±0.02), and W(θ) near W₀. With G = ∂L/∂W:
///
///     ∂L/∂A = Bᵀ·G          ∂L/∂B = G·Aᵀ          ∂L/∂θₜ = Σ c·(∂L/∂A or ∂L/∂B) over the entries with p = t
///
/// It trains d values in all: as many as EDoRA would at the rank, Σ (out + r²), unless another number is given.
public final class UniLoRA: Adapter, @unchecked Sendable {
    /// Holds θ.  [1, d]
    public let shared: SharedTensors
    private let theta: Parameter
    private let A, B: SpreadMatrix  // [r, in] and [out, r]
    private let W0, merged: Matrix

    /// - Throws: `InputError` for places of a file that θ does not have, or that it lacks.
    init(_ site: inout AdapterSite) throws {
        (W0, shared, theta) = (site.W0, site.shared, site.shared[.uniLoRATheta])
        let d = theta.value.count, matrix = AdapterTarget(site.path, W0.rows, W0.columns)
        A = try SpreadMatrix(.uniLoRAA(matrix, site.rank), of: d, &site)
        B = try SpreadMatrix(.uniLoRAB(matrix, site.rank), of: d, &site)
        merged = Matrix(W0.rows, W0.columns)
    }

    /// None of its own.
    public var parameters: [Parameter] { [] }
    /// p and c of A and B.
    public var frozen: [Parameter] { A.tensors + B.tensors }

    public func weight() -> Matrix {
        A.fill(from: theta.value)
        B.fill(from: theta.value)
        merged.setSum(of: W0, and: B.value, A.value)
        return merged
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        guard let dtheta = gradients[theta] else { return }
        G.arena.scratch {
            let dA = G.arena.zeros(A.value.rows, A.value.columns), dB = G.arena.zeros(B.value.rows, B.value.columns)
            G.addLeft(B.value, scale: 1, to: dA)
            G.addRight(A.value, scale: 1, to: dB)
            A.add(dA, to: dtheta)
            B.add(dB, to: dtheta)
        }
    }
}

extension AdapterConfiguration {
    /// d, the length of a vector θ that serves these matrices.
    func thetaLength(of matrices: [AdapterTarget]) -> Int {
        thetaLength ?? matrices.reduce(0) { $0 + $1.outputs + rank * rank }
    }
}

extension AdapterMethod {
    /// The method, for the registry. Places and θ are drawn by the run's seed.
    public static let uniLoRA = AdapterMethod(
        id: "uni-lora", title: "Uni-LoRA", traits: [.rank, .unscaled, .sharedVector], trained: [],
        frozen: [.uniLoRAIndicesA, .uniLoRAScalesA, .uniLoRAIndicesB, .uniLoRAScalesB],
        shared: Shared(trained: [.uniLoRATheta], count: { $0.thetaLength(of: $1) }) { site in
            let r = try site.commonRank(), d = site.configuration.thetaLength(of: site.matrices)
            let places: [SpreadMatrix.Place] = site.matrices.flatMap { [.uniLoRAA($0, r), .uniLoRAB($0, r)] }
            return try site.spread(.uniLoRATheta, length: d, bound: 0.02, over: places)
        },
        count: { _, _, _ in 0 }, peft: .uniLoRA,
        defaults: .init(scaling: .value(1), adapterRate: 2e-2, headRate: 2e-3, searchFrom: 5e-3),
        cost: .init(thinGradients: 2, time: 1.05),
        style: .init(colour: "#117733", mark: 3)
    ) { site in
        try UniLoRA(&site)
    }
}
