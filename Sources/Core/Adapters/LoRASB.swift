extension AdapterMethod {
    /// LoRA-SB: W(θ) = W₀ + B·R·A, LoRA-XS whose A, B and first R come from gradients. Only R ∈ [r, r] trains.
    /// (Ponkshe et al., arXiv 2411.19557, section 4)
    ///
    /// The best B·R·A of rank r for the first step of full fine-tuning is cut from the step itself (Eckart and Young):
    ///
    ///     −η·sign(Σ G) = U·Σ·Vᵀ          B = U_r,  R = Σ_r,  A = V_rᵀ
    ///
    /// with G = ∂L/∂W at W₀ over some rows and η the rate of the first step: see `AdapterSite.firstUpdate`. So W(θ)
    /// does not start at W₀, but one step away. A and B are orthonormal and s is 1, for which ∂L/∂R = Bᵀ·G·Aᵀ is
    /// already the gradient that the paper corrects by 1/s², (Bᵀ·B)⁻¹ and (A·Aᵀ)⁻¹. It trains r² values.
    public static let loraSB = AdapterMethod(
        id: "lora-sb", title: "LoRA-SB", traits: [.rank, .unscaled, .firstGradients],
        trained: [.core], frozen: [.loraA, .basisB],
        count: { _, _, rank in rank * rank },
        peft: PEFTForm(usesDoRA: false, update: .productWithCore),
        defaults: .init(scaling: .value(1), adapterRate: 2e-3, headRate: 2e-3, searchFrom: 5e-4),
        cost: .init(thinGradients: 1, time: 1),
        style: .init(colour: "#661100", mark: 4)
    ) { site in
        let r = site.rank
        guard !site.isRead else {
            return LoRAXS(site.W0, try site.basis(), R: Matrix(r, r), scale: 1, name: site.path)
        }
        let svd = try SVD.truncated(site.firstUpdate(), rank: r)
        let basis = Basis(A: svd.V.transposed(), B: svd.U)
        let R = Matrix(r, r) { i, j in i == j ? svd.values[0, i] : 0 }
        return LoRAXS(site.W0, basis, R: R, scale: 1, name: site.path)
    }
}
