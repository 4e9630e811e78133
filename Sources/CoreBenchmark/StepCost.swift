import Core

/// The multiply-adds that a training step cannot do without: the floor that its time is compared with.
///
/// Counted are the products of linear layers and of attention over real tokens, forward and backward, the
/// thin products of the adapters, and the head. Not counted: anything that a cleverer program could leave
/// out, such as padding, the last layer's feed-forward part beyond first tokens, gradients of frozen weights.
struct StepCost {
    let shape: EncoderConfiguration
    let method: Method
    let rank: Int

    /// Two operations for each multiply-add of a step on sequences of these lengths.
    func operations(lengths: [Int]) -> Double {
        let tokens = Double(lengths.reduce(0, +)), sequences = Double(lengths.count)
        let squares = lengths.reduce(0.0) { $0 + Double($1 * $1) }  // pairs of a query and a key
        let H = Double(shape.hiddenSize), I = Double(shape.intermediateSize)
        let trainsAll = method == .full, isFrozen = method == .head
        var total = 0.0
        for layer in 0 ..< shape.layers {
            let isLast = layer == shape.layers - 1, isFirst = layer == 0
            let needsInput = !isFirst || trainsAll
            let askers = isLast ? sequences : tokens  // rows of query, attention output and feed-forward
            // Key and value; the last layer applies them to one row a sequence (see FirstTokenAttention).
            let keyAndValue = 2 * askers * H * H
            // Multiply-adds of attention's products with every token: two forward, up to four backward.
            let attention = isLast ? tokens * Double(shape.heads) * H : squares * H
            let linear = keyAndValue + askers * (2 * H * H + 2 * H * I)
            total += linear + 2 * attention
            if isFrozen { continue }
            // Backward: feed-forward and attention output; then attention, with the keys' part where something below
            // asks.
            total += askers * (2 * H * I + H * H) + attention * (needsInput ? 4 : isLast ? 2 : 3)
            if isLast { total += keyAndValue }  // c and dQ of FirstTokenAttention
            if needsInput { total += askers * H * H + (isLast ? 0 : keyAndValue) }
            let values = isLast ? min(tokens, sequences * Double(shape.heads)) : tokens  // rows of the value layer
            total += trainsAll ? linear : thin(values: values, askers: askers, H: H, I: I)
        }
        if !isFrozen { total += merge(H: H, I: I) }
        return 2 * (total + sequences * H * H * (isFrozen ? 1 : 2))
    }

    /// x·Aᵀ and dy·B of each adapted matrix, and for LoRA and DoRA also the gradients of A and B. `values` are the
    /// value layer's rows.
    private func thin(values: Double, askers: Double, H: Double, I: Double) -> Double {
        guard method.isLowRank else { return 0 }
        let sides = values * 2 * H + askers * (4 * H + H + I)  // value; query and attention output; output
        return Double(rank) * sides * (method == .lora || method == .dora ? 2 : 1)
    }

    /// Forming W(θ) of each adapted matrix.
    private func merge(H: Double, I: Double) -> Double {
        guard method.isLowRank else { return 0 }
        return Double(shape.layers * rank) * (3 * H * H + H * I)
    }
}
