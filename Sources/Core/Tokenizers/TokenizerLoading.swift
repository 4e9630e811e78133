import Crypto
import Foundation

/// The tokenizer of a checkpoint folder: WordPiece or byte-level BPE, as its files say.
///
/// - Throws: `InputError` when there is none or it is of another kind.
public func loadTokenizer(_ directory: URL) throws -> any Tokenizer {
    let files = tokenizerFiles(directory)
    if let json = files.first, json.lastPathComponent == "tokenizer.json" {
        let root = try JSONReader.read(readTokenizerFile(json, "a tokenizer.json"), place: json.path)
        let isBytePairs = root["model"]?["type"]?.text == "BPE"
        try requireAgreement(
            directory,
            isBytePairs
                ? [("add_prefix_space", root["pre_tokenizer"]?["add_prefix_space"]?.bool)]
                : [
                    ("do_lower_case", root["normalizer"]?["lowercase"]?.bool),
                    ("tokenize_chinese_chars", root["normalizer"]?["handle_chinese_chars"]?.bool),
                    ("strip_accents", root["normalizer"]?["strip_accents"]?.bool),
                ])
        return isBytePairs ? try ByteLevelTokenizer(json: root, place: json.path) : try WordPieceTokenizer(json: root, place: json.path)
    }
    // Only transformers puts these together; tokenizer.json has them.
    let added = directory.appending(path: "added_tokens.json")
    guard !FileManager.default.fileExists(atPath: added.path) else {
        throw InputError(
            added.path, expected: "tokenizer.json beside it, which holds added tokens, too", found: "none",
            advice: "Save the tokenizer once with transformers: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR).")
    }
    guard files[0].lastPathComponent == "vocab.json" else { return try WordPieceTokenizer(directory: directory) }
    try requireAgreement(directory, [("add_prefix_space", false)])
    return try ByteLevelTokenizer(vocabulary: files[0], merges: files[1])
}

/// transformers builds a tokenizer anew where tokenizer_config.json says otherwise than tokenizer.json: such a folder means two tokenizers.
private func requireAgreement(_ directory: URL, _ settings: [(key: String, value: Bool?)]) throws {
    let file = directory.appending(path: "tokenizer_config.json")
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    let said = try JSONFile(file).object
    for (key, value) in settings {
        guard let value, let other = said[key] as? Bool, other != value else { continue }
        throw InputError(
            "\(file.path): \"\(key)\"", expected: "\(value), as the tokenizer's own files have it", found: "\(other)",
            advice: "Correct the one that is wrong, or save the tokenizer again with transformers.")
    }
}

/// What the tokenizer of a checkpoint folder is read from: tokenizer.json, or vocab.json and merges.txt, or vocab.txt and what tokenizer_config.json says of case.
private func tokenizerFiles(_ directory: URL) -> [URL] {
    let choices = [["tokenizer.json"], ["vocab.json", "merges.txt"], ["vocab.txt", "tokenizer_config.json"]].map { $0.map { directory.appending(path: $0) } }
    return choices.dropLast().first { FileManager.default.fileExists(atPath: $0.last?.path ?? "") } ?? choices[2]
}

/// SHA-256 of the tokenizer's file, in hexadecimal; of both digests in a row where it has two files.
///
/// - Throws: `InputError` when a file cannot be read.
public func tokenizerDigest(_ directory: URL) throws -> String {
    let digests = try tokenizerFiles(directory).map(fileDigest)
    return digests.count == 1 ? digests[0] : SHA256.hash(data: Data(digests.joined().utf8)).hexadecimal
}

/// The bytes of a tokenizer's file.
func readTokenizerFile(_ file: URL, _ expected: String, _ advice: String? = nil) throws -> [UInt8] {
    do { return [UInt8](try Data(contentsOf: file)) } catch {
        throw InputError(file.path, expected: expected, found: "none that can be read (\(reason(error)))", advice: advice)
    }
}
