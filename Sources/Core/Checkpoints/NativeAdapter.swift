import Foundation

/// A trained adapter in its smallest form: what trained and how to make the rest again.
///
/// Frozen factors follow from the base model, the settings and the seed; so what trained and the head are kept, with
/// these: 197 KB for EDoRA at rank 16 on RoBERTa-base, without its head, where the PEFT form, which holds A, B and B·R
/// besides, takes 9.0 MB. Loading costs the SVD. On another kind of processor the SVD rounds differently, and so, in
/// the last digits, do the logits. A method without a form in PEFT has this one alone. Frozen factors that follow from
/// gradients, and so from the run's rows, are kept, too.
public struct NativeAdapter: Codable, Sendable {
    /// Where frozen tensors are made again, the seed is known.
    public private(set) var description: AdapterDirectory

    /// The description, seed and settings included, as JSON.
    public static let configurationName = "edora_native.json"
    /// The trained values: R and magnitudes, or whatever the method trains, and the head.
    public static let tensorsName = "edora_native.safetensors"

    /// - Throws: `InputError` when A and B cannot be made again because the seed is not known.
    public init(_ description: AdapterDirectory) throws {
        self.description = description
        _ = try seed
    }

    /// Any will do where A and B train: all that it draws is replaced.
    private var seed: UInt64 {
        get throws {
            let method = description.adapter.method
            let isMade =
                !method.frozen.isEmpty && !Self.keepsFrozen(method) || method.shared?.frozen.isEmpty == false
            guard let seed = description.seed ?? (isMade ? nil : 0) else {
                throw InputError(
                    "the native form", expected: "the seed and settings that made A and B",
                    found: "an adapter that was imported, or is older than them",
                    advice: "Its A and B are only in the file; export it as peft or merged.")
            }
            return seed
        }
    }

    /// Whether what is frozen cannot be made again from the base.
    private static func keepsFrozen(_ method: AdapterMethod) -> Bool { method.traits.contains(.firstGradients) }

    /// The frozen tensors in a file by their names; nil where they are made again.
    private static func frozen(_ method: AdapterMethod, _ file: Safetensors) throws -> [String: Matrix]? {
        guard keepsFrozen(method) else { return nil }
        var result: [String: Matrix] = [:]
        for (name, entry) in file.entries where method.frozen.contains(where: { name.hasSuffix("." + $0.rawValue) }) {
            guard let columns = entry.shape.last, entry.shape.count <= 2 else { continue }  // who asks finds none
            // One row is written as a vector.
            result[name] = try file.matrix(name, entry.shape.count == 2 ? entry.shape[0] : 1, columns)
        }
        return result
    }

    /// What the file holds of a model.
    private func tensors(of model: SequenceClassifier) -> [Parameter] {
        let keepsFrozen = Self.keepsFrozen(description.adapter.method)
        return model.trainableParameters
            + (keepsFrozen ? model.adaptedLayers.flatMap { $0.adapter?.frozen ?? [] } : [])
    }

    /// Whether a folder holds this form.
    public static func isAt(_ directory: URL) -> Bool {
        FileManager.default.fileExists(atPath: directory.appending(path: configurationName).path)
    }

    /// - Throws: `InputError` when the folder cannot be written, the model has another adapter, or one on other
    ///   matrices than `adapt` chooses. The description comes last: without it nothing loads.
    public func write(_ model: SequenceClassifier, to directory: URL) throws {
        try OutputFolder.held(directory) { try write(model, to: $0) }
    }

    /// The same to a folder that is held already.
    ///
    /// - Throws: the same.
    public func write(_ model: SequenceClassifier, to folder: OutputFolder) throws {
        try description.requireAdapter(of: model)
        guard description.adapter.biases == nil else {
            throw InputError(
                "the native form", expected: "an adapter and a head", found: "biases of the model besides",
                advice: "Export it as peft or merged.")
        }
        let usual = try model.layers(of: description.adapter).map(\.name), adapted = description.adaptedLayers
        // An imported adapter; one of our own may lack matrices, which `adapt` leaves out again.
        guard description.seed != nil || description.adapter.method.scope == .headOnly || Set(adapted) == Set(usual)
        else {
            throw InputError(
                "the native form", expected: "an adapter on the \(usual.count) matrices that the project adapts",
                found: "one on \(AdapterDirectory.some(adapted))",
                advice: "Export it as peft or merged.")
        }
        try OutputFolder.requireNoModel(folder.url)
        let tensors = tensors(of: model).map {
            Safetensors.Output($0.name, $0.value, isVector: $0.value.rows == 1)
        }
        let file = try Safetensors.data(tensors, metadata: description.tensorsMetadata)
        var described = self
        described.description.tensorsDigest = sha256(file)
        try FolderReplacement.write(
            [
                FolderReplacement.part(file, named: Self.tensorsName),
                jsonPart(described, named: Self.configurationName),
            ], removing: OutputFolder.adapterFiles, in: folder.handle)
    }

    /// - Throws: `InputError` when there is none or it makes no sense.
    public static func read(_ directory: URL) throws -> NativeAdapter {
        try OutputFolder.finish(directory)
        let file = directory.appending(path: configurationName)
        let adapter: NativeAdapter
        do { adapter = try JSONDecoder().decode(NativeAdapter.self, from: Data(contentsOf: file)) } catch {
            throw InputError(file.path, expected: "a native adapter's description", found: plainReason(of: error))
        }
        try adapter.description.validate(file.path)
        _ = try adapter.seed
        return adapter
    }

    /// Makes the adapter again on a freshly loaded model, and puts the trained values in.
    ///
    /// - Throws: `InputError` for another base, a missing, misshaped or unknown tensor, and what adapting throws.
    public func install(
        on model: SequenceClassifier, from directory: URL, baseDigest: String, allowBaseMismatch: Bool,
        threads: Int = Machine.cores
    ) throws {
        try description.requireBase(baseDigest, directory, allowMismatch: allowBaseMismatch)
        let file = try Safetensors(contentsOf: directory.appending(path: Self.tensorsName))
        try description.requireTensors(file)
        _ = try model.adapt(
            description.adapter, seed: seed, threads: threads, frozen: try Self.frozen(description.adapter.method, file)
        )
        let adapted = model.adaptedLayers.map(\.name)
        guard adapted == description.adaptedLayers else {
            throw InputError(
                directory.path,
                expected: "adapters on \(description.adaptedLayers.count) matrices, as when it was trained",
                found: "\(adapted.count)")
        }
        let parameters = tensors(of: model)
        let values = try parameters.map { try file.matrix($0.name, $0.value.rows, $0.value.columns) }
        let unknown = file.names.filter { name in !parameters.contains { $0.name == name } }
        guard unknown.isEmpty else {
            throw InputError(file.path, expected: "the adapter's tensors only", found: AdapterDirectory.some(unknown))
        }
        for (parameter, value) in zip(parameters, values) { parameter.value.assign(value) }
        model.refresh(threads: threads)
    }
}
