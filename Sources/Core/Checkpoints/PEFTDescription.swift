import Foundation

/// adapter_config.json of a LoRA or DoRA adapter, or of a tuner of a method's own, as PEFT reads it.
///
/// PEFT takes defaults in silence, some of which compute something else than was trained. Here `lora_alpha` has none,
/// and what the tensors can say is left to them.
struct PEFTDescription {
    let settings: JSONSettings
    let rule: PEFTTargetRule
    /// Ranks and scales of LoRA's single matrices; nil under another tuner.
    let patterns: PEFTPatterns?
    /// The tuner, where it is not LoRA's.
    let tuner: PEFTTuner?
    /// `use_dora`; nil where nothing is said.
    let usesDoRA: Bool?
    let biases: SavedBiases?
    /// `init_lora_weights` where it is a name: `pissa`.
    let start: String?
    /// The modules that are saved whole: for a classifier, PEFT adds the usual names of heads.
    let saved: [String]
    /// How the names of tensors begin that have a part in training alone.
    let extras: [String]
    /// As far as the file says: `peft 0.21.2`.
    let writer: String?

    var place: String { settings.place }

    /// - Throws: `InputError` naming the key, its value and what was expected.
    init(contentsOf file: URL) throws {
        let settings = try JSONSettings(contentsOf: file, expected: "a PEFT adapter's description")
        self.settings = settings
        let type = settings.node["peft_type"]?.text
        tuner = PEFTTuner.named(type)?.tuner
        if let refused = AdapterMethod.all.lazy.compactMap(\.peft?.refused).first(where: { $0.type == type }) {
            throw Self.advising(settings.wrong("peft_type", "another one than \(refused.type), \(refused.because)"))
        }
        guard type == "LORA" || tuner != nil else {
            let others = AdapterMethod.all.compactMap(\.peft?.tuner?.type).map { ", or \"\($0)\"" }.joined()
            throw Self.advising(settings.wrong("peft_type", "\"LORA\", also where use_dora is true\(others)"))
        }
        writer = settings.node["peft_version"]?.text.map { "peft \($0)" }
        do { try (tuner?.known ?? .peftLoRA).requireKnown(settings, writer: writer) } catch let fault as InputError {
            throw Self.advising(fault)
        }
        patterns = tuner == nil ? try PEFTPatterns(settings) : nil
        usesDoRA = try settings.optionalBool("use_dora")
        biases = try Self.biases(settings)
        guard tuner == nil || biases == nil else {
            throw Self.advising(settings.wrong("bias", "\"none\" under \(type ?? "")"))
        }
        start = settings.node["init_lora_weights"]?.text?.lowercased()
        try Self.requireUnchangedBase(settings)
        let isForClassifying = try Self.isForClassifying(settings)
        saved =
            try PEFTTargetRule.texts(settings, "modules_to_save") + (isForClassifying ? ["classifier", "score"] : [])
        rule = try PEFTTargetRule(settings, saved: saved)
        extras = ["velora", "monteclora"].filter { settings.node["\($0)_config"]?.saysNothing == false }
            .map { "lora_\($0)_" }
    }

    /// What always helps: PEFT itself computes the model once.
    static func advising(_ fault: InputError) -> InputError {
        guard fault.advice == nil else { return fault }
        return InputError(
            fault.place, expected: fault.expected, found: fault.found,
            advice: """
                Merge it by PEFT, and use the model in OUT: PeftModel.from_pretrained(MODEL, "ADAPTER")\
                .merge_and_unload().save_pretrained("OUT"), where MODEL is \
                AutoModelForSequenceClassification.from_pretrained("BASE", num_labels=N); copy the tokenizer's files \
                of BASE to OUT.
                """)
    }

    private static func biases(_ settings: JSONSettings) throws -> SavedBiases? {
        guard let value = settings.node["bias"], !value.isNull, value.text != "none" else { return nil }
        guard let biases = value.text.flatMap(SavedBiases.init) else {
            throw settings.wrong("bias", "\"none\", \"lora_only\" or \"all\"")
        }
        return biases
    }

    /// Some inits take what they start from out of the base, so that A and B add to a base that is not in its file.
    private static func requireUnchangedBase(_ settings: JSONSettings) throws {
        guard let start = settings.node["init_lora_weights"], !start.isNull, start.bool == nil else { return }
        let known =
            ["gaussian", "orthogonal", "eva"] + AdapterMethod.all.compactMap(\.peft?.readsStart).sorted()
        guard let name = start.text?.lowercased(), !known.contains(name) else {
            guard start.text != nil else { throw settings.wrong("init_lora_weights", "true, false or a name") }
            return
        }
        let fault = settings.wrong(
            "init_lora_weights", "true, false or \(known.joined(separator: ", ")), of which the base is known")
        throw InputError(
            fault.place, expected: fault.expected, found: fault.found,
            advice: (Self.advising(fault).advice ?? "")
                + " PEFT's own path_initial_model_for_weight_conversion leaves the head out of what it saves.")
    }

    /// Whether the file is of a model for classifying. One that does not say of which is taken for such a model's.
    private static func isForClassifying(_ settings: JSONSettings) throws -> Bool {
        if let kind = settings.node["task_type"], !kind.isNull {
            guard kind.text == "SEQ_CLS" else {
                throw settings.wrong("task_type", "\"SEQ_CLS\", as only classifiers are computed here")
            }
            return true
        }
        if let mapping = settings.node["auto_mapping"], let name = mapping["base_model_class"]?.text,
            !name.hasSuffix("ForSequenceClassification")
        {
            throw InputError(
                "\(settings.place): \"auto_mapping\"",
                expected: "a base_model_class for sequence classification, as only classifiers are computed here",
                found: "\"\(name)\"")
        }
        return false
    }
}
