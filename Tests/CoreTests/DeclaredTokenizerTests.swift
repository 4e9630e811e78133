import Foundation
import Testing

@testable import Core

/// Reference: Hugging Face's transformers on toy folders, by `scripts/make_declared_tokenizer_fixture.py`.
private struct DeclaredTokenizers: Decodable {
    struct Text: Decodable {
        let first: String
        let second: String?
        let maxLength: Int
    }

    struct Folder: Decodable, CustomTestStringConvertible {
        let title: String
        let files: [String: String]
        let ids: [[Int32]]?
        /// None where all are 0.
        let tokenTypes: [[UInt8]]?
        let refusal, refusalOfPairs: String?

        var testDescription: String { title }
    }

    struct Part: Decodable {
        let type: String
        let fields: [String]
    }

    struct Fields: Decodable {
        let configuration, map, whole, truncation, token: [String]
        let models: [String: [String]]
        let parts: [Part]

        enum CodingKeys: String, CodingKey {
            case configuration = "tokenizer_config.json", map = "special_tokens_map.json", whole = "tokenizer.json"
            case truncation, token = "added token", models, parts
        }
    }

    let shared: [String: String]
    let texts: [Text]
    let folders: [Folder]

    private static func read<T: Decodable>(_ type: T.Type, _ name: String) throws -> T {
        try JSONDecoder().decode(
            type, from: Data(contentsOf: Fixtures.directory.appending(path: "declared-tokenizers/\(name)")))
    }

    static let all = Result { try read(DeclaredTokenizers.self, "cases.json") }
    static func fields() throws -> Fields { try read(Fields.self, "fields.json") }

    /// A folder with the files, whose shared parts are put in.
    func write(_ files: [String: String]) throws -> URL {
        let directory = try Fixtures.temporary()
        for (name, text) in files {
            let whole = shared.reduce(text.hasPrefix("@") ? "\"\(text)\"" : text) { text, part in
                text.replacing("\"@\(part.key)\"", with: part.value)
            }
            try Data(whole.utf8).write(to: directory.appending(path: name))
        }
        return directory
    }

