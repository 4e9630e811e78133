/// A fine-tuning method.
public enum Method: String, Codable, Sendable, CaseIterable {
    /// `full` trains all; `lora` A, B; `dora` m, A, B; `loraXS` R; `edora` m, R; `magnitude` m; `head` nothing but the
    /// head, which always trains.
    case full, lora, dora, loraXS = "lora-xs", edora, magnitude, head

    /// The name for people; `rawValue` is the one for options and files.
    public var title: String {
        switch self {
        case .full: "Full fine-tuning"
        case .lora: "LoRA"
        case .dora: "DoRA"
        case .loraXS: "LoRA-XS"
        case .edora: "EDoRA"
        case .magnitude: "Magnitude only"
        case .head: "Head only"
        }
    }

    /// Whether the method has a rank.
    public var isLowRank: Bool { [.lora, .dora, .loraXS, .edora].contains(self) }
    /// Whether the method stands on frozen factors A and B.
    public var hasBasis: Bool { [.loraXS, .edora].contains(self) }

    /// Trainable values of one [outputs, inputs] matrix at rank r, by the closed formula.
    public func trainableCount(outputs: Int, inputs: Int, rank: Int) -> Int {
        switch self {
        case .full: outputs * inputs
        case .lora: rank * (outputs + inputs)
        case .dora: rank * (outputs + inputs) + outputs
        case .loraXS: rank * rank
        case .edora: rank * rank + outputs
        case .magnitude: outputs
        case .head: 0
        }
    }
}
