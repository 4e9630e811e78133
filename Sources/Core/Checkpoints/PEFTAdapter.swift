import Foundation

/// An adapter that another program wrote in PEFT's form (see `TensorNames`), of the method whose `PEFTForm` reads it:
/// `adapter_config.json` and `adapter_model.safetensors`.
///
/// PEFT itself loads several malformed adapters in silence and computes something else. Here whatever changes a number
/// must be said in the file: `r`, `lora_alpha`, `use_dora` and `target_modules` have no defaults, every tensor that
/// they call for must be there with its shape, and a tensor that they do not call for is an error.
public struct PEFTAdapter {
    /// The method with s = lora_alpha/r; its SVD settings say nothing, as A and B come from the file. Patterns
    /// are left to `install`, which knows the matrices.
    public let configuration: AdapterConfiguration
    private let patterns: PEFTPatterns
    let targets: [String]
    /// `modules_to_save`; nil where the file leaves it to PEFT, which then saves the head.
    private let savedModules: [String]?
    private let directory: URL
    private let file: Safetensors
    private let names: TensorNames

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
            throw settings.wrong("peft_type", "\"LORA\", also where use_dora is true")
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
        if let saved = settings.node["modules_to_save"], !saved.isNull {
            savedModules = (saved.array ?? []).map { $0.text ?? "" }
        } else {
            savedModules = nil
        }
        patterns = try PEFTPatterns(settings, rank: Int(rank), alpha: alpha)
        file = try Safetensors(contentsOf: directory.appending(path: AdapterDirectory.tensorsName))
        names = .foreign(file.names)
        let names = names
        guard let method = AdapterMethod.all.first(where: { $0.peft?.usesDoRA == usesDoRA && $0.peft?.reads == names })
        else {
            throw settings.wrong("use_dora", "\(!usesDoRA), as tensors of \(TensorNames.latent) are there")
        }
        configuration = AdapterConfiguration(
            method: method, rank: Int(rank), scaling: .alphaOverRank(alpha: alpha), basis: .svd,
            svdOf: .weight, svdAlgorithm: .randomised, sigmaSide: .input, deviation: 0)
        try configuration.requireScale("\(place.path): \"lora_alpha\"")
        let own = Set(AdapterMethod.all.flatMap { $0.trained + $0.frozen })
            .subtracting([.loraA, .loraB, .magnitude, .weight]).map { "." + $0.rawValue }
        if let name = file.names.first(where: { name in own.contains { name.hasSuffix($0) } }) {
            throw InputError(
                directory.path, expected: "an adapter of PEFT", found: "one of this project, with \(name)",
                advice:
                    "Use it as it is, by `AdapterFolder.read`. If PEFT trained it on, let PEFT "
                    + "save it again, which leaves out such tensors, and delete \(AdapterDirectory.configurationName)."
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
    }

    /// Puts adapter and classifier on a freshly loaded model.
    ///
    /// - Throws: `InputError` for a missing, misshaped or unknown tensor, or a target that the model does not have.
    public func install(on model: SequenceClassifier) throws {
        let place = directory.appending(path: AdapterDirectory.peftName).path, prefix = model.configuration.tensorPrefix
        let modules = model.headModules(of: configuration), head = Set(modules), saved = Set(savedModules ?? modules)
        // PEFT itself names both words for a head, whichever the model has.
        guard saved.isSuperset(of: head), saved.isSubset(of: head.union(["classifier", "score"])) else {
            throw InputError(
                "\(place): \"modules_to_save\"", expected: "the head alone, \(head.sorted().joined(separator: ", "))",
                found: saved.sorted().joined(separator: ", "))
        }
        let wanted = PEFTTargets.matches(targets, in: model),
            layers = model.adaptable.filter { wanted.contains($0.name) }
        for target in targets where PEFTTargets.matches([target], in: model).isEmpty {
            throw InputError(
                place, expected: "target_modules of a \(model.configuration.modelType) model", found: "\"\(target)\"")
        }
        let configuration = try patterns.applied(to: configuration, layers.map(\.name), prefix: prefix, place: place)
        try AdapterReader(configuration: configuration, names: names, file: file, place: place).install(
            on: model, layers)
    }
}
