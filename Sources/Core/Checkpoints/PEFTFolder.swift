import Foundation
import TextFormat

/// What may be wrong with a folder of PEFT's before its files are read, and how it becomes one of this project's.
enum PEFTFolder {
    /// - Throws: `InputError` where the folder has no adapter but folders in it have: PEFT puts those of other names
    ///   than "default" there.
    static func requireOneAdapter(_ directory: URL) throws {
        let files = FileManager.default, name = AdapterDirectory.peftName
        guard !files.fileExists(atPath: directory.appending(path: name).path) else { return }
        let names = (try? files.contentsOfDirectory(atPath: directory.path)) ?? []
        let inner = names.sorted().filter {
            files.fileExists(atPath: directory.appending(path: $0).appending(path: name).path)
        }
        guard let first = inner.first else { return }
        throw InputError(
            directory.path, expected: "an adapter", found: "adapters in folders of it: \(AdapterDirectory.some(inner))",
            advice: "Name one: \(directory.appending(path: first).path)")
    }

    /// - Throws: `InputError` for a folder whose tensors are a pickle, which runs code when it is read.
    static func requireSafetensors(_ directory: URL) throws {
        let files = FileManager.default, tensors = directory.appending(path: AdapterDirectory.tensorsName)
        let pickle = directory.appending(path: "adapter_model.bin")
        guard !files.fileExists(atPath: tensors.path), files.fileExists(atPath: pickle.path) else { return }
        throw InputError(
            tensors.path, expected: "the tensors", found: "adapter_model.bin, which can run code when it is read",
            adviceLines: [
                "Convert it once, in Python:",
                "  import torch; from safetensors.torch import save_file",
                "  save_file({k: v.clone() for k, v in torch.load(\(pythonQuoted(pickle.path)), "
                    + "weights_only=True, map_location=\"cpu\").items()}, \(pythonQuoted(tensors.path)))",
            ])
    }

    /// A folder of PEFT's where one of this project's is asked for.
    ///
    /// - Throws: `ForeignAdapter` always, but for a folder whose description cannot be read.
    static func refuse(_ directory: URL) throws -> Never {
        let description = try PEFTDescription(contentsOf: directory.appending(path: AdapterDirectory.peftName))
        throw ForeignAdapter(
            directory: directory, writer: description.writer ?? "PEFT",
            base: description.settings.node["base_model_name_or_path"]?.text ?? "")
    }
}

/// An adapter of PEFT's where one of this project's, which says its task, was to be read.
public struct ForeignAdapter: Error, CustomStringConvertible {
    /// The folder.
    public let directory: URL
    /// Who wrote it, with the version where the file says it: `peft 0.21.2`.
    public let writer: String
    /// The checkpoint that it was trained on, as the file names it; empty where it does not.
    public let base: String

    /// What was expected and found.
    public var fault: InputError {
        InputError(
            directory.path, expected: "an adapter with \(AdapterDirectory.configurationName), which says its task",
            found: "one that \(writer) wrote",
            advice: "Read it by `PEFTAdapter`, onto the checkpoint that it was trained on.")
    }
    public var description: String { fault.description }
}
