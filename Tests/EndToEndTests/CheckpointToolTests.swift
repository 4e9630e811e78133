import Foundation
import Testing

/// A classifier as a checkpoint to start from, and to ask.
@Suite(.timeLimit(.minutes(10))) struct CheckpointToolTests {
    @Test func aClassifierOfThreeIsAskedAndStartedFrom() throws {
        let folder = try Tool.temporary(), model = folder.appending(path: "merged").path
        let table = folder.appending(path: "moods.csv"), adapter = folder.appending(path: "adapter").path
        let rows = (0 ..< 12).map { "a text of mood \($0 % 3),\(["Calm", "GLAD", "Sad"][$0 % 3])\n" }
        try Data(("text,label\n" + rows.joined()).utf8).write(to: table)
        let trained = try Tool.edora(
            "train", "--data", table.path, "--method", "head", "--epochs", "1", "--output", adapter)
        #expect(trained.status == 0, "\(trained.errors)")
        let merged = try Tool.edora("merge", "--adapter", adapter, "--output", model)
        #expect(merged.status == 0, "\(merged.errors)")

        let asked = try Tool.edora("predict", "--model", model, "a text")
        #expect(["Calm", "GLAD", "Sad"].contains { asked.output.hasPrefix($0 + "\t0.") }, "\(asked.output)")

        func train(_ more: String...) throws -> Tool.Result {
            try Tool.run(
                "edora",
                [
                    "train", "--model", model, "--task", "RTE", "--data", "data/mini-glue", "--method", "head",
                    "--limit", "8", "--limit-dev", "8", "--epochs", "1",
                ] + more)
        }
        let refused = try train()
        #expect(refused.status == 1 && refused.errors.contains("--ignore-mismatched-head"), "\(refused.errors)")
        let anew = try train("--ignore-mismatched-head")
        #expect(anew.status == 0 && anew.errors.contains("3 outputs: a new one of 2"), "\(anew.errors)")

        let config = folder.appending(path: "merged/config.json")
        let text = try String(contentsOf: config, encoding: .utf8)
        try Data(text.replacing("BertForSequenceClassification", with: "BertForTokenClassification").utf8)
            .write(to: config)
        let tokens = try Tool.edora("predict", "--model", model, "a text")
        #expect(tokens.status == 1 && tokens.errors.contains("BertForTokenClassification"), "\(tokens.errors)")
    }
}
