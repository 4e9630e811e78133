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
        try requirePooler(adapter)
        guard adapter.method.scope != .wholeModel else { return adaptable }
        guard let names = adapter.targets else { return targets }
        let paths = Set(
            try TargetNames.paths(
                names, among: adaptable.map(\.name), pooler: backbone.frozenHead.map(\.name),
                trainsPooler: adapter.trainsPooler == true, prefix: configuration.tensorPrefix))
        return adaptable.filter { paths.contains($0.name) }
    }

    /// - Throws: `InputError` where a pooler is to train and there is none that does not train anyway.
    func requirePooler(_ adapter: AdapterConfiguration) throws {
        guard adapter.trainsPooler == true else { return }
        guard !backbone.frozenHead.isEmpty else {
            throw InputError(
                "adapter.trainsPooler", expected: "a model with a pooler that else stays frozen, as BERT's",
                found: "\(configuration.modelType), of whose head every layer trains under every method")
        }
        guard adapter.method.scope != .wholeModel else {
            throw InputError(
                "adapter.trainsPooler", expected: "a method that leaves the pooler frozen",
                found: "\(adapter.method.id), which trains every layer")
        }
    }
}
