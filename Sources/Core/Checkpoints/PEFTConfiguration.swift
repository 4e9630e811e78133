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
