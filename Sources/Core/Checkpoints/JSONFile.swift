import Foundation

/// A JSON object from a file, to be written again with all its fields; what is only read is read by `JSONSettings`.
struct JSONFile {
    let path: String
    let object: [String: Any]

    init(_ file: URL) throws {
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw InputError(
                file.path, expected: "a JSON file", found: "none that can be read (\(plainReason(of: error)))")
        }
        try self.init(data, path: file.path)
    }

    /// From bytes that were read from a file before.
    init(_ data: Data, path: String) throws {
        self.path = path
        guard let parsed = try? JSONSerialization.jsonObject(with: data), let object = parsed as? [String: Any] else {
            throw InputError(path, expected: "a JSON object", found: "\(data.count) bytes that are not one")
        }
        self.object = object
    }
}
