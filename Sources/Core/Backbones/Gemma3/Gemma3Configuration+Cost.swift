/// The multiply-adds that a training step cannot do without, counted as `EncoderConfiguration+Cost` does: products of
/// linear layers and of attention over real tokens that see each other, the adapters' thin products, and the head.
extension Gemma3Configuration {
    package func stepOperations(lengths: [Int], _ method: AdapterMethod, rank: Int) -> Double {
        let tokens = Double(lengths.reduce(0, +)), sequences = Double(lengths.count)
        let H = Double(hidden), I = Double(intermediate)
        let queries = Double(heads * headSize), keys = Double(keyHeads * headSize)
        let trainsAll = method.scope == .wholeModel, isFrozen = method.scope == .headOnly
        var total = 0.0
        for (layer, isGlobal) in isGlobal.enumerated() {
            let isLast = layer == layerCount - 1 && pooling == nil, needsInput = layer > 0 || trainsAll
            let askers = isLast ? sequences : tokens  // rows of query, attention output and feed-forward
            // One product of attention: every query head with every token that it sees.
            let attention = queries * pairs(lengths, isGlobal: isGlobal, isLast: isLast)
            let own = askers * (2 * H * queries + 3 * H * I), keyAndValue = 2 * tokens * H * keys
            total += own + keyAndValue + 2 * attention
            if isFrozen { continue }
            // Backward: feed-forward and attention output; attention; where something below asks, query, key and value.
            total += askers * (3 * H * I + H * queries) + attention * (needsInput ? 4 : 3)
            if needsInput { total += askers * H * queries + keyAndValue }
            // x·Aᵀ and dy·B of each adapted matrix: value; query and attention output; down.
            let thin = tokens * (H + keys) + askers * (2 * (H + queries) + H + I)
            total += trainsAll ? own + keyAndValue : Double(rank * method.cost.thinGradients) * thin
        }
        if method.hasRank {  // forming W(θ)
            total += Double(layerCount * rank) * adapterTargets.reduce(0) { $0 + Double($1.outputs * $1.inputs) }
        }
        return 2 * total
    }

    /// Pairs of a token that asks and one that it sees.
    private func pairs(_ lengths: [Int], isGlobal: Bool, isLast: Bool) -> Double {
        lengths.reduce(0.0) { sum, length in
            let seen = isGlobal ? length : min(length, window)
            // The first `seen` tokens see 1, 2, …; each of the others sees as many as the window has.
            let all = Double(seen) * Double(seen + 1) / 2 + Double(length - seen) * Double(seen)
            return sum + (isLast ? Double(seen) : all)
        }
    }
}
