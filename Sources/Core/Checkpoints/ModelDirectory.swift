import Foundation

/// A Hugging Face model directory: config.json, model.safetensors and the tokenizer's files.
public enum ModelDirectory {
    static let configurationName = "config.json"
    /// The files that describe a tokenizer; those that exist are copied along.
    static let tokenizerFiles = [
        "tokenizer.json", "vocab.txt", "tokenizer_config.json", "special_tokens_map.json", "vocab.json", "merges.txt",
        "added_tokens.json",
    ]

    /// The folder of a model that a person named: a path, or the name of a checkpoint that set-up provides.
    ///
    /// - Throws: `InputError` naming the command that fetches it.
    public static func locate(_ name: String) throws -> URL {
        let known = Checkpoint.named(name), folder = known?.folder ?? name
        var directory = URL(fileURLWithPath: folder)
        if directory.pathExtension == GGUF.fileExtension, try GGUF.file(in: directory) == nil {
            // The file itself: its folder, where that is no other model's.
            let file = directory.standardizedFileURL
            directory = directory.deletingLastPathComponent()
            guard try gguf(in: directory)?.standardizedFileURL == file else {
                throw InputError(
                    "model \(name)", expected: "a GGUF file in a folder of its own, without a config.json",
                    found: FileManager.default.fileExists(atPath: file.path) ? "another model beside it" : "no file")
            }
        }
        try OutputFolder.finish(directory)
        let hasConfiguration = FileManager.default.fileExists(atPath: directory.appending(path: "config.json").path)
        guard try hasConfiguration || GGUF.file(in: directory) != nil else {
            throw InputError(
                "model \(name)", expected: "a checkpoint with config.json and model.safetensors, or a GGUF file",
                found: "none at \(folder)",
                advice: known.map { "Run `\($0.command)`, and run this from the project's folder." }
                    ?? "Give a folder, \(Checkpoint.all.map(\.name).joined(separator: ", or ")).")
        }
        return directory
    }

    /// Keys of config.json that only this project writes: the run that trained the model, and whether its texts come in
    /// pairs.
    static let runKey = "edora_run", pairKey = "edora_pair"

    /// The run that trained a model of this project's, whole or merged; nil where there is none or another's model.
    public static func run(of directory: URL) -> String? {
        (try? JSONFile(directory.appending(path: configurationName)))?.object[runKey] as? String
    }

    /// Whether a model of this project's was trained on pairs of texts; nil where it does not say.
    public static func isPair(_ directory: URL) -> Bool? {
        (try? JSONFile(directory.appending(path: configurationName)))?.object[pairKey] as? Bool
    }

    /// The same with the files that are in the base's folder now.
    ///
    /// - Throws: as the other.
    public static func write(
        _ model: SequenceClassifier, task: TextTask?, base: URL, run: String = "merged", to directory: URL
    ) throws { try write(model, task: task, base: ModelSource(base), run: run, to: directory) }

    /// Writes the model with its adapters merged, as transformers loads it for sequence classification.
    ///
    /// With a pooling, which transformers has no class for, the weights' file has a name that it does not look for, and
    /// config.json says the pooling as `edora_pooling`: `SequenceClassifier` reads it, others find no model.
    ///
    /// - Parameters:
    ///   - model: trained, with or without adapters.
    ///   - task: names the classes, where the model has as many; nil for names without meaning.
    ///   - base: what config.json and the tokenizer's files said when the model was loaded.
    ///   - run: the key of the run that trained it, kept as `edora_run` in config.json.
    ///   - directory: the folder to write; an adapter in it is removed.
    /// - Throws: `InputError` when a file cannot be read or written, and where the folder holds a model that this
    ///   project did not write; what lay there before is then still whole.
    public static func write(
        _ model: SequenceClassifier, task: TextTask?, base: ModelSource, run: String = "merged", to directory: URL
    ) throws {
        try OutputFolder.held(directory) { try write(model, task: task, base: base, run: run, to: $0) }
    }

    /// The same to a folder that is held already.
    ///
    /// - Throws: the same.
    public static func write(
        _ model: SequenceClassifier, task: TextTask?, base: ModelSource, run: String = "merged", to folder: OutputFolder
    ) throws {
        try OutputFolder.require(folder.url, otherThan: base.directory, "the base model's")
        try OutputFolder.requireNoForeignModel(folder.url)
        let tensors = model.mergedTensors
        guard tensors.allSatisfy(\.isFinite) else {
            throw InputError(folder.url.path, expected: "finite merged weights", found: "an infinity or NaN")
        }
        let pooling = model.configuration.pooling,
            name = pooling == nil ? ModelWeights.fileName : ModelWeights.pooledName
        var files: [FolderReplacement.Part] = [(name, try Safetensors.body(tensors, of: name))]
        files += try base.filesOfTokenizer().map { FolderReplacement.part($0.bytes, named: $0.name) }
        var json = try JSONFile(base.configuration, path: base.directory.appending(path: "config.json").path).object
        json["model_type"] = model.configuration.modelType
        json["architectures"] = [model.configuration.classifierArchitecture]
        let labels =
            task.flatMap { $0.classes == model.classes ? $0.labelNames : nil }
            ?? (0 ..< model.classes).map { "LABEL_\($0)" }
        json["id2label"] = Dictionary(uniqueKeysWithValues: labels.enumerated().map { (String($0.offset), $0.element) })
        json["label2id"] = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($0.element, $0.offset) })
        json[runKey] = run
        json[pairKey] = task?.isPair
        json[Pooling.key] = pooling?.rawValue
        json["dtype"] = "float32"
        json["problem_type"] = model.classes == 1 ? "regression" : "single_label_classification"
        // In the base's precision transformers would load the weights; numbers of the base's labels are not these.
        for key in ["torch_dtype", "num_labels", "_num_labels"] { json[key] = nil }
        var text = try JSONSerialization.data(
            withJSONObject: json, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        text.append(UInt8(ascii: "\n"))
        files.append(FolderReplacement.part(text, named: "config.json"))
        try FolderReplacement.write(
            files, removing: OutputFolder.modelFiles + OutputFolder.adapterFiles, in: folder.handle)
    }
}
