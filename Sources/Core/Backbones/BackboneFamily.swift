import Foundation

/// A family of pretrained models: which `model_type` it has, and how its config.json is read.
public struct BackboneFamily: Sendable {
    /// config.json's `model_type`.
    public let modelType: String
    /// What the names of its classes in transformers begin with: `Bert`.
    let className: String
    /// A checkpoint of the family, for messages: "a BERT checkpoint such as minilm".
    let example: String
    /// What becomes of every field of its config.json.
    let fields: FieldList
    let read: @Sendable (JSONSettings) throws -> any BuildableConfiguration
    /// How its GGUF files are read; nil where they are not.
    var gguf: GGUFForm?

    /// The family in GGUF files.
    struct GGUFForm: Sendable {
        /// `general.architecture`.
        let architecture: String
        /// The config.json that such a file stands for.
        let configuration: @Sendable (GGUF) throws -> Data
    }

    /// The registry: the one list of families.
    static let all: [BackboneFamily] = [.bert, .roberta, .distilbert, .electra, .gemma3]

    /// A family of encoders with BERT's layers.
    init(_ family: EncoderFamily, example: String, fields: FieldList) {
        (modelType, className) = (family.modelType, family.className)
        (self.example, self.fields) = (example, fields)
        read = { try EncoderConfiguration($0, family) }
    }

    /// Reads and checks a `config.json`.
    ///
    /// - Throws: `InputError` naming the key that is missing, unknown, or whose value is not supported.
    public static func configuration(contentsOf file: URL) throws -> any BackboneConfiguration {
        try buildable(JSONSettings(contentsOf: file))
    }

    /// The same of a model's folder, which may hold a GGUF file.
    ///
    /// - Throws: `InputError` as the other, or naming the key of the GGUF file.
    public static func configuration(of directory: URL) throws -> any BackboneConfiguration {
        try buildable(ModelDirectory.settings(directory))
    }

    /// The config.json that a GGUF file stands for.
    ///
    /// - Throws: `InputError` for an architecture that is not read, and as its family says.
    static func configuration(of file: GGUF) throws -> Data {
        let forms = all.compactMap(\.gguf), key = "general.architecture"
        guard let form = forms.first(where: { file.values[key] == .text($0.architecture) }) else {
            throw file.wrong(key, forms.map { "\"\($0.architecture)\"" }.joined(separator: " or "))
        }
        return try form.configuration(file)
    }

    static func buildable(_ json: JSONSettings) throws -> any BuildableConfiguration {
        let family = try of(json), version = json.node["transformers_version"]?.text
        try family.fields.requireKnown(json, writer: version.map { "transformers \($0)" })
        return try family.read(json).pooled(by: Pooling.of(json))
    }

    /// By `model_type`; where there is none, by the class that `architectures` names, as the oldest files have it.
    static func of(_ json: JSONSettings) throws -> BackboneFamily {
        let named = json.has("model_type") ? try json.text("model_type") : nil
        if let named, let family = all.first(where: { $0.modelType == named }) { return family }
        let classes = named == nil ? ModelHead.classes(json) : []
        if let family = all.first(where: { family in classes.contains { family.has($0) } }) { return family }
        let known = all.map(\.modelType).joined(separator: ", "), lacking = named.flatMap { missing[$0] }
        throw InputError(
            json.place, expected: "model_type \(known)",
            found: named ?? classes.first.map { "none, and the architecture \($0)" } ?? "none, nor architectures",
            advice: (lacking.map { $0 + " " } ?? "") + "Choose \(all.map(\.example).joined(separator: ", or ")).")
    }

    /// A family from its parts.
    init(
        modelType: String, className: String, example: String, fields: FieldList, gguf: GGUFForm? = nil,
        read: @escaping @Sendable (JSONSettings) throws -> any BuildableConfiguration
    ) {
        (self.modelType, self.className, self.example, self.fields) = (modelType, className, example, fields)
        (self.gguf, self.read) = (gguf, read)
    }

    /// Whether a class of transformers is one of the family's: `BertModel`, `BertForMaskedLM`.
    private func has(_ name: String) -> Bool {
        guard name.hasPrefix(className) else { return false }
        return ["Model", "For", "LMHeadModel"].contains { name.dropFirst(className.count).hasPrefix($0) }
    }
}
