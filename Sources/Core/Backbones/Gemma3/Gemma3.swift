/// A decoder of texts whose last token's state is classified: logits = score(norm(x_L)) without a bias, x_L the state
/// of the last token that is no padding; under mean pooling score(1/L·Σₜ norm(xₜ)).  (Gemma team, arXiv 2503.19786)
final class Gemma3: Backbone, @unchecked Sendable {
    let shape: Gemma3Configuration
    let embedding: Gemma3Embedding
    let layers: [Gemma3Layer]
    let norm: RMSNorm
    let score: Linear
    let hasPretrainedHead: Bool
    let startNotes: [String]
    /// Of global and of local layers.
    let globalPositions, localPositions: RotaryPositions
    /// Where the backward pass ends: the number of the lowest layer in which something trains, or −1 where the
    /// embedding trains.
    private(set) var lowestTrainable = Int.max

    /// - Throws: `InputError` for a missing or ill-shaped tensor, and a head with another number of outputs.
    init(_ source: TensorSource, _ shape: Gemma3Configuration, _ start: HeadStart, seed: UInt64) throws {
        self.shape = shape
        embedding = try Gemma3Embedding(source, shape)
        layers = try shape.isGlobal.indices.map { try Gemma3Layer($0, source, shape) }
        norm = try source.rmsNorm("norm", shape.hidden, shape.epsilon)
        let head = try ScoreHead(source, inputs: shape.hidden, start, seed: seed)
        (score, hasPretrainedHead, startNotes) = (head.layer, head.isPretrained, head.notes)
        globalPositions = RotaryPositions(size: shape.headSize, base: shape.globalBase, factor: shape.globalFactor)
        localPositions = RotaryPositions(size: shape.headSize, base: shape.localBase, factor: 1)
    }

    var configuration: any BackboneConfiguration { shape }
    var linears: [Linear] { layers.flatMap(\.linears) }
    var targets: [Linear] { layers.flatMap(\.targets) }
    var trainedHead: [Linear] { [score] }
    var frozenHead: [Linear] { [] }
    var norms: [Parameter] { layers.flatMap { $0.norms.map(\.gain) } + [norm.gain] }
    var tables: [Parameter] { embedding.table.parameter.map { [$0] } ?? [] }
    var storedTables: [StoredTable] {
        [StoredTable(name: embedding.table.name) { [embedding] in embedding.table.matrix() }]
    }

    func hasPrefix(_ layer: Linear) -> Bool { false }

    func unpackTables(threads: Int) throws -> [String] {
        guard let megabytes = try embedding.table.unpack(threads: threads) else { return [] }
        return [
            "the embedding, which trains, was unpacked from the file's blocks: \(megabytes) MB as floats, and as much "
                + "again for its gradient and for each of two moments"
        ]
    }

    /// Lays out the weights through which gradients will flow back.
    func prepareForBackward() {
        let trainsTable = embedding.table.parameter?.isTrainable == true
        lowestTrainable = trainsTable ? -1 : layers.firstIndex(where: \.isTrainable) ?? layers.count
        guard lowestTrainable < layers.count else { return }
        for layer in layers[max(0, lowestTrainable)...].flatMap(\.linears) { layer.prepareForBackward() }
    }

    func scatter(_ dsum: Matrix, _ batch: PackedBatch, into gradients: Gradients) {
        embedding.scatter(dsum, batch, into: gradients)
    }
}

extension BackboneFamily {
    /// Gemma 3's decoders of texts, from Hugging Face folders and GGUF files.
    static let gemma3 = BackboneFamily(
        modelType: Gemma3Configuration.modelTypeName, className: "Gemma3Text",
        example: "a Gemma 3 decoder of texts such as gemma3-270m", fields: Gemma3Configuration.fields,
        gguf: .init(architecture: "gemma3") { try Gemma3Configuration($0).jsonText },
        read: { try Gemma3Configuration($0) })
}
