import CVectorKernels

/// The dropout masks of one training step, as keys of a counter-based generator.
///
/// A mask depends on the seed, the step, the place in the model, the sequence's number in the batch and the
/// position in the sequence, and on nothing else: not on the shard, the thread or what was computed before.
/// The backward pass repeats a mask by using its key again.
public struct Dropout: Sendable {
    /// A place in the model that drops values.
    enum Place: UInt64 {
        case embeddings, attention, attentionOutput, output, pooled, features
    }

    /// Probability of dropping a value in hidden states, in attention weights, and in the pooled state.
    let hidden, attention, pooled: Float
    private let key: UInt64

    package init(hidden: Double, attention: Double, pooled: Double, seed: UInt64, step: Int) {
        (self.hidden, self.attention, self.pooled) = (Float(hidden), Float(attention), Float(pooled))
        key = Random(seed: seed, purpose: "dropout", UInt64(step)).key
    }

    func key(_ place: Place, layer: Int = 0, sequence: Int, head: Int = 0) -> UInt64 {
        var result = Random.mix(key ^ (place.rawValue << 32 | UInt64(layer)))
        result = Random.mix(result ^ (UInt64(sequence) << 32 | UInt64(head)))
        return result
    }

    /// y = dropout(x) + skipped, or dropout(x) without `skipped`; rows as in `apply`.
    func apply(
        _ x: Matrix, adding skipped: Matrix? = nil, to y: Matrix, at place: Place, layer: Int, bounds: [Int],
        numbers: [Int]
    ) {
        for s in numbers.indices where bounds[s + 1] > bounds[s] {
            let key = key(place, layer: layer, sequence: numbers[s]), count = (bounds[s + 1] - bounds[s]) * x.columns
            if let skipped {
                vk_dropout_add(x.row(bounds[s]), skipped.row(bounds[s]), y.row(bounds[s]), key, hidden, count)
            } else {
                vk_dropout_to(x.row(bounds[s]), y.row(bounds[s]), key, hidden, count)
            }
        }
    }

    /// Drops values of the rows of each sequence, in place. `bounds` says where its rows start and end.
    func apply(_ x: Matrix, probability: Float, at place: Place, layer: Int = 0, bounds: [Int], numbers: [Int]) {
        guard probability > 0 else { return }
        for s in numbers.indices where bounds[s + 1] > bounds[s] {
            vk_dropout(
                x.row(bounds[s]), key(place, layer: layer, sequence: numbers[s]), probability,
                (bounds[s + 1] - bounds[s]) * x.columns)
        }
    }
}
