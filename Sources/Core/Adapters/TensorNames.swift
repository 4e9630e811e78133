/// By which names in an adapter's file the roles of its tensors go.
public enum TensorNames: Sendable {
    /// This project's folders: PEFT's names, and `edora_R` and `edora_B` beside them.
    case own
    /// PEFT's LoRA and DoRA.
    case peft
    /// The paper's released code, built on PEFT 0.10: R between lora_A and lora_B, its name without a dot.
    case releasedCode

    /// Where the released code keeps R.
    static let latent = "_lora_latent_mapping.weight"

    /// What follows the layer's path.
    func suffix(_ role: TensorRole) -> String {
        if self == .peft, let name = role.foreignName { return name }
        guard self == .releasedCode else { return role.fileSuffix }
        return role == .core ? Self.latent : role == .basisB ? TensorRole.loraB.fileSuffix : role.fileSuffix
    }

    /// The names that a file of another program uses.
    static func foreign(_ names: [String]) -> TensorNames {
        names.contains { $0.hasSuffix(latent) } ? .releasedCode : .peft
    }
}
