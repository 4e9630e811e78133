/// How a method's adapter stands in a folder of Hugging Face PEFT, as a LoRA or DoRA adapter (`peft_type` LORA).
///
/// Stock PEFT computes W₀ + s·lora_B·lora_A, and under `use_dora` divides by the norms and multiplies by the
/// magnitudes.
public struct PEFTForm: Sendable {
    /// Where lora_A and lora_B come from.
    public enum Update: Sendable {
        /// They are tensors of the adapter.
        case own
        /// lora_A is the adapter's, and lora_B = edora_B·edora_R, formed in Double.
        case productWithCore
        /// There is no update: a product of rank 1 that is zero.
        case none
        /// Both are computed from the adapter's tensors.
        case made(@Sendable (_ tensor: (TensorRole) -> Matrix) -> (A: Matrix, B: Matrix))
    }

    /// `use_dora`
    public let usesDoRA: Bool
    /// Where lora_A and lora_B come from.
    public let update: Update
    /// By which names an adapter that others wrote is read as one of this method; nil where it is only written.
    public let reads: TensorNames?
    /// PEFT's rank for one of the method's: 2 where the update is the difference of two of rank r.
    let rankFactor: Int

    /// A form that is written, and under `reads` also read; `rankFactor` is PEFT's rank for one of the method's.
    public init(usesDoRA: Bool, update: Update, reads: TensorNames? = nil, rankFactor: Int = 1) {
        (self.usesDoRA, self.update, self.reads, self.rankFactor) = (usesDoRA, update, reads, rankFactor)
    }

    /// PEFT's rank where the method's is `rank`.
    func rank(_ rank: Int) -> Int { isEmpty ? 1 : rankFactor * rank }
    /// `r` of adapter_config.json.
    func rank(of configuration: AdapterConfiguration) -> Int { rank(configuration.rank) }
    /// `lora_alpha`: PEFT's scale is lora_alpha/r.
    func alpha(of configuration: AdapterConfiguration) -> Double {
        isEmpty ? 1 : configuration.scale * Double(rank(of: configuration))
    }

    private var isEmpty: Bool { if case .none = update { true } else { false } }

    /// All that a folder holds of an adapter on a matrix [outputs, inputs]: its own tensors, and PEFT's factors where
    /// these are others.
    func tensors(of adapter: any Adapter, outputs: Int, inputs: Int) -> [TensorRole: Matrix] {
        let own = adapter.tensors
        return own.merging(factors(of: own, outputs: outputs, inputs: inputs)) { own, _ in own }
    }

    /// lora_A and lora_B as PEFT multiplies them, of a matrix [outputs, inputs] with these tensors.
    func factors(of tensors: [TensorRole: Matrix], outputs: Int, inputs: Int) -> [TensorRole: Matrix] {
        func tensor(_ role: TensorRole) -> Matrix {
            guard let value = tensors[role] else { preconditionFailure("the adapter has no tensor \(role.rawValue)") }
            return value
        }
        switch update {
        case .own: return [.loraA: tensor(.loraA), .loraB: tensor(.loraB)]
        case .productWithCore:
            return [.loraA: tensor(.loraA), .loraB: tensor(.basisB).productInDouble(tensor(.core))]
        case .none: return [.loraA: Matrix(1, inputs), .loraB: Matrix(outputs, 1)]
        case .made(let make):
            let (A, B) = make(tensor)
            return [.loraA: A, .loraB: B]
        }
    }
}

extension Matrix {
    /// self·other, summed in Double.
    func productInDouble(_ other: Matrix) -> Matrix {
        Matrix(rows, other.columns) { i, j in
            Float((0 ..< other.rows).reduce(0.0) { $0 + Double(self[i, $1]) * Double(other[$1, j]) })
        }
    }
}
