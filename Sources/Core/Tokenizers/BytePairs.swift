/// Byte pair encoding of bytes (Radford et al. 2019, section 2.2): a word starts as its bytes.
struct BytePairs: Sendable {
    private let merges: PairMerges
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
        merges = PairMerges(try pairs.map { (try id($0.first), try id($0.second), try id($0.first + $0.second)) })
    }

    /// Appends the ids of a word's pieces.
    func cut(_ text: [UInt8], _ word: Range<Int>, into ids: inout [Int32]) {
        merges.merge(word.map { bytes[Int(text[$0])] }, into: &ids)
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
