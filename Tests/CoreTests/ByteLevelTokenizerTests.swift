import Foundation
import Testing

@testable import Core

/// Reference: Hugging Face's tokenizers on a vocabulary trained for this test, by `scripts/make_bpe_fixture.py`.
private struct BPEFixture: Decodable {
    struct Case: Decodable {
        let first: String
        let second: String?
        let maxLength: Int
        let ids: [Int32]
    }

    let cases: [Case]
    let blockSize: Int
    /// FNV-1a digests of all ids of a task's rows, four bytes each.
    let miniGLUE: [String: String]
    /// FNV-1a digests of the class of each scalar, one for each block.
    let classes: [String]

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/bpe")

    static func load() throws -> BPEFixture {
        try JSONDecoder().decode(BPEFixture.self, from: Data(contentsOf: folder.appending(path: "cases.json")))
    }
}

struct ByteLevelTokenizerTests {
    @Test func `ids of the hard cases equal Hugging Face's`() throws {
        let tokenizer = try loadTokenizer(BPEFixture.folder)
        #expect(tokenizer is ByteLevelTokenizer)
        for item in try BPEFixture.load().cases {
            let encoding = tokenizer.encode(item.first, item.second, maxLength: item.maxLength)
            #expect(
                encoding.ids == item.ids,
                "\(item.first.debugDescription), \(item.second?.debugDescription ?? "alone"), \(item.maxLength)")
            #expect(encoding.tokenTypes.allSatisfy { $0 == 0 })
        }
    }

    /// tokenizers 0.23.3 looks for the tokens of the text as it is written first, and for the others in what is left,
    /// whether there is a normaliser or not.
    @Test func `a token of the raw text is found before one of the normalised text`() throws {
        let folder = try Fixtures.temporary()
        for name in try FileManager.default.contentsOfDirectory(atPath: BPEFixture.folder.path) {
            try FileManager.default.copyItem(
                at: BPEFixture.folder.appending(path: name), to: folder.appending(path: name))
        }
        let file = folder.appending(path: "tokenizer.json"), data = try Data(contentsOf: file)
        var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        var added = try #require(object["added_tokens"] as? [[String: Any]])
        let next = try loadTokenizer(folder).vocabularySize
        for (id, (content, isNormalized)) in [("abc", true), ("bcd", false)].enumerated() {
            added.append([
                "id": next + id, "content": content, "normalized": isNormalized, "special": false, "lstrip": false,
                "rstrip": false, "single_word": false,
            ])
        }
        object["added_tokens"] = added
        try JSONSerialization.data(withJSONObject: object).write(to: file)
        let ids = try loadTokenizer(folder).encode("abcde", nil, maxLength: 16).ids
        #expect(ids.contains(Int32(next + 1)) && !ids.contains(Int32(next)), "\(ids)")
    }

    @Test func `ids of every sentence of mini-glue equal Hugging Face's`() throws {
        let tokenizer = try loadTokenizer(BPEFixture.folder)
        let data = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../data/mini-glue")
            .standardizedFileURL
        let expected = try BPEFixture.load().miniGLUE
        for task in GLUE.tasks {
            var digest = FNV()
            for split in [TextTask.Split.train, .dev] {
                for row in try task.rows(split, in: data) {
                    for id in tokenizer.encode(row.first, row.second, maxLength: 100_000).ids {
                        for shift in [0, 8, 16, 24] { digest.add(UInt8(truncatingIfNeeded: id >> Int32(shift))) }
                    }
                }
            }
            #expect(digest.text == expected[task.name], "\(task.name)")
        }
    }

    @Test func `every scalar has the class that Hugging Face gives it`() throws {
        let fixture = try BPEFixture.load()
        let neighbours = Array("a1\n!".utf8)
        let found = stride(from: 0, to: 0x110000, by: fixture.blockSize).map { start -> String in
            var digest = FNV()
            for scalar in (start ..< start + fixture.blockSize).compactMap(Unicode.Scalar.init) {
                let own = Array(String(scalar).utf8)
                let joined = neighbours.firstIndex { neighbour in
                    let text = [neighbour] + own
                    var words = 0
                    GPT2PreTokenizer.forEachWord(text, 0 ..< text.count) { _ in words += 1 }
                    return words == 1
                }
                digest.add(UInt8(joined ?? 2))
            }
            return digest.text
        }
        let other = zip(found.indices, zip(found, fixture.classes)).filter { $1.0 != $1.1 }.map {
            $0.0 * fixture.blockSize
        }
        #expect(other.isEmpty, "blocks from \(other.map { String($0, radix: 16) })")
    }

    @Test func `vocab json and merges txt give the same ids as tokenizer json`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bpe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["vocab.json", "merges.txt"] {
            try FileManager.default.copyItem(
                at: BPEFixture.folder.appending(path: name), to: folder.appending(path: name))
        }
        // Without this transformers 5 leaves the space before <mask> alone, which 4 did not.
        try Data(#"{"mask_token": {"content": "<mask>", "lstrip": true}}"#.utf8).write(
            to: folder.appending(path: "special_tokens_map.json"))
        let tokenizer = try loadTokenizer(folder)
        for item in try BPEFixture.load().cases {
            #expect(
                tokenizer.encode(item.first, item.second, maxLength: item.maxLength).ids == item.ids,
                "\(item.first.debugDescription)")
        }
    }

    @Test(arguments: [
        ("\"type\":\"BPE\"", "\"type\":\"Unigram\"", "type"),
        (
            "\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":true",
            "\"add_prefix_space\":false,\"use_regex\":false", "use_regex"
        ),
        ("\"normalizer\":null", "\"normalizer\":{\"type\":\"NFC\"}", "normalizer"),
        ("\"dropout\":null", "\"dropout\":0.1", "dropout"),
        ("\"!\":5", "\"!!!!\":5", "vocabulary"), ("[\"Ġ\",\"t\"]", "[\"Ġ\",\"t\",\"h\"]", "merges[1]"),
        ("\"RobertaProcessing\"", "\"Other\"", "TemplateProcessing"),
    ])
    func `a file of another kind is refused with its key`(old: String, new: String, key: String) throws {
        let text = try String(contentsOf: BPEFixture.folder.appending(path: "tokenizer.json"), encoding: .utf8)
        try #require(text.contains(old), "\(old)")
        let folder = FileManager.default.temporaryDirectory.appending(path: "bpe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.replacing(old, with: new, maxReplacements: 1).utf8).write(
            to: folder.appending(path: "tokenizer.json"))
        let error = #expect(throws: InputError.self) { try loadTokenizer(folder) }
        #expect(error?.description.contains(key) == true, "\(error?.description ?? "")")
    }
}
