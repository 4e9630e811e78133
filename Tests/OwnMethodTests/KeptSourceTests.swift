import Core
import Foundation
import Testing

/// What a whole model is saved with is what it was trained from.
struct KeptSourceTests {
    private static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "data/mini-glue")

    @Test func aModelIsSavedWithTheFilesThatItWasReadWith() throws {
        let tiny = try TinyModel(), model = URL(fileURLWithPath: tiny.model)
        let output = tiny.folder.appending(path: "out")
        let configuration = TrainingConfiguration(
            adapter: .standard(.full, rank: 1), task: .rte, rows: .init(maxLength: 24, trainLimit: 16, devLimit: 8),
            steps: .init(batchSize: 16, epochs: 1), rates: .standard(.full, .rte),
            regularisation: .init(weightDecay: 0.01), seed: 1)
        let run = try FineTuning(model: model, data: Self.data, configuration: configuration)
        _ = try run.run()
        let vocabulary = try Data(contentsOf: model.appending(path: "vocab.txt"))
        func settings(_ folder: URL) throws -> [String: Any] {
            let data = try Data(contentsOf: folder.appending(path: "config.json"))
            return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        }
        let before = try #require(settings(model)["layer_norm_eps"] as? Double)
        // Another model comes to lie in the folder while the run goes on.
        var other = try settings(model)
        other["layer_norm_eps"] = 0.5
        try JSONSerialization.data(withJSONObject: other).write(to: model.appending(path: "config.json"))
        try Data("other\n".utf8).write(to: model.appending(path: "vocab.txt"))
        try Data("{}".utf8).write(to: model.appending(path: "special_tokens_map.json"))
        try run.write(to: output, base: model)
        #expect(try settings(output)["layer_norm_eps"] as? Double == before)
        #expect(try Data(contentsOf: output.appending(path: "vocab.txt")) == vocabulary)
        #expect(!FileManager.default.fileExists(atPath: output.appending(path: "special_tokens_map.json").path))
    }

    @Test func sizesNearTheLargestAreSaidAndDoNotTrap() throws {
        let tiny = try TinyModel(), file = URL(fileURLWithPath: tiny.model).appending(path: "config.json")
        var json = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        for key in ["hidden_size", "intermediate_size", "num_hidden_layers", "vocab_size"] { json[key] = 1 << 20 }
        try JSONSerialization.data(withJSONObject: json).write(to: file)
        #expect(tiny.refusal(["info", "--model", tiny.model]).contains("\"num_hidden_layers\""))
        json["num_hidden_layers"] = 4
        try JSONSerialization.data(withJSONObject: json).write(to: file)
        #expect(tiny.refusal(["info", "--model", tiny.model]).contains("at most 2^40 values"))
    }
}
