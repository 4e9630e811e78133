extension TensorRole {
    /// q, the angles of the rotation, as PEFT keeps its upper triangle.  [r·(r − 1)/2]
    public static let psoftAngles = TensorRole("psoft_R.weight", isVector: true)
    /// O itself, without orthogonality.  [r, r]
    public static let psoftCore = TensorRole("psoft_R.weight")
    /// The scales on the input side.  [r]
    public static let psoftA = TensorRole("psoft_R.vector_a", isVector: true)
    /// The scales on the output side.  [r]
    public static let psoftB = TensorRole("psoft_R.vector_b", isVector: true)
}

extension AdapterMethod {
    /// PSOFT with a rotation.
    public static let psoft = psoft(
        "psoft", "PSOFT", .psoftAngles, isOrthogonal: true, colour: "#332288"
    ) { r in Cayley.count(r) + 2 * r }

    /// PSOFT without orthogonality.
    public static let psoftFree = psoft(
        "psoft-free", "PSOFT without orthogonality", .psoftCore, isOrthogonal: false, colour: "#882255"
    ) { r in r * r + 2 * r }

    /// To PEFT it is a LoRA adapter whose lora_B is B·(R − I). PEFT's own files of PSOFT hold R without A and B, whose
    /// signs are whatever the loader's SVD gives, and R between other signs is another model: they are not read.
    private static func psoft(
        _ id: String, _ title: String, _ core: TensorRole, isOrthogonal: Bool, colour: String,
        count: @escaping @Sendable (Int) -> Int
    ) -> AdapterMethod {
        AdapterMethod(
            id: id, title: title, traits: [.rank, .unscaled], trained: [core, .psoftA, .psoftB],
            frozen: [.loraA, .basisB], count: { _, _, rank in count(rank) },
            peft: PEFTForm(
                update: .made { tensor in
                    let (q, A) = (tensor(core), tensor(.loraA)), r = A.rows
                    let O = isOrthogonal ? Matrix(r, r) : q.copy()
                    if isOrthogonal { Cayley(r).transform(q, into: O) }
                    O.setBetween(tensor(.psoftB), O, tensor(.psoftA))
                    for i in 0 ..< r { O[i, i] -= 1 }
                    return (A, tensor(.basisB).productInDouble(O))
                },
                refused: (
                    "PSOFT",
                    "whose files hold R without the singular vectors that it stands between: their signs depend on the "
                        + "library, the processor and the type that PEFT decomposed the base with"
                )),
            defaults: .init(scaling: .value(1), adapterRate: 2e-3, headRate: 2e-3, searchFrom: 5e-4),
            cost: .init(thinGradients: 1, time: 1.1),
            style: .init(colour: colour, mark: isOrthogonal ? 14 : 12)
        ) { site in
            guard site.rank >= (isOrthogonal ? 2 : 1) else {
                throw InputError("adapter.rank", expected: "2 or more, as one direction cannot turn", found: "1")
            }
            guard !site.isRead else {
                return PSOFT(site.W0, try site.basis(), isOrthogonal: isOrthogonal, name: site.path)
            }
            let svd = try SVD.truncated(site.W0, rank: site.rank)
            return PSOFT(site.W0, Basis(svd, sigmaSide: .output), isOrthogonal: isOrthogonal, name: site.path)
        }
    }
}
