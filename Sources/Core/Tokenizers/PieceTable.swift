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
    /// The length of the longest piece, in bytes.
    private(set) var longest = 0

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

    private mutating func insert(_ piece: ArraySlice<UInt8>, _ id: Int32) {
        precondition(id >= 0, "a piece has the id \(id)")
        let hash = piece.reduce(Self.emptyHash, Self.extend)
        var place = home(hash)
        while slots[place].id >= 0 {
            let slot = slots[place]
            if bytes[Int(slot.start) ..< Int(slot.start + slot.length)].elementsEqual(piece) {
                slots[place].id = id
                return
            }
            place = (place + 1) & (slots.count - 1)
        }
        slots[place] = Slot(hash: hash, start: UInt32(bytes.count), length: UInt32(piece.count), id: id)
        bytes += piece
        longest = max(longest, piece.count)
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
        }
        return nil
    }

    func id(_ piece: [UInt8]) -> Int32? {
        id(piece, 0 ..< piece.count, hash: piece.reduce(Self.emptyHash, Self.extend))
    }
}
