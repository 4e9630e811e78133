import Core
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10))) struct CommandTests {
    /// train → predict → merge → predict, on the real checkpoint.
    @Test func aTrainedAdapterPredictsAndMerges() throws {
        let folder = try Tool.temporary()
        let adapter = folder.appending(path: "adapter").path, merged = folder.appending(path: "merged").path
        let trained = try Tool.edora(
            "train", "--task", "SST-2", "--data", "data/mini-glue", "--rank", "4", "--svd", "randomised",
            "--limit", "128", "--limit-dev", "32",
            "--epochs", "1", "--output", adapter)
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(trained.errors.contains("trainable values") && trained.errors.contains("left"))

        let first = folder.appending(path: "a.json").path, second = folder.appending(path: "b.json").path
        let predicted = try Tool.edora(
            "predict", "--adapter", adapter, "--split", "dev", "--limit", "32", "--logits", first)
        #expect(
            predicted.status == 0 && predicted.output.contains("SST-2 dev, 32 rows: accuracy"), "\(predicted.errors)")
        #expect(try Tool.edora("merge", "--adapter", adapter, "--output", merged).status == 0)
        #expect(
            try Tool.edora(
                "predict", "--model", merged, "--task", "SST-2", "--split", "dev", "--limit", "32", "--logits", second
            ).status
                == 0)
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: first)) == Data(contentsOf: URL(fileURLWithPath: second)),
            "merged equals trained")
        let rows = try JSONDecoder().decode([[Float]].self, from: Data(contentsOf: URL(fileURLWithPath: first)))
        #expect(rows.count == 32 && rows.allSatisfy { $0.count == 2 })

        let typed = try Tool.edora("predict", "--adapter", adapter, "the plot is fine .", "the plot is not fine .")
        #expect(typed.status == 0 && typed.output.split(separator: "\n").count == 2)
        let told = try Tool.edora("info", adapter)
        #expect(told.status == 0 && told.output.contains("EDoRA, rank 4") && told.output.contains("edora_R"))
    }

    @Test func fullFineTuningWritesAWholeModel() throws {
        let folder = try Tool.temporary()
        let command = [
            "train", "--task", "STS-B", "--data", "data/mini-glue", "--method", "full", "--limit", "32",
            "--limit-dev", "16", "--max-steps", "1",
            "--output", folder.path,
        ]
        let trained = try Tool.run("edora", command)
        #expect(trained.status == 0, "\(trained.errors)")
        let again = try Tool.run("edora", command + ["--resume"])
        #expect(again.status == 0 && again.errors.contains("This run is finished"), "\(again.errors)")
        let predicted = try Tool.edora(
            "predict", "--model", folder.path, "--task", "STS-B", "--split", "dev", "--limit", "16")
        #expect(predicted.status == 0 && predicted.output.contains("Pearson"), "\(predicted.errors)")
    }

    /// RoBERTa-base, 48 matrices: 101,376·r for LoRA, and 36,864 more for DoRA; 48·r² for LoRA-XS, and 36,864 more for
    /// EDoRA. Head 592,130.
    @Test(arguments: [
        ("lora", 16, "1,622,016", "2,214,146"), ("dora", 16, "1,658,880", "2,251,010"),
        ("lora-xs", 16, "12,288", "604,418"), ("edora", 16, "49,152", "641,282"),
        ("lora", 32, "3,244,032", "3,836,162"), ("dora", 32, "3,280,896", "3,873,026"),
        ("lora-xs", 32, "49,152", "641,282"), ("edora", 32, "86,016", "678,146"),
        ("magnitude", 16, "36,864", "628,994"), ("head", 16, "0", "592,130"),
    ])
    func countsForRoBERTaBaseNeedNoWeights(method: String, rank: Int, alone: String, withHead: String) throws {
        let ranks = ["magnitude", "head"].contains(method) ? [] : ["--rank", "\(rank)"]
        let info = try Tool.run("edora", ["info", "--model", "roberta-base", "--method", method] + ranks)
        #expect(info.status == 0 && info.output.contains(": \(alone) without head, \(withHead) with"), "\(info.output)")
    }

    @Test func helpShowsExamples() throws {
        for command in ["train", "predict", "merge", "info"] {
            let help = try Tool.edora(command, "--help")
            #expect(help.status == 0 && help.output.contains("EXAMPLE"))
        }
    }

    /// Other input makes a draft and leaves the published page alone.
    @Test func aDraftOfChapter4LeavesThePageAlone() throws {
        let page = Tool.root.appending(path: "chapters/chapter4-edora/README.md")
        let before = try Data(contentsOf: page)
        let draft = try Tool.run("chapter4-edora", ["--task", "CoLA", "--rank", "4", "--epochs", "1"])
        #expect(draft.status == 0, "\(draft.errors)")
        #expect(try Data(contentsOf: page) == before)
        let text = try String(
            contentsOf: Tool.root.appending(path: ".build/notebook/chapter4-edora/README.md"), encoding: .utf8)
        #expect(text.contains("CoLA of data/mini-glue") && text.contains("Matthews"))
    }

    /// An encoder without records: every cell is empty and named, nothing is made up, and the published page stays.
    @Test func chapter5NamesWhatHasNoRecord() throws {
        let page = Tool.root.appending(path: "chapters/chapter5-glue/README.md")
        let before = try Data(contentsOf: page)
        let draft = try Tool.run("chapter5-glue", ["--model", "roberta-base"])
        #expect(draft.status == 0, "\(draft.errors)")
        #expect(try Data(contentsOf: page) == before)
        let text = try String(
            contentsOf: Tool.root.appending(path: ".build/notebook/chapter5-glue/README.md"), encoding: .utf8)
        #expect(text.contains("| LoRA, r = 16 | 1,622,016 | – | – | – | – | – | – | – |"))
        #expect(text.contains("adds 592,130 values"))
        #expect(text.contains("EDoRA, r = 16: its rate is not searched yet") && text.contains("**not run**"))
        let refused = try Tool.run("chapter5-glue", ["--model", "gpt-2"])
        #expect(refused.status == 1 && refused.errors.contains("minilm or roberta-base"), "\(refused.errors)")
    }
}
