import Foundation

/// Extents of an encoder's tensors.
public struct EncoderSizes: Sendable, Equatable {
    /// Rows of the tables: `vocab_size`, `max_position_embeddings`, `type_vocab_size`.
    public let vocabulary, positions, tokenTypes: Int
    /// H, `hidden_size`: the width of a token's state. I, `intermediate_size`: that of the feed-forward part.
    public let hidden, intermediate: Int
    /// `num_hidden_layers`: transformer layers. h, `num_attention_heads`: it divides H.
    public let layers, heads: Int
    /// E, the width of the tables: H, where config.json has no `embedding_size`.
    public let embedding: Int

    /// Every extent stated, taken without a check; the tables have the hidden width where nothing is said.
    public init(
        vocabulary: Int, positions: Int, tokenTypes: Int, hidden: Int, intermediate: Int, layers: Int, heads: Int,
        embedding: Int? = nil
    ) {
        (self.vocabulary, self.positions, self.tokenTypes) = (vocabulary, positions, tokenTypes)
        (self.hidden, self.intermediate, self.layers, self.heads) = (hidden, intermediate, layers, heads)
        self.embedding = embedding ?? hidden
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
    /// `initializer_range`: the standard deviation of a pooler that the checkpoint lacks; 0.02 where the file has 0 or
    /// nothing, as in transformers.
    var initialDeviation = 0.02
    /// What the head reads; nil for the first token's state.
    public internal(set) var pooling: Pooling?

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
    init(_ json: JSONSettings, _ family: EncoderFamily) throws {
        self.family = family
        let names = family.names
        sizes = EncoderSizes(
            vocabulary: try json.positive("vocab_size"), positions: try json.positive("max_position_embeddings"),
            tokenTypes: family.hasTokenTypes ? try json.positive("type_vocab_size") : 1,
            hidden: try json.positive(names.hiddenKey), intermediate: try json.positive(names.intermediateKey),
            layers: try json.positive(names.layersKey, upTo: 14), heads: try json.positive(names.headsKey),
            embedding: try names.embeddingKey.map { try json.positive($0) })
        padding = family.countsPositionsFromPadding ? try json.index("pad_token_id") : 0
        layerNormEpsilon =
            if let usual = family.layerNormEpsilon, !json.has("layer_norm_eps") { usual } else {
                try json.nonNegative("layer_norm_eps")
            }
        let hidden = try json.probability(names.hiddenDropoutKey), mayLack = names.classifierDropoutMayLack
        dropout = DropoutRates(
            hidden: hidden, attention: try json.probability(names.attentionDropoutKey),
            classifier: mayLack && !json.has(names.classifierDropoutKey)
                ? hidden : try json.probability(names.classifierDropoutKey))
        let deviation = json.has("initializer_range") ? try json.nonNegative("initializer_range") : 0
        initialDeviation = deviation == 0 ? 0.02 : deviation
        try requireSupported(json)
    }

    private func requireSupported(_ json: JSONSettings) throws {
        let names = family.names
        guard maxTokens >= 3 else {
            throw InputError(
                json.place, expected: "max_position_embeddings beyond pad_token_id and a sequence of three tokens",
                found: "\(sizes.positions) and \(padding)")
        }
        guard sizes.hidden % sizes.heads == 0 else {
            throw InputError(
                json.place, expected: "\(names.hiddenKey) divisible by \(names.headsKey)",
                found: "\(sizes.hidden) and \(sizes.heads)")
        }
        // Products of such counts, of bytes or of operations are still Ints.
        guard countAsDouble <= 0x1p40 else {
            let keys = ["vocab_size", names.hiddenKey, names.intermediateKey, names.layersKey]
            throw InputError(
                "\(json.place): \(keys.map { "\"\($0)\"" }.joined(separator: ", "))",
                expected: "sizes of a model of at most 2^40 values", found: "about \(Float(countAsDouble)) values")
        }
        // Both are the erf form.
        let key = names.activationKey, activation = try json.text(key)
        guard ["gelu", "gelu_python"].contains(activation) else {
            throw InputError(json.place, expected: "\(key) gelu (the erf form)", found: activation)
        }
    }
}

