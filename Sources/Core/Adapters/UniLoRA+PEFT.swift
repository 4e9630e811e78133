extension TensorRole {
    /// θ, one vector for all matrices.  [d]
    public static let uniLoRATheta = TensorRole("unilora_theta_d", isVector: true)
    /// Which value of θ each entry of A is.  [r, in]
    public static let uniLoRAIndicesA = TensorRole("unilora_indices_A", isInteger: true)
    /// Which value of θ each entry of B is.  [out, r]
    public static let uniLoRAIndicesB = TensorRole("unilora_indices_B", isInteger: true)
    /// What it is multiplied by.  [r, in]
    public static let uniLoRAScalesA = TensorRole("unilora_scales_A")
    /// What it is multiplied by.  [out, r]
    public static let uniLoRAScalesB = TensorRole("unilora_scales_B")
}

extension SpreadMatrix.Place {
    /// A of a matrix.  [r, in]
    static func uniLoRAA(_ matrix: AdapterTarget, _ r: Int) -> Self {
        Self(matrix.path, .uniLoRAIndicesA, .uniLoRAScalesA, r, matrix.inputs)
    }

    /// B of a matrix.  [out, r]
    static func uniLoRAB(_ matrix: AdapterTarget, _ r: Int) -> Self {
        Self(matrix.path, .uniLoRAIndicesB, .uniLoRAScalesB, matrix.outputs, r)
    }
}

extension PEFTForm {
    /// PEFT's UNILORA with its indices: its files hold those and the scales of each layer, and θ once.
    ///
    /// Files without indices (`save_indices` false, which is PEFT's default) are refused: NumPy's own generator alone
    /// makes them again.
    static let uniLoRA = PEFTForm(
        PEFTTuner(
            type: "UNILORA",
            own: [
                "theta_d_length": .read, "save_indices": .read, "proj_seed": .withoutEffect,
                "unilora_dropout": .withoutEffect, "init_theta_d_bound": .withoutEffect,
            ],
            fields: { configuration, matrices in
                [
                    "r": .number(Double(configuration.rank)), "save_indices": .bool(true),
                    "theta_d_length": .number(Double(configuration.thetaLength(of: matrices))),
                    "proj_seed": .number(0), "unilora_dropout": .number(0), "init_theta_d_bound": .number(0.02),
                ]
            },
            configuration: { settings, method in
                guard try settings.optionalBool("save_indices") ?? false else {
                    throw InputError(
                        "\(settings.place): \"save_indices\"",
                        expected: "true, with unilora_indices_A and unilora_indices_B in the file", found: "false",
                        advice:
                            "NumPy's generator alone draws them again. Write true in its place, load the adapter by "
                            + "PEFT, which draws them, and save it again.")
                }
                var configuration = AdapterConfiguration.standard(method, rank: try settings.positive("r"))
                configuration.thetaLength = try settings.positive("theta_d_length", upTo: 24)
                return configuration
            })
    ) { tensor in
        let theta = tensor(.uniLoRATheta)
        func filled(_ indices: TensorRole, _ scales: TensorRole) -> Matrix {
            let (p, c) = (tensor(indices), tensor(scales))
            return Matrix(p.rows, p.columns) { c[$0, $1] * theta[0, Int(p[$0, $1])] }
        }
        return (filled(.uniLoRAIndicesA, .uniLoRAScalesA), filled(.uniLoRAIndicesB, .uniLoRAScalesB))
    }
}
