extension Gemma3Configuration: BuildableConfiguration {
    static let modelTypeName = "gemma3_text"

    package var modelType: String { Self.modelTypeName }
    package var tensorPrefix: String { "model." }
    package var classifierArchitecture: String {
        switch pooling {
        case .mean: "Gemma3TextMeanPoolingForSequenceClassification"
        case nil: "Gemma3TextForSequenceClassification"
        }
    }
    package var layerCount: Int { isGlobal.count }
    package var hiddenSize: Int { hidden }
    package var embeddingSize: Int { hidden }
    package var vocabularySize: Int { vocabulary }
    package var maxTokens: Int { positions }
    package var tokenTypes: Int { 1 }
    package var readsTokenTypes: Bool { false }
    package var positionRule: PositionRule { .fromZero }
    /// A mean is of all tokens.
    package var endPadding: Int32? { pooling == nil ? Int32(exactly: padding) : nil }
    package func pooled(by pooling: Pooling?) -> Gemma3Configuration {
        var result = self
        result.pooling = pooling ?? self.pooling
        return result
    }
    /// The architecture has none.
    package var hasDropout: Bool { false }
    package var dropout: DropoutRates { DropoutRates(hidden: 0, attention: 0, classifier: 0) }

    /// A path in the model, without its prefix.
    static func path(_ layer: Int, _ part: String) -> String { "layers.\(layer).\(part)" }

    /// The matrices of a layer in its order.
    private var matrices: [AdapterTarget] {
        let queries = heads * headSize, keys = keyHeads * headSize
        return [
            AdapterTarget("self_attn.q_proj", queries, hidden), AdapterTarget("self_attn.k_proj", keys, hidden),
            AdapterTarget("self_attn.v_proj", keys, hidden), AdapterTarget("self_attn.o_proj", hidden, queries),
            AdapterTarget("mlp.gate_proj", intermediate, hidden), AdapterTarget("mlp.up_proj", intermediate, hidden),
            AdapterTarget("mlp.down_proj", hidden, intermediate),
        ]
    }

    /// Query, value, the attention's and the feed-forward part's output, as on encoders.
    package var adapterTargets: [AdapterTarget] {
        let usual = ["self_attn.q_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.down_proj"]
        return matrices.filter { usual.contains($0.path) }
    }

    package var layerMatrices: [AdapterTarget] {
        (0 ..< layerCount).flatMap { layer in
            matrices.map { AdapterTarget(Self.path(layer, $0.path), $0.outputs, $0.inputs) }
        }
    }

    package var poolerMatrices: [AdapterTarget] { [] }
    package func headCount(classes: Int) -> Int { classes * hidden }
    package func totalCount(classes: Int) -> Int {
        tensors.reduce(headCount(classes: classes)) { $0 + $1.rows * $1.columns }
    }

    var ggufPlaces: [String: GGUFWeights.Place] {
        Dictionary(
            uniqueKeysWithValues: tensors.map {
                ($0.name, GGUFWeights.Place(name: $0.ggufName, surplus: $0.isNorm ? 1 : 0))
            })
    }

    func build(_ source: TensorSource, _ start: HeadStart, seed: UInt64) throws -> any Backbone {
        try Gemma3(source, self, start, seed: seed)
    }

    func buildWithRandomWeights(classes: Int, seed: UInt64) throws -> any Backbone {
        try Gemma3(TensorSource(seed: seed), self, HeadStart(classes: classes), seed: seed)
    }

    /// Gemma 3 270M's shape.
    static let gemma270M = Gemma3Configuration(
        vocabulary: 262_144, hidden: 640, intermediate: 2_048, heads: 4, keyHeads: 1, headSize: 256, positions: 32_768,
        window: 512, isGlobal: pattern(usualPattern, layers: 18), epsilon: 1e-6, globalBase: 1_000_000,
        localBase: usualLocalBase, globalFactor: 1, scoreScale: 256, padding: usualPadding)
}
