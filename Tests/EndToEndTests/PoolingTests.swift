import Core
import Foundation
import Testing

/// A head on the mean of the tokens' states, which neither PEFT nor transformers has: what the tool writes is its own.
@Suite(.timeLimit(.minutes(10))) struct PoolingToolTests {
    private func train(_ output: URL, _ more: String...) throws {
        let result = try Tool.run(
            "edora",
            [
                "train", "--task", "RTE", "--limit", "16", "--limit-dev", "8", "--epochs", "1", "--batch-size", "8",
                "--pooling", "mean", "--output", output.path,
            ] + more)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("pooler.dense.weight") && result.errors.contains("are not used"))
    }

    private func logits(_ folder: URL, _ arguments: String...) throws -> String {
        let file = folder.appending(path: "logits.json")
        let result = try Tool.run(
            "edora", ["predict", "--logits", file.path, "--split", "dev", "--limit", "8"] + arguments)
        #expect(result.status == 0, "\(result.errors)")
        return try String(contentsOf: file, encoding: .utf8)
    }

    @Test func anAdapterIsReadByThisToolAndRefusedToOthers() throws {
        let folder = try Tool.temporary(), adapter = folder.appending(path: "a"), other = folder.appending(path: "b")
        try train(adapter, "--rank", "2", "--svd", "randomised", "--lr", "5e-2")
        let expected = try logits(folder, "--adapter", adapter.path)
        let info = try Tool.edora("info", adapter.path)
        #expect(info.output.contains("head: on the mean of the tokens' states"), "\(info.output)\(info.errors)")
        #expect(info.output.contains("mean pooling has no form in PEFT"), "\(info.output)")
        for command in [
            ["merge"], ["export", "--format", "merged"], ["export", "--format", "peft"], ["convert", "--rank", "4"],
        ] {
            let result = try Tool.run("edora", command + ["--adapter", adapter.path, "--output", other.path])
            #expect(result.status == 1 && result.errors.contains("found mean pooling"), "\(command): \(result.errors)")
            #expect(result.errors.contains("`edora predict` reads") && result.errors.contains("--pooling"))
            #expect(!FileManager.default.fileExists(atPath: other.path), "\(command)")
        }
        let native = try Tool.edora(
            "export", "--format", "native", "--adapter", adapter.path, "--output", other.path)
        #expect(native.status == 0, "\(native.errors)")
        #expect(try logits(folder, "--adapter", other.path) == expected)
    }

    @Test func aWholeModelIsReadByItsFolder() throws {
        let folder = try Tool.temporary(), model = folder.appending(path: "m")
        try train(model, "--method", "full")
        let names = try FileManager.default.contentsOfDirectory(atPath: model.path)
        #expect(names.contains("edora_model.safetensors") && !names.contains("model.safetensors"))
        #expect(try logits(folder, "--model", model.path, "--task", "RTE").contains("["))
        let info = try Tool.edora("info", model.path)
        #expect(info.output.contains("head: on the mean of the tokens' states"), "\(info.output)\(info.errors)")
        let onwards = try Tool.edora("train", "--model", model.path, "--task", "RTE", "--method", "head")
        #expect(onwards.status == 1 && onwards.errors.contains("--pooling: expected mean"), "\(onwards.errors)")
    }

    @Test func optionsThatSayTwoThingsAreRefused() throws {
        for arguments in [
            ["train", "--task", "RTE", "--pooling", "mean", "--train-pooler"],
            ["info", "--model", "minilm", "--pooling", "mean", "--train-pooler"],
        ] {
            let result = try Tool.run("edora", arguments)
            #expect(result.status != 0 && result.errors.contains("--train-pooler has no effect"), "\(result.errors)")
        }
        let all = EncoderConfiguration.miniLM.totalCount(classes: 2), pooler = 384 * 385
        for (pooling, count) in [([], all), (["mean"], all - pooler)] {
            let counted = try Tool.run(
                "edora", ["info", "--model", "minilm", "--method", "full"] + pooling.flatMap { ["--pooling", $0] })
            let digits = counted.output.filter { $0.isNumber || $0 == "\n" }
            #expect(counted.status == 0 && digits.contains("\(count)\n"), "\(counted.output)\(counted.errors)")
        }
    }
}
