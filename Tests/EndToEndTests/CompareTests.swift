@testable import Core
@testable import Experiments
import Foundation
import Testing

/// `edora compare` in a folder of its own, with the project's model and generated rows.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CompareTests {
    let folder: URL

    init() throws {
        folder = try Tool.temporary()
        try FileManager.default.createDirectory(at: folder.appending(path: "data"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "data/models"), withDestinationURL: Tool.root.appending(path: "data/models"))
        for (name, words) in [("food", ["tasty", "stale"]), ("films", ["moving", "dull"])] {
            let rows = (0 ..< 80).map { i in
                "\"the \(name), number \(i), was \(words[i % 4 == 0 ? 1 : 0])\",\(i % 4 == 0 ? "bad" : "good")\n"
            }
            try Data(("text,label\n" + rows.joined()).utf8).write(to: folder.appending(path: name + ".csv"))
        }
    }

    private let question = [
        "compare", "--data", "food.csv", "--data", "films.csv", "--methods", "edora,lora", "--rank", "2",
    ]

    private func finish(_ arguments: [String]) throws -> Tool.Result {
        try Tool.start("edora", arguments, in: folder, at: folder).end()
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    private var records: [RunRecord] {
        get throws { try RunRecord.readAll(below: folder.appending(path: "out/records")).map(\.record) }
    }

    /// Two workers, killed once with records and work half done; the same command trains the rest, none twice.
    @Test func aComparisonThatIsKilledGoesOn() throws {
        let command =
            ["compare", "--data", "food.csv", "--methods", "edora,lora", "--rank", "2"] + [
                "--seeds", "2", "--epochs", "1", "--limit-train", "32", "--search-rows", "16", "--search-epochs", "1",
                "--jobs", "2", "--output", "out",
            ]
        let process = try Tool.start("edora", command, in: folder, at: folder)
        try process.wait(for: "three records") { try records.count >= 3 }
        #expect(process.isRunning)
        process.killAll()
        let first = try process.end().errors
        #expect(first.contains("food: 32 rows train, 8 evaluate"))
        #expect(first.contains("12 runs or more, since searches may go on, to train"), "\(first)")
        #expect(try text("out/README.md").contains("**Not finished**: 0 of 4 runs"))
        let second = try finish(command)
        #expect(second.status == 0, "\(second.errors)")
        let keys = try records.map(\.key)
        #expect(Set(keys).count == keys.count && keys.count >= 12)
        let page = try text("out/README.md")
        #expect(page.contains("All 4 runs have their [record](records).") && !page.contains("Missing"), "\(page)")
        let status = try finish(["sweep", "status", "--compare", "out"]).output
        #expect(status.contains("\(keys.count) runs: \(keys.count) done"), "\(status)")
        let third = try finish(command)
        #expect(third.status == 0 && third.errors.contains("Every run has its record."), "\(third.errors)")
        #expect(try text("out/README.md") == page && records.count == keys.count)
        let other = try finish(command.map { $0 == "2" ? "3" : $0 })
        #expect(other.status == 1 && other.errors.contains("--methods and --rank"), "\(other.errors)")
    }

    /// From made-up records: the page, word for word, and the plan on the way there.
    @Test func thePageSaysWhatItsRecordsSay() throws {
        let command = question + ["--output", "out"]
        let dry = try finish(command + ["--dry-run"])
        #expect(dry.status == 0 && !FileManager.default.fileExists(atPath: folder.appending(path: "out").path))
        #expect(try finish(command + ["--no-train"]).status == 0)
        #expect(try text("out/README.md").contains("**Answer.** None yet"))
        let comparison = try OwnComparison.read(below: folder.appending(path: "out"))
        #expect(comparison.seedCount == 3 && comparison.data.map(\.name) == ["food", "films"])
        let script = try finish(["sweep", "submit", "--compare", "out", "--dry-run"])
        #expect(
            script.output.contains("#SBATCH --array=0-15") && script.output.contains("status --compare out\n"),
            "\(script.output)\(script.errors)")
        let cut = try finish(["sweep", "submit", "--compare", "out", "--max-array-size", "6", "--dry-run"]).output
        #expect(
            cut.components(separatedBy: "--array=0-5\n").count == 3 && cut.contains("--array=0-3\n")
                && cut.contains("--index \"$SLURM_ARRAY_TASK_ID\"")
                && cut.contains("--index \"$((12 + SLURM_ARRAY_TASK_ID))\"")
                && cut.contains("/12+%a.log"), "\(cut)")
        try invent(comparison) { task, luck in 0.8 + (task == "food" ? 0.02 : 0.004) - 2 * luck }
        #expect(try finish(command + ["--no-train"]).status == 0)
        let page = try text("out/README.md")
        let golden = Tool.root.appending(path: "Tests/EndToEndTests/Golden/compare-page.txt")
        if ProcessInfo.processInfo.environment["REMAKE_GOLDEN"] != nil { try Data(page.utf8).write(to: golden) }
        #expect(try page == String(contentsOf: golden, encoding: .utf8))
        for name in ["scores", "differences", "curves"] {
            #expect(try text("out/fig-\(name).svg").contains("</svg>"))
        }
        let plan = try finish(["sweep", "plan", "--compare", "out"])
        #expect(plan.status == 0 && plan.errors.contains(" 0 of them without a record"), "\(plan.errors)")
    }

    /// LoRA below on one data set and, on the other, no better than one answer for all rows; and both alike.
    @Test func thePageNamesWhatIsBelowAndWhatLearntNothing() throws {
        func answer(_ output: String, _ lora: (String, Double) -> Double) throws -> String {
            let command = question + ["--output", output, "--no-train"]
            #expect(try finish(command).status == 0)
            try invent(.read(below: folder.appending(path: output)), lora)
            #expect(try finish(command).status == 0)
            return try #require(
                try text(output + "/README.md").split(separator: "\n").first { $0.hasPrefix("**Answer") }
            )
            .description
        }
        let below = try answer("out") { task, luck in task == "food" ? 0.78 - luck : 0.75 }
        #expect(below.contains("LoRA is below EDoRA by 2.0 points (1."), "\(below)")
        #expect(below.contains(" on food, and trains") && !below.contains("above EDoRA"), "\(below)")
        #expect(below.contains("Left out, since training failed there"), "\(below)")
        #expect(below.contains("LoRA on films"), "\(below)")
        let alike = try answer("other") { _, luck in 0.801 + 3 * luck }
        #expect(alike.contains("LoRA cannot be told apart from EDoRA: +0.1 points"), "\(alike)")
    }

    /// A record for every run that the plan has once its searches are done; the other method's last score follows from
    /// the data set and the seed's luck.
    private func invent(_ comparison: OwnComparison, _ other: (_ task: String, _ luck: Double) -> Double) throws {
        let model = try ModelDirectory.locate("minilm"), tokenizer = try tokenizerDigest(model)
        let configuration = try fileDigest(model.appending(path: "config.json"))
        func scores(_ run: PlannedRun) -> [Double] {
            let settings = run.configuration, isOther = settings.adapter.method == .lora
            if settings.rows.division != nil { return [0.9 - 0.02 * abs(log10(settings.rates.adapter / 5e-3))] }
            let luck = [0.002, -0.001, -0.001][Int(settings.seed) - 1]
            let last = isOther ? other(settings.task.name, luck) : 0.8 + luck
            return [last - 0.1, last]
        }
        for run in try OwnPlan(comparison, score: { scores($0).last }).all() {
            let facts = try #require(comparison.data.first { $0.task == run.configuration.task }).facts
            let steps = run.configuration.steps, perEpoch = steps.perEpoch(rows: facts.trainRows), found = scores(run)
            let epochs = (1 ... steps.epochs).map { number in
                RunRecord.Epoch(
                    epoch: number, step: number * perEpoch, trainLoss: 0.5,
                    metrics: ["accuracy": (number < steps.epochs ? found.first : found.last) ?? 0])
            }
            let inputs = RunRecord.Inputs(
                model: comparison.modelDigest, modelConfiguration: configuration, tokenizer: tokenizer,
                train: facts.train, dev: facts.dev, trainRows: facts.trainRows, devRows: facts.devRows,
                dialects: run.taskData.dialects)
            let record = RunRecord(
                key: try RunRecord.key(run.configuration, inputs), backbone: run.backbone, data: run.data,
                configuration: run.configuration,
                inputs: inputs,
                trainableValues: .init(adapter: 1, head: 1), skipped: [], epochs: epochs, bestEpoch: 1,
                trainingScores: nil, divergedAtStep: nil,
                losses: .init(repeating: 0.5, count: steps.epochs * perEpoch),
                circumstances: .init(
                    processor: "A processor", threads: 2, blasKernel: "Zen", trainingSeconds: 20, evaluationSeconds: 1,
                    examplesPerSecond: 100))
            try FileManager.default.createDirectory(at: run.recordDirectory, withIntermediateDirectories: true)
            try record.write(to: run.recordDirectory.appending(path: record.fileName))
        }
    }

    /// A file in the place of the records: no worker can train, and none leaves a mark.
    @Test func aComparisonWithoutItsRecordsFails() throws {
        try FileManager.default.createDirectory(at: folder.appending(path: "out"), withIntermediateDirectories: true)
        try Data().write(to: folder.appending(path: "out/records"))
        let result = try finish(question + ["--jobs", "2", "--output", "out"])
        #expect(result.status == 1 && !result.output.contains("The page is"), "\(result.output)\(result.errors)")
    }

    @Test func faultsAreNamedBeforeAnythingTrains() throws {
        func refusal(_ arguments: [String]) throws -> String {
            let result = try finish(arguments + ["--output", "out", "--dry-run"])
            #expect(result.status != 0 && !result.wasSignalled, "\(arguments)")
            return result.errors
        }
        #expect(try refusal(question + ["--methods", "edora,lura"]).contains("found lura"))
        #expect(try refusal(question + ["--rank", "500"]).contains("1 to 384 for minilm"))
        #expect(try refusal(question + ["--rank", "2,x"]).contains("--rank"))
        #expect(try refusal(question + ["--rates", "edora=fast"]).contains("METHOD=RATE"))
        #expect(try refusal(question + ["--dev", "food.csv"]).contains("one for each --data"))
        #expect(try refusal(question + ["--label", "class"]).contains("class"))
        #expect(try refusal(["compare", "--methods", "edora,lora"]).contains("--data FILE"))
        #expect(try refusal(["compare", "--data", "food.csv", "--data", "./food.csv"]).contains("other names"))
        let task = ["compare", "--task", "RTE", "--data", Tool.root.appending(path: "data/mini-glue").path]
        #expect(try refusal(task + ["--text", "a"]).contains("--text"))
        let inside = try finish(task + ["--output", Tool.root.appending(path: "data/mini-glue/out").path, "--dry-run"])
        #expect(inside.status == 1 && inside.errors.contains("outside the data"), "\(inside.errors)")
        let without = try Tool.start(
            "/usr/bin/env", ["PATH=/nowhere", edora] + question + ["--output", "out"],
            in: folder, at: folder
        ).end()
        #expect(without.status != 0 && without.errors.contains("gnuplot-nox"), "\(without.errors)")
    }

    /// The path of the built tool.
    private var edora: String { Tool.path(of: "edora") }
}
