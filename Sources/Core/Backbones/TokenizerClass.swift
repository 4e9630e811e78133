import Foundation

/// The class of tokenizer that a checkpoint's config.json names.
enum TokenizerClass {
    /// Those whose files mean here what they mean in transformers; each may have `Fast` behind its name.
    private static let read: Set<String> = [
        "BertTokenizer", "RobertaTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "GPT2Tokenizer",
        "PreTrainedTokenizer", "TokenizersBackend",
    ]

    /// Where tokenizer_config.json names no class, transformers takes the one of config.json: files that look like
    /// BERT's may then mean other ids.
    ///
    /// - Throws: `InputError` for a class that is not read here.
    static func require(_ json: JSONSettings, _ directory: URL) throws {
        guard json.has("tokenizer_class") else { return }
        let name = try json.text("tokenizer_class"), file = directory.appending(path: "tokenizer_config.json")
        if FileManager.default.fileExists(atPath: file.path),
            try JSONSettings(contentsOf: file).has("tokenizer_class")
        {
            return
        }
        guard !read.contains(name.hasSuffix("Fast") ? String(name.dropLast(4)) : name) else { return }
        throw json.wrong("tokenizer_class", "a tokenizer that is read here, WordPiece or byte-level BPE")
    }
}
