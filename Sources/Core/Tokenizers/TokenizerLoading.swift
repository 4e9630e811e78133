import Foundation

/// The tokenizer of a checkpoint folder: WordPiece or byte-level BPE, as its files say.
///
/// - Throws: `InputError` when there is none or it is of another kind.
public func loadTokenizer(_ directory: URL) throws -> any Tokenizer {
    let files = tokenizerFiles(directory)
    if let json = files.first, json.lastPathComponent == "tokenizer.json" {
        let root = try JSONReader.read(readTokenizerFile(json, "a tokenizer.json"), place: json.path)
        let isBytePairs = root["model"]?["type"]?.text == "BPE"
        let normalizer = root["normalizer"], lowers = normalizer?["lowercase"]?.bool
        try requireAgreement(directory) { said in
            isBytePairs
                ? [Setting("add_prefix_space", root["pre_tokenizer"]?["add_prefix_space"]?.bool, standard: false)]
                : [
                    Setting("do_lower_case", lowers, standard: true),
                    Setting("tokenize_chinese_chars", normalizer?["handle_chinese_chars"]?.bool, standard: true),
                    // What is not said of accents follows case.
                    Setting(
                        "strip_accents", normalizer?["strip_accents"]?.bool ?? lowers,
                        standard: said["do_lower_case"] as? Bool ?? true),
                ]
        }
        return isBytePairs
            ? try ByteLevelTokenizer(json: root, place: json.path)
            : try WordPieceTokenizer(json: root, place: json.path)
    }
    // Only transformers puts these together; tokenizer.json has them.
    let added = directory.appending(path: "added_tokens.json")
    guard !FileManager.default.fileExists(atPath: added.path) else {
        throw InputError(
            added.path, expected: "tokenizer.json beside it, which holds added tokens, too", found: "none",
            advice:
                "Save the tokenizer once with transformers: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR).")
    }
    guard files[0].lastPathComponent == "vocab.json" else { return try WordPieceTokenizer(directory: directory) }
    try requireAgreement(directory) { _ in [Setting("add_prefix_space", false, standard: false)] }
    return try ByteLevelTokenizer(vocabulary: files[0], merges: files[1])
}

/// A setting that stands in a tokenizer's own files and in tokenizer_config.json.
private struct Setting {
    let key: String
    /// In the tokenizer's own files; nil where they do not have it.
    let value: Bool?
    /// What transformers takes it for where tokenizer_config.json does not say.
    let standard: Bool

    init(_ key: String, _ value: Bool?, standard: Bool) {
        (self.key, self.value, self.standard) = (key, value, standard)
    }
}

/// transformers builds the tokenizers of BERT and RoBERTa anew from tokenizer_config.json, whatever tokenizer.json says
/// of these settings: where the two differ, a folder means two tokenizers.
private func requireAgreement(_ directory: URL, _ settings: (_ said: [String: Any]) -> [Setting]) throws {
    let file = directory.appending(path: "tokenizer_config.json")
    let said = FileManager.default.fileExists(atPath: file.path) ? try JSONFile(file).object : [:]
    // These classes take tokenizer.json as it is.
    let isTakenAsItIs = ["PreTrainedTokenizerFast", "TokenizersBackend"].contains(said["tokenizer_class"] as? String)
    for setting in settings(said) {
        let given = said[setting.key] as? Bool
        guard let value = setting.value, (given ?? (isTakenAsItIs ? value : setting.standard)) != value else {
            continue
        }
        throw InputError(
            "\(file.path): \"\(setting.key)\"", expected: "\(value), as the tokenizer's own files have it",
            found: given.map { "\($0)" } ?? "nothing, which transformers takes for \(setting.standard)",
            advice: "Correct the one that is wrong, or save the tokenizer again with transformers.")
    }
}

/// What the tokenizer of a checkpoint folder is read from: tokenizer.json, or vocab.json and merges.txt, or vocab.txt
/// and what tokenizer_config.json says of case.
private func tokenizerFiles(_ directory: URL) -> [URL] {
    let choices = [["tokenizer.json"], ["vocab.json", "merges.txt"], ["vocab.txt", "tokenizer_config.json"]].map {
        $0.map { directory.appending(path: $0) }
    }
    return choices.dropLast().first { FileManager.default.fileExists(atPath: $0.last?.path ?? "") } ?? choices[2]
}

/// SHA-256 of the tokenizer's file, in hexadecimal; of both digests in a row where it has two files.
///
/// - Throws: `InputError` when a file cannot be read.
public func tokenizerDigest(_ directory: URL) throws -> String {
    let digests = try tokenizerFiles(directory).map(fileDigest)
    return digests.count == 1 ? digests[0] : sha256(Data(digests.joined().utf8))
}

/// The bytes of a tokenizer's file.
func readTokenizerFile(_ file: URL, _ expected: String, _ advice: String? = nil) throws -> [UInt8] {
    do { return [UInt8](try Data(contentsOf: file)) } catch {
        throw InputError(
            file.path, expected: expected, found: "none that can be read (\(plainReason(of: error)))", advice: advice)
    }
}
