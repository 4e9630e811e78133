import Foundation
import Testing

@testable import Core

/// Tokenizers of a few pieces, written to a directory of their own.
struct SmallTokenizerTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "tokenizer-\(UUID().uuidString)")

    private func write(_ name: String, _ text: String) throws -> URL {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file
    }

    private let pieces = [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##able", "##a", "Un", "e\u{301}", "\u{E9}", "e", "\u{FFFD}",
    ]

    private func tokenizerJSON(
        model: String = "WordPiece", normalizer: String = "BertNormalizer", vocabulary: String? = nil,
        added: [(content: String, id: Int, flags: String)] = [], cleansText: Bool = true
    ) -> String {
        let vocabulary = vocabulary ?? pieces.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ", ")
        let tokens = added.map { token in
            let flags = ["single_word", "lstrip", "rstrip", "normalized"].map {
                "\"\($0)\": \(token.flags.contains($0))"
            }
            return
                """
                {"id": \(token.id), "content": "\(token.content)", "special": true, \
                \(flags.joined(separator: ", "))}
                """
        }
        return """
            {"added_tokens": [\(tokens.joined(separator: ", "))],
             "normalizer": {"type": "\(normalizer)", "clean_text": \(cleansText), "handle_chinese_chars": true, \
            "strip_accents": false, "lowercase": false},
             "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
             "model": {"type": "\(model)", "unk_token": "[UNK]", "continuing_subword_prefix": "##", \
            "max_input_chars_per_word": 100, "vocab": {\(vocabulary)}}}
            """
    }

    /// The same with a `TemplateProcessing`.
    private func template(single: [String] = ["[CLS]", "A"], pair: [String] = ["[CLS]", "A", "B"]) -> String {
        func parts(_ names: [String]) -> String {
            names.map { "{\"\($0.count == 1 ? "Sequence" : "SpecialToken")\": {\"id\": \"\($0)\", \"type_id\": 0}}" }
                .joined(separator: ", ")
        }
        return tokenizerJSON().replacing(
            #"{"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}"#,
            with: """
                {"type": "TemplateProcessing", "single": [\(parts(single))], "pair": [\(parts(pair))], \
                "special_tokens": {"[CLS]": {"ids": [2]}}}
                """)
    }

    private func ids(_ json: String, _ text: String) throws -> [Int32] {
        let tokenizer = try WordPieceTokenizer(tokenizerJSON: write("tokenizer.json", json))
        return Array(tokenizer.encode(text, maxLength: 64).ids.dropFirst().dropLast())
    }

    @Test func `The longest piece is taken first and a word that cannot be cut is unknown`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(try ids(tokenizerJSON(), "unable una unx Unable") == [4, 5, 4, 6, 1, 7, 5])
    }

    @Test func `Pieces that Swift Strings hold equal stay apart`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(try ids(tokenizerJSON(), "e\u{301} \u{E9} e") == [8, 9, 10])
        let escaped = tokenizerJSON(
            vocabulary: #""[UNK]": 0, "e\u0301": 1, "[CLS]": 2, "[SEP]": 3, "\u00e9": 4, "\ud83d\ude00": 5"#)
        #expect(try ids(escaped, "e\u{301} \u{E9} \u{1F600}") == [1, 4, 5])
    }

    @Test func `Invalid UTF-8 counts as replacement characters`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let tokenizer = try WordPieceTokenizer(tokenizerJSON: write("tokenizer.json", tokenizerJSON(cleansText: false)))
        #expect(tokenizer.encode([0x65, 0x20, 0xE2, 0x82], nil, maxLength: 9).ids == [2, 10, 11, 3])
        #expect(tokenizer.encode([0xFF], nil, maxLength: 9).ids == [2, 11, 3])
    }

    @Test func `Added tokens are found leftmost and longest, and take spaces when they say so`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let json = tokenizerJSON(added: [
            ("<a>", 12, ""), ("<a><b>", 13, ""), ("<s>", 14, "lstrip rstrip"), ("N\u{3000}", 15, "normalized"),
        ])
        #expect(try ids(json, "un<a>able") == [4, 12, 1])
        #expect(try ids(json, "<a><b><a>") == [13, 12])
        #expect(try ids(json, "un \u{A0}<s>  un") == [4, 14, 4])
        #expect(try ids(json, "unN un") == [4, 15, 4])
    }

    @Test func `A directory with vocab.txt takes the case from tokenizer_config.json`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        _ = try write("vocab.txt", pieces.joined(separator: "\r\n") + "\r\n")
        #expect(throws: InputError.self) { try WordPieceTokenizer(directory: directory) }
        _ = try write("tokenizer_config.json", #"{"do_lower_case": false}"#)
        #expect(try WordPieceTokenizer(directory: directory).encode("Un e\u{301}", maxLength: 9).ids == [2, 7, 8, 3])
        _ = try write("tokenizer_config.json", #"{"do_lower_case": true}"#)
        #expect(try WordPieceTokenizer(directory: directory).encode("Un \u{C9}", maxLength: 9).ids == [2, 4, 10, 3])
    }

    @Test func `A pair has token type 1 from the second sentence on`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let tokenizer = try WordPieceTokenizer(tokenizerJSON: write("tokenizer.json", tokenizerJSON()))
        #expect(tokenizer.specialTokenCount(isPair: false) == 2)
        let other = try WordPieceTokenizer(tokenizerJSON: write("tokenizer.json", template()))
        #expect(other.encode("un", "e e", maxLength: 9).ids == [2, 4, 10, 10])
        #expect(tokenizer.specialTokenCount(isPair: true) == 3)
        #expect(
            try tokenizer.encode("un", "e e", maxLength: 9)
                == Encoding(ids: [2, 4, 3, 10, 10, 3], tokenTypes: [0, 0, 0, 1, 1, 1]))
    }

    @Test func `Faulty tokenizer files are refused with the place of the fault`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let faults: [(json: String, place: String)] = [
            (tokenizerJSON(model: "BPE"), "\"type\""),
            (tokenizerJSON(normalizer: "Lowercase"), "normalizer"),
            (tokenizerJSON(vocabulary: #""[CLS]": 2, "[SEP]": 3"#), "vocab"),
            (tokenizerJSON(vocabulary: #""[UNK]": -1"#), "[UNK]"),
            (tokenizerJSON(vocabulary: #""[UNK]": 1.5"#), "[UNK]"),
            (tokenizerJSON(vocabulary: #""[UNK]": 0"#), "cls"),
            (tokenizerJSON(added: [("<a>", 12, "single_word")]), "single_word"),
            (tokenizerJSON(added: [("un", 12, "")]), "\"id\""),
            (tokenizerJSON(added: [("<a>", 400, "")]), "\"id\""),
            (tokenizerJSON(vocabulary: #""[UNK]": 2147483647"#, added: [("<a>", 3, "")]), "\"id\""),
            (tokenizerJSON().replacing("\"BertPreTokenizer\"", with: "\"Whitespace\""), "pre_tokenizer"),
            (tokenizerJSON().replacing("BertProcessing", with: "OtherProcessing"), "post_processor"),
            (template(single: ["[CLS]", "A", "A"]), "single"), (template(single: []), "single"),
            (template(single: ["A"]), "single"), (template(single: ["[CLS]", "A", "B"]), "single"),
            (template(pair: ["[CLS]", "A", "[CLS]"]), "pair"), (template(pair: ["[CLS]", "A", "B", "B"]), "pair"),
            (String(tokenizerJSON().dropLast(1)), "byte"),
            (tokenizerJSON() + "x", "byte"),
            (#"{"a": "\ud800"}"#, "byte"),
            (String(repeating: "[", count: 100_000), "byte"),
            ("", "byte 0"), ("[]", "model"), ("{\"model\": 3}", "model"),
        ]
        for fault in faults {
            let file = try write("tokenizer.json", fault.json)
            let error = #expect(throws: InputError.self) { try WordPieceTokenizer(tokenizerJSON: file) }
            #expect(error?.place.contains(fault.place) == true, "\(error.map { "\($0)" } ?? "no error")")
        }
        let empty = directory.appending(path: "nowhere")
        #expect(throws: InputError.self) { try WordPieceTokenizer(directory: empty) }
        #expect(throws: InputError.self) { try WordPieceTokenizer(vocabulary: empty, lowercase: true) }
        let vocabulary = try write("vocab.txt", "[UNK]\nun\n")
        #expect(throws: InputError.self) { try WordPieceTokenizer(vocabulary: vocabulary, lowercase: true) }
    }
}
