extension TensorRole {
    /// One value for each output.  [out]
    public static let veraLambdaB = TensorRole("vera_lambda_b", isVector: true)
    /// One value for each direction.  [r]
    public static let veraLambdaD = TensorRole("vera_lambda_d", isVector: true)
    /// The random factor on the input side, of all matrices.  [r, largest in]
    public static let veraA = TensorRole("vera_A")
    /// The random factor on the output side, of all matrices.  [largest out, r]
    public static let veraB = TensorRole("vera_B")
}

extension PEFTForm {
    /// PEFT's VERA: its files hold b and d of each layer, and A and B once.
    ///
    /// Files without A and B (`save_projection` false) are refused: torch's own generator alone makes them again.
    static let vera = PEFTForm(
        PEFTTuner(
            type: "VERA",
            own: [
                "projection_prng_key": .withoutEffect, "save_projection": .read, "vera_dropout": .withoutEffect,
                "d_initial": .withoutEffect,
            ],
            fields: { configuration, _ in
                [
                    "r": .number(Double(configuration.rank)), "save_projection": .bool(true),
                    "projection_prng_key": .number(0), "vera_dropout": .number(0), "d_initial": .number(0.1),
                ]
            },
            configuration: { settings, method in
                guard try settings.optionalBool("save_projection") ?? true else {
                    throw InputError(
                        "\(settings.place): \"save_projection\"",
                        expected: "true, with vera_A and vera_B in the file", found: "false",
                        advice: "torch alone draws them again. Load the adapter by PEFT with "
                            + "VeraConfig(…, save_projection=True), and save it again.")
                }
                return .standard(method, rank: try settings.positive("r"))
            })
    ) { tensor in
        let (b, d, A, B) = (tensor(.veraLambdaB), tensor(.veraLambdaD), tensor(.veraA), tensor(.veraB))
        return (A.scalingRows(by: d), B.rows(0 ..< b.columns).scalingRows(by: b))
    }
}
