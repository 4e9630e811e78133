import Foundation

/// A family of pretrained models: which `model_type` it has, and how its config.json is read.
public struct BackboneFamily: Sendable {
    /// config.json's `model_type`.
    public let modelType: String
    /// A checkpoint of the family, for messages: "a BERT checkpoint such as minilm".
    let example: String
    let read: @Sendable (JSONFile) throws -> any BuildableConfiguration

    /// The registry: the one list of families.
    static let all: [BackboneFamily] = [.bert, .roberta]

    /// Reads and checks a `config.json`.
    ///
    /// - Throws: `InputError` naming the key that is missing or whose value is not supported.
    public static func configuration(contentsOf file: URL) throws -> any BackboneConfiguration {
        try buildable(contentsOf: file)
    }

    static func buildable(contentsOf file: URL) throws -> any BuildableConfiguration {
        let json = try JSONFile(file), modelType = try json.string("model_type")
        guard let family = all.first(where: { $0.modelType == modelType }) else {
            let known = all.map(\.modelType).joined(separator: " or ")
            throw InputError(
                file.path, expected: "model_type \(known)", found: modelType,
                advice: "Choose \(all.map(\.example).joined(separator: ", or ")).")
        }
        return try family.read(json)
    }
}
