import Foundation
import Testing

@testable import Core

/// Reference: transformers on a vocabulary that was made for this test, by `scripts/make_gemma_tokenizer_fixture.py`.
private struct GemmaFixture: Decodable {
    struct Case: Decodable {
        let first: String
        let second: String?
        let maxLength: Int
        let ids: [Int32]
    }

    /// With Gemma's own vocabulary.
    struct Own: Decodable {
        /// FNV-1a digests of the ids of each case.
        let cases: [String]
        let miniGLUE: [String: String]
    }

    let cases: [Case]
    /// FNV-1a digests of all ids of a task's rows, four bytes each.
    let miniGLUE: [String: String]
    let gemma: Own

    static let folder = Fixtures.directory.appending(path: "gemma-tokenizer")

    static func load() throws -> GemmaFixture {
        try JSONDecoder().decode(GemmaFixture.self, from: Data(contentsOf: folder.appending(path: "cases.json")))
    }
}

extension FNV {
    fileprivate mutating func add(_ ids: [Int32]) {
        for id in ids { for shift in [0, 8, 16, 24] { add(UInt8(truncatingIfNeeded: id >> Int32(shift))) } }
    }
}

@Suite struct GemmaTokenizerTests {
    private static let gemma = Fixtures.root.appending(path: "data/models/gemma3-270m")

    /// A folder with some of the fixture's files, and others.
    private func folder(_ names: [String], changing change: (String, Data) throws -> Data = { $1 }) throws -> URL {
        let folder = try Fixtures.temporary()
        for name in names {
            let data = try Data(contentsOf: GemmaFixture.folder.appending(path: name))
            try change(name, data).write(to: folder.appending(path: name))
        }
        return folder
    }

    private func digests(_ tokenizer: any Tokenizer) throws -> [String: String] {
        var digests: [String: String] = [:]
        for task in GLUE.tasks {
            var digest = FNV()
            for split in [TextTask.Split.train, .dev] {
                for row in try task.rows(split, in: Fixtures.miniGLUE) {
                    digest.add(tokenizer.encode(row.first, row.second, maxLength: 100_000).ids)
                }
            }
            digests[task.name] = digest.text
        }
        return digests
    }

