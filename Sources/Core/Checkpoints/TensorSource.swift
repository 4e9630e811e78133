/// The tensors of a checkpoint under their plain names, and which of them were asked for.
///
/// Checkpoints put the encoder under a prefix (`bert.`) or not, and the oldest call LayerNorm's gain and
/// offset gamma and beta; both are resolved here and nowhere else.
final class TensorSource {
    private let file: Safetensors
    private let prefix: String
    private var used: Set<String> = []

    init(_ file: Safetensors, modelType: String) {
        self.file = file
        let probe = modelType + ".embeddings.word_embeddings.weight"
        prefix = file.entries[probe] != nil ? modelType + "." : ""
    }

    /// A tensor of the encoder; `name` is without prefix.
    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        try take(prefix + name, rows, columns)
    }

    func linear(_ name: String, _ outputs: Int, _ inputs: Int) throws -> Linear {
        Linear(
            name, weight: try matrix(name + ".weight", outputs, inputs), bias: try matrix(name + ".bias", 1, outputs))
    }

    func layerNorm(_ name: String, _ columns: Int, _ epsilon: Double) throws -> LayerNorm {
        let isOld = file.entries[prefix + name + ".gamma"] != nil
        return LayerNorm(
            name, gain: try matrix(name + (isOld ? ".gamma" : ".weight"), 1, columns),
            offset: try matrix(name + (isOld ? ".beta" : ".bias"), 1, columns), epsilon: Float(epsilon))
    }

    func has(_ name: String) -> Bool { file.entries[prefix + name] != nil }

    /// The checkpoint's own classifier where it has one with this number of classes.
    ///
    /// - Throws: `InputError` when there is one for another number of classes.
    func classifier(classes: Int, hidden: Int) throws -> Linear? {
        guard file.entries["classifier.weight"] != nil else { return nil }
        return Linear(
            "classifier", weight: try take("classifier.weight", classes, hidden),
            bias: try take("classifier.bias", 1, classes), group: .head)
    }

    /// The number of classes of the checkpoint's own classifier.
    var classes: Int? { file.entries["classifier.weight"]?.shape.first }

    /// Tensors that nothing asked for; `position_ids`, a constant in old checkpoints, is not counted.
    var unused: [String] { file.names.filter { !used.contains($0) && !$0.hasSuffix("embeddings.position_ids") } }

    private func take(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        used.insert(name)
        return try file.matrix(name, rows, columns)
    }
}
