/// An encoder with BERT's layers and a head on the first token: the backbone behind `EncoderConfiguration`.
final class TextEncoder: Backbone, @unchecked Sendable {
    let shape: EncoderConfiguration
    let embeddings: Embeddings
    let layers: [EncoderLayer]
    let head: ClassificationHead
    let hasPretrainedHead: Bool
    /// Where the backward pass ends: the number of the lowest layer in which something trains, or −1 where the
    /// embeddings train.
    private(set) var lowestTrainable = Int.max

    /// A classifier in the checkpoint is used; without one, the head's new layers start as N(0, 0.02²) from the seed,
    /// with a zero bias. A checkpoint without the pooler that its family has cannot classify and is refused.
    ///
    /// - Throws: `InputError` for a missing or ill-shaped tensor.
    init(_ source: TensorSource, _ shape: EncoderConfiguration, classes: Int?, seed: UInt64) throws {
        self.shape = shape
        let H = shape.sizes.hidden, names = shape.family.head
        embeddings = try Embeddings(source, shape)
        layers = try (0 ..< shape.sizes.layers).map { try EncoderLayer($0, source, shape) }
        // A lone `classifier.weight` where the family has another output layer is the head of another kind of task.
        let known = source.headRows(names.output + ".weight"), outputs = classes ?? known ?? 2
        hasPretrainedHead = known != nil
        func headLayer(_ name: String, _ outputs: Int) throws -> Linear {
            known != nil ? try source.headLayer(name, outputs, H) : Self.freshLayer(name, outputs, H, seed: seed)
        }
        let dense = try names.trainsDense ? headLayer(names.dense, H) : source.linear(names.dense, H, H)
        head = ClassificationHead(
            dense: dense, output: try headLayer(names.output, outputs), trainsDense: names.trainsDense)
    }

    private static func freshLayer(_ name: String, _ outputs: Int, _ hidden: Int, seed: UInt64) -> Linear {
        var random = Random(seed: seed, purpose: name)
        let weight = Matrix.normal(outputs, hidden, deviation: 0.02, using: &random)
        return Linear(name, weight: weight, bias: Matrix(1, outputs), group: .head)
    }

    var configuration: any BackboneConfiguration { shape }
    var linears: [Linear] { layers.flatMap(\.linears) }
    var targets: [Linear] { layers.flatMap(\.targets) }
    var trainedHead: [Linear] { head.trained }
    var frozenHead: [Linear] { head.frozen }
    var norms: [Parameter] { layers.flatMap { $0.norms.flatMap(\.parameters) } + embeddings.norm.parameters }
    var tables: [Parameter] { embeddings.tables }

    /// Lays out the weights through which gradients will flow back.
    func prepareForBackward() {
        let trainsEmbeddings = embeddings.parameters.contains(where: \.isTrainable)
        lowestTrainable = trainsEmbeddings ? -1 : layers.firstIndex(where: \.isTrainable) ?? layers.count
        guard lowestTrainable < layers.count else { return }
        let reached = layers[max(0, lowestTrainable)...].flatMap(\.linears) + [head.dense]
        for layer in reached { layer.prepareForBackward() }
    }

    func scatter(_ dsum: Matrix, _ batch: PackedBatch, into gradients: Gradients) {
        embeddings.scatter(dsum, batch, into: gradients)
    }
}