    @Test(arguments: [["toy.gguf"], ["tokenizer.json", "tokenizer_config.json"]])
    func idsEqualThoseOfTransformers(files: [String]) throws {
        let tokenizer = try loadTokenizer(folder(files)), fixture = try GemmaFixture.load()
        #expect(tokenizer is SentencePieceTokenizer)
        #expect(tokenizer.largestTokenType(isPair: true) == 0 && tokenizer.pairFault == nil)
        for item in fixture.cases {
            let encoding = tokenizer.encode(item.first, item.second, maxLength: item.maxLength)
            #expect(
                encoding.ids == item.ids,
                "\(item.first.debugDescription), \(item.second?.debugDescription ?? "alone"), \(item.maxLength)")
            #expect(encoding.tokenTypes.allSatisfy { $0 == 0 })
        }
        #expect(try digests(tokenizer) == fixture.miniGLUE)
    }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: gemma.path), "make gemma"))
    func idsOfGemmasOwnVocabularyEqualThoseOfTransformers() throws {
        let fixture = try GemmaFixture.load(), clock = Stopwatch(), tokenizer = try loadTokenizer(Self.gemma)
        #expect(clock.seconds < 20)
        #expect(tokenizer.vocabularySize == 262_144)
        for (item, expected) in zip(fixture.cases, fixture.gemma.cases) {
            var digest = FNV()
            digest.add(tokenizer.encode(item.first, item.second, maxLength: item.maxLength).ids)
            #expect(digest.text == expected, "\(item.first.debugDescription), \(item.maxLength)")
        }
        #expect(try digests(tokenizer) == fixture.gemma.miniGLUE)
    }

    @Test func aPairHasASecondStartAndTheFolderADigest() throws {
        let folder = try folder(["toy.gguf"]), tokenizer = try loadTokenizer(folder)
        #expect(tokenizer.encode("", "", maxLength: 8).ids == [2, 2])
        #expect(tokenizer.specialTokenCount(isPair: true) == 2)
        #expect(try tokenizerDigest(folder) == fileDigest(folder.appending(path: "toy.gguf")))
    }

    /// Beside a config.json, which names safetensors as the model, a GGUF file may be another model's.
    @Test func aGGUFFileBesideAnotherModelGivesNoTokenizer() throws {
        let folder = try folder(["toy.gguf"])
        try Data("{}".utf8).write(to: folder.appending(path: "config.json"))
        let error = #expect(throws: InputError.self) { try loadTokenizer(folder) }
        #expect(error?.description.contains("tokenizer.json, vocab.json and merges.txt, or vocab.txt") == true)
    }

    @Test(arguments: ["a", " ", "  ", "ab ", "<", "\n", "\u{e9}", "s", "\u{1F600}", "a> </"])
    func aMegabyteOfWhateverTakesSeconds(unit: String) throws {
        let tokenizer = try loadTokenizer(folder(["toy.gguf"])), clock = Stopwatch()
        let text = String(repeating: unit, count: 1_000_000 / unit.utf8.count)
        _ = tokenizer.encode(text, maxLength: 128)
        #expect(clock.seconds < 20)
    }

    @Test(arguments: [
        ("\"byte_fallback\":true", "\"byte_fallback\":true,\"dropout\":0.1", "dropout"),
        ("\"content\":\"▁\"", "\"content\":\"_\"", "content"),
        ("\"normalizer\":{\"type\":\"Replace\"", "\"normalizer\":{\"type\":\"Prepend\"", "normalizer"),
        ("\"pattern\":{\"String\":\" \"},\"behavior\"", "\"pattern\":{\"String\":\"e\"},\"behavior\"", "pattern"),
        ("\"<0x41>\":", "\"<0x4a>\":", "<0x41>"), ("[\"\\n\",\"\\n\"]", "[\"\\n\",\"\\n\\r\"]", "merges[0]"),
        ("\"single\":[{\"SpecialToken\":{\"id\":\"<bos>\",\"type_id\":0}},", "\"single\":[", "single"),
    ])
    func aTokenizerJSONOfAnotherKindIsRefusedWithItsKey(old: String, new: String, key: String) throws {
        let folder = try folder(["tokenizer.json", "tokenizer_config.json"]) { name, data in
            guard name == "tokenizer.json" else { return data }
            let text = String(decoding: data, as: UTF8.self)
            try #require(text.contains(old), "\(old)")
            return Data(text.replacing(old, with: new, maxReplacements: 1).utf8)
        }
        let fault = #expect(throws: InputError.self) { try loadTokenizer(folder) }
        #expect(fault?.description.contains(key) == true, "\(fault?.description ?? "")")
    }

    @Test(arguments: [
        ("\"tokenizer_class\":\"GemmaTokenizer\"", "\"tokenizer_class\":\"RobertaTokenizer\"", "tokenizer_class"),
        ("\"backend\":\"tokenizers\"", "\"add_bos_token\":false", "add_bos_token"),
        ("\"backend\":\"tokenizers\"", "\"add_eos_token\":true", "add_eos_token"),
    ])
    func aDeclarationThatSaysSomethingElseIsRefused(old: String, new: String, key: String) throws {
        let folder = try folder(["tokenizer.json", "tokenizer_config.json"]) { name, data in
            guard name == "tokenizer_config.json" else { return data }
            let text = String(decoding: data, as: UTF8.self)
            try #require(text.contains(old), "\(old)")
            return Data(text.replacing(old, with: new).utf8)
        }
        let fault = #expect(throws: InputError.self) { try loadTokenizer(folder) }
        #expect(fault?.description.contains(key) == true, "\(fault?.description ?? "")")
    }

    /// What a GGUF file's keys are changed to, and what the message must say.
    @Test(arguments: [
        ("model", "\"llama\""), ("space", "add_space_prefix"), ("architecture", "general.architecture"),
        ("key", "a key of the tokenizer that is known"), ("bos", "bos_token_id"), ("types", "a type of token"),
        ("fewer", "one for each token"), ("scores", "llama.cpp merges by scores"), ("twice", "each token once"),
        ("bytes", "for each byte"), ("empty", "1 to 1024 bytes"), ("long", "1 to 1024 bytes"),
        ("blank", "spaces alone"), ("several", "one GGUF file"),
    ])
    func aVocabularyOfAnotherKindIsRefusedWithItsKey(change: String, reason: String) throws {
        var texts = ["<bos>", "▁", "a"] + (0 ..< 256).map { CharacterPairs.byteName(UInt8($0)) }
        var types = [Int32](repeating: 6, count: texts.count), scores = [Float](repeating: 0, count: texts.count)
        (types[0], types[1], types[2], scores[2]) = (3, 1, 1, -1)
        var model = "llama", architecture = "gemma3", start: UInt32 = 0, prefix: UInt8 = 0, more: [[UInt8]] = []
        switch change {
        case "model": model = "gpt2"
        case "space": prefix = 1
        case "architecture": architecture = "phi3"
        case "key": more = [ToyGGUF.key("tokenizer.ggml.precompiled_charsmap", 7, [1])]
        case "bos": start = 259
        case "types": types[2] = 7
        case "fewer": scores.removeLast()
        case "scores": scores[2] = 1
        case "twice": texts[2] = "▁"
        case "bytes": texts[8] = "other"
        case "empty": texts[2] = ""
        case "long": texts[2] = String(repeating: "a", count: 1_025)
        case "blank": texts[2] = " \n"
        default: break
        }
        func list(_ type: UInt32, _ count: Int, _ bytes: [UInt8]) -> [UInt8] {
            ToyGGUF.bytes(type) + ToyGGUF.bytes(UInt64(count)) + bytes
        }
        let toy = ToyGGUF(
            keys: [
                ToyGGUF.key("general.architecture", 8, ToyGGUF.string(architecture.utf8)),
                ToyGGUF.key("tokenizer.ggml.model", 8, ToyGGUF.string(model.utf8)),
                ToyGGUF.key("tokenizer.ggml.add_space_prefix", 7, [prefix]),
                ToyGGUF.key("tokenizer.ggml.bos_token_id", 4, ToyGGUF.bytes(start)),
                ToyGGUF.key(
                    "tokenizer.ggml.tokens", 9, list(8, texts.count, texts.flatMap { ToyGGUF.string($0.utf8) })),
                ToyGGUF.key(
                    "tokenizer.ggml.scores", 9, list(6, scores.count, scores.flatMap { ToyGGUF.bytes($0.bitPattern) })),
                ToyGGUF.key("tokenizer.ggml.token_type", 9, list(5, types.count, types.flatMap { ToyGGUF.bytes($0) })),
            ] + more)
        let file = try toy.write(), folder = file.deletingLastPathComponent()
        if change == "several" { try toy.data.write(to: folder.appending(path: "second.gguf")) }
        let fault = #expect(throws: InputError.self) { try loadTokenizer(folder) }
        #expect(fault?.description.contains(reason) == true, "\(fault?.description ?? "")")
    }
}
