/// One row of a task, ready for the encoder.
public struct Example: Sendable {
    public let encoding: Encoding
    /// nil where the task keeps its labels to itself (the test files of GLUE).
    public let target: Target?

    public init(encoding: Encoding, target: Target?) {
        self.encoding = encoding
        self.target = target
    }
}

/// Sequences laid end to end, without padding: products see only real tokens.
public struct PackedBatch: Sendable {
    let ids: [Int32]
    let tokenTypes: [Int32]
    let positions: [Int32]
    /// Rows bounds[s] ..< bounds[s + 1] are sequence s.
    let bounds: [Int]
    /// The sequences' numbers in the whole batch, of which this may be a shard.
    let numbers: [Int]
    /// Who asks whom in attention: every token of a sequence, or its first token alone as in the last layer.
    let allTokens, firstTokens: Attention.Bounds

    public init(_ encodings: [Encoding]) {
        self.init(numbers: Array(encodings.indices)) { encodings[$0] }
    }

    /// The sequences of these numbers in a larger batch.
    init(numbers: [Int], of encoding: (Int) -> Encoding) {
        let count = numbers.reduce(0) { $0 + encoding($1).ids.count }
        var ids: [Int32] = [], types: [Int32] = [], positions: [Int32] = [], bounds = [0]
        // Room for all at once: this runs for every shard of every step.
        ids.reserveCapacity(count)
        types.reserveCapacity(count)
        positions.reserveCapacity(count)
        bounds.reserveCapacity(numbers.count + 1)
        for number in numbers {
            let own = encoding(number)
            ids.append(contentsOf: own.ids)
            for type in own.tokenTypes { types.append(Int32(type)) }
            for position in own.ids.indices { positions.append(Int32(position)) }
            bounds.append(ids.count)
        }
        (self.ids, self.tokenTypes, self.positions, self.bounds) = (ids, types, positions, bounds)
        self.numbers = numbers
        allTokens = Attention.Bounds(queries: bounds, keys: bounds, numbers: numbers)
        firstTokens = Attention.Bounds(queries: Array(0 ... numbers.count), keys: bounds, numbers: numbers)
    }

    public var tokens: Int { ids.count }
    public var sequences: Int { numbers.count }

    /// Where a batch is cut: each shard's members, so that shards have nearly equal numbers of tokens.
    ///
    /// The cut depends on the lengths alone, never on the number of threads. Longest first, each to the
    /// shard that has least; within a shard the batch's order is kept.
    public static func shards(lengths: [Int], count: Int) -> [[Int]] {
        var members = [[Int]](repeating: [], count: max(1, min(count, lengths.count)))
        var tokens = [Int](repeating: 0, count: members.count)
        let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
        for i in order {
            let target = tokens.indices.min { (tokens[$0], $0) < (tokens[$1], $1) } ?? 0
            members[target].append(i)
            tokens[target] += lengths[i]
        }
        return members.map { $0.sorted() }.filter { !$0.isEmpty }
    }
}
