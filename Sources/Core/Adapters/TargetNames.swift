/// Which matrices names mean, by the rule of PEFT's `target_modules`: a name is a whole path or its end after a dot, so
/// that `output.dense` means `attention.output.dense`, too.
public enum TargetNames {
    /// Every linear layer but the classifier's, as in PEFT: on BERT the pooler, too.
    public static let allLinear = "all-linear"

    /// The paths that names mean, in the order of the paths. A pooler that trains whole gets no adapter besides, as in
    /// PEFT.
    ///
    /// - Parameters:
    ///   - names: of the configuration.
    ///   - paths: of every layer that may get an adapter, without `prefix`.
    ///   - pooler: those of them that are the head's.
    ///   - trainsPooler: whether these train whole.
    ///   - prefix: what stands before the paths in a checkpoint: `bert.`.
    /// - Throws: `InputError` for no names, for one that means no layer, and for one that means the pooler alone, which
    ///   trains whole.
    static func paths(
        _ names: [String], among paths: [String], pooler: [String], trainsPooler: Bool, prefix: String
    ) throws -> [String] {
        let frozen = trainsPooler ? paths.filter { !pooler.contains($0) } : paths
        func meant(_ name: String, _ paths: [String]) -> [String] {
            name == allLinear ? paths : paths.filter { PEFTTargets.isMeant($0, prefix, by: name) }
        }
        guard !names.isEmpty else {
            throw InputError("adapter.targets", expected: "one name or more: \(known(paths))", found: "none")
        }
        for name in names where meant(name, frozen).isEmpty {
            guard meant(name, paths).isEmpty else {
                throw InputError(
                    "adapter.targets", expected: "layers that do not train whole",
                    found: "\(name), which `adapter.trainsPooler` trains")
            }
            throw InputError("adapter.targets", expected: known(paths), found: name)
        }
        let found = Set(names.flatMap { meant($0, frozen) })
        return paths.filter(found.contains)
    }

    /// The names that a person may give: `query, key, … or all-linear`.
    private static func known(_ paths: [String]) -> String {
        var names: [String] = []
        for path in paths {
            let name = ofKind(path).replacing("attention.self.", with: "")
            if !names.contains(name) { names.append(name) }
        }
        return names.joined(separator: ", ") + " or \(allLinear)"
    }

    /// A path without its layer: `attention.self.query` for `encoder.layer.0.attention.self.query`.
    public static func ofKind(_ path: String) -> String { path.replacing(/^.*?\.[0-9]+\./, with: "") }
}

extension BackboneConfiguration {
    /// Trainable values of an adapter on this backbone and of the head beside it, by the closed formulas: what a run
    /// counts, but for matrices that are left out.
    ///
    /// - Throws: `InputError` for targets that the backbone does not have, or a pooler to train.
    public func trainableCounts(_ adapter: AdapterConfiguration, classes: Int = 2) throws -> (adapter: Int, head: Int) {
        try requirePooler(of: adapter)
        let method = adapter.method, trainsPooler = adapter.trainsPooler == true && method.scope != .wholeModel
        let pooler = trainsPooler ? poolerMatrices.reduce(0) { $0 + $1.outputs * ($1.inputs + 1) } : 0
        let head = headCount(classes: classes) + pooler
        guard method.scope == .adaptedMatrices else {
            return (trainableCount(method, rank: adapter.rank, classes: classes), head)
        }
        let matrices = try targets(of: adapter)
        return (method.trainableCount(adapter, over: matrices), head)
    }

    /// The matrices that a configuration puts adapters on, by their paths in the model.
    ///
    /// - Throws: `InputError` for a name that no matrix has.
    public func targets(of adapter: AdapterConfiguration) throws -> [AdapterTarget] {
        let all = layerMatrices + poolerMatrices
        guard let names = adapter.targets else {
            let usual = Set(adapterTargets.map(\.path))
            return layerMatrices.filter { usual.contains(TargetNames.ofKind($0.path)) }
        }
        let paths = Set(
            try TargetNames.paths(
                names, among: all.map(\.path), pooler: poolerMatrices.map(\.path),
                trainsPooler: adapter.trainsPooler == true, prefix: tensorPrefix))
        return all.filter { paths.contains($0.path) }
    }
}
