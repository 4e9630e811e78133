/// R with lengths kept: W(θ) = ‖W₀‖ ⊙ V/‖V‖ with V = W₀ + s·B·R·A. R trains, r² values: EDoRA with frozen magnitudes.
///
/// Rows keep the lengths they have in W₀, so their directions alone can change. It stands between EDoRA, which trains
/// the lengths, too, and LoRA-XS, which does not divide by the norm. As in EDoRA the norm is held constant in the
/// backward pass: ∂L/∂R = s·Bᵀ·diag(‖W₀‖/‖V‖)·G·Aᵀ.  (no paper's; for chapter 6's ablation)
public final class DirectionOnly: Adapter, @unchecked Sendable {
    private let decomposed: WeightDecomposed
    private let name: String

    /// V(θ) = `direction` around W₀ [out, in], with frozen `lengths` [1, out]; `name` is the layer's path.
    public init(_ W0: Matrix, lengths: Matrix, around direction: any Direction, name: String) {
        decomposed = WeightDecomposed(W0, around: direction, name: name)
        decomposed.m.value.assign(lengths)
        self.name = name
    }

    public var parameters: [Parameter] { decomposed.direction.parameters }
    public var frozen: [Parameter] { [Parameter(name, .magnitude, decomposed.m.value)] + decomposed.frozen }
    public func weight() -> Matrix { decomposed.weight() }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        decomposed.accumulate(G, into: gradients)  // leaves m out, which has no gradient there
    }

    public func directionWithHeldNorms() -> Matrix? { decomposed.directionWithHeldNorms() }
}

extension AdapterMethod {
    /// The method, for the registry. To PEFT it is a DoRA adapter whose lora_B is B·R.
    public static let directions = AdapterMethod(
        id: "direction", title: "R with lengths kept", traits: [.rank, .basis], trained: [.core],
        frozen: [.magnitude, .loraA, .basisB],
        count: { _, _, rank in rank * rank },
        peft: PEFTForm(usesDoRA: true, update: .productWithCore),
        defaults: .init(scaling: .value(1), adapterRate: 1e-2, headRate: 2e-3, searchFrom: 2e-3),
        cost: .init(thinGradients: 1, time: 1),
        style: .init(colour: "#6600cc", mark: 1)
    ) { site in
        let R = site.normal(site.rank, site.rank, deviation: site.configuration.deviation)
        let W0 = site.W0, core = LoRAXS(W0, try site.basis(), R: R, scale: site.scale, name: site.path)
        let lengths = try site.frozen(.magnitude, 1, W0.rows) { _ in W0.rowNorms }
        return DirectionOnly(W0, lengths: lengths, around: core, name: site.path)
    }
}
