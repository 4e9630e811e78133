import Foundation

/// The tokenizer of a checkpoint folder: WordPiece or byte-level BPE, as its files say.
///
/// - Throws: `InputError` when there is none or it is of another kind.
public func loadTokenizer(_ directory: URL) throws -> any Tokenizer {
    let json = directory.appending(path: "tokenizer.json")
    if FileManager.default.fileExists(atPath: json.path) {
        let root = try JSONReader.read(readTokenizerFile(json, "a tokenizer.json"), place: json.path)
        return root["model"]?["type"]?.text == "BPE"
            ? try ByteLevelTokenizer(json: root, place: json.path) : try WordPieceTokenizer(json: root, place: json.path)
    }
    let merges = directory.appending(path: "merges.txt")
    return FileManager.default.fileExists(atPath: merges.path)
        ? try ByteLevelTokenizer(vocabulary: directory.appending(path: "vocab.json"), merges: merges) : try WordPieceTokenizer(directory: directory)
}

/// The bytes of a tokenizer's file.
func readTokenizerFile(_ file: URL, _ expected: String, _ advice: String? = nil) throws -> [UInt8] {
    do { return [UInt8](try Data(contentsOf: file)) } catch {
        throw InputError(file.path, expected: expected, found: "none that can be read (\(reason(error)))", advice: advice)
    }
}
