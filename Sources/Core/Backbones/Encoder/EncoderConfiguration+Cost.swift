/// The multiply-adds that a training step cannot do without: the floor that its time is compared with.
///
/// Counted are the products of linear layers and of attention over real tokens, forward and backward, the
/// thin products of the adapters, and the head. Not counted: anything that a cleverer program could leave
/// out, such as padding, the last layer's feed-forward part beyond first tokens where the head reads these alone,
/// gradients of frozen weights.
extension EncoderConfiguration {
    public func stepOperations(lengths: [Int], _ method: AdapterMethod, rank: Int) -> Double {
        let tokens = Double(lengths.reduce(0, +)), sequences = Double(lengths.count)
        let squares = lengths.reduce(0.0) { $0 + Double($1 * $1) }  // pairs of a query and a key
        let H = Double(sizes.hidden), I = Double(sizes.intermediate), heads = Double(sizes.heads)
        let trainsAll = method.scope == .wholeModel, isFrozen = method.scope == .headOnly
        var total = 0.0
        for layer in 0 ..< sizes.layers {
            let isLast = layer == sizes.layers - 1 && pooling == nil, isFirst = layer == 0
            let needsInput = !isFirst || trainsAll
            let askers = isLast ? sequences : tokens  // rows of query, attention output and feed-forward
            // Key and value; the last layer applies them to one row a sequence (see FirstTokenAttention).
            let keyAndValue = 2 * askers * H * H
            // Multiply-adds of attention's products with every token: two forward, up to four backward.
            let attention = isLast ? tokens * heads * H : squares * H
            let linear = keyAndValue + askers * (2 * H * H + 2 * H * I)
            total += linear + 2 * attention
            if isFrozen { continue }
            // Backward: feed-forward and attention output; then attention, with the keys' part where something below
            // asks.
            total += askers * (2 * H * I + H * H) + attention * (needsInput ? 4 : isLast ? 2 : 3)
            if isLast { total += keyAndValue }  // c and dQ of FirstTokenAttention
            if needsInput { total += askers * H * H + (isLast ? 0 : keyAndValue) }
            // x·Aᵀ and dy·B of each adapted matrix: value; query and attention output; output.
            let valueRows = isLast ? min(tokens, sequences * heads) : tokens
            let thin = Double(rank * method.cost.thinGradients) * (valueRows * 2 * H + askers * (4 * H + H + I))
            total += trainsAll ? linear : thin
        }
        if projectsEmbeddings {
            let projection = tokens * H * Double(sizes.embedding)
            total += trainsAll ? 3 * projection : projection
        }
        if method.hasRank { total += Double(sizes.layers * rank) * (3 * H * H + H * I) }  // forming W(θ)
        let hasDense = hasPooler || !family.head.isPooler
        return 2 * (total + (hasDense ? sequences * H * H * (isFrozen ? 1 : 2) : 0))
    }
}
