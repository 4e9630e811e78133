import Foundation

/// An adapter folder says the same twice, to PEFT and to us; both must mean one model.
extension AdapterDirectory {
    /// `adapter_config.json`, by which PEFT computes, must say what the side file says.
    func requireWhatPEFTReads(_ directory: URL, on model: SequenceClassifier) throws {
        guard let form = adapter.peftForm else { return }
        let file = directory.appending(path: Self.peftName)
        let found = try PEFTDescription(contentsOf: file), settings = found.settings
        let meant = try model.adaptable.map(\.name).filter {
            try found.rule.isMeant(model.configuration.tensorPrefix + $0, isLinear: true)
        }
        guard Set(meant) == Set(adaptedLayers) else {
            throw settings.wrong(
                "target_modules", "names of the adapted layers, as in \(Self.configurationName), and of no others")
        }
        if let tuner = form.tuner { return try requireFields(of: tuner, found, on: model) }
        let expected = PEFTConfiguration(adapter, form, targets: [], on: model)
        guard try settings.index("r") == expected.r else {
            throw settings.wrong("r", "\(expected.r), as in \(Self.configurationName)")
        }
        guard case .number(let alpha)? = settings.node["lora_alpha"], PEFTPatterns.isSame(alpha, expected.lora_alpha)
        else { throw settings.wrong("lora_alpha", "\(expected.lora_alpha), as in \(Self.configurationName)") }
        guard try settings.optionalBool("use_rslora") != true else {
            throw settings.wrong("use_rslora", "false, as in \(Self.configurationName)")
        }
        guard try Self.pattern("rank_pattern", settings, is: expected.rank_pattern.mapValues(Double.init)) else {
            throw settings.wrong("rank_pattern", "the ranks in \(Self.configurationName)")
        }
        guard try Self.pattern("alpha_pattern", settings, is: expected.alpha_pattern) else {
            throw settings.wrong("alpha_pattern", "what follows from \(Self.configurationName)")
        }
        guard found.usesDoRA ?? false == expected.use_dora else {
            throw settings.wrong("use_dora", "\(expected.use_dora), as in \(Self.configurationName)")
        }
        guard found.biases == adapter.biases else {
            throw settings.wrong("bias", "\"\(expected.bias)\", as in \(Self.configurationName)")
        }
    }

    private func requireFields(of tuner: PEFTTuner, _ found: PEFTDescription, on model: SequenceClassifier) throws {
        let settings = found.settings
        let matrices = adaptedLayers.compactMap(model.linear).map { AdapterTarget($0) }
        guard found.tuner?.type == tuner.type else {
            throw settings.wrong("peft_type", "\"\(tuner.type)\", as in \(Self.configurationName)")
        }
        for (key, value) in tuner.fields(adapter, matrices).sorted(by: { $0.key < $1.key }) {
            guard settings.node[key]?.summary == value.summary else {
                throw settings.wrong(key, "\(value.summary), as in \(Self.configurationName)")
            }
        }
    }

    private static func pattern(_ key: String, _ settings: JSONSettings, is expected: [String: Double]) throws -> Bool {
        let members = settings.node[key]?.members ?? []
        return members.count == expected.count
            && members.allSatisfy { name, value in
                guard case .number(let value) = value, let wanted = expected[String(decoding: name, as: UTF8.self)]
                else { return false }
                return PEFTPatterns.isSame(value, wanted)
            }
    }
}
