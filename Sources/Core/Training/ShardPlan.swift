/// Where a batch is cut into shards with nearly equal numbers of tokens.
///
/// The cut depends on the lengths alone, never on the number of threads. Longest first, each sequence goes to the
/// shard that has least; within a shard the batch's order is kept. A plan is made anew in the memory that it has.
package struct ShardPlan {
    /// The sequences of each shard; beyond `count` lie those of a larger plan before.
    private var lists: [[Int]] = []
    private var tokens: [Int] = []
    private var order: [Int] = []
    private(set) var count = 0

    subscript(shard: Int) -> [Int] {
        precondition(shard < count, "shard \(shard) of \(count)")
        return lists[shard]
    }

    /// `first` is the number of the first sequence, where these are a part of more.
    mutating func cut(_ lengths: [Int], into wanted: Int, from first: Int = 0) {
        count = max(0, min(wanted, lengths.count))
        while lists.count < count { lists.append([]) }
        tokens.removeAll(keepingCapacity: true)
        for i in 0 ..< count {
            lists[i].removeAll(keepingCapacity: true)
            tokens.append(0)
        }
        order.removeAll(keepingCapacity: true)
        order.append(contentsOf: lengths.indices)
        order.sort { (lengths[$1], $0) < (lengths[$0], $1) }
        for i in order {
            var least = 0
            for shard in 0 ..< count where tokens[shard] < tokens[least] { least = shard }
            lists[least].append(first + i)
            tokens[least] += lengths[i]
        }
        for i in 0 ..< count { lists[i].sort() }
    }
}

extension ShardPlan {
    /// Tokens that make a shard worth its own pass: thinner matrices run products below their speed.
    private static let tokens = 192
    private static let largeGradient = 1 << 21

    /// How many shards there are at most. Large gradients are costly to clear, hold and add up once a shard; small ones
    /// are free.
    package static func most(gradient count: Int) -> Int { count > largeGradient ? 4 : 8 }

    /// How many shards a batch is to have.
    package static func count(_ lengths: [Int], most: Int) -> Int {
        max(2, min(most, lengths.reduce(0, +) / tokens))
    }

    /// How many times as fast the passes over a batch are on some threads as on one, where time is counted in tokens:
    /// all tokens over those of the thread with most, when each takes the next shard as soon as it is free.
    package static func speedUp(_ lengths: [Int], gradient count: Int, threads: Int) -> Double {
        var plan = ShardPlan(), busy = Array(repeating: 0, count: threads)
        plan.cut(lengths, into: Self.count(lengths, most: most(gradient: count)))
        for shard in 0 ..< plan.count {
            let next = busy.indices.min { busy[$0] < busy[$1] } ?? 0
            busy[next] += plan[shard].reduce(0) { $0 + lengths[$1] }
        }
        return Double(lengths.reduce(0, +)) / Double(busy.max() ?? 1)
    }
}
