/// An encoder with BERT's layers and a head on the first token or on the mean of all: the backbone behind
/// `EncoderConfiguration`.
final class TextEncoder: Backbone, @unchecked Sendable {
    let shape: EncoderConfiguration
    let embeddings: Embeddings
    let layers: [EncoderLayer]
    let head: ClassificationHead
    let hasPretrainedHead: Bool
    let startNotes: [String]
    /// Where the backward pass ends: the number of the lowest layer in which something trains, or −1 where the
    /// embeddings train.
    private(set) var lowestTrainable = Int.max

    /// A classifier in the checkpoint is used, as `HeadParts` says; what is missing starts from the seed.
    ///
    /// - Throws: `InputError` for a missing or ill-shaped tensor.
    init(_ source: TensorSource, _ shape: EncoderConfiguration, _ start: HeadStart, seed: UInt64) throws {
        self.shape = shape
        embeddings = try Embeddings(source, shape)
        layers = try (0 ..< shape.sizes.layers).map { try EncoderLayer($0, source, shape) }
        let parts = try HeadParts(source, shape, start, seed: seed)
        (head, hasPretrainedHead, startNotes) = (parts.head, parts.isPretrained, parts.notes)
    }

    var configuration: any BackboneConfiguration { shape }
    var linears: [Linear] { embeddings.linears + layers.flatMap(\.linears) }
    var targets: [Linear] { layers.flatMap(\.targets) }
    var trainedHead: [Linear] { head.trained }
    var frozenHead: [Linear] { head.frozen }
    var norms: [Parameter] { layers.flatMap { $0.norms.flatMap(\.parameters) } + embeddings.norm.parameters }
    var tables: [Parameter] { embeddings.tables }

    func hasPrefix(_ layer: Linear) -> Bool { shape.family.head.isPooler && layer === head.dense }

    /// Lays out the weights through which gradients will flow back.
    func prepareForBackward() {
        lowestTrainable = embeddings.isTrainable ? -1 : layers.firstIndex(where: \.isTrainable) ?? layers.count
        guard lowestTrainable < layers.count else { return }
        let below = lowestTrainable < 0 ? embeddings.linears : []
        let reached = below + layers[max(0, lowestTrainable)...].flatMap(\.linears) + head.layers.dropLast()
        for layer in reached { layer.prepareForBackward() }
    }

    func scatter(_ dsum: Matrix, _ batch: PackedBatch, into gradients: Gradients) {
        embeddings.scatter(dsum, batch, into: gradients)
    }
}
