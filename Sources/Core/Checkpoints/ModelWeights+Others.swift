import Foundation
import TextFormat

/// Weights that other formats hold.
extension ModelWeights {
    /// What a folder without weights of this format has instead, and how transformers converts it.
    static func absence(_ directory: URL) -> InputError {
        let others = [
            "pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack",
            "model.ckpt.index",
        ].filter { FileManager.default.fileExists(atPath: directory.appending(path: $0).path) }
        return InputError(
            directory.appending(path: fileName).path, expected: "the weights as safetensors",
            found: others.first ?? "none", adviceLines: others.first.map { advice($0, directory) } ?? [])
    }

    /// The class that wrote the checkpoint keeps its head: `AutoModel` would lose a classifier's, and a classifier's
    /// class would add a random one to a network alone.
    private static func advice(_ file: String, _ directory: URL) -> [String] {
        guard file.hasPrefix("pytorch_model") else {
            return ["They are another framework's: fetch the checkpoint's PyTorch weights, or its safetensors."]
        }
        // The name comes from the folder, and the command is there to be copied.
        let written = (try? ModelDirectory.settings(directory)).flatMap { ModelHead.classes($0).first }
            .flatMap { $0.wholeMatch(of: /[A-Za-z][A-Za-z0-9_]{0,99}/) == nil ? nil : $0 }
        let name = written ?? "AutoModelForSequenceClassification", path = pythonQuoted(directory.relativePath)
        let code = "from transformers import \(name) as Model; Model.from_pretrained(\(path)).save_pretrained(\(path))"
        return [
            "Save it once with transformers, with its head:",
            "  python3 -c \(shellQuoted(code))",
        ] + (written == nil ? ["  (AutoModel, where it is a network without a classifier)"] : [])
    }
}
