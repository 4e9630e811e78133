/// The merges of byte pair encoding: of all pairs of neighbours the one that was learned first is merged, again and
/// again. (Sennrich et al., ACL 2016.)
struct PairMerges: Sendable {
    /// Two pieces and what they become, by their ids.
    typealias Pair = (first: Int32, second: Int32, merged: Int32)

    private let table: PairTable
    /// Up to so many symbols the next pair is looked for among all; a heap is faster for more.
    private static let few = 48

    /// - Parameter pairs: the first learned first. Of equal pairs the last one counts, as in Hugging Face's reader.
    init(_ pairs: [Pair]) { table = PairTable(pairs) }

    /// Appends the pieces that are left of some symbols when nothing can be merged any more.
    func merge(_ symbols: [Int32], into ids: inout [Int32]) {
        if symbols.count > Self.few { return mergeMany(symbols, into: &ids) }
        guard symbols.count > 1 else { return ids += symbols }
        var symbols = symbols
        var merges = (0 ..< symbols.count - 1).map { table[symbols[$0], symbols[$0 + 1]] }
        while true {
            var best = 0
            for place in merges.indices where merges[place].rank < merges[best].rank { best = place }
            guard !merges.isEmpty, merges[best].rank < .max else { return ids += symbols }
            symbols[best] = merges[best].id
            symbols.remove(at: best + 1)
            merges.remove(at: best)
            if best > 0 { merges[best - 1] = table[symbols[best - 1], symbols[best]] }
            if best < merges.count { merges[best] = table[symbols[best], symbols[best + 1]] }
        }
    }

    /// The same in n·log n steps: pairs wait in a heap by rank, then by place.
    private func mergeMany(_ start: [Int32], into ids: inout [Int32]) {
        var symbols = start
        var next = Array(1 ... symbols.count), previous = Array(-1 ..< symbols.count - 1)
        // The merge of the pair that starts at each place.
        var merges = Array(repeating: PairTable.none, count: symbols.count)
        var waiting = PlaceHeap()
        func offer(_ left: Int) {
            let right = next[left]
            merges[left] = right < symbols.count ? table[symbols[left], symbols[right]] : PairTable.none
            if merges[left].rank < .max { waiting.insert(rank: merges[left].rank, place: left) }
        }
        for left in 0 ..< symbols.count - 1 { offer(left) }
        while let (rank, place) = waiting.removeFirst() {
            // The pair may be gone: one of its symbols was merged meanwhile.
            guard merges[place].rank == rank else { continue }
            let right = next[place]
            symbols[place] = merges[place].id
            symbols[right] = -1
            merges[right] = PairTable.none
            next[place] = next[right]
            if next[right] < symbols.count { previous[next[right]] = place }
            if previous[place] >= 0 { offer(previous[place]) }
            offer(place)
        }
        for symbol in symbols where symbol >= 0 { ids.append(symbol) }
    }
}

/// Pairs of ids and their merges: a hash table. Its multiplier is drawn anew for each, so nobody can foresee which
/// merges share a home.
private struct PairTable: Sendable {
    struct Merge: Sendable {
        /// When it was learned; the largest number where there is none.
        let rank: Int32
        let id: Int32
    }

    static let none = Merge(rank: .max, id: -1)

    private var keys: [UInt64]
    private var merges: [Merge]
    private let shift: UInt64
    private let multiplier = UInt64.random(in: .min ... .max) | 1

    init(_ pairs: [PairMerges.Pair]) {
        var bits: UInt64 = 4
        while 1 << Int(bits) < 2 * pairs.count { bits += 1 }
        shift = 64 - bits
        keys = Array(repeating: 0, count: 1 << Int(bits))
        merges = Array(repeating: Self.none, count: keys.count)
        for (rank, pair) in pairs.enumerated() {
            let key = Self.key(pair.first, pair.second), place = place(key)
            (keys[place], merges[place]) = (key, Merge(rank: Int32(rank), id: pair.merged))
        }
    }

    @inline(__always)
    private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }

    /// Where a key is, or would be.
    @inline(__always)
    private func place(_ key: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: ((key ^ (key >> 29)) &* multiplier) >> shift)
        while merges[place].rank < .max, keys[place] != key { place = (place + 1) & (keys.count - 1) }
        return place
    }

    @inline(__always)
    subscript(first: Int32, second: Int32) -> Merge { merges[place(Self.key(first, second))] }
}

/// Places by rank, then by place: the first to be merged comes first.
private struct PlaceHeap {
    /// The rank in the upper half, the place in the lower.
    private var entries: [UInt64] = []

    mutating func insert(rank: Int32, place: Int) {
        let entry = UInt64(UInt32(rank)) << 32 | UInt64(UInt32(place))
        var child = entries.count
        entries.append(entry)
        while child > 0, entry < entries[(child - 1) / 2] {
            entries[child] = entries[(child - 1) / 2]
            child = (child - 1) / 2
        }
        entries[child] = entry
    }

    mutating func removeFirst() -> (rank: Int32, place: Int)? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        var hole = 0
        while !entries.isEmpty {
            var child = 2 * hole + 1
            if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
            guard child < entries.count, entries[child] < last else {
                entries[hole] = last
                break
            }
            entries[hole] = entries[child]
            hole = child
        }
        return (Int32(first >> 32), Int(first & 0xFFFF_FFFF))
    }
}
