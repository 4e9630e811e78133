import Foundation
import Testing

@Suite struct ExportTests {
    /// PEFT form → native → PEFT form and merged: the same logits, byte for byte.
    @Test func anAdapterGoesThroughEveryForm() throws {
        let folder = try Tool.temporary()
        func path(_ name: String) -> String { folder.appending(path: name).path }
        func logits(_ arguments: String...) throws -> Data {
            let file = folder.appending(path: "logits-\(UUID().uuidString).json")
            let result = try Tool.run("edora", ["predict", "--task", "RTE", "--limit", "8", "--threads", "1", "--logits", file.path] + arguments)
            try #require(result.status == 0, "\(result.errors)")
            return try Data(contentsOf: file)
        }
        let trained = try Tool.edora(
            "train", "--task", "RTE", "--rank", "4", "--svd", "randomised", "--limit-train", "32", "--limit-dev", "4", "--epochs", "1", "--output", path("peft"))
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
        #expect(try Data(contentsOf: folder.appending(path: "peft/\(tensors)")) == Data(contentsOf: folder.appending(path: "peft-again/\(tensors)")))

        let size = try FileManager.default.attributesOfItem(atPath: path("native/edora_native.safetensors"))[.size] as? Int ?? 0
        #expect(size < 60_000, "\(size) bytes for 10,370 values")
        let info = try Tool.edora("info", path("native"))
        #expect(info.status == 0 && info.output.contains("native") && info.output.contains("edora_R"))
        let same = try Tool.edora("export", "--adapter", path("native"), "--format", "peft", "--output", path("native"))
        #expect(same.status == 1 && same.errors.contains("--output"))
        let other = try Tool.edora("predict", "--model", path("merged"), "--adapter", path("native"), "--limit", "2")
        #expect(other.status == 1 && other.errors.contains("--allow-base-mismatch"), "\(other.errors)")
    }
}
