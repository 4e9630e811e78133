import Foundation

/// The encoders that are known. They differ in how positions are counted and in the classification head.
public enum Architecture: String, Sendable {
    /// The raw value is config.json's `model_type` and the prefix of tensor names.
    case bert, roberta
}

/// The shape of an encoder, read from a Hugging Face `config.json`. Nothing that changes a number has a default.
public struct EncoderConfiguration: Sendable, Equatable {
    /// `model_type`: how positions are counted, which head there is.
    public let architecture: Architecture
    /// `vocab_size`: rows of the word embeddings.
    public let vocabularySize: Int
    /// H, `hidden_size`: the width of a token's state.
    public let hiddenSize: Int
    /// `num_hidden_layers`: transformer layers.
    public let layers: Int
    /// h, `num_attention_heads`; it divides H.
    public let heads: Int
    /// I, `intermediate_size`: the width of the feed-forward part.
    public let intermediateSize: Int
    /// Rows of the position table.
    public let positions: Int
    /// The padding token; RoBERTa counts positions from the one after it.
    public let padding: Int32
    /// `type_vocab_size`: rows of the token type embeddings.
    public let tokenTypes: Int
    /// `layer_norm_eps`: ε in √(variance + ε).
    public let layerNormEpsilon: Double
    /// `hidden_dropout_prob`: of the embeddings and of each half of a layer before its residual; 0 ..< 1.
    public let hiddenDropout: Double
    /// `attention_probs_dropout_prob`: of the attention weights after the softmax; 0 ..< 1.
    public let attentionDropout: Double
    /// Dropout before the classifier; `hiddenDropout` where the file has null or nothing, as in transformers.
    public let classifierDropout: Double

    /// A shape from its numbers, taken without a check.
    public init(
        architecture: Architecture, vocabularySize: Int, hiddenSize: Int, layers: Int, heads: Int,
        intermediateSize: Int,
        positions: Int, padding: Int32, tokenTypes: Int, layerNormEpsilon: Double, hiddenDropout: Double,
        attentionDropout: Double,
        classifierDropout: Double
    ) {
        (self.architecture, self.vocabularySize, self.hiddenSize) = (architecture, vocabularySize, hiddenSize)
        (self.layers, self.heads, self.intermediateSize) = (layers, heads, intermediateSize)
        (self.positions, self.padding, self.tokenTypes, self.layerNormEpsilon) = (
            positions, padding, tokenTypes, layerNormEpsilon
        )
        (self.hiddenDropout, self.attentionDropout) = (hiddenDropout, attentionDropout)
        self.classifierDropout = classifierDropout
    }

    /// RoBERTa-base's shape, for counts; the paper's backbone.
    public static let robertaBase = EncoderConfiguration(
        architecture: .roberta, vocabularySize: 50265, hiddenSize: 768, layers: 12, heads: 12, intermediateSize: 3072,
        positions: 514, padding: 1, tokenTypes: 1, layerNormEpsilon: 1e-5, hiddenDropout: 0.1, attentionDropout: 0.1,
        classifierDropout: 0.1)

    /// all-MiniLM-L6-v2's shape, for counts where the checkpoint is not at hand.
    public static let miniLM = EncoderConfiguration(
        architecture: .bert, vocabularySize: 30522, hiddenSize: 384, layers: 6, heads: 12, intermediateSize: 1536,
        positions: 512, padding: 0, tokenTypes: 2,
        layerNormEpsilon: 1e-12, hiddenDropout: 0.1, attentionDropout: 0.1, classifierDropout: 0.1)

    /// Reads and checks `config.json`.
    ///
    /// - Throws: `InputError` naming the key that is missing or whose value is not supported.
    public init(contentsOf file: URL) throws {
        let json = try JSONFile(file)
        let modelType = try json.string("model_type")
        guard let known = Architecture(rawValue: modelType) else {
            throw InputError(
                file.path, expected: "model_type bert or roberta", found: modelType,
                advice: "Choose a BERT checkpoint such as minilm, or a RoBERTa one such as roberta-base.")
        }
        architecture = known
        vocabularySize = try json.positive("vocab_size")
        hiddenSize = try json.positive("hidden_size")
        layers = try json.positive("num_hidden_layers")
        heads = try json.positive("num_attention_heads")
        intermediateSize = try json.positive("intermediate_size")
        positions = try json.positive("max_position_embeddings")
        padding = known == .roberta ? try json.index("pad_token_id") : 0
        tokenTypes = try json.positive("type_vocab_size")
        layerNormEpsilon = try json.number("layer_norm_eps")
        hiddenDropout = try json.probability("hidden_dropout_prob")
        attentionDropout = try json.probability("attention_probs_dropout_prob")
        classifierDropout = json.has("classifier_dropout") ? try json.probability("classifier_dropout") : hiddenDropout
        guard maxTokens >= 3 else {
            throw InputError(
                file.path, expected: "max_position_embeddings beyond pad_token_id and a sequence of three tokens",
                found: "\(positions) and \(padding)")
        }
        guard hiddenSize % heads == 0 else {
            throw InputError(
                file.path, expected: "hidden_size divisible by num_attention_heads", found: "\(hiddenSize) and \(heads)"
            )
        }
        let activation = try json.string("hidden_act")
        guard activation == "gelu" else {
            throw InputError(file.path, expected: "hidden_act gelu (the erf form)", found: activation)
        }
        for key in ["is_decoder", "add_cross_attention"] where json.object[key] as? Bool == true {
            throw InputError(
                "\(file.path): \"\(key)\"", expected: "false: an encoder's tokens see each other in both directions",
                found: "true")
        }
        if json.has("position_embedding_type") {
            let kind = try json.string("position_embedding_type")
            guard kind == "absolute" else {
                throw InputError(file.path, expected: "position_embedding_type absolute", found: kind)
            }
        }
    }

