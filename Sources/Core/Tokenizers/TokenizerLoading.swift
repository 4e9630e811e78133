import Crypto
import Foundation

/// The tokenizer of a checkpoint folder: WordPiece or byte-level BPE, as its files say.
///
/// - Throws: `InputError` when there is none or it is of another kind.
public func loadTokenizer(_ directory: URL) throws -> any Tokenizer {
    let files = tokenizerFiles(directory)
    if let json = files.first, json.lastPathComponent == "tokenizer.json" {
        let root = try JSONReader.read(readTokenizerFile(json, "a tokenizer.json"), place: json.path)
        return root["model"]?["type"]?.text == "BPE"
            ? try ByteLevelTokenizer(json: root, place: json.path) : try WordPieceTokenizer(json: root, place: json.path)
    }
    return files.count == 2 ? try ByteLevelTokenizer(vocabulary: files[0], merges: files[1]) : try WordPieceTokenizer(directory: directory)
}

/// What the tokenizer of a checkpoint folder is read from: tokenizer.json, or vocab.json and merges.txt, or vocab.txt.
private func tokenizerFiles(_ directory: URL) -> [URL] {
    let choices = [["tokenizer.json"], ["vocab.json", "merges.txt"], ["vocab.txt"]].map { $0.map { directory.appending(path: $0) } }
    return choices.first { FileManager.default.fileExists(atPath: $0.last?.path ?? "") } ?? choices[2]
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
