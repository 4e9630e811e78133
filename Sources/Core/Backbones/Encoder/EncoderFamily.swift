/// In what encoders with BERT's layers differ: names, how positions are counted, dropouts, and the head.
public struct EncoderFamily: Sendable, Equatable {
    /// config.json's `model_type`, and the prefix of tensor names.
    public let modelType: String
    /// What the names of its classes in transformers begin with: `Bert`.
    let className: String
    let names: EncoderNames
    let head: Head
    /// Positions begin behind the padding token's number.
    var countsPositionsFromPadding = false
    /// Whether there is a table of token types.
    var hasTokenTypes = true
    /// Whether attention's output is dropped before its residual, as the feed-forward part's is everywhere.
    var dropsAttentionOutput = true
    /// ε of every LayerNorm where config.json does not say; nil where it has to.
    var layerNormEpsilon: Double?

    /// logits = output(dropout(activation(dense(x₀)))).
    struct Head: Sendable, Equatable {
        enum Activation: Sendable { case tanh, relu, gelu }

        /// The layers by their tensors' names.
        let dense, output: String
        var activation = Activation.tanh
        /// The dense layer belongs to the pretrained network and is frozen; otherwise it starts anew and trains under
        /// every method, with the output layer.
        var isPooler = false
        /// Whether x₀ goes through a dropout, too.
        var dropsInput = false
    }

    var classifierArchitecture: String { className + "ForSequenceClassification" }
}

/// What a family calls its parts: paths of tensors, and keys of config.json.
struct EncoderNames: Sendable, Equatable {
    /// Of the layers: `encoder.layer.`, before the number.
    var layers = "encoder.layer."
    /// In a layer.
    var query = "attention.self.query", key = "attention.self.key", value = "attention.self.value"
    var attentionOutput = "attention.output.dense", attentionNorm = "attention.output.LayerNorm"
    var intermediate = "intermediate.dense", output = "output.dense", outputNorm = "output.LayerNorm"

    /// Keys of sizes.
    var hiddenKey = "hidden_size", intermediateKey = "intermediate_size"
    var layersKey = "num_hidden_layers", headsKey = "num_attention_heads"
    /// That of the embeddings' width; nil where it is the hidden one.
    var embeddingKey: String?
    /// Keys of the activation and of dropouts.
    var activationKey = "hidden_act"
    var hiddenDropoutKey = "hidden_dropout_prob", attentionDropoutKey = "attention_probs_dropout_prob"
    var classifierDropoutKey = "classifier_dropout"
    /// Whether the classifier has the hidden states' dropout where the file has null or nothing.
    var classifierDropoutMayLack = true

    /// BERT's names.
    static let bert = EncoderNames()

    func path(_ layer: Int, _ part: String) -> String { "\(layers)\(layer).\(part)" }
}
