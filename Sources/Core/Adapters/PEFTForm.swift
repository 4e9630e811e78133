/// How a method's adapter stands in a folder of Hugging Face PEFT: as a LoRA or DoRA adapter (`peft_type` LORA), or
/// where PEFT has the method itself, under a `peft_type` of its own.
///
/// Of a LoRA adapter stock PEFT computes W₀ + s·lora_B·lora_A, and under `use_dora` divides by the norms and multiplies
/// by the magnitudes. Files of a type of its own hold the method's tensors and no factors.
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
    /// Those of them alone that say so in `init_lora_weights`; nil for all others.
    let readsStart: String?
    /// Frozen tensors that such files lack, as they follow from the base.
    let lacking: [TensorRole]
    /// A `peft_type` that is the method's, and why its files cannot be read.
    let refused: (type: String, because: String)?
    /// PEFT's own tuner for the method; nil where the files are LoRA's.
    let tuner: PEFTTuner?
    /// PEFT's rank for one of the method's: 2 where the update is the difference of two of rank r.
    let rankFactor: Int

    /// A form that is written, and under `reads` also read; `rankFactor` is PEFT's rank for one of the method's.
    public init(usesDoRA: Bool, update: Update, reads: TensorNames? = nil, rankFactor: Int = 1) {
        (self.usesDoRA, self.update, self.reads, self.rankFactor) = (usesDoRA, update, reads, rankFactor)
        (readsStart, lacking, refused, tuner) = (nil, [], nil, nil)
    }

    /// A form that reads files of a start alone, or refuses those of PEFT's own type.
    init(
        update: Update, readsStart: String? = nil, lacking: [TensorRole] = [], rankFactor: Int = 1,
        refused: (type: String, because: String)? = nil
    ) {
        (usesDoRA, self.update, self.rankFactor, tuner) = (false, update, rankFactor, nil)
        (reads, self.readsStart) = (readsStart == nil ? nil : .peft, readsStart)
        (self.lacking, self.refused) = (lacking, refused)
    }

    /// A form in files of PEFT's own tuner. What PEFT computes from them is s·B·A with these factors, which are cut to
    /// the matrix where all matrices share them.
    init(
        _ tuner: PEFTTuner, factors: @escaping @Sendable (_ tensor: (TensorRole) -> Matrix) -> (A: Matrix, B: Matrix)
    ) {
        (usesDoRA, update, reads, rankFactor, self.tuner) = (false, .made(factors), nil, 1, tuner)
        (readsStart, lacking, refused) = (nil, [], nil)
    }

    /// `peft_type` of the files: `LORA`, or PEFT's own name of the method.
    public var type: String { tuner?.type ?? "LORA" }
    /// Whether adapters that others wrote are read as ones of this method.
    public var isRead: Bool { tuner != nil || reads != nil }

    /// PEFT's rank where the method's is `rank`.
    func rank(_ rank: Int) -> Int { isEmpty ? 1 : rankFactor * rank }
    /// `r` of adapter_config.json.
    func rank(of configuration: AdapterConfiguration) -> Int { rank(configuration.rank) }
    /// `lora_alpha`: PEFT's scale is lora_alpha/r.
    func alpha(of configuration: AdapterConfiguration) -> Double {
        isEmpty ? 1 : configuration.scale * Double(rank(of: configuration))
    }

    private var isEmpty: Bool { if case .none = update { true } else { false } }

    /// All that a folder holds of an adapter on a matrix [outputs, inputs]: its own tensors and, in LoRA's files,
    /// PEFT's factors where these are others.
    func tensors(of adapter: any Adapter, outputs: Int, inputs: Int) -> [TensorRole: Matrix] {
        let own = adapter.ownTensors
        guard tuner == nil else { return own }
        return own.merging(factors(of: adapter.tensors, outputs: outputs, inputs: inputs)) { own, _ in own }
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
            return [
                .loraA: A.columns > inputs ? A.columns(0 ..< inputs) : A,
                .loraB: B.rows > outputs ? B.rows(0 ..< outputs) : B,
            ]
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
