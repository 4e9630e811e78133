import Foundation
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExportTests {
    /// PEFT form → native → PEFT form and merged: the same logits, byte for byte.
    @Test func anAdapterGoesThroughEveryForm() throws {
        let folder = try Tool.temporary()
        func path(_ name: String) -> String { folder.appending(path: name).path }
        func logits(_ arguments: String...) throws -> Data {
            let file = folder.appending(path: "logits-\(UUID().uuidString).json")
            let result = try Tool.run(
                "edora",
                [
                    "predict", "--task", "RTE", "--data", "data/mini-glue", "--limit", "8", "--threads", "1",
                    "--logits", file.path,
                ]
                    + arguments)
            try #require(result.status == 0, "\(result.errors)")
            return try Data(contentsOf: file)
        }
        let trained = try Tool.edora(
            "train", "--task", "RTE", "--rank", "4", "--svd", "randomised", "--limit", "32", "--limit-dev", "4",
            "--epochs", "1", "--output", path("peft"))
        #expect(trained.status == 0, "\(trained.errors)")
        let expected = try logits("--adapter", path("peft"))
        for (source, format) in [("peft", "native"), ("native", "peft-again"), ("native", "merged")] {
            let kind = format == "peft-again" ? "peft" : format
            let result = try Tool.edora("export", "--adapter", path(source), "--format", kind, "--output", path(format))
            #expect(result.status == 0, "\(result.errors)")
        }
        #expect(try logits("--adapter", path("native")) == expected)
        #expect(try logits("--adapter", path("peft-again")) == expected)
        #expect(try logits("--model", path("merged")) == expected)
        let tensors = "adapter_model.safetensors"
        #expect(
            try Data(contentsOf: folder.appending(path: "peft/\(tensors)"))
                == Data(contentsOf: folder.appending(path: "peft-again/\(tensors)")))

        let size =
            try FileManager.default.attributesOfItem(atPath: path("native/edora_native.safetensors"))[.size] as? Int
            ?? 0
        #expect(size < 60_000, "\(size) bytes for 10,370 values")
        let info = try Tool.edora("info", path("native"))
        #expect(info.status == 0 && info.output.contains("native") && info.output.contains("edora_R"))
        let same = try Tool.edora("export", "--adapter", path("native"), "--format", "peft", "--output", path("native"))
        #expect(same.status == 1 && same.errors.contains("--output"))
        let merged = try Tool.edora("merge", "--adapter", path("peft"), "--output", path("peft"))
        #expect(merged.status == 1 && merged.errors.contains("the adapter's"), "\(merged.errors)")
        let spoiled = try Tool.edora("merge", "--adapter", path("peft"), "--output", path("native"))
        #expect(spoiled.status == 1 && spoiled.errors.contains("a folder without an adapter"), "\(spoiled.errors)")
        let nowhere = try Tool.edora("merge", "--adapter", path("peft"), "--output", "")
        #expect(nowhere.status != 0 && nowhere.errors.contains("--output"), "\(nowhere.errors)")
        #expect(try logits("--adapter", path("peft")) == expected, "it is still there")
        #expect(info.output.contains("trained: 9,600 values and 770 in the head"), "\(info.output)")

        // A base that was allowed to differ is from then on the adapter's.
        let moved = try Tool.edora(
            "export", "--model", path("merged"), "--adapter", path("native"), "--format", "peft", "--output",
            path("moved"), "--allow-base-mismatch")
        #expect(moved.status == 0, "\(moved.errors)")
        let onNew = try Tool.edora("predict", "--adapter", path("moved"), "--split", "dev", "--limit", "2")
        #expect(onNew.status == 0, "it remembers its base: \(onNew.errors)")
        let onOld = try Tool.edora(
            "predict", "--model", "minilm", "--adapter", path("moved"), "--split", "dev", "--limit", "2")
        #expect(onOld.status == 1 && onOld.errors.contains("--model"), "\(onOld.output)")
        let remade = try Tool.edora(
            "export", "--model", path("merged"), "--adapter", path("peft"), "--format", "native", "--output",
            path("remade"), "--allow-base-mismatch")
        #expect(
            remade.status == 1 && remade.errors.contains("--format native"),
            "it would have other factors: \(remade.errors)")
        for (name, options) in [
            ("--sigma", ["--method", "lora", "--sigma", "0.1"]),
            ("--magnitude-lr", ["--method", "lora", "--magnitude-lr", "1"]),
            ("--lr", ["--method", "head", "--lr", "1"]),
            ("--decay-magnitude", ["--method", "lora-xs", "--decay-magnitude"]),
            ("--scaling", ["--method", "full", "--scaling", "2"]), ("--alpha", ["--method", "head", "--alpha", "2"]),
            ("--svd-of", ["--basis", "random", "--svd-of", "weight"]),
        ] {
            let idle = try Tool.run("edora", ["train", "--task", "RTE"] + options)
            #expect(idle.status != 0 && idle.errors.contains("\(name) has no effect"), "\(idle.errors)")
        }
        let other = try Tool.edora(
            "predict", "--model", path("merged"), "--adapter", path("native"), "--split", "dev", "--limit", "2")
        #expect(other.status == 1 && other.errors.contains("--allow-base-mismatch"), "\(other.errors)")
    }
}
