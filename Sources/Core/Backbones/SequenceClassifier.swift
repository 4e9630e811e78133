import Foundation

/// A backbone with a classification head: what is fine-tuned, evaluated and merged.
public final class SequenceClassifier: @unchecked Sendable {
    /// The network; all that differs between encoders and decoders is behind it.
    let backbone: any Backbone
    /// Tensors of the checkpoint that the model has no place for.
    public let unusedTensors: [String]
    /// What `adapt` made of the model.
    public private(set) var adapterConfiguration: AdapterConfiguration?

    /// Loads `config.json` and the weights of a Hugging Face directory, or a GGUF file, strictly.
    ///
    /// A classifier in the checkpoint is used; without one, and where its head is of another kind, the head starts
    /// from the seed, and `startNotes` say so.
    /// - Parameters:
    ///   - directory: the checkpoint.
    ///   - classes: outputs of the classifier; nil for as many as its own has.
    ///   - ignoresMismatchedHead: whether a classifier with another number of outputs makes room for a new one.
    ///   - pooling: what the head is to read, as the adapter's configuration says it; nil leaves the checkpoint's own.
    ///   - seed: of what starts anew.
    /// - Throws: `InputError` for a missing, damaged or ill-shaped file or tensor, for a pooling that the backbone's
    ///   head does not have, and where memory cannot be had.
    public convenience init(
        directory: URL, classes: Int? = nil, ignoresMismatchedHead: Bool = false, pooling: Pooling? = nil, seed: UInt64
    ) throws {
        let work = WorkProgress.begin("reading the model")
        defer { work.end() }
        try OpenBLAS.requireMemory(threads: 1)
        let json = try ModelDirectory.settings(directory), own = try BackboneFamily.buildable(json)
        let configuration = try own.pooled(by: pooling)
        let source = TensorSource(
            try ModelDirectory.tensors(directory, of: own, json), prefix: configuration.tensorPrefix)
        let start = HeadStart(
            classes: classes, ignoresMismatch: ignoresMismatchedHead, otherKind: ModelHead.otherKind(json),
            readsOtherwise: configuration.pooling != own.pooling)
        self.init(try configuration.build(source, start, seed: seed), unusedTensors: source.unused)
        if let layer = unusedTensors.first(where: { $0.contains(/(^|\.)(layers?|blk)\./) }) {
            throw InputError(
                directory.path, expected: "\(configuration.layerCount) layers, as its configuration says",
                found: "the tensor \(layer) besides")
        }
    }

    /// A model of this shape with random weights, for measuring speed.
    ///
    /// - Throws: `InputError` where a backbone cannot be made so.
    package convenience init(randomWeightsOf configuration: any BackboneConfiguration, classes: Int, seed: UInt64)
        throws
    {
        guard let buildable = configuration as? any BuildableConfiguration else {
            throw InputError("random weights", expected: "a shape that can be built", found: configuration.modelType)
        }
        self.init(try buildable.buildWithRandomWeights(classes: classes, seed: seed), unusedTensors: [])
    }

    private init(_ backbone: any Backbone, unusedTensors: [String]) {
        (self.backbone, self.unusedTensors) = (backbone, unusedTensors)
        // Core's threads each call OpenBLAS: with threads of its own there would be too many, and sums in another
        // order.
        OpenBLAS.useOneThreadPerCall()
        findAdapted()
    }

    /// The backbone's shape and dropout, from config.json.
    public var configuration: any BackboneConfiguration { backbone.configuration }
    /// Whether the classifier came from the checkpoint and not from the seed.
    public var hasPretrainedHead: Bool { backbone.hasPretrainedHead }
    /// What of the checkpoint's head is not used, or is missing, and starts from the seed, and tables that became
    /// floats to train: a line each.
    public var startNotes: [String] { backbone.startNotes + tableNotes }
    private var tableNotes: [String] = []
    /// Outputs of the classifier; 1 is regression.
    public var classes: Int { backbone.trainedHead.last?.outputs ?? 0 }

