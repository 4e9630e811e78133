import Foundation

/// The tokenizer of a checkpoint folder: WordPiece or byte-level BPE, as its files say.
///
/// - Throws: `InputError` when there is none or it is of another kind.
public func loadTokenizer(_ directory: URL) throws -> any Tokenizer {
    let json = directory.appending(path: "tokenizer.json")
    if FileManager.default.fileExists(atPath: json.path) {
        let root = try JSONReader.read(WordPieceTokenizer.read(json, "a tokenizer.json"), place: json.path)
        return root["model"]?["type"]?.text == "BPE"
            ? try ByteLevelTokenizer(json: root, place: json.path) : try WordPieceTokenizer(json: root, place: json.path)
    }
    let hasMerges = FileManager.default.fileExists(atPath: directory.appending(path: "merges.txt").path)
    return hasMerges ? try ByteLevelTokenizer(directory: directory) : try WordPieceTokenizer(directory: directory)
}