    func folder(_ title: String) throws -> Folder { try #require(folders.first { $0.title == title }) }
}

@Suite struct DeclaredTokenizerTests {
    private func refusal(_ body: () throws -> Void) -> String {
        (#expect(throws: InputError.self, performing: body)?.description ?? "").replacing(/\s+/, with: " ")
    }

    @Test func foldersAreReadAsTransformersReadsThemOrRefusedForTheirReason() throws {
        let all = try DeclaredTokenizers.all.get()
        #expect(all.folders.count >= 60)
        for folder in all.folders {
            let directory = try all.write(folder.files)
            if let reason = folder.refusal {
                let text = refusal { _ = try loadTokenizer(directory) }
                #expect(try text.contains(Regex(reason)), "\(folder.title): \(text)")
                continue
            }
            let tokenizer = try loadTokenizer(directory)
            let texts = all.texts.filter { folder.refusalOfPairs == nil || $0.second == nil }
            let ids = try #require(folder.ids), types = try #require(folder.tokenTypes)
            try #require(ids.count == texts.count && types.count == texts.count)
            for (text, (ids, types)) in zip(texts, zip(ids, types)) {
                let found = tokenizer.encode(text.first, text.second, maxLength: text.maxLength)
                #expect(found.ids == ids, "\(folder.title): \(text)")
                #expect(found.tokenTypes.filter { $0 > 0 } == types.filter { $0 > 0 }, "\(folder.title): \(text)")
            }
            if let reason = folder.refusalOfPairs {
                #expect(try tokenizer.pairFault?.description.contains(Regex(reason).dotMatchesNewlines()) == true)
            }
        }
    }

    @Test func everyFieldOfTodaysFilesIsKnown() throws {
        let fields = try DeclaredTokenizers.fields()
        var lists = [
            (fields.configuration, TokenizerFields.configuration), (fields.map, TokenizerFields.map),
            (fields.whole, TokenizerJSONFields.whole), (fields.truncation, TokenizerJSONFields.truncation),
            (fields.token, TokenizerFields.token),
        ]
        for (type, names) in fields.models { lists.append((names, try #require(TokenizerJSONFields.models[type]))) }
        for part in fields.parts {
            lists.append((part.fields, try #require(TokenizerJSONFields.parts[part.type], "\(part.type)")))
        }
        for (names, list) in lists {
            #expect(!names.isEmpty && names.filter { list.uses[$0] == nil } == [], "\(list.file)")
        }
    }

    @Test func theDigestChangesWithWhatIsDeclaredAndWithNothingElse() throws {
        let all = try DeclaredTokenizers.all.get()
        func digest(_ title: String, _ change: (inout [String: String]) -> Void = { _ in }) throws -> String {
            var files = try all.folder(title).files
            change(&files)
            return try tokenizerDigest(all.write(files))
        }
        func adding(_ field: String) -> (inout [String: String]) -> Void {
            { $0["tokenizer_config.json"] = $0["tokenizer_config.json"]?.replacing("{\"do", with: "{\(field),\"do") }
        }
        let json = try digest("tokenizer.json")
        #expect(
            try json
                == fileDigest(all.write(all.folder("tokenizer.json").files).appending(path: "tokenizer.json")),
            "a file that says nothing new does not count")
        #expect(
            try tokenizerDigest(Fixtures.minilm) == fileDigest(Fixtures.minilm.appending(path: "tokenizer.json")),
            "records hold it")
        #expect(try digest("tokenizer.json", adding("\"model_max_length\":64")) == json)
        for field in [
            "\"truncation_side\":\"left\"", "\"additional_special_tokens\":[\"[E1]\"]",
            "\"model_input_names\":[\"input_ids\"]",
        ] {
            #expect(try digest("tokenizer.json", adding(field)) != json, "\(field)")
        }
        #expect(try digest("BPE with add_prefix_space") != digest("BPE"))
        let plain = try digest("vocab.txt")
        #expect(try digest("vocab.txt") { $0["special_tokens_map.json"] = #"{"cls_token":"[CLS]"}"# } == plain)
        #expect(try digest("vocab.txt") { $0["special_tokens_map.json"] = #"{"cls_token":"<s>"}"# } != plain)
        #expect(try digest("vocab.txt") { $0["added_tokens.json"] = #"{"[E1]":39}"# } != plain)
    }

    @Test func aFolderOfAnotherModelIsCopiedWithAllFilesOfItsTokenizer() throws {
        let all = try DeclaredTokenizers.all.get()
        let read = Set(all.folders.filter { $0.ids != nil }.flatMap(\.files.keys)).subtracting(["config.json"])
        #expect(read.isSubset(of: ModelDirectory.tokenizerFiles), "\(read)")
    }

    @Test func pairsAreRefusedWhereNothingSaysTheirTokenTypes() throws {
        let all = try DeclaredTokenizers.all.get()
        let folder = try #require(all.folders.first { $0.refusalOfPairs != nil })
        let tokenizer = try loadTokenizer(all.write(folder.files)), shape = EncoderConfiguration.miniLM
        try shape.requireFit(tokenizer, maxLength: 16, isPair: false)
        #expect(refusal { try shape.requireFit(tokenizer, maxLength: 16, isPair: true) }.contains("model_input_names"))
        try EncoderConfiguration.robertaBase.requireFit(tokenizer, maxLength: 16, isPair: true)
    }

    /// No id is beyond Int32.
    @Test func aVocabularyWithoutANumberToSpareIsRefused() throws {
        let all = try DeclaredTokenizers.all.get()
        var files = try all.folder("tokenizer.json and markers in additional_special_tokens").files
        let directory = try all.write(files), json = directory.appending(path: "tokenizer.json")
        let text = try String(contentsOf: json, encoding: .utf8)
        files["tokenizer.json"] = text.replacing("\"[/E1]\": 40", with: "\"other\": 2147483647")
        try #require(files["tokenizer.json"] != text)
        let full = try all.write(files)
        #expect(refusal { _ = try loadTokenizer(full) }.contains("additional_special_tokens"))
    }

    /// The next step that these refusals name is tried by following it.
    @Test func aTokenizerThatIsToBeReadAsItIsWrittenIsReadSo() throws {
        let all = try DeclaredTokenizers.all.get()
        var followed = 0
        for folder in all.folders {
            guard let reason = folder.refusal, reason.contains("PreTrainedTokenizerFast") || reason.contains("BPE")
            else { continue }
            var files = folder.files
            files["tokenizer_config.json"] = """
                {"tokenizer_class": "PreTrainedTokenizerFast", \
                "model_input_names": ["input_ids", "token_type_ids", "attention_mask"]}
                """
            let directory = try all.write(files)
            #expect(try loadTokenizer(directory).encode("the dog", "a", maxLength: 16).ids.count > 4, "\(folder.title)")
            followed += 1
        }
        #expect(followed >= 3)
    }

    @Test(arguments: [
        ("special_tokens_map.json", #"{"audio_token": "<audio>"}"#, "audio_token"),
        ("special_tokens_map.json", #"{"cls_token": 7}"#, "cls_token"),
        ("special_tokens_map.json", "[]", "a JSON object"),
        ("added_tokens.json", #"{"[E1]": "x"}"#, "[E1]"),
        (
            "tokenizer_config.json",
            #"{"do_lower_case": true, "added_tokens_decoder": {"39": {"content": "[E1]", "rstrips": true}}}"#, "rstrips"
        ),
        ("tokenizer_config.json", #"{"do_lower_case": true, "truncation_side": "middle"}"#, "truncation_side"),
        ("tokenizer_config.json", #"{"do_lower_case": true, "clean_text": false}"#, "clean_text"),
        ("tokenizer_config.json", #"{"do_lower_case": true, "added_tokens_decoder": {"x": {}}}"#, "[\"x\"]"),
        ("tokenizer_config.json", #"{"do_lower_case": true, "unk_token": null}"#, "unk_token"),
        ("tokenizer_config.json", #"{"do_lower_case": true, "sep_token": "<none>"}"#, "<none>"),
        ("tokenizer_config.json", #"{"do_lower_case": true, "extra_special_tokens": "<e>"}"#, "extra_special_tokens"),
        ("tokenizer_config.json", #"{}"#, "do_lower_case"), ("spiece.model", "", "SentencePiece"),
    ])
    func aFaultyDeclarationIsRefusedWithItsKey(file: String, text: String, reason: String) throws {
        let all = try DeclaredTokenizers.all.get()
        var files = try all.folder("vocab.txt").files
        files[file] = text
        let directory = try all.write(files)
        #expect(refusal { _ = try loadTokenizer(directory) }.contains(reason))
    }
}
