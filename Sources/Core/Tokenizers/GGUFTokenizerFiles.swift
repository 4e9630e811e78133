import Foundation

/// The tokenizer of a GGUF file as the files of a Hugging Face folder: what a model that was made of it is kept with.
enum GGUFTokenizerFiles {
    /// tokenizer.json, which `tokenizers` reads, and tokenizer_config.json, which names transformers' class.
    ///
    /// Vocabulary and merges are those by which texts are cut here. The first is written byte by byte: Foundation takes
    /// pieces that differ in how a character is composed for one.
    /// - Throws: `InputError` as the tokenizer of the file.
    static func make(_ file: GGUF) throws -> [(name: String, bytes: Data)] {
        try GGUFTokenizerKeys.requireKnown(file)
        let vocabulary = try GGUFVocabulary(file)
        func token(_ key: String) throws -> Int? {
            let full = "tokenizer.ggml.\(key)_token_id"
            return try file.values[full] == nil ? nil : file.index(full, below: vocabulary.pieces.count)
        }
        func text(_ id: Int) -> String { String(decoding: vocabulary.pieces[id].piece, as: UTF8.self) }
        let start = try file.index("tokenizer.ggml.bos_token_id", below: vocabulary.pieces.count)
        let types = try file.array(GGUFTokenizerKeys.types, "an array of int32", \.int32s)
        var named = ["bos_token": text(start)]
        for (key, name) in [("eos", "eos_token"), ("padding", "pad_token"), ("unknown", "unk_token")] {
            named[name] = try token(key).map(text)
        }

        var json = Array(#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":["#.utf8)
        for (number, token) in vocabulary.whole.enumerated() {
            let isControl = types[Int(token.id)] == GGUFVocabulary.control
            json += (number == 0 ? "" : ",").utf8
            json += #"{"id":\#(token.id),"content":"#.utf8
            append(token.content[...], to: &json)
            json += #","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"#.utf8
            json += #""special":\#(isControl)}"#.utf8
        }
        json += #"],"normalizer":{"type":"Replace","pattern":{"String":" "},"content":"▁"},"#.utf8
        json += #""pre_tokenizer":{"type":"Split","pattern":{"String":" "},"#.utf8
        json += #""behavior":"MergedWithPrevious","invert":false},"post_processor":"#.utf8
        json += try template(text(start), id: start)
        json += #","decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"#.utf8
        json += #""content":" "},{"type":"ByteFallback"},{"type":"Fuse"}]},"model":{"type":"BPE","dropout":null,"#.utf8
        json += #""unk_token":"#.utf8
        if let unknown = named["unk_token"] { append(Array(unknown.utf8)[...], to: &json) } else { json += "null".utf8 }
        json += #","continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":true,"#.utf8
        json += #""byte_fallback":true,"ignore_merges":false,"vocab":{"#.utf8
        for (piece, id) in vocabulary.pieces {
            if id > 0 { json += ",".utf8 }
            append(piece, to: &json)
            json += ":\(id)".utf8
        }
        json += #"},"merges":["#.utf8
        for (number, merge) in vocabulary.merges.enumerated() {
            json += (number == 0 ? "[" : ",[").utf8
            append(vocabulary.pieces[Int(merge.first)].piece, to: &json)
            json += ",".utf8
            append(vocabulary.pieces[Int(merge.second)].piece, to: &json)
            json += "]".utf8
        }
        json += "]}}\n".utf8
        let configuration = named.merging(["tokenizer_class": TokenizerNames.ofGGUF]) { $1 }
        return [
            ("tokenizer.json", Data(json)),
            (
                "tokenizer_config.json",
                try JSONSerialization.data(withJSONObject: configuration, options: [.prettyPrinted, .sortedKeys])
            ),
        ]
    }

    /// The start token before each text, as `SequenceTemplate.pairWithStarts` has it.
    private static func template(_ start: String, id: Int) throws -> Data {
        func token(_ type: Int) -> [String: Any] { ["SpecialToken": ["id": start, "type_id": type]] }
        func text(_ name: String, _ type: Int) -> [String: Any] { ["Sequence": ["id": name, "type_id": type]] }
        return try JSONSerialization.data(
            withJSONObject: [
                "type": "TemplateProcessing", "single": [token(0), text("A", 0)],
                "pair": [token(0), text("A", 0), token(1), text("B", 1)],
                "special_tokens": [start: ["id": start, "ids": [id], "tokens": [start]]],
            ] as [String: Any], options: [.sortedKeys, .withoutEscapingSlashes])
    }

    /// A string of well-formed UTF-8 in quotes.
    private static func append(_ text: ArraySlice<UInt8>, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): json += [UInt8(ascii: "\\"), byte]
            case 0 ..< 0x20:
                let digits = String(byte, radix: 16)
                json += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            default: json.append(byte)
            }
        }
        json.append(UInt8(ascii: "\""))
    }
}