    /// `BackboneConfiguration.requireFit` of the model's configuration.
    ///
    /// - Throws: `InputError` when the tokenizer could give an id, a token type or a length that the model has no row
    ///   for.
    public func requireFit(_ tokenizer: any Tokenizer, maxLength: Int, isPair: Bool) throws {
        try configuration.requireFit(tokenizer, maxLength: maxLength, isPair: isPair)
    }

    /// All linear layers between embeddings and head, in the order of the checkpoint's layers.
    public var linears: [Linear] { backbone.linears }
    /// In which number format states and weights enter the products of whole layers between embeddings and head.
    public private(set) var precision = Precision.float32

    /// Sets `precision`.
    ///
    /// - Parameters:
    ///   - precision: the format.
    ///   - emulated: whether bfloat16 is computed without the processor's instructions for it: products have the
    ///     same bits, at less than float32's speed. Without effect on float32.
    /// - Throws: `InputError` where the processor lacks what the precision needs, and it is not to be emulated.
    public func compute(in precision: Precision, emulated: Bool = false) throws {
        let format = try ProductFormat(precision, emulated: emulated)
        for layer in linears { layer.compute(in: format) }
        self.precision = precision
    }

    /// The linear layers that adapters are put on.
    public var targets: [Linear] { backbone.targets }
    /// The linear layer at `path`.
    public func linear(_ path: String) -> Linear? { adaptable.first { $0.name == path } }

    /// Puts adapters on the model and returns the reasons for matrices that were left out. A model is adapted once:
    /// another method needs the checkpoint anew.
    ///
    /// Full fine-tuning trains everything: embeddings, LayerNorms, biases, pooler.
    /// - Parameters:
    ///   - configuration: the method with its settings.
    ///   - seed: of what is drawn.
    ///   - threads: the numbers do not depend on it.
    ///   - firstUpdates: of each layer by its path, for a method that starts from gradients: see
    ///     `AdapterSite.firstUpdate`.
    /// - Throws: `InputError` or `SVDError`, the model is then unchanged.
    public func adapt(
        _ configuration: AdapterConfiguration, seed: UInt64, threads: Int = Machine.cores,
        firstUpdates: [String: Matrix] = [:]
    ) throws -> [String] {
        try adapt(configuration, seed: seed, threads: threads, firstUpdates: firstUpdates, frozen: nil)
    }

    /// The same, with frozen tensors of a file, by layer and role, where there is one.
    func adapt(
        _ configuration: AdapterConfiguration, seed: UInt64, threads: Int, firstUpdates: [String: Matrix] = [:],
        frozen: [String: Matrix]?
    ) throws -> [String] {
        try Machine.requireThreads(threads)
        try requireNoAdapter()
        let layers = try layers(of: configuration)
        let paths = Set(layers.map(\.name))
        guard configuration.biases == nil else {
            throw InputError(
                "adapter.biases", expected: "none, as no method trains biases beside adapters", found: "some")
        }
        let patterns = [String]((configuration.rankPattern ?? [:]).keys) + (configuration.scalePattern ?? [:]).keys
        if let unknown = patterns.sorted().first(where: { !paths.contains($0) }) {
            throw InputError(
                "the rank pattern", expected: "paths of adapted matrices, such as \(layers.first?.name ?? "")",
                found: unknown)
        }
        if configuration.method.scope == .wholeModel { tableNotes = try backbone.unpackTables(threads: threads) }
        // Before anything is drawn for all of them, which costs memory.
        for layer in layers { try configuration.requireRank(fits: layer.base, at: layer.name, "rank") }
        let work = WorkProgress.begin("adapted matrices", of: layers.count)
        defer { work.end() }
        let shared = try configuration.shared(
            by: layers.map { AdapterTarget($0) }, seed: seed)
        let outcomes = try Parallel.map(layers.count, threads: threads) { i in
            defer { work.advance() }
            let path = layers[i].name
            return try configuration.adapt(
                layers[i].base, at: path, seed: seed, shared: shared, firstUpdate: firstUpdates[path],
                stored: frozen.map { frozen in
                    { role, rows, columns in
                        let name = path + "." + role.rawValue
                        guard let found = frozen[name], found.rows == rows, found.columns == columns else {
                            throw InputError(
                                "tensor \(name)", expected: "\(rows) × \(columns)",
                                found: frozen[name]?.shape ?? "none")
                        }
                        return found
                    }
                })
        }
        var adapters: [(Linear, any Adapter)] = [], skipped: [String] = []
        for (layer, outcome) in zip(layers, outcomes) {
            switch outcome {
            case .adapted(let adapter): adapters.append((layer, adapter))
            case .none: break
            case .skipped(let reason): skipped.append(reason)
            }
        }
        try install(adapters, configuration)
        return skipped
    }

