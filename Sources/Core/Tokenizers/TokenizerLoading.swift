import Foundation

/// The tokenizer of a checkpoint folder: WordPiece, byte-level BPE or Gemma's, as its files say.
///
/// - Throws: `InputError` when there is none, when it is of another kind, and where a file beside it declares what is
///   not followed here.
public func loadTokenizer(_ directory: URL) throws -> any Tokenizer {
    try readTokenizer(directory, TokenizerDeclaration(directory))
}

private func readTokenizer(_ directory: URL, _ beside: TokenizerDeclaration) throws -> any TemplateTokenizer {
    let files = try tokenizerFiles(directory)
    switch files[0].lastPathComponent {
    case "tokenizer.json": return try readTokenizerJSON(files[0], beside)
    case let name where name.hasSuffix("." + GGUF.fileExtension):
        return try SentencePieceTokenizer(GGUF(contentsOf: files[0]))
    case "vocab.json":
        try beside.requireVocabulary(of: .byteLevel)
        return try ByteLevelTokenizer(vocabulary: files[0], merges: files[1], beside)
    default:
        try beside.requireVocabulary(of: .wordPiece(hasTokenTypes: true))
        try requireNoOther(directory)
        return try WordPieceTokenizer(vocabulary: files[0], beside)
    }
}

/// - Throws: `InputError` where the pieces are cut by a file that is not read here: a vocab.txt beside it is another's.
private func requireNoOther(_ directory: URL) throws {
    for (name, tokenizerClass) in TokenizerNames.ofFiles.sorted(by: { $0.key < $1.key }) {
        let file = directory.appending(path: name)
        guard FileManager.default.fileExists(atPath: file.path) else { continue }
        _ = try TokenizerClass(named: tokenizerClass, place: file.path)
    }
}

private func readTokenizerJSON(_ json: URL, _ beside: TokenizerDeclaration?) throws -> any TemplateTokenizer {
    let root = try JSONReader.read(readTokenizerFile(json, "a tokenizer.json"), place: json.path)
    switch root["model"]?["type"]?.text {
    case "BPE" where root["model"]?["byte_fallback"]?.bool == true:
        return try SentencePieceTokenizer(json: root, place: json.path, beside)
    case "BPE": return try ByteLevelTokenizer(json: root, place: json.path, beside)
    case "Unigram":
        throw InputError(
            "\(json.path): model: \"type\"", expected: "\"WordPiece\" or \"BPE\"", found: "\"Unigram\"",
            advice: TokenizerClass.unigram)
    default: return try WordPieceTokenizer(json: root, place: json.path, beside)
    }
}

/// What the tokenizer of a checkpoint folder is read from: tokenizer.json, or vocab.json and merges.txt, or vocab.txt
/// and what tokenizer_config.json says of case, or the GGUF file of a folder whose model it is.
///
/// - Throws: `InputError` where there is none of them, nor a file of a tokenizer that is not read here.
private func tokenizerFiles(_ directory: URL) throws -> [URL] {
    let choices = [["tokenizer.json"], ["vocab.json", "merges.txt"], ["vocab.txt", "tokenizer_config.json"]].map {
        $0.map { directory.appending(path: $0) }
    }
    func exists(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }
    if let files = choices.dropLast().first(where: { $0.last.map(exists) == true }) { return files }
    if exists(choices[2][0]) { return choices[2] }
    // Beside a config.json a GGUF file is another model's.
    if let file = try ModelDirectory.gguf(in: directory) { return [file] }
    try requireNoOther(directory)
    let found = ["vocab.json", "merges.txt", "tokenizer_config.json"].filter { exists(directory.appending(path: $0)) }
    throw InputError(
        directory.path, expected: "the files of a tokenizer: tokenizer.json, vocab.json and merges.txt, or vocab.txt",
        found: found.isEmpty ? "none" : "\(found.joined(separator: ", ")) alone",
        advice: "Copy them from where the model came from.")
}

/// SHA-256 of the tokenizer's file, in hexadecimal; of the digests in a row where it has several files. What stands
/// beside them counts where it changes the tokenizer.
///
/// - Throws: `InputError` when a file cannot be read, or the tokenizer cannot.
public func tokenizerDigest(_ directory: URL) throws -> String {
    var files = try tokenizerFiles(directory)
    if files[0].pathExtension == GGUF.fileExtension { return try fileDigest(files[0]) }
    let whole = try readTokenizer(directory, TokenizerDeclaration(directory))
    if try !hasSameRules(whole, readAlone(files, directory)) {
        files += ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"].map {
            directory.appending(path: $0)
        }.filter { !files.contains($0) && FileManager.default.fileExists(atPath: $0.path) }
    }
    let digests = try files.map(fileDigest)
    return digests.count == 1 ? digests[0] : sha256(Data(digests.joined().utf8))
}

/// The tokenizer of its own files, without what stands beside them.
private func readAlone(_ files: [URL], _ directory: URL) throws -> any TemplateTokenizer {
    switch files[0].lastPathComponent {
    case "tokenizer.json": try readTokenizerJSON(files[0], nil)
    case "vocab.json": try ByteLevelTokenizer(vocabulary: files[0], merges: files[1])
    default:
        try WordPieceTokenizer(
            vocabulary: files[0], TokenizerDeclaration(directory, only: "tokenizer_config.json"))
    }
}

/// Whether two tokenizers of the same vocabulary find the same tokens whole and put sentences together alike.
private func hasSameRules(_ a: any TemplateTokenizer, _ b: any TemplateTokenizer) -> Bool {
    // A fault of pairs does not change what the others are read as.
    var (first, second) = (a.template, b.template)
    (first.pairFault, second.pairFault) = (nil, nil)
    guard first == second else { return false }
    switch (a, b) {
    case (let a as WordPieceTokenizer, let b as WordPieceTokenizer):
        return (a.rawTokens, a.normalizedTokens) == (b.rawTokens, b.normalizedTokens)
    case (let a as ByteLevelTokenizer, let b as ByteLevelTokenizer):
        return (a.rawTokens, a.normalizedTokens) == (b.rawTokens, b.normalizedTokens)
            && a.addsPrefixSpace == b.addsPrefixSpace
    case (let a as SentencePieceTokenizer, let b as SentencePieceTokenizer): return a.tokens == b.tokens
    default: return false
    }
}

/// The bytes of a tokenizer's file.
func readTokenizerFile(_ file: URL, _ expected: String, _ advice: String? = nil) throws -> [UInt8] {
    do { return [UInt8](try Data(contentsOf: file)) } catch {
        throw InputError(
            file.path, expected: expected, found: "none that can be read (\(plainReason(of: error)))", advice: advice)
    }
}
