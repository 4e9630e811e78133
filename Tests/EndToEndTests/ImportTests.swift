import Foundation
import Testing

/// An adapter of PEFT's that answers with classes of one's own, which its files do not name.
@Suite(.timeLimit(.minutes(10))) struct ImportTests {
    private func edora(_ arguments: String...) throws -> Tool.Result { try Tool.run("edora", arguments) }

    @Test func classesOfOnesOwnAreNamedAtTheImport() throws {
        let folder = try Tool.temporary(), table = folder.appending(path: "own.csv")
        func path(_ name: String) -> String { folder.appending(path: name).path }
        let rows = (0 ..< 30).map { "text \($0),\(["a, b", "c", "d"][$0 % 3])\n".replacing("a, b", with: "\"a, b\"") }
        try Data(("text,label\n" + rows.joined()).utf8).write(to: table)
        let trained = try edora(
            "train", "--data", table.path, "--method", "lora", "--rank", "2", "--max-steps", "2", "--batch-size", "8",
            "--output", path("trained"))
        #expect(trained.status == 0, "\(trained.errors)")
        // What PEFT would have written of it.
        try FileManager.default.createDirectory(atPath: path("peft"), withIntermediateDirectories: true)
        for name in ["adapter_config.json", "adapter_model.safetensors"] {
            try FileManager.default.copyItem(atPath: path("trained/\(name)"), toPath: path("peft/\(name)"))
        }
        let refused = try edora("predict", "--adapter", path("peft"), "text 1")
        #expect(refused.status == 1 && refused.errors.contains("edora import --model"), "\(refused.errors)")
        #expect(refused.errors.contains("--class NAME for each"), "\(refused.errors)")
        let imported = try edora(
            "import", "--adapter", path("peft"), "--class", "a, b", "--class", "c", "--class", "d", "--output",
            path("imported"))
        #expect(imported.status == 0, "\(imported.errors)")
        for adapter in ["trained", "imported"] {
            let predicted = try edora(
                "predict", "--adapter", path(adapter), "--data", table.path, "--output", path(adapter + ".csv"))
            #expect(predicted.status == 0, "\(predicted.errors)")
        }
        #expect(
            try Data(contentsOf: folder.appending(path: "imported.csv"))
                == Data(contentsOf: folder.appending(path: "trained.csv")))

        let few = try edora(
            "import", "--adapter", path("peft"), "--class", "c", "--class", "d", "--output", path("few"))
        #expect(few.status == 1 && few.errors.contains("[2, 384]") && few.errors.contains("[3, 384]"), "\(few.errors)")
        let twice = try edora(
            "import", "--adapter", path("peft"), "--class", "c", "--class", "c", "--output", path("few"))
        #expect(twice.status == 1 && twice.errors.contains("all different, found c, c"), "\(twice.errors)")
        let none = try edora("import", "--adapter", path("peft"), "--output", path("few"))
        #expect(none.status == 1 && none.errors.contains("--class NAME for each output"), "\(none.errors)")
        #expect(!FileManager.default.fileExists(atPath: path("few")))
    }
}