    private func requireNoAdapter() throws {
        guard let adapterConfiguration else { return }
        throw InputError(
            "the model", expected: "one without adapters", found: "one with \(adapterConfiguration.method.title)",
            advice: "Load the checkpoint again: a model is adapted once.")
    }

    /// Takes over adapters, such as were read from a file.
    ///
    /// - Throws: `InputError` for a model that has adapters already.
    func install(_ adapters: [(Linear, any Adapter)], _ configuration: AdapterConfiguration) throws {
        try requireNoAdapter()
        try requireHead(of: configuration)
        for (layer, adapter) in adapters { layer.adapt(with: adapter) }
        for (_, layer) in head(of: configuration) where layer.adapter == nil {
            layer.adapt(with: TrainedWeight(layer.base, name: layer.name, group: .head))
            layer.bias.group = .head
        }
        findAdapted()
        adapterConfiguration = configuration
    }

    /// Every tensor under its Hugging Face name, with the adapters merged: what a plain checkpoint holds.
    var mergedTensors: [Safetensors.Output] {
        let prefix = configuration.tensorPrefix
        return backbone.storedTables.map { Safetensors.Output(prefix + $0.name, $0.values(), isVector: false) }
            + backbone.norms.map { Safetensors.Output(prefix + $0.name, $0.value, isVector: true) }
            + (linears + backbone.frozenHead).flatMap { $0.tensors(prefix + $0.name) }
            + backbone.trainedHead.flatMap { $0.tensors(headPath($0)) }
    }

    /// What a layer of the trained head is called in a checkpoint.
    func headPath(_ layer: Linear) -> String {
        (backbone.hasPrefix(layer) ? configuration.tensorPrefix : "") + layer.name
    }

    /// Every linear layer that has an adapter, whose W(θ) changes with a step. The head always has one.
    private var adapted: [Linear] = []

    private func findAdapted() {
        adapted = (linears + backbone.frozenHead + backbone.trainedHead).filter { $0.adapter != nil }
    }

    /// What trains, in a fixed order: what adapters share, adapters by layer, then, under full fine-tuning, the rest;
    /// the head last.
    /// The embedding tables come at the very end, after everything whose gradient a shard keeps for itself.
    public var trainableParameters: [Parameter] {
        let head = head(of: adapterConfiguration).map(\.layer), encoder = frozenLayers
        let shared = encoder.lazy.compactMap(\.adapter).first?.shared ?? .none
        var result = shared.parameters + encoder.flatMap { $0.adapter?.parameters ?? [] }
        let trainsAll = adapterConfiguration?.method.scope == .wholeModel
        if trainsAll { result += encoder.filter(\.hasBias).map(\.bias) + backbone.norms }
        result += head.flatMap { ($0.adapter?.parameters ?? []) + ($0.hasBias ? [$0.bias] : []) }
        return trainsAll ? result + backbone.tables : result
    }

    /// Forms every W(θ) after a change of parameters.
    public func refresh(threads: Int = Machine.cores) {
        Parallel.run(adapted.count, threads: threads) { [adapted] i, _ in adapted[i].refresh() }
    }
}
