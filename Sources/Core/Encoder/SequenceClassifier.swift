import Foundation

/// An encoder with a classification head: what is fine-tuned, evaluated and merged.
public final class SequenceClassifier: @unchecked Sendable {
    /// The encoder's shape and dropout, from config.json.
    public let configuration: EncoderConfiguration
    /// What turns ids into the first layer's input; it trains under full fine-tuning alone.
    public let embeddings: Embeddings
    let layers: [EncoderLayer]
    /// What turns the first token's state into logits.
    public let head: ClassificationHead
    /// Tensors of the checkpoint that the model has no place for.
    public let unusedTensors: [String]
    /// Whether the classifier came from the checkpoint and not from the seed.
    public let hasPretrainedHead: Bool
    /// What `adapt` made of the model.
    public private(set) var adapterConfiguration: AdapterConfiguration?

    /// Loads `config.json` and `model.safetensors` of a Hugging Face directory, strictly.
    ///
    /// A classifier in the checkpoint is used; without one, the classifier starts as N(0, 0.02²) from the seed, with
    /// a zero bias. A BERT checkpoint without a pooler cannot classify and is refused.
    /// - Throws: `InputError` for a missing, damaged or ill-shaped file or tensor.
    public convenience init(directory: URL, classes: Int? = nil, seed: UInt64) throws {
        let configuration = try EncoderConfiguration(contentsOf: directory.appending(path: "config.json"))
        let weights = directory.appending(path: "model.safetensors")
        if !FileManager.default.fileExists(atPath: weights.path) {
            let others = ["model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"].filter {
                FileManager.default.fileExists(atPath: directory.appending(path: $0).path)
            }
            throw InputError(
                weights.path, expected: "the weights in one file", found: others.first ?? "none",
                advice: others.isEmpty
                    ? nil
                    : """
                    Save it once with transformers: AutoModel.from_pretrained(DIR).save_pretrained(DIR, \
                    max_shard_size="100GB").
                    """
            )
        }
        let file = try Safetensors(contentsOf: weights)
        try self.init(TensorSource(file, configuration.architecture), configuration, classes: classes, seed: seed)
        if let layer = unusedTensors.first(where: { $0.contains("encoder.layer.") }) {
            throw InputError(
                directory.path, expected: "\(configuration.layers) layers, as config.json says",
                found: "the tensor \(layer) besides")
        }
    }

    /// A model of this shape with random weights, for measuring speed. The head is BERT's.
    package convenience init(randomWeightsOf configuration: EncoderConfiguration, classes: Int, seed: UInt64) throws {
        try self.init(TensorSource(seed: seed), configuration.asBERT, classes: classes, seed: seed)
    }

    private init(_ source: TensorSource, _ configuration: EncoderConfiguration, classes: Int?, seed: UInt64) throws {
        self.configuration = configuration
        let H = configuration.hiddenSize
        embeddings = try Embeddings(source, configuration)
        var layers: [EncoderLayer] = []
        for number in 0 ..< configuration.layers { layers.append(try EncoderLayer(number, source, configuration)) }
        self.layers = layers
        let outputs = classes ?? source.classes ?? 2
        hasPretrainedHead = source.classes != nil
        func headLayer(_ name: String, _ outputs: Int) throws -> Linear {
            try source.headLayer(name, outputs, H) ?? Self.freshLayer(name, outputs, H, seed: seed)
        }
        head =
            switch configuration.architecture {
            case .bert:
                ClassificationHead(
                    .bert, dense: try source.linear("pooler.dense", H, H), output: try headLayer("classifier", outputs))
            case .roberta:
                ClassificationHead(
                    .roberta, dense: try headLayer("classifier.dense", H),
                    output: try headLayer("classifier.out_proj", outputs))
            }
        unusedTensors = source.unused
        // Core's threads each call OpenBLAS: with threads of its own there would be too many, and sums in another
        // order.
        OpenBLAS.useOneThreadPerCall()
        findAdapted()
    }

    private static func freshLayer(_ name: String, _ outputs: Int, _ hidden: Int, seed: UInt64) -> Linear {
        var random = Random(seed: seed, purpose: name)
        return Linear(
            name, weight: .normal(outputs, hidden, deviation: 0.02, using: &random), bias: Matrix(1, outputs),
            group: .head)
    }

    /// Outputs of the classifier; 1 is regression.
    public var classes: Int { head.classes }

    /// `EncoderConfiguration.requireFit` of the model's configuration.
    ///
    /// - Throws: `InputError` when the tokenizer could give an id, a token type or a length that the model has no row
    ///   for.
    public func requireFit(_ tokenizer: any Tokenizer, maxLength: Int, isPair: Bool) throws {
        try configuration.requireFit(tokenizer, maxLength: maxLength, isPair: isPair)
    }

