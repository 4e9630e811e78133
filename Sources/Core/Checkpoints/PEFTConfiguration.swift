/// The `adapter_config.json` of a PEFT LoRA or DoRA adapter, with the keys that older loaders need too.
struct PEFTConfiguration: Encodable {
    let peft_type = "LORA"
    let task_type = "SEQ_CLS"
    let r: Int
    let lora_alpha: Double
    let use_dora: Bool
    let target_modules: [String]
    let modules_to_save = ["classifier"]
    let bias = "none"
    let lora_dropout = 0.0
    let fan_in_fan_out = false
    let inference_mode = true
    let init_lora_weights = true
    let use_rslora = false
    let rank_pattern: [String: Int]
    let alpha_pattern: [String: Double]

    /// EDoRA is a DoRA adapter with lora_B = B·R, LoRA-XS likewise a LoRA adapter, magnitude-only a DoRA adapter of
    /// rank 1 whose update is zero. PEFT's scaling is lora_alpha/r.
    init(_ configuration: AdapterConfiguration, targets: [String], architecture: Architecture) {
        target_modules = targets
        var ranks: [String: Int] = [:], alphas: [String: Double] = [:]
        for (path, rank) in configuration.rankPattern ?? [:] {
            let name = architecture.rawValue + "." + path
            (ranks[name], alphas[name]) = (rank, configuration.scale(at: path) * Double(rank))
        }
        (rank_pattern, alpha_pattern) = (ranks, alphas)
        r = configuration.method == .magnitude ? 1 : configuration.rank
        lora_alpha = configuration.method == .magnitude ? 1 : configuration.scale * Double(configuration.rank)
        use_dora = [.dora, .edora, .magnitude].contains(configuration.method)
    }
}
