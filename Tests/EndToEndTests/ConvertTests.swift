import Core
import Foundation
import Testing

/// Adapters for those who come from Hugging Face: names of bases, other matrices, the nearest LoRA.
@Suite(.timeLimit(.minutes(10))) struct ConvertTests {
    private func train(_ output: URL, _ more: String...) throws {
        let result = try Tool.run(
            "edora",
            [
                "train", "--task", "RTE", "--rank", "2", "--limit", "16", "--limit-dev", "8", "--epochs", "1",
                "--batch-size", "8", "--output", output.path,
            ] + more)
        #expect(result.status == 0, "\(result.errors)")
    }

    private func json(_ folder: URL, _ name: String = "adapter_config.json") throws -> [String: Any] {
        let data = try Data(contentsOf: folder.appending(path: name))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func theNearestLoRAIsWrittenWithWhatItLoses() throws {
        let folder = try Tool.temporary(), adapter = folder.appending(path: "edora"), lora = folder.appending(path: "l")
        try train(
            adapter, "--svd", "randomised", "--lr", "5e-2", "--target", "query,intermediate.dense", "--train-pooler")
        let result = try Tool.edora(
            "convert", "--adapter", adapter.path, "--rank", "384", "--split", "dev", "--output", lora.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("query") && result.output.contains("0.000 %"), "\(result.output)")
        #expect(result.output.contains("logits of 8 rows of RTE dev: moved by 0.0000 at most"), "\(result.output)")
        let written = try json(lora)
        #expect(written["use_dora"] as? Bool == false && written["r"] as? Int == 384)
        #expect(written["base_model_name_or_path"] as? String == "sentence-transformers/all-MiniLM-L6-v2")
        #expect(written["modules_to_save"] as? [String] == ["classifier", "pooler"])
        let predicted = try Tool.edora("predict", "--adapter", lora.path, "--split", "dev")
        #expect(predicted.status == 0, "\(predicted.errors)")
        let half = try Tool.edora(
            "convert", "--adapter", adapter.path, "--rank", "4", "--output", folder.appending(path: "4").path)
        #expect(half.status == 0 && !half.output.contains(" 0.000 %"), "magnitudes make ΔW full-rank: \(half.output)")
        let large = try Tool.edora("convert", "--adapter", adapter.path, "--rank", "385", "--output", lora.path)
        #expect(large.status == 1 && large.errors.contains("--rank: expected 1 to 384"), "\(large.errors)")
    }

    @Test func aBaseHasTheNameThatOthersFindItBy() throws {
        let folder = try Tool.temporary(), adapter = folder.appending(path: "a"), moved = folder.appending(path: "b")
        try train(adapter, "--method", "lora", "--base-name", "owner/model")
        #expect(try json(adapter)["base_model_name_or_path"] as? String == "owner/model")
        let native = folder.appending(path: "n")
        for (from, form, to) in [(adapter, "native", native), (native, "peft", moved)] {
            let result = try Tool.edora(
                "export", "--adapter", from.path, "--format", form, "--output", to.path)
            #expect(result.status == 0, "\(result.errors)")
        }
        #expect(try json(moved)["base_model_name_or_path"] as? String == "owner/model")
        #expect(try json(moved, "edora_config.json")["base"] as? String == "data/models/minilm")
        let renamed = try Tool.edora(
            "export", "--adapter", moved.path, "--format", "peft", "--base-name", "other", "--output", native.path)
        #expect(renamed.status == 0, "\(renamed.errors)")
        #expect(try json(native)["base_model_name_or_path"] as? String == "other")
    }

    @Test func namesOfMatricesThatAModelLacksAreRefused() throws {
        let refused = try Tool.edora("train", "--task", "RTE", "--target", "query,attn.c_proj")
        #expect(
            refused.status == 1 && refused.errors.contains("--target") && refused.errors.contains("found attn.c_proj")
                && refused.errors.contains("pooler.dense or all-linear"), "\(refused.errors)")
        for arguments in [["--target", "query", "--method", "head"], ["--train-pooler", "--method", "full"]] {
            let result = try Tool.run("edora", ["train", "--task", "RTE"] + arguments)
            #expect(result.status != 0 && result.errors.contains("\(arguments[0]) has no effect"), "\(result.errors)")
        }
        let counted = try Tool.edora(
            "info", "--model", "minilm", "--method", "edora", "--target", "all-linear", "--train-pooler")
        #expect(counted.status == 0 && counted.output.contains("36 matrices"), "\(counted.output)\(counted.errors)")
    }
}