    /// All linear layers of the encoder, in the order of the checkpoint's layers.
    public var linears: [Linear] { layers.flatMap(\.linears) }
    /// The linear layers that adapters are put on: query, value, attention.output.dense, output.dense of each layer.
    public var targets: [Linear] { layers.flatMap(\.targets) }
    /// The encoder's linear layer at `path`.
    public func linear(_ path: String) -> Linear? { linears.first { $0.name == path } }

    /// Puts adapters on the model and returns the reasons for matrices that were left out. A model is adapted once:
    /// another method needs the checkpoint anew.
    ///
    /// Full fine-tuning trains everything: embeddings, LayerNorms, biases, pooler.
    /// - Throws: `InputError` or `SVDError`, the model is then unchanged.
    public func adapt(_ configuration: AdapterConfiguration, seed: UInt64, threads: Int) throws -> [String] {
        precondition(adapterConfiguration == nil, "the model is adapted already; load the checkpoint again")
        let layers = configuration.method == .full ? linears + head.frozen : targets
        if let unknown = configuration.rankPattern?.keys.sorted().first(where: { path in
            !layers.contains { $0.name == path }
        }) {
            throw InputError(
                "the rank pattern", expected: "paths of adapted matrices, such as \(layers.first?.name ?? "")",
                found: unknown)
        }
        let outcomes = try Parallel.map(layers.count, threads: threads) { i in
            try configuration.adapt(layers[i].base, at: layers[i].name, seed: seed)
        }
        var skipped: [String] = []
        for (layer, outcome) in zip(layers, outcomes) {
            switch outcome {
            case .adapted(let adapter): layer.adapt(with: adapter)
            case .none: break
            case .skipped(let reason): skipped.append(reason)
            }
        }
        findAdapted()
        adapterConfiguration = configuration
        return skipped
    }

    /// Takes over adapters that were read from a file.
    func install(_ adapters: [(Linear, any Adapter)], _ configuration: AdapterConfiguration) {
        precondition(adapterConfiguration == nil, "the model is adapted already; load the checkpoint again")
        for (layer, adapter) in adapters { layer.adapt(with: adapter) }
        findAdapted()
        adapterConfiguration = configuration
    }

    /// Every tensor under its Hugging Face name, with the adapters merged: what a plain checkpoint holds.
    var mergedTensors: [(name: String, value: Matrix, isVector: Bool)] {
        let prefix = configuration.architecture.rawValue + "."
        var result = embeddings.tables.map { (prefix + $0.name, $0.value, false) }
        for norm in [embeddings.norm] + layers.flatMap(\.norms) {
            result += norm.parameters.map { (prefix + $0.name, $0.value, true) }
        }
        for (layer, prefix) in (linears + head.frozen).map({ ($0, prefix) }) + head.trained.map({ ($0, "") }) {
            result += [
                (prefix + layer.name + ".weight", layer.weight, false),
                (prefix + layer.name + ".bias", layer.bias.value, true),
            ]
        }
        return result
    }

    /// Every linear layer that has an adapter, whose W(θ) changes with a step. The head always has one.
    private var adapted: [Linear] = []

    private func findAdapted() { adapted = (linears + [head.dense, head.output]).filter { $0.adapter != nil } }

    /// What trains, in a fixed order: adapters by layer, then, under full fine-tuning, the rest; the head last.
    /// The embedding tables come at the very end, after everything whose gradient a shard keeps for itself.
    public var trainableParameters: [Parameter] {
        let encoder = linears + head.frozen
        var result = encoder.flatMap { $0.adapter?.parameters ?? [] }
        let isFull = adapterConfiguration?.method == .full
        if isFull {
            result +=
                encoder.map(\.bias) + layers.flatMap { $0.norms.flatMap(\.parameters) } + embeddings.norm.parameters
        }
        result += head.parameters
        return isFull ? result + embeddings.tables : result
    }

    /// Forms every W(θ) after a change of parameters.
    public func refresh(threads: Int) {
        Parallel.run(adapted.count, threads: threads) { [adapted] i, _ in adapted[i].refresh() }
    }

    /// Where the backward pass ends: the number of the lowest layer in which something trains, or −1 where the
    /// embeddings train.
    private(set) var lowestTrainable = Int.max

    /// To be called before the first backward pass, when it is settled what trains: lays out the weights through which
    /// gradients will flow back.
    func prepareForBackward() {
        let trainsEmbeddings = embeddings.parameters.contains(where: \.isTrainable)
        lowestTrainable = trainsEmbeddings ? -1 : layers.firstIndex(where: \.isTrainable) ?? layers.count
        guard lowestTrainable < layers.count else { return }
        for layer in layers[max(0, lowestTrainable)...].flatMap(\.linears) + [head.dense] { layer.prepareForBackward() }
    }
}
