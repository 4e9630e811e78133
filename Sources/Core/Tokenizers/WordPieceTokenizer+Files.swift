import Foundation

extension WordPieceTokenizer {
    /// Reads the tokenizer of a checkpoint: `tokenizer.json`, or else `vocab.txt`, with what is declared beside them.
    ///
    /// - Throws: `InputError` when neither is there, or the tokenizer is of another kind.
    public init(directory: URL) throws {
        let tokenizer = try loadTokenizer(directory)
        guard let wordPiece = tokenizer as? WordPieceTokenizer else {
            throw InputError(directory.path, expected: "a WordPiece tokenizer", found: "byte-level BPE")
        }
        self = wordPiece
    }

    /// From a `vocab.txt` and what is declared beside it, of which the case is needed.
    init(vocabulary file: URL, _ beside: TokenizerDeclaration) throws {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw InputError(
                file.deletingLastPathComponent().path,
                expected: "tokenizer.json, or vocab.txt with tokenizer_config.json", found: "neither",
                advice: "The directory must hold a whole Hugging Face checkpoint.")
        }
        guard beside.settings.node["do_lower_case"] != nil else {
            throw InputError(
                "\(beside.settings.place): \"do_lower_case\"", expected: "true or false", found: "nothing",
                advice:
                    "Say by it whether capital letters count: true for an uncased vocabulary, false for a cased one.")
        }
        let lowercase = try beside.settings.bool("do_lower_case")
        try self.init(
            vocabulary: file,
            normalizer: WordPieceNormalizer(
                cleansText: true,
                separatesIdeographs: try beside.settings.optionalBool("tokenize_chinese_chars") ?? true,
                stripsAccents: try beside.settings.optionalBool("strip_accents") ?? lowercase,
                lowercases: lowercase), beside)
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

    private init(
        vocabulary file: URL, normalizer: WordPieceNormalizer, _ beside: TokenizerDeclaration? = nil
    ) throws {
        var lines = try readTokenizerFile(file, "a vocabulary file").split(
            separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }  // the newline at the end
        let pieces = lines.enumerated().map { number, line in
            (piece: Array(line.last == 0x0D ? line.dropLast() : line), id: Int32(number))
        }
        let standard = TokenizerDeclaration.wordPieceNames
        let beside = beside ?? TokenizerDeclaration(none: file.path)
        guard let unknown = beside.name("unk_token", standard) else {
            throw beside.settings.wrong("unk_token", "a token of the vocabulary")
        }
        let model = try WordPiece(
            vocabulary: pieces, unknown: unknown.name, prefix: "##", longestWord: 100, place: file.path)
        var size = model.size
        let tokens = try beside.tokens([], standard: standard, normalizes: true, size: &size, model.id)
        let template = SequenceTemplate.pairWithOneSeparator(
            classification: try beside.id("cls_token", standard, place: file.path, model.id),
            separator: try beside.id("sep_token", standard, place: file.path, model.id))
        self.init(
            normalizer: normalizer, model: model, tokens: tokens,
            template: beside.applied(to: template, truncation: nil), vocabularySize: size)
    }
}