    /// BERT of the same size.
    var asBERT: EncoderConfiguration {
        EncoderConfiguration(
            architecture: .bert, vocabularySize: vocabularySize, hiddenSize: hiddenSize, layers: layers, heads: heads,
            intermediateSize: intermediateSize,
            positions: positions, padding: padding, tokenTypes: tokenTypes, layerNormEpsilon: layerNormEpsilon,
            hiddenDropout: hiddenDropout,
            attentionDropout: attentionDropout, classifierDropout: classifierDropout)
    }

    /// The longest sequence: RoBERTa leaves the positions up to its padding token unused.
    public var maxTokens: Int { architecture == .roberta ? positions - Int(padding) - 1 : positions }

    func hasPositions(for encoding: Encoding) -> Bool { (1 ... maxTokens).contains(encoding.ids.count) }

    var positionRule: PositionRule { architecture == .roberta ? .after(padding: padding) : .fromZero }

    /// - Throws: `InputError` when the tokenizer could give an id, a token type or a length that the model has no row
    ///   for.
    public func requireFit(_ tokenizer: any Tokenizer, maxLength: Int, isPair: Bool) throws {
        guard tokenizer.vocabularySize <= vocabularySize else {
            throw InputError(
                "tokenizer", expected: "at most \(vocabularySize) ids, as the model has",
                found: "\(tokenizer.vocabularySize)", advice: "The tokenizer's files belong to another model.")
        }
        let types = positionRule.hasTokenTypes ? tokenizer.largestTokenType(isPair: isPair) + 1 : 1
        guard types <= tokenTypes else {
            throw InputError("type_vocab_size", expected: "\(types), as the tokenizer needs", found: "\(tokenTypes)")
        }
        guard maxLength >= tokenizer.specialTokenCount(isPair: isPair), maxLength <= maxTokens else {
            throw InputError(
                "--max-length",
                expected: "\(tokenizer.specialTokenCount(isPair: isPair)) to \(maxTokens) for this model",
                found: "\(maxLength)")
        }
    }

    /// The matrices that receive adapters in each layer, as (path in the layer, outputs, inputs): query, value,
    /// attention.output.dense and output.dense, as in the paper's experiments.
    public var adapterTargets: [(path: String, outputs: Int, inputs: Int)] {
        [
            ("attention.self.query", hiddenSize, hiddenSize),
            ("attention.self.value", hiddenSize, hiddenSize),
            ("attention.output.dense", hiddenSize, hiddenSize),
            ("output.dense", hiddenSize, intermediateSize),
        ]
    }

    /// Trainable values of the classification head: BERT trains its classifier alone, RoBERTa also the dense layer
    /// before it.
    public func headCount(classes: Int) -> Int {
        let classifier = classes * hiddenSize + classes
        return architecture == .roberta ? classifier + hiddenSize * hiddenSize + hiddenSize : classifier
    }

    /// All values of the model with its head.
    public func totalCount(classes: Int) -> Int {
        let H = hiddenSize, I = intermediateSize
        let embeddings = (vocabularySize + positions + tokenTypes) * H + 2 * H
        let layer = 4 * (H * H + H) + (I * H + I) + (H * I + H) + 4 * H
        let pooler = architecture == .bert ? H * H + H : 0
        return embeddings + layers * layer + pooler + headCount(classes: classes)
    }

    /// Trainable values of a method over all its matrices, head excluded, by the closed formulas.
    public func trainableCount(_ method: Method, rank: Int, classes: Int = 2) -> Int {
        if method == .full { return totalCount(classes: classes) - headCount(classes: classes) }
        return layers
            * adapterTargets.reduce(0) {
                $0 + method.trainableCount(outputs: $1.outputs, inputs: $1.inputs, rank: rank)
            }
    }
}
