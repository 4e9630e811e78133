import Foundation
import Testing

@testable import Core

/// Every field of config.json is known, for each family (`scripts/make_checkpoint_fixture.py` lists transformers' own).
@Suite struct CheckpointFieldTests {
    static let folder = Fixtures.directory.appending(path: "checkpoints")

    struct Known: Decodable {
        let transformers: String
        let fields: [String: [String]]
    }

    @Test func everyFieldOfTransformersIsInTheFamilysList() throws {
        let known = try JSONDecoder().decode(
            Known.self, from: Data(contentsOf: Self.folder.appending(path: "fields.json")))
        #expect(Set(known.fields.keys) == Set(BackboneFamily.all.map(\.modelType)))
        for family in BackboneFamily.all {
            let fields = try #require(known.fields[family.modelType])
            #expect(fields.count > 50, "\(family.modelType)")
            for field in fields where family.fields.uses[field] == nil {
                Issue.record("\(family.modelType): \(field) of transformers \(known.transformers)")
            }
        }
    }

    /// A copy of a fixture with another config.json.
    static func edited(_ fixture: String, _ change: (inout [String: Any]) throws -> Void) throws -> URL {
        let folder = try Fixtures.temporary().appending(path: "model")
        try FileManager.default.copyItem(at: Fixtures.directory.appending(path: fixture), to: folder)
        let file = folder.appending(path: "config.json")
        var json = try JSONFile(file).object
        try change(&json)
        try JSONSerialization.data(withJSONObject: json).write(to: file)
        return folder
    }

    /// A key, a value that would change numbers, and how it stands in the refusal.
    static let refused: [(key: String, value: any Sendable, shown: String)] = [
        ("is_decoder", true, "true"), ("add_cross_attention", true, "true"),
        ("position_embedding_type", "relative_key", "\"relative_key\""),
        ("pruned_heads", ["0": [1, 2]], "{\"0\": [1, 2]}"), ("quantization_config", ["bits": 4], "{\"bits\": 4}"),
        ("feed_forward_type", "geglu", "\"geglu\""), ("rotary_dim", 32, "32"),
    ]

    @Test(arguments: refused.indices)
    func whatWouldChangeNumbersIsRefusedWithItsValue(_ number: Int) throws {
        let (key, value, shown) = Self.refused[number]
        let folder = try Self.edited("tiny-bert") { $0[key] = value }
        let text = try #require(
            #expect(throws: InputError.self) { try SequenceClassifier(directory: folder, seed: 1) }?.description)
        #expect(text.contains("\"\(key)\"") && text.contains("found \(shown)"), "\(text)")
        if ["feed_forward_type", "rotary_dim"].contains(key) {
            #expect(text.contains("written by transformers 5."), "\(text)")
        }
        let without = try Self.edited("tiny-bert") { $0[key] = NSNull() }
        _ = try SequenceClassifier(directory: without, seed: 1)
    }

    @Test func theOldestFilesAreReadByTheClassThatTheyName() throws {
        for name in ["tiny-bert", "tiny-roberta", "tiny-distilbert", "tiny-electra"] {
            let folder = try Self.edited(name) { $0["model_type"] = nil }
            #expect(try SequenceClassifier(directory: folder, seed: 1).hasPretrainedHead)
        }
        let other = try Self.edited("tiny-bert") {
            $0["model_type"] = nil
            $0["architectures"] = ["BertGenerationEncoder"]
        }
        let error = #expect(throws: InputError.self) { try SequenceClassifier(directory: other, seed: 1) }
        #expect(error?.found.contains("BertGenerationEncoder") == true)
    }

    @Test(arguments: [("xlm-roberta", "SentencePiece"), ("deberta-v2", "relative positions"), ("albert", "share")])
    func otherFamiliesAreRefusedByName(_ type: String, _ reason: String) throws {
        let folder = try Self.edited("tiny-bert") { $0["model_type"] = type }
        let error = #expect(throws: InputError.self) { try SequenceClassifier(directory: folder, seed: 1) }
        #expect(error?.found == type && error?.advice?.contains(reason) == true)
    }

    /// Google's own files leave it out: BERT has had one ε from the start, RoBERTa has not.
    @Test func bertsEpsilonMayBeLeftOut() throws {
        let bert = try Self.edited("tiny-bert") { $0["layer_norm_eps"] = nil }
        let shape = try BackboneFamily.configuration(contentsOf: bert.appending(path: "config.json"))
        #expect((shape as? EncoderConfiguration)?.layerNormEpsilon == 1e-12)
        let roberta = try Self.edited("tiny-roberta") { $0["layer_norm_eps"] = nil }
        #expect(throws: InputError.self) { try SequenceClassifier(directory: roberta, seed: 1) }
    }

    /// What must be said is said: DistilBERT's classifier has a dropout of its own.
    @Test func aMissingKeyHasNoDefault() throws {
        let folder = try Self.edited("tiny-distilbert") { $0["seq_classif_dropout"] = nil }
        let error = #expect(throws: InputError.self) { try SequenceClassifier(directory: folder, seed: 1) }
        #expect(error?.place.contains("seq_classif_dropout") == true)
    }
}
