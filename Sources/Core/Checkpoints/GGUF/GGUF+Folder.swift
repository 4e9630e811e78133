import Foundation

/// Folders with a GGUF file in place of config.json, weights and tokenizer.
extension GGUF {
    package static let fileExtension = "gguf"

    /// The one GGUF file of a folder; nil where there is none.
    ///
    /// - Throws: `InputError` where there are several: shards, or models that nobody has chosen from; and for a folder
    ///   that cannot be read.
    package static func file(in directory: URL) throws -> URL? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory.path, isDirectory: &isFolder), isFolder.boolValue else {
            return nil
        }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: directory.path) } catch {
            throw InputError(directory.path, expected: "a folder that can be read", found: plainReason(of: error))
        }
        let files = names.filter { $0.hasSuffix("." + fileExtension) }.sorted()
        guard files.count < 2 else {
            throw InputError(
                directory.path, expected: "one GGUF file", found: "\(files.count), such as \(files[0])",
                advice: "Put the one that counts into a folder of its own.")
        }
        return files.first.map { directory.appending(path: $0) }
    }
}
