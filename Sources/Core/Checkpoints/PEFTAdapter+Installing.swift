/// From PEFT's folder onto a model.
extension PEFTAdapter {
    /// Puts adapter, classifier and whatever else the file replaces on a freshly loaded model.
    ///
    /// An adapter on a layer of the head, which PEFT makes without a task type, is added to the layer's weight; here
    /// the head is always saved whole.
    ///
    /// - Throws: `InputError` for a missing, misshaped or unknown tensor, for tensors and a description that do not
    ///   agree, and for a head that neither the file nor the base has; the model is then unchanged.
    public func install(on model: SequenceClassifier) throws {
        let tensors = try AdapterTensors(foreign: file, extras: description.extras)
        let modules = PEFTModules(model)
        try requireNoOtherModules(modules)
        let adapted = try adaptedModules(modules, tensors)
        let inner = adapted.filter { $0.kind != .classifier }
        guard !inner.isEmpty else {
            throw InputError(file.path, expected: "tensors of an adapter", found: "none of a matrix of the model")
        }
        var settings = try settings(inner, tensors)
        settings.biases = description.biases
        // PEFT also takes a layer whose weight is in the file although nothing says that it was saved.
        func isWhole(_ path: String) -> Bool {
            isSavedWhole(path) || tensors.shape(AdapterDirectory.prefix + path + ".weight") != nil
        }
        if modules.all.contains(where: { $0.kind == .pooler && isWhole($0.path) }) { settings.trainsPooler = true }
        let classifiers = adapted.filter { $0.kind == .classifier }
        if let tuner = description.tuner, let other = classifiers.first {
            throw PEFTDescription.advising(
                description.settings.wrong(
                    "target_modules", "layers below the head under \(tuner.type), and not \(other.path)"))
        }
        let head = model.head(of: settings)
        try requireHead(head.map(\.name), on: model, isWhole)
        let weights = try headWeights(classifiers, tensors)
        let reader = AdapterReader(configuration: settings, names: names, tensors: tensors, place: description.place)
        try reader.install(on: model, inner.compactMap(\.layer), head: head.filter { isWhole($0.name) })
        for (layer, weight) in weights { layer.assign(weight: weight, bias: nil) }
    }

    /// The configuration with the ranks and scales of these modules.
    private func settings(_ modules: [PEFTModules.Module], _ tensors: AdapterTensors) throws -> AdapterConfiguration {
        guard let patterns = description.patterns else { return configuration }
        var layers: [PEFTPatterns.Adapted] = []
        for module in modules { layers.append(try matrix(module, tensors)) }
        return try patterns.applied(to: configuration, layers, place: description.place)
    }

    /// W(θ) of layers of the head that have an adapter.
    private func headWeights(_ modules: [PEFTModules.Module], _ tensors: AdapterTensors) throws -> [(Linear, Matrix)] {
        let reader = AdapterReader(
            configuration: try settings(modules, tensors), names: names, tensors: tensors, place: description.place)
        var weights: [(Linear, Matrix)] = []
        for module in modules {
            guard let layer = module.layer else { continue }
            let adapter = try reader.adapter(of: layer, at: AdapterDirectory.prefix + module.path)
            weights.append((layer, adapter.weight()))
        }
        return weights
    }

    /// PEFT saves a module whole whose path ends with one of the names, or that lies in one.
    private func isSavedWhole(_ path: String) -> Bool {
        let parts = path.split(separator: ".")
        return parts.indices.contains { last in
            let module = parts[...last].joined(separator: ".")
            return description.saved.contains { module.hasSuffix($0) }
        }
    }

    private func requireNoOtherModules(_ modules: PEFTModules) throws {
        let others = modules.all.filter { $0.kind == .inner || $0.kind == .table }.map(\.path) + modules.norms
        guard let other = others.first(where: isSavedWhole) else { return }
        throw PEFTDescription.advising(
            description.settings.wrong(
                "modules_to_save", "the head and the pooler alone, and not \(other), which would be another base"))
    }

