import Foundation

/// A LoRA or DoRA adapter that PEFT wrote, or an EDoRA adapter that the paper's released code wrote:
/// `adapter_config.json` and `adapter_model.safetensors`.
///
/// PEFT itself loads several malformed adapters in silence and computes something else. Here whatever changes a number
/// must be said in the file: `r`, `lora_alpha`, `use_dora` and `target_modules` have no defaults, every tensor that
/// they call for must be there with its shape, and a tensor that they do not call for is an error.
public struct PEFTAdapter {
    /// LoRA, DoRA or EDoRA with s = lora_alpha/r; its SVD settings say nothing, as A and B come from the file. Patterns
    /// are left to `install`, which knows the matrices.
    public let configuration: AdapterConfiguration
    private let patterns: PEFTPatterns
    let targets: [String]
    private let directory: URL
    private let file: Safetensors

    /// Where the released EDoRA code, built on PEFT 0.10, keeps R: the dot before the name was lost.
    private static let latent = "_lora_latent_mapping.weight"

    /// - Throws: `InputError` naming the key, its value and what was expected.
    public init(directory: URL) throws {
        self.directory = directory
        let place = directory.appending(path: AdapterDirectory.peftName)
        let bytes: [UInt8]
        do { bytes = [UInt8](try Data(contentsOf: place)) } catch {
            throw InputError(
                place.path, expected: "a PEFT adapter's description",
                found: "none that can be read (\(plainReason(of: error)))")
        }
        let settings = JSONSettings(try JSONReader.read(bytes, place: place.path), place: place.path)
        guard settings.node["peft_type"]?.text == "LORA" else {
            throw settings.wrong("peft_type", "\"LORA\", which DoRA has too")
        }
        let rank = try settings.index("r")
        guard rank >= 1 else { throw settings.wrong("r", "a rank of at least 1") }
        guard case .number(let alpha)? = settings.node["lora_alpha"], alpha.isFinite, alpha != 0 else {
            throw settings.wrong("lora_alpha", "a number other than 0; PEFT would take 8 without a word")
        }
        let usesDoRA = try settings.bool("use_dora")
        targets = try settings.array("target_modules").map {
            guard let name = $0.text, !name.isEmpty else { throw settings.wrong("target_modules", "an array of names") }
            return name
        }
        guard !targets.isEmpty else { throw settings.wrong("target_modules", "at least one name") }
        try Self.requirePlain(settings)
        patterns = try PEFTPatterns(settings, rank: Int(rank), alpha: alpha)
        file = try Safetensors(contentsOf: directory.appending(path: AdapterDirectory.tensorsName))
        let isEDoRA = file.names.contains { $0.hasSuffix(Self.latent) }
        guard usesDoRA || !isEDoRA else { throw settings.wrong("use_dora", "true, as tensors of EDoRA are there") }
        configuration = AdapterConfiguration(
            method: isEDoRA ? .edora : usesDoRA ? .dora : .lora, rank: Int(rank), scaling: .alphaOverRank(alpha: alpha),
            basis: .svd,
            svdOf: .weight, svdAlgorithm: .randomised, sigmaSide: .input, deviation: 0)
        try configuration.requireScale("\(place.path): \"lora_alpha\"")
        if file.names.contains(where: { $0.hasSuffix(".edora_R") }) {
            throw InputError(
                directory.path, expected: "an adapter of PEFT", found: "one of edora",
                advice:
                    """
                    Use it as it is: `edora predict --adapter \(directory.path)`. If PEFT trained it on, let PEFT \
                    save it again, which leaves out the tensors edora_R and edora_B, and delete \
                    \(AdapterDirectory.configurationName).
                    """
            )
        }
    }

