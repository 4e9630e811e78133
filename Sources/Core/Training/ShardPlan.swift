/// Where a batch is cut into shards with nearly equal numbers of tokens.
///
/// The cut depends on the lengths alone, never on the number of threads. Longest first, each sequence goes to the
/// shard that has least; within a shard the batch's order is kept. A plan is made anew in the memory that it has.
struct ShardPlan {
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
