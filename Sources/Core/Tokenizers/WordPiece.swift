/// The WordPiece model: a word is cut from the left, each time at the longest piece of the vocabulary.
///
/// Pieces inside a word carry a prefix (`##`) in the vocabulary. A word that cannot be cut, or that has
/// too many scalars, is one unknown token.
struct WordPiece: Sendable {
    let unknown: Int32
    /// In Unicode scalars.
    let longestWord: Int
    /// One more than the largest id.
    let size: Int
    private let pieces: PieceTable
    /// The pieces that continue a word, without their prefix.
    private let continuations: PieceTable
    /// Of each, those whose length is unusual.
    private let longPieces: PrefixTable?, longContinuations: PrefixTable?
    private let hasLongPieces: Bool

    /// - Throws: `InputError` when the vocabulary lacks the unknown token.
    init(vocabulary: [(piece: [UInt8], id: Int32)], unknown: String, prefix: String, longestWord: Int, place: String)
        throws
    {
        let first = vocabulary.map { (piece: $0.piece[...], id: $0.id) }, prefix = Array(prefix.utf8)
        let next = first.filter { $0.piece.starts(with: prefix) }.map {
            (piece: $0.piece.dropFirst(prefix.count), id: $0.id)
        }
        (pieces, continuations) = (PieceTable(first), PieceTable(next))
        (longPieces, longContinuations) = (PieceTable.long(first), PieceTable.long(next))
        hasLongPieces = longPieces != nil || longContinuations != nil
        size = Int(vocabulary.lazy.map(\.id).max() ?? -1) + 1
        self.longestWord = longestWord
        guard let id = pieces.id(Array(unknown.utf8)) else {
            throw InputError(
                place, expected: "a vocabulary with the unknown token \(unknown)",
                found: "none among \(vocabulary.count) pieces")
        }
        self.unknown = id
    }

    /// The id of a whole piece, prefix included.
    func id(_ piece: [UInt8]) -> Int32? { pieces.id(piece) }

    /// Appends the ids of a word. `hashes` is working space that the caller keeps from word to word.
    @inline(__always)
    func cut(_ text: [UInt8], _ word: Range<Int>, _ hashes: inout [UInt32], into ids: inout [Int32]) {
        // A scalar has at least one byte, so only long words need counting.
        if word.count > longestWord, text[word].count(where: { $0 & 0xC0 != 0x80 }) > longestWord {
            return ids.append(unknown)
        }
        if hasLongPieces, word.count > PieceTable.usual { return cutLong(text, word, &hashes, into: &ids) }
        let before = ids.count
        var start = word.lowerBound
        while start < word.upperBound {
            guard
                let (id, end) = longestPiece(
                    text, start ..< word.upperBound, isFirst: start == word.lowerBound, &hashes)
            else {
                ids.removeSubrange(before...)
                return ids.append(unknown)
            }
            ids.append(id)
            start = end
        }
    }

    /// The same for a long word where a vocabulary has pieces longer than `PieceTable.usual`, which none in use has.
    @inline(never)
    private func cutLong(_ text: [UInt8], _ word: Range<Int>, _ hashes: inout [UInt32], into ids: inout [Int32]) {
        let before = ids.count, prefixes = PrefixTable.Hashes(text, word)
        var start = word.lowerBound
        while start < word.upperBound {
            let rest = start ..< word.upperBound, isFirst = start == word.lowerBound
            if let long = (isFirst ? longPieces : longContinuations)?.longest(at: rest, prefixes) {
                ids.append(long.value)
                start += long.length
            } else if let (id, end) = longestPiece(text, rest, isFirst: isFirst, &hashes) {
                ids.append(id)
                start = end
            } else {
                ids.removeSubrange(before...)
                return ids.append(unknown)
            }
        }
    }

    /// The longest piece at the start of a range, and where it ends.
    @inline(__always)
    private func longestPiece(
        _ text: [UInt8], _ range: Range<Int>, isFirst: Bool, _ hashes: inout [UInt32]
    ) -> (id: Int32, end: Int)? {
        let length = min(range.count, isFirst ? pieces.longest : continuations.longest)
        hashes.removeAll(keepingCapacity: true)
        var hash = PieceTable.emptyHash
        for offset in 0 ..< length {
            hash = PieceTable.extend(hash, text[range.lowerBound + offset])
            hashes.append(hash)
        }
        // Ends inside a scalar need no care: no piece ends there.
        for end in stride(from: length, to: 0, by: -1) {
            let candidate = range.lowerBound ..< range.lowerBound + end
            let id =
                isFirst
                ? pieces.id(text, candidate, hash: hashes[end - 1])
                : continuations.id(text, candidate, hash: hashes[end - 1])
            if let id { return (id, candidate.upperBound) }
        }
        return nil
    }
}
