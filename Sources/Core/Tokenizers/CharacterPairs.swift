import Foundation

/// Byte pair encoding of SentencePiece's kind: a text starts as its characters, a space as U+2581, and a character that
/// is no piece as its bytes, `<0xE2>` and so on.
struct CharacterPairs: Sendable {
    /// The pieces that their own characters are merged to: all characters, and most words. Nil while they are looked
    /// for.
    private let words: PieceTable?
    private let characters: PieceTable
    /// The piece of each byte.
    private let bytes: [Int32]
    private let merges: PairMerges
    /// The bytes after which a piece can go on with a mark, as Gemma's `>▁</` does. After any other byte a text is cut
    /// before a mark, and the parts are merged by themselves: no piece can hold both sides.
    private let goesOn: [Bool]

    /// U+2581, which pieces have in place of a space.
    static let mark: [UInt8] = [0xE2, 0x96, 0x81]

    /// - Parameters:
    ///   - vocabulary: every piece with its id; of equal ones the last counts.
    ///   - pieces: the same as a table.
    /// - Throws: `InputError` unless the mark has a piece, and each byte.
    init(
        vocabulary: [(piece: ArraySlice<UInt8>, id: Int32)], _ pieces: PieceTable, merges: PairMerges, place: String
    ) throws {
        func id(_ piece: [UInt8]) throws -> Int32 {
            guard let id = pieces.id(piece) else {
                throw InputError(
                    place, expected: "a piece for a space (U+2581), and for each byte",
                    found: "none for \(String(decoding: piece, as: UTF8.self))")
            }
            return id
        }
        _ = try id(Self.mark)
        let bytes = try (0 ..< 256).map { try id(Array(Self.byteName(UInt8($0)).utf8)) }
        var goesOn = Array(repeating: false, count: 256)
        for (piece, _) in vocabulary {
            for place in piece.indices.dropFirst() where piece[place] == Self.mark[0] {
                if piece[place...].starts(with: Self.mark) { goesOn[Int(piece[place - 1])] = true }
            }
        }
        let slow = CharacterPairs(words: nil, characters: pieces, bytes: bytes, merges: merges, goesOn: goesOn)
        let chunk = 4096, threads = Machine.cores
        let whole = Parallel.map((vocabulary.count + chunk - 1) / chunk, threads: threads) { number in
            vocabulary[number * chunk ..< min((number + 1) * chunk, vocabulary.count)].filter { piece, id in
                var ids: [Int32] = []
                slow.cut(Array(piece), 0 ..< piece.count, into: &ids)
                return ids == [id]
            }
        }
        let words = PieceTable(Array(whole.joined()))
        self.init(words: words, characters: words, bytes: bytes, merges: merges, goesOn: goesOn)
    }

    private init(
        words: PieceTable?, characters: PieceTable, bytes: [Int32], merges: PairMerges, goesOn: [Bool]
    ) {
        (self.words, self.characters, self.bytes) = (words, characters, bytes)
        (self.merges, self.goesOn) = (merges, goesOn)
    }

    /// `<0x0A>`.
    static func byteName(_ byte: UInt8) -> String {
        "<0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) + ">"
    }

    /// Appends the ids of the pieces of a part of well-formed UTF-8.
    func cut(_ text: [UInt8], _ range: Range<Int>, into ids: inout [Int32]) {
        var word: [UInt8] = [], hash = PieceTable.emptyHash
        var place = range.lowerBound, last = place ..< place
        while place < range.upperBound {
            let lead = text[place], character = place ..< place + (lead < 0x80 ? 1 : text.scalar(at: place).length)
            let isSpace = lead == 0x20 || (lead == Self.mark[0] && text[character].elementsEqual(Self.mark))
            if isSpace, !word.isEmpty, endsWord(text, last) {
                append(word, hash, to: &ids)
                word.removeAll(keepingCapacity: true)
                hash = PieceTable.emptyHash
            }
            for byte in isSpace ? Self.mark[...] : text[character] {
                word.append(byte)
                hash = PieceTable.extend(hash, byte)
            }
            (place, last) = (character.upperBound, character)
        }
        if !word.isEmpty { append(word, hash, to: &ids) }
    }

    /// Whether no piece can hold a character and a mark behind it.
    private func endsWord(_ text: [UInt8], _ character: Range<Int>) -> Bool {
        let byte = text[character.upperBound - 1]
        guard !goesOn[Int(byte == 0x20 ? Self.mark[2] : byte)] else { return false }
        // A character that is no piece ends as its last byte's piece does.
        return !goesOn[Int(UInt8(ascii: ">"))] || characters.id(text, character) != nil
    }

    /// Appends the ids of a word, in which spaces are marks.
    private func append(_ word: [UInt8], _ hash: UInt32, to ids: inout [Int32]) {
        if let id = words?.id(word, 0 ..< word.count, hash: hash) { return ids.append(id) }
        var symbols: [Int32] = [], place = 0
        symbols.reserveCapacity(word.count)
        while place < word.count {
            let range = place ..< place + word.scalar(at: place).length
            if let id = characters.id(word, range) {
                symbols.append(id)
            } else {
                for byte in word[range] { symbols.append(bytes[Int(byte)]) }
            }
            place = range.upperBound
        }
        merges.merge(symbols, into: &ids)
    }
}
