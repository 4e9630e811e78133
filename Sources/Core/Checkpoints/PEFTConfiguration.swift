/// The `adapter_config.json` of a tuner other than LoRA.
struct PEFTTunerConfiguration: Encodable {
    private let fields: [String: JSONNode]

    /// Of an adapter on a model, whose head it names.
    init(
        _ configuration: AdapterConfiguration, _ tuner: PEFTTuner, targets: [String], on model: SequenceClassifier,
        baseName: String? = nil
    ) {
        func texts(_ values: [String]) -> JSONNode { .array(values.map { .string(Array($0.utf8)) }) }
        func text(_ value: String?) -> JSONNode { value.map { .string(Array($0.utf8)) } ?? .null }
        let common: [String: JSONNode] = [
            "peft_type": text(tuner.type), "task_type": text("SEQ_CLS"), "target_modules": texts(targets),
            "modules_to_save": texts(model.headModules(of: configuration)), "bias": text("none"),
            "fan_in_fan_out": .bool(false), "inference_mode": .bool(true), "base_model_name_or_path": text(baseName),
        ]
        let matrices = model.adaptedLayers.map { AdapterTarget($0) }
        fields = common.merging(tuner.fields(configuration, matrices)) { _, own in own }
    }

    func encode(to encoder: any Encoder) throws { try fields.encode(to: encoder) }
}

extension JSONNode: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value):
            if let whole = Int64(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
        case .string(let value): try container.encode(String(decoding: value, as: UTF8.self))
        case .array(let values): try container.encode(values)
        case .object(let members):
            try container.encode(
                Dictionary(members.map { (String(decoding: $0.key, as: UTF8.self), $0.value) }) { _, last in last })
        }
    }
}

/// The `adapter_config.json` of a PEFT LoRA or DoRA adapter, with the keys that older loaders need too.
struct PEFTConfiguration: Encodable {
    let peft_type = "LORA"
    let task_type = "SEQ_CLS"
    let r: Int
    let lora_alpha: Double
    let use_dora: Bool
    let target_modules: [String]
    let modules_to_save: [String]
    let bias: String
    let lora_dropout = 0.0
    let fan_in_fan_out = false
    let inference_mode = true
    let init_lora_weights = true
    let use_rslora = false
    let rank_pattern: [String: Int]
    let alpha_pattern: [String: Double]
    let base_model_name_or_path: String?

    /// Of an adapter on a model, whose tensors' prefix and head it names.
    init(
        _ configuration: AdapterConfiguration, _ form: PEFTForm, targets: [String], on model: SequenceClassifier,
        baseName: String? = nil
    ) {
        base_model_name_or_path = baseName
        let prefix = model.configuration.tensorPrefix
        (target_modules, modules_to_save) = (targets, model.headModules(of: configuration))
        var ranks: [String: Int] = [:], alphas: [String: Double] = [:]
        for (path, rank) in configuration.rankPattern ?? [:] { ranks[prefix + path] = form.rank(rank) }
        // PEFT divides α by the matrix's rank, which is a scale of its own where one of both has a pattern.
        for path in Set((configuration.rankPattern ?? [:]).keys).union((configuration.scalePattern ?? [:]).keys) {
            alphas[prefix + path] = configuration.scale(at: path) * Double(form.rank(configuration.rank(at: path)))
        }
        bias = configuration.biases?.rawValue ?? "none"
        (rank_pattern, alpha_pattern) = (ranks, alphas)
        (r, lora_alpha, use_dora) = (form.rank(of: configuration), form.alpha(of: configuration), form.usesDoRA)
    }
}
