/// A tuner of PEFT's own for a method, beside LoRA's: how its adapter_config.json is written and read.
///
/// The files hold the method's tensors under their roles' names, `LAYER.vera_lambda_b`, and shared ones as
/// `base_model.vera_A`.
struct PEFTTuner: Sendable {
    /// `peft_type`: `VERA`.
    let type: String
    /// What adapter_config.json says of a configuration on these matrices, beside their names and the head.
    let fields: @Sendable (AdapterConfiguration, [AdapterTarget]) -> [String: JSONNode]
    /// Every field that PEFT has had for it, and what becomes of it.
    let known: FieldList
    /// The configuration of the method that a description means.
    let configuration: @Sendable (JSONSettings, AdapterMethod) throws -> AdapterConfiguration

    /// `own` are the fields that other tuners do not have.
    init(
        type: String, own: [String: FieldList.Use],
        fields: @escaping @Sendable (AdapterConfiguration, [AdapterTarget]) -> [String: JSONNode],
        configuration: @escaping @Sendable (JSONSettings, AdapterMethod) throws -> AdapterConfiguration
    ) {
        (self.type, self.fields, self.configuration) = (type, fields, configuration)
        known = FieldList(
            file: "adapter_config.json", uses: FieldList.peftOfAnyTuner.merging(own) { _, own in own })
    }

    /// The method, with its tuner, of a `peft_type`.
    static func named(_ type: String?) -> (method: AdapterMethod, tuner: PEFTTuner)? {
        for method in AdapterMethod.all {
            if let tuner = method.peft?.tuner, tuner.type == type { return (method, tuner) }
        }
        return nil
    }
}
