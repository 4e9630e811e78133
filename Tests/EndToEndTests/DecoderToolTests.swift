import Foundation
import Testing

/// The commands on a decoder in a GGUF file.
@Suite(.timeLimit(.minutes(10))) struct DecoderToolTests {
    private static let base = Tool.root.appending(path: "Tests/CoreTests/Fixtures/tiny-gemma-gguf").path

    private func logits(_ arguments: String...) throws -> [[Double]] {
        let file = try Tool.temporary().appending(path: "logits.json")
        let result = try Tool.run(
            "edora", ["predict", "--logits", file.path, "--split", "dev", "--limit", "8"] + arguments)
        #expect(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode([[Double]].self, from: Data(contentsOf: file))
    }

    @Test func whatIsTrainedIsPredictedExportedAndMerged() throws {
        let folder = try Tool.temporary(), adapter = folder.appending(path: "a").path
        let trained = try Tool.edora(
            "train", "--model", Self.base, "--task", "RTE", "--limit", "16", "--limit-dev", "8", "--epochs", "1",
            "--batch-size", "8", "--rank", "2", "--lr", "5e-2", "--output", adapter)
        #expect(trained.status == 0, "\(trained.errors)")
        let expected = try logits("--adapter", adapter)
        #expect(try logits("--adapter", adapter, "--model", Self.base + "/toy.gguf") == expected)
        let info = try Tool.edora("info", adapter)
        #expect(info.output.contains("base_model.model.score.weight"), "\(info.output)\(info.errors)")

        let native = folder.appending(path: "n").path, merged = folder.appending(path: "m").path
        for command in [
            ["export", "--format", "native", "--output", native], ["export", "--format", "merged", "--output", merged],
        ] {
            let result = try Tool.run("edora", command + ["--adapter", adapter])
            #expect(result.status == 0, "\(command): \(result.errors)")
        }
        #expect(try logits("--adapter", native) == expected)
        let found = try logits("--model", merged, "--task", "RTE")
        let difference = zip(found.joined(), expected.joined()).reduce(0.0) { max($0, abs($1.0 - $1.1)) }
        #expect(difference < 1e-4)
        let shape = try Tool.edora("info", merged)
        #expect(shape.output.contains("gemma3_text, 6 layers"), "\(shape.output)\(shape.errors)")
        let counts = try Tool.edora("info", "--model", Self.base, "--method", "edora", "--rank", "2")
        #expect(counts.output.contains("24 matrices; two-way head of 64 values"), "\(counts.output)\(counts.errors)")
    }

    @Test func fullFineTuningWritesAModel() throws {
        let model = try Tool.temporary().appending(path: "m").path
        let result = try Tool.edora(
            "train", "--model", Self.base, "--task", "RTE", "--limit", "16", "--limit-dev", "8", "--epochs", "1",
            "--batch-size", "8", "--method", "full", "--output", model)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try logits("--model", model, "--task", "RTE").count == 8)
    }

    @Test func aGGUFFileBesideAnotherModelIsRefused() throws {
        let folder = try Tool.temporary()
        for name in ["a.gguf", "b.gguf"] {
            try FileManager.default.copyItem(atPath: Self.base + "/toy.gguf", toPath: folder.appending(path: name).path)
        }
        let result = try Tool.edora("info", "--model", folder.appending(path: "a.gguf").path)
        #expect(result.status == 1 && result.errors.contains("one GGUF file"), "\(result.output)\(result.errors)")
    }

    @Test func aPoolerToTrainIsMissedWhereThereIsNone() throws {
        let result = try Tool.edora("info", "--model", Self.base, "--method", "edora", "--rank", "2", "--train-pooler")
        #expect(
            result.status == 1 && result.errors.contains("a model with a pooler"), "\(result.output)\(result.errors)")
    }
}