    /// Settings that would change the numbers and that this project does not have.
    private static func requirePlain(_ settings: JSONSettings) throws {
        for key in ["fan_in_fan_out", "lora_bias", "use_qalora", "use_bdlora"]
        where try settings.optionalBool(key) == true {
            throw settings.wrong(key, "false")
        }
        if let bias = settings.node["bias"], bias.text != "none" { throw settings.wrong("bias", "\"none\"") }
        if let kind = settings.node["task_type"], !kind.isNull, kind.text != "SEQ_CLS" {
            throw settings.wrong("task_type", "\"SEQ_CLS\"")
        }
        // PiSSA, OLoRA and their like start from a base that they have changed.
        if let start = settings.node["init_lora_weights"], start.bool == nil,
            !["gaussian", "orthogonal", "eva"].contains(start.text)
        {
            throw settings.wrong(
                "init_lora_weights", "true, false, gaussian, orthogonal or eva, which leave the base as it is")
        }
        for key in [
            "layers_to_transform", "layer_replication", "exclude_modules", "target_parameters",
            "trainable_token_indices", "alora_invocation_tokens",
            "arrow_config", "kasa_config", "monteclora_config", "velora_config",
        ] {
            guard let value = settings.node[key], !value.isNull, value.array?.isEmpty != true else { continue }
            throw settings.wrong(key, "null")
        }
        if let saved = settings.node["modules_to_save"], !saved.isNull {
            let names = (saved.array ?? []).map { $0.text ?? "" }
            guard Set(names).isSubset(of: ["classifier", "score"]), names.contains("classifier") else {
                throw settings.wrong("modules_to_save", "the classifier alone")
            }
        }
    }

    /// Puts adapter and classifier on a freshly loaded model.
    ///
    /// - Throws: `InputError` for a missing, misshaped or unknown tensor, or a target that the model does not have.
    public func install(on model: SequenceClassifier) throws {
        let place = directory.appending(path: AdapterDirectory.peftName).path
        var used: Set<String> = []
        func take(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
            used.insert(name)
            return try file.matrix(name, rows, columns)
        }
        let architecture = model.configuration.architecture
        let layers = model.linears.filter { layer in targets.contains { architecture.isMeant(layer.name, by: $0) } }
        for target in targets where !layers.contains(where: { architecture.isMeant($0.name, by: target) }) {
            throw InputError(
                place, expected: "target_modules of a \(architecture.rawValue) encoder", found: "\"\(target)\"")
        }
        let configuration = try patterns.applied(
            to: configuration, layers.map(\.name), architecture: architecture, place: place)
        let adapters = try layers.map { layer -> (Linear, any Adapter) in
            let r = configuration.rank(at: layer.name)
            let path = AdapterDirectory.path(layer.name, in: model)
            guard r <= min(layer.outputs, layer.inputs) else {
                throw InputError(
                    place, expected: "a rank that fits \(layer.name) of \(layer.base.shape)", found: "\(r)")
            }
            let A = try take(path + ".lora_A.weight", r, layer.inputs),
                B = try take(path + ".lora_B.weight", layer.outputs, r)
            let adapter: (any Adapter)?
            if configuration.method == .edora {
                adapter = configuration.make(
                    layer.base, at: layer.name, Basis(A: A, B: B), R: try take(path + Self.latent, r, r))
            } else {
                var random = Random(seed: 0, purpose: layer.name)  // its values are replaced below
                adapter = configuration.make(layer.base, at: layer.name, random: &random)
            }
            guard let adapter else { preconditionFailure("LoRA, DoRA and EDoRA have adapters") }
            for parameter in adapter.parameters {
                switch parameter.name.split(separator: ".").last {
                case "lora_A": parameter.value.assign(A)
                case "lora_B": parameter.value.assign(B)
                case "lora_magnitude_vector":
                    try requireVector(path + ".lora_magnitude_vector", layer.outputs)
                    parameter.value.assign(try take(path + ".lora_magnitude_vector", 1, layer.outputs))
                default: break
                }
            }
            return (layer, adapter)
        }
        let head = try AdapterDirectory.headValues(of: model, take)
        let unknown = file.names.filter { !used.contains($0) }
        if let other = unknown.first(where: { $0.contains(".pooler.") }) {
            throw InputError(
                file.path, expected: "adapters of the encoder's layers: the pooler stays as it is here", found: other,
                advice: "target_modules that end in dense match it, too; name attention.output.dense and output.dense.")
        }
        guard unknown.isEmpty else {
            throw InputError(
                file.path, expected: "the tensors that adapter_config.json calls for, and no others",
                found: AdapterDirectory.some(unknown))
        }
        model.install(adapters, configuration)
        for (layer, weight, bias) in head { layer.assign(weight: weight, bias: bias) }
    }

    /// A matrix of one row would pass for a vector elsewhere; PEFT writes vectors, and refuses the other.
    private func requireVector(_ name: String, _ count: Int) throws {
        guard let entry = file.entries[name] else { return }  // `take` says that it is missing
        guard entry.shape == [count] else {
            throw InputError(
                "\(file.path): tensor \(name)", expected: "[\(count)], one magnitude for each output",
                found: "\(entry.shape)")
        }
    }
}
