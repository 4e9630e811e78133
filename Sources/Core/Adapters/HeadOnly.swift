extension AdapterMethod {
    /// The head alone, which trains under every method; the encoder stays as it is.
    public static let head = AdapterMethod(
        id: "head", title: "Head only", scope: .headOnly, trained: [],
        count: { _, _, _ in 0 },
        defaults: .init(scaling: .alphaOverRank(alpha: 16), adapterRate: 2e-3, headRate: 2e-3, searchFrom: 2e-3),
        cost: .init(thinGradients: 0, time: 0.5),
        style: .init(colour: "#555555", mark: 2))
}
