import Foundation

/// From a model into a folder.
extension AdapterDirectory {
    /// Describes the adapter of a trained model.
    ///
    /// - Parameters:
    ///   - model: the trained model, with the adapter on it.
    ///   - task: that it was trained for.
    ///   - maxLength: the longest sequence in tokens that it was trained with.
    ///   - baseDigest: SHA-256 of the base checkpoint's model.safetensors.
    ///   - run: the key of the run that made it.
    ///   - seed: the run's; nil where it is not known.
    ///   - base: the base checkpoint as `ModelDirectory.locate` finds it; nil where it is not known.
    ///   - trainedOn: its rows; nil where they are not files.
    /// - Throws: `InputError` for a model without an adapter.
    public init(
        of model: SequenceClassifier, task: TextTask, maxLength: Int, baseDigest: String, run: String, seed: UInt64?,
        base: String? = nil, trainedOn: TrainedRows? = nil
    ) throws {
        guard let configuration = model.adapterConfiguration else {
            throw InputError("the model", expected: "one with an adapter", found: "one without")
        }
        self.init(
            adapter: configuration, task: task, maxLength: maxLength, classes: model.classes,
            labels: task.classes == model.classes ? task.labelNames : nil, baseDigest: baseDigest,
            run: run, adaptedLayers: model.adaptedLayers.map(\.name), seed: seed,
            base: base, trainedOn: trainedOn)
    }

    /// Writes the adapter and the classifier of the model that this describes.
    ///
    /// - Throws: `InputError` when the folder cannot be written, the model has another adapter, or the method or its
    ///   pooling has no form in PEFT (`NativeAdapter` has one). The side file comes last: without it nothing loads.
    public func write(_ model: SequenceClassifier, to directory: URL) throws {
        try OutputFolder.held(directory) { try write(model, to: $0) }
    }

    /// The same to a folder that is held already.
    ///
    /// - Throws: the same.
    public func write(_ model: SequenceClassifier, to folder: OutputFolder) throws {
        try requireAdapter(of: model)
        let form = adapter.peftForm
        guard form != nil || adapter.method.scope == .headOnly else {
            let found = adapter.pooling.map { "\($0.rawValue) pooling" } ?? adapter.method.title
            throw InputError(
                folder.url.path, expected: "a method with a form in PEFT",
                found: "\(found), which has none",
                advice: "It is kept in the native form alone: `NativeAdapter.write`.")
        }
        try OutputFolder.requireNoModel(folder.url)
        let adapted = model.adaptedLayers
        for layer in adapted {
            guard let form, let own = layer.adapter else { continue }
            let (rank, scale) = (self.adapter.rank(at: layer.name), self.adapter.scale(at: layer.name))
            let place = "\(self.adapter.method.title) on \(layer.name)"
            try form.requireWeight(of: own, on: layer.base, rank: rank, scale: scale, place)
        }
        var tensors = model.head(of: adapter).flatMap { $0.layer.tensors(Self.prefix + $0.name) }
        for layer in adapted { tensors += Self.outputs(of: layer, form, Self.path(layer.name, in: model)) }
        tensors += Self.shared(by: adapted.first?.adapter)
        tensors += model.biases(of: adapter, adapted: adapted).map { .init($0.name, $0.bias.value, isVector: true) }
        let file = try Safetensors.data(tensors, metadata: tensorsMetadata)
        var described = self
        described.tensorsDigest = sha256(file)
        var files = [FolderReplacement.part(file, named: Self.tensorsName)]
        if let form {
            let targets = PEFTTargets.names(of: adapted, in: model)
            if let tuner = form.tuner {
                let description = PEFTTunerConfiguration(
                    adapter, tuner, targets: targets, on: model, baseName: nameForPEFT)
                files.append(try jsonPart(description, named: Self.peftName))
            } else {
                let description = PEFTConfiguration(
                    adapter, form, targets: targets, on: model, baseName: nameForPEFT)
                files.append(try jsonPart(description, named: Self.peftName))
            }
        }
        files.append(try jsonPart(described, named: Self.configurationName))
        try FolderReplacement.write(files, removing: OutputFolder.adapterFiles, in: folder.handle)
    }

    /// - Throws: `InputError` for a model that this does not describe.
    func requireAdapter(of model: SequenceClassifier) throws {
        guard model.adapterConfiguration == adapter else {
            throw InputError(
                "the model", expected: "the adapter that is described, \(adapter.method.title)",
                found: model.adapterConfiguration.map { "another, \($0.method.title)" } ?? "none")
        }
    }

    /// A layer's own tensors, and PEFT's factors where these are others.
    private static func outputs(of layer: Linear, _ form: PEFTForm?, _ path: String) -> [Safetensors.Output] {
        guard let adapter = layer.adapter else { return [] }
        let tensors = form?.tensors(of: adapter, outputs: layer.outputs, inputs: layer.inputs) ?? adapter.ownTensors
        return tensors.map { role, value in
            .init(path + role.fileSuffix, value, isVector: role.isVector, isInteger: role.isInteger)
        }
    }
}

extension AdapterDirectory {
    /// What a shared tensor is called in the file: `base_model.vera_A`.
    static func sharedName(_ role: TensorRole) -> String { "base_model." + role.rawValue }

    /// What all adapters have in common, from any of them.
    fileprivate static func shared(by adapter: (any Adapter)?) -> [Safetensors.Output] {
        let shared = adapter?.shared ?? .none
        return (shared.parameters + shared.frozen).compactMap { tensor in
            tensor.role.map {
                .init(sharedName($0), tensor.value, isVector: $0.isVector, isInteger: $0.isInteger)
            }
        }
    }
}

/// PEFT's `target_modules`.
enum PEFTTargets {
    /// Names that match the adapted layers and no others: the customary targets' last parts, else the kinds of layers,
    /// else whole paths.
    static func names(of adapted: [Linear], in model: SequenceClassifier) -> [String] {
        let wanted = Set(adapted.map(\.name))
        let usual = model.configuration.adapterTargets.map { $0.path.replacing("attention.self.", with: "") }
        let kinds = Set(wanted.map(TargetNames.ofKind)).sorted()
        for names in [usual, kinds] where matches(names, in: model) == wanted { return names }
        return adapted.map { model.configuration.tensorPrefix + $0.name }
    }

    /// The layers that names mean.
    static func matches(_ names: [String], in model: SequenceClassifier) -> Set<String> {
        let prefix = model.configuration.tensorPrefix
        return Set(model.adaptable.map(\.name).filter { layer in names.contains { isMeant(layer, prefix, by: $0) } })
    }

    /// PEFT's rule for names of layers: the whole path, or its end after a dot.
    static func isMeant(_ layer: String, _ prefix: String, by name: String) -> Bool {
        ("." + prefix + layer).hasSuffix("." + name)
    }
}
