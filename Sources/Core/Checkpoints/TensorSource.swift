/// The tensors of a checkpoint under their plain names, and which of them were asked for.
///
/// Checkpoints put the network under a prefix or not, and the oldest call LayerNorm's gain and
/// offset gamma and beta; both are resolved here and nowhere else.
final class TensorSource {
    private let file: (any TensorFile)?
    /// Where there is no file: weights are drawn, N(0, 0.02²).
    private var random: Random?
    private let prefix: String
    private var used: Set<String> = []

    /// - Parameter prefix: what stands before the names in a checkpoint with a head; one without may leave it out.
    init(_ file: any TensorFile, prefix: String) {
        self.file = file
        random = nil
        self.prefix = file.names.contains { $0.hasPrefix(prefix) } ? prefix : ""
    }

    /// Random weights of any shape, for measuring speed.
    init(seed: UInt64) {
        (file, prefix) = (nil, "")
        random = Random(seed: seed, purpose: "random weights")
    }

    /// A tensor of the encoder; `name` is without prefix.
    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        try take(prefix + name, rows, columns)
    }

    /// A table that may stay as the file has it; `name` is without prefix.
    func table(_ name: String, _ rows: Int, _ columns: Int) throws -> QuantisableTable {
        guard let file else { return QuantisableTable(name, .floats(drawn(name, rows, columns))) }
        used.insert(prefix + name)
        return QuantisableTable(name, try file.stored(prefix + name, rows, columns))
    }

    func rmsNorm(_ name: String, _ columns: Int, _ epsilon: Double) throws -> RMSNorm {
        RMSNorm(name, gain: try matrix(name + ".weight", 1, columns), epsilon: epsilon)
    }

    func linear(_ name: String, _ outputs: Int, _ inputs: Int, hasBias: Bool = true) throws -> Linear {
        let weight = try matrix(name + ".weight", outputs, inputs)
        return Linear(name, weight: weight, bias: hasBias ? try matrix(name + ".bias", 1, outputs) : nil)
    }

    func layerNorm(_ name: String, _ columns: Int, _ epsilon: Double) throws -> LayerNorm {
        let isOld = file?.shape(prefix + name + ".gamma") != nil
        return LayerNorm(
            name, gain: try matrix(name + (isOld ? ".gamma" : ".weight"), 1, columns),
            offset: try matrix(name + (isOld ? ".beta" : ".bias"), 1, columns), epsilon: Float(epsilon))
    }

    /// Whether there is a tensor of the network; of random ones there is every one.
    func has(_ name: String) -> Bool { file.map { $0.shape(prefix + name) != nil } ?? true }

    /// Where a tensor of the head is, for messages.
    func place(_ name: String) -> String { file?.place(name) ?? name }

    /// A layer of the checkpoint's own head, whose names have no prefix.
    ///
    /// - Throws: `InputError` when it has another shape, or there is only a part of it.
    func headLayer(_ name: String, _ outputs: Int, _ inputs: Int, hasBias: Bool = true) throws -> Linear {
        let weight = try take(name + ".weight", outputs, inputs)
        return Linear(
            name, weight: weight, bias: hasBias ? try take(name + ".bias", 1, outputs) : nil, group: .head)
    }

    /// The rows of a tensor of the head, which are the classes of its last layer; nil where there is none.
    func headRows(_ name: String) -> Int? { file?.shape(name)?.first }

    /// Tensors that nothing asked for; `position_ids`, a constant in old checkpoints, is not counted.
    var unused: [String] {
        (file?.names ?? []).filter { !used.contains($0) && !$0.hasSuffix("embeddings.position_ids") }
    }

    private func take(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        guard let file else { return drawn(name, rows, columns) }
        used.insert(name)
        return try file.matrix(name, rows, columns)
    }

    /// The customary initialisation: biases 0, LayerNorm's gains 1, RMSNorm's, stored less one, 0, everything else
    /// N(0, 0.02²).
    private func drawn(_ name: String, _ rows: Int, _ columns: Int) -> Matrix {
        if name.hasSuffix(".bias") { return Matrix(rows, columns) }
        if name.hasSuffix("LayerNorm.weight") { return Matrix(rows, columns) { _, _ in 1 } }
        if name.hasSuffix("norm.weight") { return Matrix(rows, columns) }
        guard var numbers = random else { preconditionFailure("neither a file nor a seed") }
        defer { random = numbers }
        return Matrix.normal(rows, columns, deviation: 0.02, using: &numbers)
    }
}