    /// The modules that the description means and that have tensors: both must be the same.
    private func adaptedModules(_ modules: PEFTModules, _ tensors: AdapterTensors) throws -> [PEFTModules.Module] {
        let method = configuration.method
        let roles = description.tuner == nil ? [.loraA, .loraB, .magnitude, .core] : method.trained + method.frozen
        let suffixes = roles.map { names.suffix($0) }
        let found = Set(
            tensors.names.compactMap { name in
                suffixes.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) }
            })
        var unmeant: [PEFTModules.Module] = [], result: [PEFTModules.Module] = []
        for module in modules.all {
            let isMeant = try description.rule.isMeant(module.path, isLinear: module.layer != nil)
            switch (isMeant, found.contains(AdapterDirectory.prefix + module.path)) {
            case (true, true): result.append(module)
            case (false, true): unmeant.append(module)
            case (false, false): break
            case (true, false):
                let name = AdapterDirectory.prefix + module.path + suffixes[0]
                throw InputError(
                    file.path, expected: "\(name), as the description puts an adapter on \(module.path)", found: "none")
            }
        }
        guard let other = unmeant.first else { return result }
        throw description.settings.wrong(
            "target_modules",
            "\(other.path) among them, as the file has tensors of \(unmeant.count) that are not meant by this, which "
                + "PEFT leaves out without a word")
    }

    /// The rank of a module from its tensors, which the description must not contradict.
    private func matrix(_ module: PEFTModules.Module, _ tensors: AdapterTensors) throws -> PEFTPatterns.Adapted {
        let name = AdapterDirectory.prefix + module.path + names.suffix(.loraA)
        guard let shape = tensors.shape(name), let rank = shape.first, rank >= 1 else {
            throw InputError("\(file.path): tensor \(name)", expected: "a matrix of rank 1 or more", found: "none")
        }
        if let said = try description.patterns?.rank(at: module.path), said.value != rank {
            throw InputError(
                "\(description.place): \"\(said.key)\"", expected: "\(rank), as \(name) is \(shape)",
                found: "\(said.value)")
        }
        return .init(name: module.layer?.name ?? module.path, path: module.path, rank: rank)
    }

    /// A head that starts from a seed would answer at random.
    private func requireHead(_ names: [String], on model: SequenceClassifier, _ isWhole: (String) -> Bool) throws {
        try model.requirePooler(description.settings, isSaved: isWhole)
        guard !model.hasPretrainedHead, let missing = names.first(where: { !isWhole($0) }) else { return }
        throw InputError(
            description.place, expected: "\(missing) in the adapter (\"modules_to_save\"), or in the base",
            found: "a base without it, so that the result would be random",
            advice: "Give the checkpoint that the adapter was trained on, which has a classifier, as `model`.")
    }
}

/// The modules of transformers' model on which PEFT may put an adapter, and the norms, which it may save.
struct PEFTModules {
    enum Kind { case inner, pooler, classifier, table }

    struct Module {
        /// In transformers' model: `bert.encoder.layer.0.attention.self.query`, `classifier`.
        let path: String
        /// nil for a table.
        let layer: Linear?
        let kind: Kind
    }

    let all: [Module]
    let norms: [String]

    init(_ model: SequenceClassifier) {
        let prefix = model.configuration.tensorPrefix
        func module(_ name: String) -> String { prefix + name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex) }
        let layers = model.linears.map { Module(path: prefix + $0.name, layer: $0, kind: .inner) }
        let pooler = model.backbone.frozenHead.map { Module(path: prefix + $0.name, layer: $0, kind: .pooler) }
        let head = model.backbone.trainedHead.map { Module(path: model.headPath($0), layer: $0, kind: .classifier) }
        let tables = model.backbone.storedTables.map { Module(path: module($0.name), layer: nil, kind: .table) }
        all = layers + pooler + head + tables
        norms = Set(model.backbone.norms.map { module($0.name) }).sorted()
    }
}
