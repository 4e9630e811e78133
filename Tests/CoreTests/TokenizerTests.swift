import Foundation
import Testing

@testable import Core

/// Reference: Hugging Face's tokenizers, by `scripts/make_tokenizer_fixture.py`.
struct WordPieceFixture: Decodable {
    struct Case: Decodable {
        let first: String
        let second: String?
        let maxLength: Int
        let ids: [Int32]
        let tokenTypes: [UInt8]
    }

    struct Normalized: Decodable {
        let text: String
        let normalized: String
    }

    let cases: [Case]
    let reordered: [Normalized]
    let blockSize: Int
    /// FNV-1a digests of what becomes of each scalar, one for each block.
    let uncased: [String]
    let cased: [String]
    let lowercase: [String]
    let wordClass: [String]

    static func load() throws -> WordPieceFixture {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/wordpiece.json")
        return try JSONDecoder().decode(WordPieceFixture.self, from: Data(contentsOf: file))
    }
}

private let minilm = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../data/models/minilm").standardizedFileURL

private func minilmFile(_ name: String) throws -> URL {
    let file = minilm.appending(path: name)
    try #require(
        FileManager.default.fileExists(atPath: file.path), "data/models/minilm/\(name) is missing: run `make setup`")
    return file
}

struct TokenizerParityTests {
    @Test func `Ids and token types of the hard cases equal Hugging Face's`() throws {
        let tokenizer = try WordPieceTokenizer(tokenizerJSON: minilmFile("tokenizer.json"))
        let cases = try WordPieceFixture.load().cases
        #expect(cases.count >= 60)
        for item in cases {
            let encoding = tokenizer.encode(item.first, item.second, maxLength: item.maxLength)
            let text = "\(item.first.debugDescription), \(item.second?.debugDescription ?? "alone"), \(item.maxLength)"
            #expect(encoding.ids == item.ids, "\(text)")
            #expect(encoding.tokenTypes == item.tokenTypes, "\(text)")
        }
    }

    @Test func `vocab.txt gives the same ids as tokenizer.json`() throws {
        let tokenizer = try WordPieceTokenizer(vocabulary: minilmFile("vocab.txt"), lowercase: true)
        #expect(tokenizer.vocabularySize == 30522)
        for item in try WordPieceFixture.load().cases {
            let encoding = tokenizer.encode(item.first, item.second, maxLength: item.maxLength)
            #expect(encoding.ids == item.ids, "\(item.first.debugDescription)")
        }
    }

    @Test func `Combining characters that are no accents come out in canonical order`() throws {
        let normalizer = WordPieceNormalizer(
            cleansText: true, separatesIdeographs: true, stripsAccents: true, lowercases: true)
        for item in try WordPieceFixture.load().reordered {
            var output: [UInt8] = []
            normalizer.normalize(Array(item.text.utf8), 0 ..< item.text.utf8.count, into: &output)
            #expect(output == Array(item.normalized.utf8), "\(item.text.debugDescription)")
        }
    }

    @Test func `Every Unicode scalar is normalised and split as in the Rust library`() throws {
        let fixture = try WordPieceFixture.load()
        let normalizers = [
            (
                fixture.uncased,
                WordPieceNormalizer(
                    cleansText: true, separatesIdeographs: true, stripsAccents: true, lowercases: true)
            ),
            (
                fixture.cased,
                WordPieceNormalizer(
                    cleansText: true, separatesIdeographs: true, stripsAccents: false, lowercases: false)
            ),
            (
                fixture.lowercase,
                WordPieceNormalizer(
                    cleansText: false, separatesIdeographs: false, stripsAccents: false, lowercases: true)
            ),
        ]
        for (digests, normalizer) in normalizers {
            var output: [UInt8] = []
            let ours = Self.digests(fixture.blockSize) { text in
                output.removeAll(keepingCapacity: true)
                normalizer.normalize([0x78] + text + [0x78], 0 ..< text.count + 2, into: &output)
                return output + [0xFF]
            }
            #expect(ours == digests)
        }
        let classes = Self.digests(fixture.blockSize) { text in
            var words: [Range<Int>] = []
            WordPiecePreTokenizer.forEachWord([0x61] + text + [0x62], 0 ..< text.count + 2) { words.append($0) }
            return [UInt8(words.count - 1)]
        }
        // One word: the scalar is part of it. Two: it is whitespace. Three: it is a word of its own.
        #expect(classes == fixture.wordClass)
    }

    /// FNV-1a with 64 bits of `answer` for the scalars of each block.
    private static func digests(_ blockSize: Int, _ answer: ([UInt8]) -> [UInt8]) -> [String] {
        stride(from: 0, to: 0x110000, by: blockSize).map { start in
            var digest = FNV()
            for scalar in (start ..< start + blockSize).compactMap(Unicode.Scalar.init) {
                answer(Array(String(scalar).utf8)).forEach { digest.add($0) }
            }
            return digest.text
        }
    }
}
