/// Byte pair encoding: a word starts as its bytes, and the pair whose merge was learned first is merged, again and
/// again. (Sennrich et al., ACL 2016, on bytes as in Radford et al. 2019, section 2.2.)
struct BytePairs: Sendable {
    private struct Merge: Sendable {
        let rank: Int
        let id: Int32
    }

    private let merges: [UInt64: Merge]
    /// The id of each single byte.
    private let bytes: [Int32]

    /// - Parameters:
    ///   - vocabulary: pieces in the printable alphabet of `ByteAlphabet`, with their ids.
    ///   - merges: pairs of pieces, the first learned first.
    /// - Throws: `InputError` when a byte or the piece of a merge is not in the vocabulary.
    init(vocabulary: [[UInt8]: Int32], merges pairs: [(first: [UInt8], second: [UInt8])], place: String) throws {
        func id(_ piece: [UInt8]) throws -> Int32 {
            guard let id = vocabulary[piece] else {
                throw InputError(
                    place, expected: "each byte and each part and result of a merge in the vocabulary",
                    found: "none for \"\(String(decoding: piece, as: UTF8.self))\"")
            }
            return id
        }
        bytes = try (0 ..< 256).map { try id(ByteAlphabet.piece(UInt8($0))) }
        var merges: [UInt64: Merge] = [:]
        for (rank, (first, second)) in pairs.enumerated() {
            // Of equal pairs the last one counts, as in Hugging Face's reader.
            merges[Self.key(try id(first), try id(second))] = Merge(rank: rank, id: try id(first + second))
        }
        self.merges = merges
    }

    private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }

    /// Appends the ids of a word's pieces.
    ///
    /// Pairs wait in a heap by rank, then by place; a word of n bytes takes n·log n steps, however odd it is.
    func cut(_ text: [UInt8], _ word: Range<Int>, into ids: inout [Int32]) {
        guard word.count > 1 else { return ids.append(bytes[Int(text[word.lowerBound])]) }
        var symbols = word.map { bytes[Int(text[$0])] }
        var next = Array(1 ... symbols.count), previous = Array(-1 ..< symbols.count - 1)
        var waiting = PairHeap()
        func offer(_ left: Int) {
            let right = next[left]
            guard right < symbols.count, let merge = merges[Self.key(symbols[left], symbols[right])] else { return }
            waiting.insert(
                .init(rank: merge.rank, place: left, left: symbols[left], right: symbols[right], merged: merge.id))
        }
        for left in 0 ..< symbols.count - 1 { offer(left) }
        while let pair = waiting.removeFirst() {
            let right = next[pair.place]
            // The pair may be gone: one of its symbols was merged meanwhile.
            guard symbols[pair.place] == pair.left, right < symbols.count, symbols[right] == pair.right else {
                continue
            }
            symbols[pair.place] = pair.merged
            symbols[right] = -1
            next[pair.place] = next[right]
            if next[right] < symbols.count { previous[next[right]] = pair.place }
            if previous[pair.place] >= 0 { offer(previous[pair.place]) }
            offer(pair.place)
        }
        for symbol in symbols where symbol >= 0 { ids.append(symbol) }
    }
}

/// Pairs by rank, then by place: the first to be merged comes first.
private struct PairHeap {
    struct Pair {
        let rank, place: Int
        let left, right, merged: Int32

        static func < (a: Pair, b: Pair) -> Bool { (a.rank, a.place) < (b.rank, b.place) }
    }

    private var pairs: [Pair] = []

    mutating func insert(_ pair: Pair) {
        pairs.append(pair)
        var child = pairs.count - 1
        while child > 0, pairs[child] < pairs[(child - 1) / 2] {
            pairs.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() -> Pair? {
        guard let first = pairs.first else { return nil }
        let last = pairs.removeLast()
        guard !pairs.isEmpty else { return first }
        pairs[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < pairs.count && pairs[child] < pairs[least] {
                least = child
            }
            guard least != parent else { return first }
            pairs.swapAt(parent, least)
            parent = least
        }
    }
}

/// The printable alphabet in which vocabularies write bytes: 33 to 126, 161 to 172 and 174 to 255 stand for themselves
/// as scalars, the 68 others for the scalars from 256 on, in their order.
enum ByteAlphabet {
    static func piece(_ byte: UInt8) -> [UInt8] { pieces[Int(byte)] }

    private static let pieces: [[UInt8]] = {
        var spare: UInt32 = 256
        return (0 ..< 256).map { byte in
            var scalar = UInt32(byte)
            let isPrintable =
                (33 ... 126).contains(byte) || (161 ... 172).contains(byte) || (174 ... 255).contains(byte)
            if !isPrintable {
                scalar = spare
                spare += 1
            }
            var piece: [UInt8] = []
            piece.append(scalar: scalar)
            return piece
        }
    }()
}
