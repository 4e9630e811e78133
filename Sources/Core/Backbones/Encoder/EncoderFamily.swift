/// In what encoders with BERT's layers differ: how positions are counted, and the head.
public struct EncoderFamily: Sendable, Equatable {
    /// The layers of the head by their tensors' names.
    struct Head: Sendable, Equatable {
        let dense, output: String
        /// Whether the dense layer starts anew and trains under every method, behind a dropout of its own; otherwise it
        /// is the checkpoint's pooler, and frozen.
        let trainsDense: Bool
    }

    /// config.json's `model_type`, and the prefix of tensor names.
    public let modelType: String
    let classifierArchitecture: String
    let head: Head
    /// Positions begin behind the padding token's number, and there are no token types.
    let countsPositionsFromPadding: Bool
}
