import Foundation

/// What a checkpoint says beside its weights, as it was when it was read: config.json and the tokenizer's files, byte
/// for byte.
///
/// A training takes hours, in which the checkpoint's folder may become another model's; what is written at the end must
/// be the model that was read at the start.
public struct ModelSource: Sendable {
    /// The checkpoint's folder.
    public let directory: URL
    let configuration: Data
    /// Those that there were.
    private let tokenizer: [(name: String, bytes: Data)]
    /// Whose keys say how texts are cut, where there are no files of that.
    private let gguf: GGUF?

    /// Reads them.
    ///
    /// - Throws: `InputError` for a file that cannot be read, and where there is no config.json.
    public init(_ directory: URL) throws {
        func read(_ file: URL) throws -> Data {
            do { return try Data(contentsOf: file) } catch {
                throw InputError(file.path, expected: "a file that can be read", found: plainReason(of: error))
            }
        }
        self.directory = directory
        configuration = try ModelDirectory.configuration(directory).text
        let files = Self.tokenizerFiles(directory)
        if files.isEmpty, let file = try ModelDirectory.gguf(in: directory) {
            gguf = try GGUF(contentsOf: file)
            tokenizer = []
        } else {
            gguf = nil
            tokenizer = try files.map { ($0.lastPathComponent, try read($0)) }
        }
    }

    /// What a model that is made of this one is kept with: the tokenizer's files, or what a GGUF file says, as such.
    ///
    /// - Throws: `InputError` for a tokenizer that is not read here.
    func filesOfTokenizer() throws -> [(name: String, bytes: Data)] {
        try gguf.map(GGUFTokenizerFiles.make) ?? tokenizer
    }

    /// The tokenizer's files that are in a folder.
    static func tokenizerFiles(_ directory: URL) -> [URL] {
        ModelDirectory.tokenizerFiles.map { directory.appending(path: $0) }
            .filter { FileManager.default.fileExists(atPath: $0.path) }
    }
}
