/// The pieces of a vocabulary and their ids: a hash table over UTF-8 bytes.
///
/// Swift's `String` compares by canonical equivalence, so a dictionary of Strings would fold pieces
/// that a vocabulary keeps apart; and a lookup here needs no allocation.
struct PieceTable: Sendable {
    private struct Slot {
        var hash: UInt32
        /// Where the piece starts in `bytes`.
        var start: UInt32
        var length: UInt32
        /// −1 in a free slot.
        var id: Int32
    }

    private var slots: [Slot]
    private var bytes: [UInt8] = []
    /// Pieces that found no slot near their home. FNV has no secret: anybody can write a vocabulary whose pieces all
    /// have one home, and looking for each would take as many steps as there are pieces. Swift's hashes have one.
    private var crowded: [[UInt8]: Int32] = [:]
    /// Slots that a search looks at; BERT's 30,522 pieces need 21, 130,000 random ones 29.
    private static let reach = 128
    /// The length in bytes of the longest piece among those up to `usual`.
    private(set) var longest = 0
    /// Longer pieces than this are looked for by `long`.
    static let usual = 256

    /// FNV-1a, which grows with the text: the hash of a prefix is a step on the way to the hash of the whole.
    static let emptyHash: UInt32 = 0x811C_9DC5

    @inline(__always)
    static func extend(_ hash: UInt32, _ byte: UInt8) -> UInt32 { (hash ^ UInt32(byte)) &* 0x0100_0193 }

    /// Of equal pieces the last one counts, as in Hugging Face's reader.
    init(_ pieces: [(piece: ArraySlice<UInt8>, id: Int32)]) {
        var capacity = 16
        while capacity < 2 * pieces.count { capacity *= 2 }
        slots = Array(repeating: Slot(hash: 0, start: 0, length: 0, id: -1), count: capacity)
        for (piece, id) in pieces { insert(piece, id) }
    }

    /// The pieces longer than `usual`; nil where there are none. Otherwise each place of a text would have to be hashed
    /// as far as the longest of them.
    static func long(_ pieces: [(piece: ArraySlice<UInt8>, id: Int32)]) -> PrefixTable? {
        let long = pieces.filter { $0.piece.count > usual }
        return long.isEmpty ? nil : PrefixTable(long.reversed().map { ($0.piece, $0.id) })
    }

    private mutating func insert(_ piece: ArraySlice<UInt8>, _ id: Int32) {
        precondition(id >= 0, "a piece has the id \(id)")
        let hash = piece.reduce(Self.emptyHash, Self.extend)
        if piece.count <= Self.usual { longest = max(longest, piece.count) }
        var place = home(hash)
        for _ in 0 ..< Self.reach {
            let slot = slots[place]
            if slot.id < 0 {
                slots[place] = Slot(hash: hash, start: UInt32(bytes.count), length: UInt32(piece.count), id: id)
                bytes += piece
                return
            }
            if slot.hash == hash, bytes[Int(slot.start) ..< Int(slot.start + slot.length)].elementsEqual(piece) {
                slots[place].id = id
                return
            }
            place = (place + 1) & (slots.count - 1)
        }
        crowded[Array(piece)] = id
    }

    /// The slot at which the search for a hash starts. FNV's low bits alone are poor for short keys.
    @inline(__always)
    private func home(_ hash: UInt32) -> Int { Int(hash ^ hash >> 15) & (slots.count - 1) }

    /// The id of the piece in a range of a text, whose hash the caller has.
    @inline(__always)
    func id(_ text: [UInt8], _ range: Range<Int>, hash: UInt32) -> Int32? {
        var place = home(hash)
        while slots[place].id >= 0 {
            let slot = slots[place]
            if slot.hash == hash, Int(slot.length) == range.count {
                var offset = 0
                while offset < range.count, bytes[Int(slot.start) + offset] == text[range.lowerBound + offset] {
                    offset += 1
                }
                if offset == range.count { return slot.id }
            }
            place = (place + 1) & (slots.count - 1)
            // Few searches come here: most end at the first slot.
            if place == (home(hash) + Self.reach) & (slots.count - 1) { return Self.id(text, range, in: crowded) }
        }
        return nil
    }

    @inline(never)
    private static func id(_ text: [UInt8], _ range: Range<Int>, in crowded: [[UInt8]: Int32]) -> Int32? {
        crowded.isEmpty ? nil : crowded[Array(text[range])]
    }

    func id(_ text: [UInt8], _ range: Range<Int>) -> Int32? {
        id(text, range, hash: text[range].reduce(Self.emptyHash, Self.extend))
    }

    func id(_ piece: [UInt8]) -> Int32? { id(piece, 0 ..< piece.count) }
}
