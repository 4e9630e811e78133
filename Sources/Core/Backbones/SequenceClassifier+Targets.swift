/// Which layers get adapters, and which train whole beside the classifier.
extension SequenceClassifier {
    /// Every layer that may get an adapter: those between embeddings and head, then a pooler under the classifier.
    public var adaptable: [Linear] { linears + backbone.frozenHead }

    /// The layers that have adapters. A pooler that trains whole is not among them.
    public var adaptedLayers: [Linear] { frozenLayers.filter { $0.adapter != nil } }

    /// Those of `adaptable` that do not train whole as a part of the head.
    var frozenLayers: [Linear] { adapterConfiguration?.trainsPooler == true ? linears : adaptable }

    /// The layers of the head that train whole under a configuration, the classifier last, with their names in a
    /// checkpoint.
    func head(of adapter: AdapterConfiguration?) -> [(name: String, layer: Linear)] {
        let pooler = adapter?.trainsPooler == true ? backbone.frozenHead : []
        return pooler.map { (configuration.tensorPrefix + $0.name, $0) }
            + backbone.trainedHead.map { (headPath($0), $0) }
    }

    /// The modules of that head, by the first part of their layers' names: `classifier`, `pooler`. PEFT saves them
    /// whole.
    func headModules(of adapter: AdapterConfiguration?) -> [String] {
        Set(head(of: adapter).map { String($0.layer.name.prefix { $0 != "." }) }).sorted()
    }

    /// The layers that a configuration puts adapters on.
    ///
    /// - Throws: `InputError` for a name that no layer has.
    func layers(of adapter: AdapterConfiguration) throws -> [Linear] {
        try requireHead(of: adapter)
        guard adapter.method.scope != .wholeModel else { return adaptable }
        guard let names = adapter.targets else { return targets }
        let paths = Set(
            try TargetNames.paths(
                names, among: adaptable.map(\.name), pooler: backbone.frozenHead.map(\.name),
                trainsPooler: adapter.trainsPooler == true, prefix: configuration.tensorPrefix))
        return adaptable.filter { paths.contains($0.name) }
    }

    /// - Throws: `InputError` where the model's head reads something else than the configuration says, and where a
    ///   pooler is to train and there is none that does not train anyway.
    func requireHead(of adapter: AdapterConfiguration) throws {
        guard adapter.pooling == configuration.pooling else {
            throw InputError(
                "adapter.pooling", expected: "\(Self.text(configuration.pooling)), as the model's head reads",
                found: Self.text(adapter.pooling),
                advice: "A model is loaded, and a checkpoint trained on, with the pooling of its head.")
        }
        guard adapter.trainsPooler == true else { return }
        try configuration.requirePooler(of: adapter)
        guard adapter.method.scope != .wholeModel else {
            throw InputError(
                "adapter.trainsPooler", expected: "a method that leaves the pooler frozen",
                found: "\(adapter.method.id), which trains every layer")
        }
    }

    private static func text(_ pooling: Pooling?) -> String { pooling?.rawValue ?? "none" }

    /// - Throws: `InputError` where the head reads something that transformers and PEFT have no class for: what is
    ///   written for them would be read as another model.
    public func requireHeadOfTransformers(_ place: String) throws {
        guard let pooling = configuration.pooling else { return }
        throw InputError(
            place, expected: "a model whose head reads what transformers' does, one token's state",
            found: "\(pooling.rawValue) pooling, which its classes would read as another model",
            advice: "`edora predict` reads the adapter's folder as it is; for a model of theirs train without "
                + "`adapter.pooling`.")
    }
}

extension BackboneConfiguration {
    /// - Throws: `InputError` where a pooler is to train, and there is none that does not train anyway.
    func requirePooler(of adapter: AdapterConfiguration) throws {
        guard adapter.trainsPooler == true, poolerMatrices.isEmpty else { return }
        let reason = pooling.map { "under \($0.rawValue) pooling, which leaves a pooler out" }
        throw InputError(
            "adapter.trainsPooler", expected: "a model with a pooler that else stays frozen, as BERT's",
            found: modelType + (reason.map { " " + $0 } ?? ", of whose head every layer trains under every method"))
    }
}