extension EncoderConfiguration {
    /// The weights without norms and biases, whatever the sizes; a count in Int could overflow.
    private var countAsDouble: Double {
        let H = Double(sizes.hidden), I = Double(sizes.intermediate), E = Double(sizes.embedding)
        let tables = Double(sizes.vocabulary) + Double(sizes.positions) + Double(sizes.tokenTypes)
        return tables * E + H * E + Double(sizes.layers) * (4 * H * H + 2 * H * I) + H * H
    }
}

extension EncoderConfiguration: BuildableConfiguration {
    public var modelType: String { family.modelType }
    public var tensorPrefix: String { family.modelType + "." }
    public var classifierArchitecture: String {
        switch pooling {
        case .mean: family.className + "MeanPoolingForSequenceClassification"
        case nil: family.classifierArchitecture
        }
    }
    public var summary: String {
        "\(modelType), \(sizes.layers) layers, hidden \(sizes.hidden), \(sizes.heads) heads, "
            + "intermediate \(sizes.intermediate), vocabulary \(sizes.vocabulary)"
    }
    public var layerCount: Int { sizes.layers }
    public var hiddenSize: Int { sizes.hidden }
    public var embeddingSize: Int { sizes.embedding }
    public var vocabularySize: Int { sizes.vocabulary }
    public var tokenTypes: Int { sizes.tokenTypes }
    /// A single row is the same for every token.
    public var readsTokenTypes: Bool {
        family.hasTokenTypes && (sizes.tokenTypes > 1 || !family.countsPositionsFromPadding)
    }

    /// The rows up to the padding token's stay unused where positions are counted from it.
    public var maxTokens: Int {
        family.countsPositionsFromPadding ? sizes.positions - Int(padding) - 1 : sizes.positions
    }

    public var positionRule: PositionRule { family.countsPositionsFromPadding ? .after(padding: padding) : .fromZero }

    /// Query, value, the attention's and the feed-forward part's output, as in the paper's experiments.
    public var adapterTargets: [AdapterTarget] {
        let H = sizes.hidden, names = family.names
        return [
            AdapterTarget(names.query, H, H), AdapterTarget(names.value, H, H),
            AdapterTarget(names.attentionOutput, H, H), AdapterTarget(names.output, H, sizes.intermediate),
        ]
    }

    public var layerMatrices: [AdapterTarget] {
        let H = sizes.hidden, I = sizes.intermediate, names = family.names
        let projection = projectsEmbeddings ? [AdapterTarget(Embeddings.projectionName, H, sizes.embedding)] : []
        return projection
            + (0 ..< sizes.layers).flatMap { layer in
                [
                    (names.query, H, H), (names.key, H, H), (names.value, H, H),
                    (names.attentionOutput, H, H), (names.intermediate, I, H), (names.output, H, I),
                ].map { AdapterTarget(names.path(layer, $0), $1, $2) }
            }
    }

    public var poolerMatrices: [AdapterTarget] {
        hasPooler ? [AdapterTarget(family.head.dense, sizes.hidden, sizes.hidden)] : []
    }

    /// Whether a linear layer stands between the embeddings and the first layer.
    var projectsEmbeddings: Bool { sizes.embedding != sizes.hidden }

    /// The classifier alone, or also the dense layer before it.
    public func headCount(classes: Int) -> Int {
        let H = sizes.hidden, classifier = classes * H + classes
        return family.head.isPooler ? classifier : classifier + H * H + H
    }

    public func totalCount(classes: Int) -> Int {
        let H = sizes.hidden, I = sizes.intermediate, E = sizes.embedding
        let tables = sizes.vocabulary + sizes.positions + (family.hasTokenTypes ? sizes.tokenTypes : 0)
        let embeddings = tables * E + 2 * E + (projectsEmbeddings ? H * E + H : 0)
        let layer = 4 * (H * H + H) + (I * H + I) + (H * I + H) + 4 * H
        let pooler = hasPooler ? H * H + H : 0
        return embeddings + sizes.layers * layer + pooler + headCount(classes: classes)
    }

    func build(_ source: TensorSource, _ start: HeadStart, seed: UInt64) throws -> any Backbone {
        try TextEncoder(source, self, start, seed: seed)
    }

    func buildWithRandomWeights(classes: Int, seed: UInt64) throws -> any Backbone {
        try TextEncoder(TensorSource(seed: seed), asBERT, HeadStart(classes: classes), seed: seed)
    }
}
