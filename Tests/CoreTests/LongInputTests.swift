import Foundation
import Testing

@testable import Core

/// A megabyte of whatever text, and a vocabulary of whatever pieces, take seconds: no path is quadratic in them.
@Suite(.timeLimit(.minutes(10))) struct LongInputTests {
    /// What took 20 seconds to hours when a step looked at everything before; it takes under one.
    private func quick(_ what: String, _ body: () throws -> Void) rethrows {
        let clock = Stopwatch()
        try body()
        #expect(clock.seconds < 10, "\(what) took \(clock.seconds) s")
    }

    @Test func combiningScalarsOfAnyOrder() throws {
        let kept = (0 ..< UInt32(0x110000)).filter { scalar in
            let classes = ScalarProperties.shared[scalar]
            return classes.combiningClass > 0 && !classes.contains(.mark) && !classes.contains(.control)
        }.sorted { ScalarProperties.shared[$0].combiningClass > ScalarProperties.shared[$1].combiningClass }
        let first = try #require(kept.first), last = try #require(kept.last)
        try #require(
            ScalarProperties.shared[first].combiningClass > ScalarProperties.shared[last].combiningClass)
        var text: [UInt8] = []
        while text.count < 1 << 20 {
            text.append(scalar: first)
            text.append(scalar: last)
        }
        let normalizer = WordPieceNormalizer(
            cleansText: true, separatesIdeographs: true, stripsAccents: true, lowercases: true)
        var output: [UInt8] = []
        quick("1 MB of combining scalars") { normalizer.normalize(text, 0 ..< text.count, into: &output) }
        var expected: [UInt8] = []
        for scalar in [last, first] {
            for _ in 0 ..< text.filter({ $0 & 0xC0 != 0x80 }).count / 2 { expected.append(scalar: scalar) }
        }
        #expect(output == expected, "in the order of their classes")
    }

    @Test func wordsAndPiecesOfAnyLength() throws {
        let letter = [UInt8(ascii: "a")], long = [UInt8](repeating: letter[0], count: 100_000)
        let mark = Array("##".utf8), other = long + Array("b".utf8)
        let pieces: [[UInt8]] = [Array("[UNK]".utf8), letter, mark + letter, mark + long, other]
        let model = try WordPiece(
            vocabulary: pieces.enumerated().map { ($1, Int32($0)) }, unknown: "[UNK]", prefix: "##",
            longestWord: .max, place: "test")
        func cut(_ word: [UInt8]) -> [Int32] {
            var hashes: [UInt32] = [], ids: [Int32] = []
            quick("a word of \(word.count)") { model.cut(word, 0 ..< word.count, &hashes, into: &ids) }
            return ids
        }
        let text = [UInt8](repeating: letter[0], count: 1 << 20), rest = (1 << 20) - 1 - 10 * 100_000
        #expect(cut(text) == [1] + [Int32](repeating: 3, count: 10) + [Int32](repeating: 2, count: rest))
        #expect(cut(other + letter) == [4, 2])
        #expect(cut(text + Array("b".utf8)) == [0])
        #expect(cut(Array(text[..<99_999])) == [1] + [Int32](repeating: 2, count: 99_998))
    }

    /// The same answers as looking at every string.
    @Test func theLongestStringIsFound() {
        let seed: UInt64 = 5
        var random = Random(seed: seed, purpose: "prefixes")
        for _ in 0 ..< 200 {
            func word(_ longest: Int) -> [UInt8] {
                (0 ..< 1 + random.below(longest)).map { _ in UInt8(random.below(2)) }
            }
            let words = (0 ..< 12).map { _ in word(9) }, text = word(60)
            let table = PrefixTable(words.enumerated().map { ($1[...], Int32($0)) })
            let start = random.below(text.count), hashes = PrefixTable.Hashes(text, start ..< text.count)
            for place in start ..< text.count {
                let end = place + random.below(text.count - place + 1), stretch = text[place ..< end]
                let expected = words.filter { stretch.starts(with: $0) }.max { $0.count < $1.count }
                let found = table.longest(at: place ..< end, hashes)
                #expect(found?.length == expected?.count, "seed \(seed)")
                #expect(found.map { Int($0.value) } == expected.flatMap { words.firstIndex(of: $0) })
            }
        }
    }

    /// FNV-1a is undone step by step: two last bytes bring any prefix to a hash whose slot is the first.
    @Test func piecesOfOneSlot() {
        let count = 60_000, slots: UInt32 = 1 << 17
        var inverse: UInt32 = 1
        for _ in 0 ..< 5 { inverse = inverse &* (2 &- 0x0100_0193 &* inverse) }
        // By the upper 24 bits of the state before: a hash with home 0, and the last byte.
        var ends = [UInt64](repeating: .max, count: 1 << 24)
        for high in 0 ..< UInt32(1 << 16) {
            let wanted = (high << 1) & 0xFFFF
            var low = wanted & 0x8000
            low |= wanted & 0x7FFE | (low >> 15 ^ wanted & 1)
            let hash = high << 16 | low
            guard (hash ^ hash >> 15) & (slots - 1) == 0 else { continue }
            for byte in 0 ..< UInt32(256) {
                let before = (hash &* inverse ^ byte) &* inverse
                ends[Int(before >> 8)] = UInt64(hash) << 8 | UInt64(byte)
            }
        }
        var pieces: [[UInt8]] = [], number: UInt32 = 0
        while pieces.count < count {
            number += 1
            let start = withUnsafeBytes(of: number.littleEndian) { Array($0) }
            let state = start.reduce(PieceTable.emptyHash, PieceTable.extend), end = ends[Int(state >> 8)]
            guard end != .max else { continue }
            let hash = UInt32(end >> 8), last = UInt8(end & 0xFF)
            let between = UInt8(truncatingIfNeeded: (hash &* inverse ^ UInt32(last)) &* inverse ^ state)
            pieces.append(start + [between, last])
        }
        quick("\(count) pieces of one slot") {
            let table = PieceTable(pieces.enumerated().map { ($1[...], Int32($0)) })
            for (id, piece) in pieces.enumerated() where table.id(piece) != Int32(id) {
                Issue.record("piece \(id)")
                return
            }
            #expect(table.id([1, 2, 3]) == nil)
        }
    }

    @Test func textsThatBeginAddedTokens() {
        let tokens = (0 ..< 5_000).map { number in
            AddedTokens.Token(
                content: Array("[[[[token \(number)]".utf8), id: Int32(number), takesSpaceBefore: false,
                takesSpaceAfter: false)
        }
        let long = AddedTokens.Token(
            content: [UInt8](repeating: UInt8(ascii: "["), count: 100_000) + [0x5D], id: 5_000,
            takesSpaceBefore: false, takesSpaceAfter: false)
        let text = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20) + Array("token 4999]".utf8)
        let added = AddedTokens(tokens + [long])
        quick("1 MB of brackets") {
            #expect(added.split(text, 0 ..< text.count) == [.text(0 ..< 1 << 20 - 4), .token(4_999)])
        }
    }

    @Test func manyLabelsTokensAndPatterns() throws {
        func settings(_ text: String) throws -> JSONSettings {
            JSONSettings(try JSONReader.read(Array(text.utf8), place: "test"), place: "test")
        }
        let count = 60_000
        try quick("\(count) labels") {
            let names = (0 ..< count).map { "\"\($0)\": \"l\($0)\"" }.joined(separator: ", ")
            let labels = try ModelLabels(settings("{\"id2label\": {\(names)}}"))
            #expect(labels.names?.count == count)
        }
        try quick("30000 patterns") {
            let entries = (0 ..< 30_000).map { "\"query\($0)\": 1" }.joined(separator: ", ")
            _ = try PEFTPatterns(settings("{\"lora_alpha\": 1, \"r\": 1, \"rank_pattern\": {\(entries)}}"))
        }
        try quick("a word of 1 MB for byte pairs") {
            let tokenizer = try loadTokenizer(Fixtures.directory.appending(path: "bpe"))
            _ = tokenizer.encode([UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20), nil, maxLength: 16)
        }
    }
}
