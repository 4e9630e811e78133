import Foundation

extension WordPieceTokenizer {
    /// Reads the tokenizer of a checkpoint: `tokenizer.json`, or else `vocab.txt` with `tokenizer_config.json`.
    ///
    /// Of `tokenizer_config.json` it takes `do_lower_case`, and if present `strip_accents` and
    /// `tokenize_chinese_chars`.
    ///
    /// - Throws: `InputError` when neither is there, or the tokenizer is of another kind.
    public init(directory: URL) throws {
        let json = directory.appending(path: "tokenizer.json")
        let vocabulary = directory.appending(path: "vocab.txt")
        let files = FileManager.default
        if files.fileExists(atPath: json.path) {
            try self.init(tokenizerJSON: json)
        } else if files.fileExists(atPath: vocabulary.path) {
            let file = directory.appending(path: "tokenizer_config.json")
            let advice = "Name the case by \"do_lower_case\": true (uncased) or false (cased) in \(file.path)."
            let config = JSONSettings(
                try JSONReader.read(readTokenizerFile(file, "a JSON file", advice), place: file.path), place: file.path)
            let lowercase = try config.bool("do_lower_case")
            try self.init(
                vocabulary: vocabulary,
                normalizer: WordPieceNormalizer(
                    cleansText: true,
                    separatesIdeographs: try config.optionalBool("tokenize_chinese_chars") ?? true,
                    stripsAccents: try config.optionalBool("strip_accents") ?? lowercase,
                    lowercases: lowercase))
        } else {
            throw InputError(
                directory.path, expected: "tokenizer.json, or vocab.txt with tokenizer_config.json", found: "neither",
                advice: "The directory must hold a whole Hugging Face checkpoint.")
        }
    }

    /// Reads a `vocab.txt`: one piece a line, whose id is the line's number from 0.
    ///
    /// The other settings are those of BERT: cleaned text, ideographs apart, accents stripped when `lowercase`.
    ///
    /// - Throws: `InputError` when the file cannot be read, or lacks `[UNK]`, `[CLS]` or `[SEP]`.
    public init(vocabulary file: URL, lowercase: Bool) throws {
        try self.init(
            vocabulary: file,
            normalizer: WordPieceNormalizer(
                cleansText: true, separatesIdeographs: true, stripsAccents: lowercase, lowercases: lowercase))
    }

    private init(vocabulary file: URL, normalizer: WordPieceNormalizer) throws {
        var lines = try readTokenizerFile(file, "a vocabulary file").split(
            separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }  // the newline at the end
        let pieces = lines.enumerated().map { number, line in
            (piece: Array(line.last == 0x0D ? line.dropLast() : line), id: Int32(number))
        }
        let model = try WordPiece(
            vocabulary: pieces, unknown: "[UNK]", prefix: "##", longestWord: 100, place: file.path)
        func special(_ token: String) throws -> Int32 {
            guard let id = model.id(Array(token.utf8)) else {
                throw InputError(
                    file.path, expected: "a vocabulary with the token \(token)",
                    found: "none among \(pieces.count) pieces")
            }
            return id
        }
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].compactMap { token in
            model.id(Array(token.utf8)).map {
                AddedTokens.Token(content: Array(token.utf8), id: $0, takesSpaceBefore: false, takesSpaceAfter: false)
            }
        }
        self.init(
            normalizer: normalizer, model: model, rawTokens: AddedTokens(tokens), normalizedTokens: AddedTokens([]),
            template: .pairWithOneSeparator(
                classification: try special("[CLS]"), separator: try special("[SEP]")),
            vocabularySize: model.size)
    }
}
