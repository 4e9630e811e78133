import Foundation

/// A trained adapter on disk, in the layout of Hugging Face PEFT with a side file of ours.
///
/// `adapter_model.safetensors` holds lora_A, lora_B, magnitudes and the classifier under PEFT's names (see `PEFTForm`),
/// so that stock PEFT computes the same model. Tensors that PEFT does not know, such as `edora_R` and `edora_B`, let us
/// restore exactly what was trained. `edora_config.json` says how.
public struct AdapterDirectory: Codable, Sendable {
    /// How the adapter was made.
    public let adapter: AdapterConfiguration
    /// The task that it was trained for.
    public let task: TextTask
    /// Longest sequence in tokens that it was trained with, special tokens included; predictions cut there too.
    public let maxLength: Int
    /// Outputs of the classifier: the task's classes, or 1 for regression.
    public let classes: Int
    /// What the classes are called, in the order of the outputs; nil in older folders, and where the task does not say.
    public let labels: [String]?
    /// SHA-256 of the base checkpoint's model.safetensors.
    public let baseDigest: String
    /// The key of the run that made it.
    public let run: String
    /// Paths of the layers that have an adapter.
    public let adaptedLayers: [String]
    /// The seed of the run, on which a random basis depends; nil where it is not known.
    public let seed: UInt64?
    /// The base checkpoint as it was named: a folder, or the name of one that set-up provides; nil in older folders.
    public var base: String?
    /// The rows that it was trained on; nil in older folders, and for adapters that were imported.
    public var trainedOn: TrainedRows?
    /// The base by a name that other programs find it by, such as the hub's: PEFT's `base_model_name_or_path`; nil for
    /// the hub's name of a checkpoint that set-up provides, and otherwise for none.
    public var baseName: String?
    /// SHA-256 of the tensors' file that belongs to this description; nil in older folders, and before it is written.
    public var tensorsDigest: String?

    /// The side file, this description as JSON.
    public static let configurationName = "edora_config.json"
    /// The tensors' file, by PEFT's name for it.
    public static let tensorsName = "adapter_model.safetensors"
    static let peftName = "adapter_config.json"
    /// What PEFT puts before every name.
    static let prefix = "base_model.model."

    /// `base_model.model.bert.encoder.layer.0.attention.self.query`
    static func path(_ layer: String, in model: SequenceClassifier) -> String {
        prefix + model.configuration.tensorPrefix + layer
    }

    /// The first names of a list.
    static func some(_ names: [String]) -> String {
        names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
    }

    /// The same on a base, which may be another: its place is kept with it, and the other's name is not.
    public func moved(to baseDigest: String, at base: String?) -> AdapterDirectory {
        AdapterDirectory(
            adapter: adapter, task: task, maxLength: maxLength, classes: classes, labels: labels,
            baseDigest: baseDigest, run: run, adaptedLayers: adaptedLayers, seed: seed, base: base,
            trainedOn: trainedOn, baseName: baseDigest == self.baseDigest ? baseName : nil)
    }

    /// What PEFT is told of the base.
    var nameForPEFT: String? {
        baseName ?? base.flatMap(Checkpoint.at).flatMap { $0.isQuantised ? nil : $0.hubName }
    }

    /// Reads the side file.
    ///
    /// - Throws: `InputError` when there is none or it makes no sense.
    public static func read(_ directory: URL) throws -> AdapterDirectory {
        try OutputFolder.finish(directory)
        let file = directory.appending(path: configurationName)
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw InputError(
                file.path, expected: "a trained adapter", found: "none that can be read (\(plainReason(of: error)))",
                advice: "An adapter folder is written by `FineTuning.write`.")
        }
        let description: AdapterDirectory
        do { description = try JSONDecoder().decode(AdapterDirectory.self, from: data) } catch {
            throw InputError(file.path, expected: "an adapter's description", found: plainReason(of: error))
        }
        try description.validate(file.path)
        let adapter = description.adapter
        guard adapter.peftForm != nil || adapter.method.scope == .headOnly else {
            let (key, found) = adapter.pooling.map { ("pooling", $0.rawValue) } ?? ("method", adapter.method.id)
            throw InputError(
                "\(file.path): \"\(key)\"", expected: "one that has a form in PEFT",
                found: "\(found), which has none and is kept in another folder")
        }
        return description
    }

    func validate(_ place: String) throws {
        let sizes = 1 ... 1 << 20
        guard sizes.contains(classes) else {
            throw InputError("\(place): \"classes\"", expected: "1 to 2^20", found: "\(classes)")
        }
        try task.validate(place)
        if let labels, labels.count != classes {
            throw InputError(
                "\(place): \"labels\"", expected: "\(classes), one for each output", found: "\(labels.count)")
        }
        guard labels == nil || task.classes != classes || labels == task.labelNames else {
            throw InputError(
                "\(place): \"labels\"", expected: "\(task.labelNames.joined(separator: ", ")), as the task has them",
                found: labels?.joined(separator: ", ") ?? "none")
        }
        for rank in [adapter.rank] + (adapter.rankPattern ?? [:]).values where !sizes.contains(rank) {
            throw InputError("\(place): \"rank\"", expected: "1 to 2^20", found: "\(rank)")
        }
        if let length = adapter.thetaLength, !(1 ... TensorRole.largestInteger).contains(length) {
            throw InputError("\(place): \"thetaLength\"", expected: "1 to 2^24", found: "\(length)")
        }
        guard adapter.deviation >= 0, adapter.deviation <= 1e30 else {
            throw InputError(
                "\(place): \"deviation\"", expected: "a number from 0 to 1e30", found: "\(adapter.deviation)")
        }
        guard maxLength >= 3 else {
            throw InputError("\(place): \"maxLength\"", expected: "at least 3 tokens", found: "\(maxLength)")
        }
        guard Set(adaptedLayers).count == adaptedLayers.count else {
            throw InputError(
                "\(place): \"adaptedLayers\"", expected: "each layer once", found: adaptedLayers.joined(separator: ", ")
            )
        }
        try adapter.requireScale(place)
        try trainedOn?.selection.validate { "\(place): \"trainedOn.selection.\($0)\"" }
    }
}

func writeJSON(_ value: some Encodable, to file: URL) throws {
    try AtomicFile.write(jsonData(value), to: file)
}

/// The same as one of several files that belong together.
func jsonPart(_ value: some Encodable, named name: String) throws -> FolderReplacement.Part {
    FolderReplacement.part(try jsonData(value), named: name)
}

private func jsonData(_ value: some Encodable) throws -> Data { try RunRecord.encoder.encode(value) + Data("\n".utf8) }
