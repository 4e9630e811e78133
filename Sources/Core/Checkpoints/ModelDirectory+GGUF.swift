import Foundation

/// Folders whose model is a GGUF file: what their config.json and weights would say.
extension ModelDirectory {
    /// The GGUF file of a folder without a config.json; nil where there is none.
    ///
    /// - Throws: `InputError` where there are several.
    static func gguf(in directory: URL) throws -> URL? {
        let isHere = FileManager.default.fileExists(atPath: directory.appending(path: configurationName).path)
        return isHere ? nil : try GGUF.file(in: directory)
    }

    /// The file that says a model's shape: config.json, or the GGUF file.
    ///
    /// - Throws: as `gguf`.
    static func configurationFile(_ directory: URL) throws -> URL {
        try gguf(in: directory) ?? directory.appending(path: configurationName)
    }

    /// The tensors of a folder's model.
    ///
    /// - Throws: `InputError` where there are none, they are of another kind, or a file is damaged.
    static func tensors(
        _ directory: URL, of configuration: any BuildableConfiguration, _ json: JSONSettings
    ) throws -> any TensorFile {
        if let file = try gguf(in: directory) {
            return GGUFWeights(try GGUF(contentsOf: file), configuration.ggufPlaces)
        }
        let weights = try ModelWeights(directory)
        try weights.requireFile(of: configuration.pooling, json)
        return weights
    }

    /// config.json, or what transformers makes of a GGUF file's keys in its place, with the path of the file.
    ///
    /// - Throws: `InputError` for a file that cannot be read, or of an architecture that is not known here.
    static func configuration(_ directory: URL) throws -> (text: Data, path: String) {
        if let file = try gguf(in: directory) {
            let gguf = try GGUF(contentsOf: file)
            return (try BackboneFamily.configuration(of: gguf), file.path)
        }
        let file = directory.appending(path: configurationName)
        do { return (try Data(contentsOf: file), file.path) } catch {
            throw InputError(
                file.path, expected: "a JSON file", found: "none that can be read (\(plainReason(of: error)))")
        }
    }
}
