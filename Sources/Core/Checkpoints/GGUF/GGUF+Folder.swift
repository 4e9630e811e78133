import Foundation

/// Folders with a GGUF file in place of config.json, weights and tokenizer.
extension GGUF {
    package static let fileExtension = "gguf"

    /// The one GGUF file of a folder; nil where there is none.
    ///
    /// - Throws: `InputError` where there are several: shards, or models that nobody has chosen from.
    package static func file(in directory: URL) throws -> URL? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        let files = names.filter { $0.hasSuffix("." + fileExtension) }.sorted()
        guard files.count < 2 else {
            throw InputError(
                directory.path, expected: "one GGUF file", found: "\(files.count), such as \(files[0])",
                advice: "Put the one that counts into a folder of its own.")
        }
        return files.first.map { directory.appending(path: $0) }
    }
}
