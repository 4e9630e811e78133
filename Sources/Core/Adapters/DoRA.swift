extension AdapterMethod {
    /// DoRA: W(θ) = m ⊙ (W₀ + s·B·A)/‖W₀ + s·B·A‖. m, A and B train.  (Liu et al., arXiv 2402.09353, section 4.1)
    ///
    /// It is a weight decomposition around LoRA and trains r·(in + out) + out values.
    public static let dora = AdapterMethod(
        id: "dora", title: "DoRA", traits: [.rank, .magnitudes], trained: [.magnitude, .loraA, .loraB],
        count: { outputs, inputs, rank in rank * (outputs + inputs) + outputs },
        peft: PEFTForm(usesDoRA: true, update: .own, reads: .peft),
        defaults: .init(scaling: .alphaOverRank(alpha: 16), adapterRate: 1e-3, headRate: 1e-3, searchFrom: 2e-4),
        cost: .init(thinGradients: 2, time: 1),
        style: .init(colour: "#56b4e9", mark: 9)
    ) { site in
        WeightDecomposed(site.W0, around: LoRA(&site), name: site.path)
    }
}
