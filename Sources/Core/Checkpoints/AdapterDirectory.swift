import Foundation

/// A trained adapter on disk, in the layout of Hugging Face PEFT with a side file of ours.
///
/// `adapter_model.safetensors` holds lora_A, lora_B (B·R for EDoRA and LoRA-XS, formed in Double), magnitudes and the
/// classifier under PEFT's names, so that stock PEFT computes the same model. The extra tensors `edora_R` and
/// `edora_B`, which PEFT ignores, let us restore exactly what was trained. `edora_config.json` says how.
public struct AdapterDirectory: Codable, Sendable {
    /// How the adapter was made.
    public let adapter: AdapterConfiguration
    /// The task that it was trained for; where `classes` differ from the task's, one that only stands for the kind of
    /// its rows.
    public let task: GLUETask
    /// Longest sequence in tokens that it was trained with, special tokens included; predictions cut there too.
    public let maxLength: Int
    /// Outputs of the classifier: the task's 2, or 1 for the regression task; any number for rows of one's own.
    public let classes: Int
    /// SHA-256 of the base checkpoint's model.safetensors.
    public let baseDigest: String
    /// The key of the run that made it.
    public let run: String
    /// Paths of the layers that have an adapter.
    public let adaptedLayers: [String]
    /// The seed of the run, on which a random basis depends; nil where it is not known.
    public let seed: UInt64?

    /// The side file, this description as JSON.
    public static let configurationName = "edora_config.json"
    /// The tensors' file, by PEFT's name for it.
    public static let tensorsName = "adapter_model.safetensors"
    static let peftName = "adapter_config.json"
    /// What PEFT puts before every name.
    static let prefix = "base_model.model."

    /// Writes a trained model's adapter and classifier.
    ///
    /// - Throws: `InputError` when the folder cannot be written. The side file comes last: without it nothing loads.
    public static func write(
        _ model: SequenceClassifier, task: GLUETask, maxLength: Int, baseDigest: String, run: String, seed: UInt64?,
        to directory: URL
    ) throws {
        guard let configuration = model.adapterConfiguration else { preconditionFailure("the model has no adapter") }
        try AtomicFile.makeDirectory(directory)
        try OutputFolder.requireNoModel(directory)
        let adapted = model.linears.filter { $0.adapter != nil }
        var tensors = model.head.trained.flatMap { layer -> [Safetensors.Output] in
            [
                .init(prefix + layer.name + ".weight", layer.weight, isVector: false),
                .init(prefix + layer.name + ".bias", layer.bias.value, isVector: true),
            ]
        }
        for layer in adapted { tensors += outputs(of: layer, path(layer.name, in: model)) }
        // What lay here before goes when the new tensors are safely on disk, and before they take their name.
        try Safetensors.write(tensors, to: directory.appending(path: tensorsName)) {
            try OutputFolder.removeAdapter(directory)
        }
        if configuration.method != .head {
            try writeJSON(
                PEFTConfiguration(
                    configuration, targets: targets(adapted, of: model),
                    architecture: model.configuration.architecture),
                to: directory.appending(path: peftName))
        }
        let side = AdapterDirectory(
            adapter: configuration, task: task, maxLength: maxLength, classes: model.classes, baseDigest: baseDigest,
            run: run, adaptedLayers: adapted.map(\.name), seed: seed)
        try writeJSON(side, to: directory.appending(path: configurationName))
    }

    /// PEFT's `target_modules`, which match the ends of paths: the customary four, else the kinds of layers, else whole
    /// paths.
    private static func targets(_ adapted: [Linear], of model: SequenceClassifier) -> [String] {
        let wanted = Set(adapted.map(\.name))
        let kinds = Set(wanted.map { $0.replacing(/^encoder\.layer\.[0-9]+\./, with: "") }).sorted()
        for names in [["query", "value", "attention.output.dense", "output.dense"], kinds] {
            if layers(matching: names, of: model) == wanted { return names }
        }
        return adapted.map { model.configuration.architecture.rawValue + "." + $0.name }
    }

    /// `base_model.model.bert.encoder.layer.0.attention.self.query`
    static func path(_ layer: String, in model: SequenceClassifier) -> String {
        prefix + model.configuration.architecture.rawValue + "." + layer
    }

    private static func outputs(of layer: Linear, _ path: String) -> [Safetensors.Output] {
        guard let adapter = layer.adapter else { return [] }
        var named: [String: Matrix] = [:]
        for parameter in adapter.parameters + adapter.frozen {
            named[String(parameter.name.dropFirst(layer.name.count + 1))] = parameter.value
        }
        if let B = named["edora_B"], let R = named["edora_R"] { named["lora_B"] = productInDouble(B, R) }
        if named["lora_A"] == nil {  // magnitude only: a DoRA adapter whose update is zero
            named["lora_A"] = Matrix(1, layer.inputs)
            named["lora_B"] = Matrix(layer.outputs, 1)
        }
        return named.sorted { $0.key < $1.key }.map { name, value in
            let isVector = name == "lora_magnitude_vector"
            let suffix = name.hasPrefix("lora_") && !isVector ? ".weight" : ""
            return .init(path + "." + name + suffix, value, isVector: isVector)
        }
    }

    /// The values of the head's trained layers, by `take(name, rows, columns)`.
    static func headValues(
        of model: SequenceClassifier, _ take: (String, Int, Int) throws -> Matrix
    ) throws -> [(layer: Linear, weight: Matrix, bias: Matrix)] {
        try model.head.trained.map { layer in
            (
                layer, try take(prefix + layer.name + ".weight", layer.outputs, layer.inputs),
                try take(prefix + layer.name + ".bias", 1, layer.outputs)
            )
        }
    }

    static func productInDouble(_ B: Matrix, _ R: Matrix) -> Matrix {
        Matrix(B.rows, R.columns) { i, j in
            Float((0 ..< R.rows).reduce(0.0) { $0 + Double(B[i, $1]) * Double(R[$1, j]) })
        }
    }

    /// The same on another base.
    public func moved(to baseDigest: String) -> AdapterDirectory {
        AdapterDirectory(
            adapter: adapter, task: task, maxLength: maxLength, classes: classes, baseDigest: baseDigest, run: run,
            adaptedLayers: adaptedLayers, seed: seed)
    }

    /// Reads the side file.
    ///
    /// - Throws: `InputError` when there is none or it makes no sense.
    public static func read(_ directory: URL) throws -> AdapterDirectory {
        let file = directory.appending(path: configurationName)
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw InputError(
                file.path, expected: "a trained adapter", found: "none that can be read (\(plainReason(of: error)))",
                advice: "An adapter folder is written by `edora train --output DIR`.")
        }
        let description: AdapterDirectory
        do { description = try JSONDecoder().decode(AdapterDirectory.self, from: data) } catch {
            throw InputError(file.path, expected: "an adapter's description", found: plainReason(of: error))
        }
        try description.validate(file.path)
        return description
    }

    func validate(_ place: String) throws {
        guard classes >= 1 else {
            throw InputError("\(place): \"classes\"", expected: "at least 1", found: "\(classes)")
        }
        guard adapter.rank >= 1, adapter.rank <= 1 << 20 else {
            throw InputError("\(place): \"rank\"", expected: "1 to 2^20", found: "\(adapter.rank)")
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
    }
}

func writeJSON(_ value: some Encodable, to file: URL) throws {
    var data = try RunRecord.encoder.encode(value)
    data.append(UInt8(ascii: "\n"))
    try AtomicFile.write(data, to: file)
}
