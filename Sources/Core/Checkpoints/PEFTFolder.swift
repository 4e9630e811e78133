import Foundation

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
            advice: """
                Convert it once, in Python:
                  import torch; from safetensors.torch import save_file
                  save_file({k: v.clone() for k, v in torch.load("\(pickle.path)", weights_only=True, \
                map_location="cpu").items()}, "\(tensors.path)")
                """)
    }

    /// A folder of PEFT's where one of this project's is asked for.
    ///
    /// - Throws: `InputError` for what is wrong with it, too.
    static func refusal(_ directory: URL) throws -> InputError {
        let description = try PEFTDescription(contentsOf: directory.appending(path: AdapterDirectory.peftName))
        return InputError(
            directory.path, expected: "an adapter with \(AdapterDirectory.configurationName), which says its task",
            found: "one that \(description.writer ?? "PEFT") wrote",
            advice: "Import it by `edora import`, with the checkpoint that it was trained on and its task.")
    }
}
