extension AdapterMethod {
    /// Full fine-tuning: everything trains, W(θ) = W, dW = G.
    public static let full = AdapterMethod(
        id: "full", title: "Full fine-tuning", scope: .wholeModel, trained: [.weight],
        count: { outputs, inputs, _ in outputs * inputs },
        defaults: .init(scaling: .alphaOverRank(alpha: 16), adapterRate: 5e-5, headRate: 5e-5, searchFrom: 2e-5),
        cost: .init(thinGradients: 0, time: 1.8),
        style: .init(colour: "#000000", mark: 11)
    ) { site in
        TrainedWeight(site.W0, name: site.path)
    }
}
