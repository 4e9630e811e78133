extension AdapterMethod {
    /// Magnitude only: W(θ) = m ⊙ W₀/‖W₀‖. m trains, out values: EDoRA without its R.
    ///
    /// To PEFT it is a DoRA adapter whose update is zero.
    public static let magnitude = AdapterMethod(
        id: "magnitude", title: "Magnitude only", traits: [.magnitudes], trained: [.magnitude],
        count: { outputs, _, _ in outputs },
        peft: PEFTForm(usesDoRA: true, update: .none),
        defaults: .init(scaling: .alphaOverRank(alpha: 16), adapterRate: 5e-3, headRate: 2e-3, searchFrom: 2e-3),
        cost: .init(thinGradients: 0, time: 1),
        style: .init(colour: "#cc79a7", mark: 13)
    ) { site in
        WeightDecomposed(site.W0, around: FrozenWeight(site.W0), name: site.path)
    }
}
