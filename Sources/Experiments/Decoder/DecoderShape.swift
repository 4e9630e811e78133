import Core

/// The shape of a decoder's layers, as far as counts, memory and products ask: grouped heads, and a gated feed-forward
/// part of three matrices.
public struct DecoderShape: Sendable, Equatable {
    /// For people.
    public let title: String
    /// Layers; H, the width of a token's state; all query heads together; all heads of keys, as of values; I.
    public let layers, hidden, queries, keys, intermediate: Int

    public init(_ title: String, layers: Int, hidden: Int, queries: Int, keys: Int, intermediate: Int) {
        (self.title, self.layers, self.hidden) = (title, layers, hidden)
        (self.queries, self.keys, self.intermediate) = (queries, keys, intermediate)
    }

    /// A usual 7 B: heads of 128, 32 of queries, 8 of keys.
    public static let sevenB = DecoderShape(
        "7 B", layers: 32, hidden: 4_096, queries: 4_096, keys: 1_024, intermediate: 14_336)
    /// Gemma 3 270M.
    public static let gemma270M = DecoderShape(
        "Gemma 3 270M", layers: 18, hidden: 640, queries: 1_024, keys: 256, intermediate: 2_048)

    /// A matrix of a layer.
    public struct Part: Sendable, Hashable {
        public let outputs, inputs: Int
    }

    /// Query, value, attention output and the output of the feed-forward part.
    public var adapted: [Part] {
        [
            Part(outputs: queries, inputs: hidden), Part(outputs: keys, inputs: hidden),
            Part(outputs: hidden, inputs: queries), Part(outputs: hidden, inputs: intermediate),
        ]
    }

    /// The shapes of these, each once.
    public var shapes: [Part] { adapted.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

    /// Those, and key, gate and up.
    public var all: [Part] {
        adapted + [
            Part(outputs: keys, inputs: hidden), Part(outputs: intermediate, inputs: hidden),
            Part(outputs: intermediate, inputs: hidden),
        ]
    }

    private func sum(_ parts: [Part], _ count: (Part) -> Int) -> Int { layers * parts.reduce(0) { $0 + count($1) } }

    /// Values of all layers, norms aside: the multiply-adds of a token in one pass.
    public var layerValues: Int { sum(all) { $0.outputs * $0.inputs } }
    /// Values that a token leaves for the backward pass over all layers, attention weights aside: six states (the
    /// input, its norm, attention's output, their sum, its norm, the feed-forward output), queries and keys before and
    /// after they turn, values, the context, and three of the feed-forward part.
    public var keptValues: Int { layers * (6 * hidden + 3 * queries + 3 * keys + 3 * intermediate) }
    /// Values of the adapted matrices.
    public var adaptedValues: Int { sum(adapted) { $0.outputs * $0.inputs } }
    public var adaptedCount: Int { layers * adapted.count }

    /// Trainable values of a method over the adapted matrices; under full fine-tuning the layers' own.
    public func trainableCount(_ method: AdapterMethod, rank: Int) -> Int {
        switch method.scope {
        case .wholeModel: layerValues
        case .headOnly: 0
        case .adaptedMatrices:
            method.trainableCount(
                .standard(method, rank: rank),
                over: (0 ..< layers).flatMap { _ in adapted.map { AdapterTarget("", $0.outputs, $0.inputs) } })
        }
    }

    /// Values of frozen factors A and B at a rank, over the adapted matrices; none where the method has no basis.
    public func frozenCount(_ method: AdapterMethod, rank: Int) -> Int {
        method.hasBasis ? sum(adapted) { rank * ($0.outputs + $0.inputs) } : 0
    }
}
