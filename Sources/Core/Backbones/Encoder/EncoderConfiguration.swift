import Foundation

/// Extents of an encoder's tensors.
public struct EncoderSizes: Sendable, Equatable {
    /// Rows of the tables: `vocab_size`, `max_position_embeddings`, `type_vocab_size`.
    public let vocabulary, positions, tokenTypes: Int
    /// H, `hidden_size`: the width of a token's state. I, `intermediate_size`: that of the feed-forward part.
    public let hidden, intermediate: Int
    /// `num_hidden_layers`: transformer layers. h, `num_attention_heads`: it divides H.
    public let layers, heads: Int

    /// Every extent stated, taken without a check.
    public init(
        vocabulary: Int, positions: Int, tokenTypes: Int, hidden: Int, intermediate: Int, layers: Int, heads: Int
    ) {
        (self.vocabulary, self.positions, self.tokenTypes) = (vocabulary, positions, tokenTypes)
        (self.hidden, self.intermediate, self.layers, self.heads) = (hidden, intermediate, layers, heads)
    }
}

/// The shape of an encoder with BERT's layers. Nothing that changes a number has a default.
public struct EncoderConfiguration: Sendable, Equatable {
    /// How positions are counted, which head there is.
    public let family: EncoderFamily
    /// Extents of the tensors.
    public let sizes: EncoderSizes
    /// The padding token, `pad_token_id`, where positions are counted from it; else 0.
    public let padding: Int32
    /// `layer_norm_eps`: ε in √(variance + ε).
    public let layerNormEpsilon: Double
    /// `hidden_dropout_prob`: of the embeddings and of each half of a layer before its residual.
    /// `attention_probs_dropout_prob`. `classifier_dropout`: the hidden one where the file has null or nothing, as in
    /// transformers.
    public let dropout: DropoutRates

    /// A shape from its numbers, taken without a check.
    public init(
        _ family: EncoderFamily, _ sizes: EncoderSizes, padding: Int32, layerNormEpsilon: Double, dropout: DropoutRates
    ) {
        (self.family, self.sizes, self.padding) = (family, sizes, padding)
        (self.layerNormEpsilon, self.dropout) = (layerNormEpsilon, dropout)
    }

    /// From a `config.json`.
    ///
    /// - Throws: `InputError` naming the key that is missing or whose value is not supported.
    init(_ json: JSONFile, _ family: EncoderFamily) throws {
        self.family = family
        sizes = EncoderSizes(
            vocabulary: try json.positive("vocab_size"), positions: try json.positive("max_position_embeddings"),
            tokenTypes: try json.positive("type_vocab_size"), hidden: try json.positive("hidden_size"),
            intermediate: try json.positive("intermediate_size"), layers: try json.positive("num_hidden_layers"),
            heads: try json.positive("num_attention_heads"))
        padding = family.countsPositionsFromPadding ? try json.index("pad_token_id") : 0
        layerNormEpsilon = try json.number("layer_norm_eps")
        let hidden = try json.probability("hidden_dropout_prob")
        dropout = DropoutRates(
            hidden: hidden, attention: try json.probability("attention_probs_dropout_prob"),
            classifier: json.has("classifier_dropout") ? try json.probability("classifier_dropout") : hidden)
        try requireSupported(json)
    }

    private func requireSupported(_ json: JSONFile) throws {
        guard maxTokens >= 3 else {
            throw InputError(
                json.path, expected: "max_position_embeddings beyond pad_token_id and a sequence of three tokens",
                found: "\(sizes.positions) and \(padding)")
        }
        guard sizes.hidden % sizes.heads == 0 else {
            throw InputError(
                json.path, expected: "hidden_size divisible by num_attention_heads",
                found: "\(sizes.hidden) and \(sizes.heads)")
        }
        let activation = try json.string("hidden_act")
        guard activation == "gelu" else {
            throw InputError(json.path, expected: "hidden_act gelu (the erf form)", found: activation)
        }
        for key in ["is_decoder", "add_cross_attention"] where json.object[key] as? Bool == true {
            throw InputError(
                "\(json.path): \"\(key)\"", expected: "false: an encoder's tokens see each other in both directions",
                found: "true")
        }
        if json.has("position_embedding_type") {
            let kind = try json.string("position_embedding_type")
            guard kind == "absolute" else {
                throw InputError(json.path, expected: "position_embedding_type absolute", found: kind)
            }
        }
    }
}

extension EncoderConfiguration: BuildableConfiguration {
    public var modelType: String { family.modelType }
    public var tensorPrefix: String { family.modelType + "." }
    public var classifierArchitecture: String { family.classifierArchitecture }
    public var summary: String {
        "\(modelType), \(sizes.layers) layers, hidden \(sizes.hidden), \(sizes.heads) heads, "
            + "intermediate \(sizes.intermediate), vocabulary \(sizes.vocabulary)"
    }
    public var layerCount: Int { sizes.layers }
    public var hiddenSize: Int { sizes.hidden }
    public var vocabularySize: Int { sizes.vocabulary }
    public var tokenTypes: Int { sizes.tokenTypes }

    /// The rows up to the padding token's stay unused where positions are counted from it.
    public var maxTokens: Int {
        family.countsPositionsFromPadding ? sizes.positions - Int(padding) - 1 : sizes.positions
    }

    public var positionRule: PositionRule { family.countsPositionsFromPadding ? .after(padding: padding) : .fromZero }

    /// Query, value, attention.output.dense and output.dense, as in the paper's experiments.
    public var adapterTargets: [AdapterTarget] {
        let H = sizes.hidden
        return [
            AdapterTarget("attention.self.query", H, H), AdapterTarget("attention.self.value", H, H),
            AdapterTarget("attention.output.dense", H, H), AdapterTarget("output.dense", H, sizes.intermediate),
        ]
    }

    public var layerMatrices: [AdapterTarget] {
        let H = sizes.hidden, I = sizes.intermediate
        return (0 ..< sizes.layers).flatMap { layer in
            [
                ("attention.self.query", H, H), ("attention.self.key", H, H), ("attention.self.value", H, H),
                ("attention.output.dense", H, H), ("intermediate.dense", I, H), ("output.dense", H, I),
            ].map { AdapterTarget("encoder.layer.\(layer).\($0)", $1, $2) }
        }
    }

    public var poolerMatrices: [AdapterTarget] {
        family.head.trainsDense ? [] : [AdapterTarget(family.head.dense, sizes.hidden, sizes.hidden)]
    }

    /// The classifier alone, or also the dense layer before it.
    public func headCount(classes: Int) -> Int {
        let H = sizes.hidden, classifier = classes * H + classes
        return family.head.trainsDense ? classifier + H * H + H : classifier
    }

    public func totalCount(classes: Int) -> Int {
        let H = sizes.hidden, I = sizes.intermediate
        let embeddings = (sizes.vocabulary + sizes.positions + sizes.tokenTypes) * H + 2 * H
        let layer = 4 * (H * H + H) + (I * H + I) + (H * I + H) + 4 * H
        let pooler = family.head.trainsDense ? 0 : H * H + H
        return embeddings + sizes.layers * layer + pooler + headCount(classes: classes)
    }

    func build(_ source: TensorSource, classes: Int?, seed: UInt64) throws -> any Backbone {
        try TextEncoder(source, self, classes: classes, seed: seed)
    }

    func buildWithRandomWeights(classes: Int, seed: UInt64) throws -> any Backbone {
        try TextEncoder(TensorSource(seed: seed), asBERT, classes: classes, seed: seed)
    }
}
