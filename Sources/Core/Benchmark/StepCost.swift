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
        let squares = lengths.reduce(0.0) { $0 + Double($1 * $1) }
        let H = Double(shape.hiddenSize), I = Double(shape.intermediateSize)
        let trainsAll = method == .full, isFrozen = method == .head
        var total = 0.0
        for layer in 0 ..< shape.layers {
            let isLast = layer == shape.layers - 1, isFirst = layer == 0
            let askers = isLast ? sequences : tokens  // rows of query, attention output and feed-forward
            let pairs = isLast ? tokens : squares  // query-key pairs
            let linear = 2 * tokens * H * H + askers * (2 * H * H + 2 * H * I)
            total += linear + 2 * pairs * H
            if isFrozen { continue }
            // Backward: feed-forward and attention output; then dV, dP, dQ, and dK where something below asks.
            total += askers * (2 * H * I + H * H) + pairs * H * (isFirst && !trainsAll ? 3 : 4)
            if !isFirst || trainsAll { total += askers * H * H + 2 * tokens * H * H }
            total += trainsAll ? linear : thin(tokens: tokens, askers: askers, H: H, I: I)
        }
        if !isFrozen { total += merge(H: H, I: I) }
        return 2 * (total + sequences * H * H * (isFrozen ? 1 : 2))
    }

    /// x·Aᵀ and dy·B of each adapted matrix, and for LoRA and DoRA also the gradients of A and B.
    private func thin(tokens: Double, askers: Double, H: Double, I: Double) -> Double {
        guard method.isLowRank else { return 0 }
        let sides = tokens * 2 * H + askers * (4 * H + H + I)  // value; query and attention output; output
        return Double(rank) * sides * (method == .lora || method == .dora ? 2 : 1)
    }

    /// Forming W(θ) of each adapted matrix.
    private func merge(H: Double, I: Double) -> Double {
        guard method.isLowRank else { return 0 }
        return Double(shape.layers * rank) * (3 * H * H + H * I)
    }
}
