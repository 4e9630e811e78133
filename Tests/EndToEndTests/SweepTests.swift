import Core
@testable import Experiments
import Foundation
import Testing

/// `edora sweep` in a folder of its own, with the project's model and generated rows.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SweepTests {
    let folder: URL, plan: URL

    init() throws {
        folder = try Tool.temporary()
        plan = folder.appending(path: "plan.jsonl")
        try FileManager.default.createDirectory(at: folder.appending(path: "data"), withIntermediateDirectories: true)
        for name in ["models", "mini-glue"] {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "data").appending(path: name),
                withDestinationURL: Tool.root.appending(path: "data").appending(path: name))
        }
    }

    func runs(_ count: Int, rank: Int = 2) -> [PlannedRun] {
        (0 ..< count).map { i in
            var adapter = AdapterConfiguration.standard(.edora, rank: rank)
            adapter.svdAlgorithm = .randomised
            return PlannedRun(
                data: "mini-glue",
                TrainingConfiguration(
                    adapter: adapter, task: .cola, rows: .init(trainLimit: 64, devLimit: 16), epochs: 2,
                    rates: .init(adapter: 1e-3, head: 1e-3), weightDecay: 0.01, seed: UInt64(i)))
        }
    }

    /// Where runs are claimed and keep their checkpoints.
    var unfinished: URL { folder.appending(path: "data/runs/minilm/mini-glue/.unfinished") }

    func write(_ runs: [PlannedRun]) throws { try Data(runs.map { $0.line + "\n" }.joined().utf8).write(to: plan) }

    var records: [RunRecord] {
        get throws { try RunRecord.readAll(below: folder.appending(path: "data/runs")).map(\.record) }
    }

    @Test func aRunThatFailsDoesNotStopTheOthers() throws {
        try write(runs(1, rank: 4000) + runs(2))
        let result = try finish(["sweep", "run", plan.path, "--jobs", "2"]), errors = result.errors
        #expect(result.status == 1 && errors.contains("failed") && errors.contains("rank: expected 1 to"), "\(errors)")
        #expect(try records.count == 2)
        let output = try finish(["sweep", "status", plan.path]).output
        #expect(output.contains("3 runs: 2 done, 0 running, 1 failed, 0 missing"), "\(output)")
    }

    @Test func bfloat16IsEmulatedWhereItIsAskedTo() throws {
        var configuration = runs(1)[0].configuration
        configuration.precision = .bfloat16
        try write([PlannedRun(data: "mini-glue", configuration)])
        if !Precision.bfloat16.isInHardware {
            let refused = try finish(["sweep", "run", plan.path])
            #expect(refused.status == 1 && refused.errors.contains("With --emulate its products"), "\(refused.errors)")
            #expect(!FileManager.default.fileExists(atPath: unfinished.path), "before anything is claimed")
        }
        let result = try finish(["sweep", "run", plan.path, "--emulate", "--jobs", "2"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try records.map(\.configuration.precision) == [.bfloat16])
        #expect(try records.map(\.circumstances.isEmulated) == [true])
        try write(runs(1))
        let idle = try finish(["sweep", "run", plan.path, "--emulate"])
        #expect(idle.status == 1 && idle.errors.contains("expected a plan with runs in bfloat16"), "\(idle.errors)")
        // float32 may be written, although plans leave it out.
        let line = runs(1)[0].line.replacing("\"seed\"", with: "\"precision\":\"float32\",\"seed\"", maxReplacements: 1)
        try Data((line + "\n").utf8).write(to: plan)
        #expect(try PlannedRun.readPlan(plan) == runs(1))
    }

    /// A checkpoint of other data or of another model, or a damaged one, is not gone on from and stops nothing.
    @Test func aCheckpointOfAnotherRunIsLeftAside() throws {
        try write(runs(1))
        let place = unfinished.appending(path: runs(1)[0].name)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let checkpoint = place.appending(path: FineTuning.checkpointName)
        let times = #"\"trainingSeconds\":0,\"evaluationSeconds\":0"#
        let progress = #"{\"step\":1,\"epochLossSum\":0,\"losses\":[],\"epochs\":[],\#(times)}"#
        for steps in ["-5", "0", "many", "1000"] {
            let header = Data(#"{"__metadata__":{"steps":"\#(steps)","progress":"\#(progress)"}}"#.utf8)
            try (withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header).write(to: checkpoint)
            let output = try succeed(["sweep", "status", plan.path])
            #expect(output.contains("(step 1 of 1000)") == (steps == "1000"), "\(output)")
        }
        try Data("another".utf8).write(to: checkpoint)
        try succeed(["sweep", "run", plan.path])
        #expect(try records.count == 1)
    }

    /// A record is of the model's configuration and tokenizer, too.
    @Test func aRecordOfAnotherConfigurationOfTheModelDoesNotCount() throws {
        let models = folder.appending(path: "data/models"), minilm = models.appending(path: "minilm")
        let source = Tool.root.appending(path: "data/models/minilm").resolvingSymlinksInPath()
        try FileManager.default.removeItem(at: models)
        try FileManager.default.createDirectory(at: minilm, withIntermediateDirectories: true)
        for name in ["model.safetensors", "tokenizer.json"] {
            try FileManager.default.createSymbolicLink(
                at: minilm.appending(path: name), withDestinationURL: source.appending(path: name))
        }
        let configuration = try String(contentsOf: source.appending(path: "config.json"), encoding: .utf8)
        func done(_ text: String) throws -> Bool {
            try Data(text.utf8).write(to: minilm.appending(path: "config.json"))
            return try succeed(["sweep", "status", plan.path]).contains("1 done")
        }
        try write(runs(1))
        #expect(try !done(configuration))
        try succeed(["sweep", "run", plan.path])
        #expect(try done(configuration) && !done(configuration + "\n") && done(configuration))
    }

    /// A chapter in place of a plan, in a folder without records.
    @Test func theStatusOfAChapterIsItsPlans() throws {
        let count = Plan.chapter3.count, output = try succeed(["sweep", "status", "--chapter", "3"])
        #expect(output.contains("\(count) runs: 0 done, 0 running, 0 failed, \(count) missing"), "\(output)")
    }

    /// A run that a plan names twice is one run.
    @Test func aRunIsCountedOnce() throws {
        try write(runs(2) + runs(2))
        #expect(try succeed(["sweep", "status", plan.path]).contains("2 runs: 0 done, 0 running, 0 failed, 2 missing"))
        let trained = try finish(["sweep", "run", plan.path, "--jobs", "2"])
        #expect(trained.status == 0 && trained.errors.contains("2 of 2 runs have their record"), "\(trained.errors)")
        #expect(try succeed(["sweep", "status", plan.path]).contains("2 runs: 2 done, 0 running, 0 failed, 0 missing"))
        let again = try finish(["sweep", "run", plan.path])
        #expect(again.status == 0 && again.errors == "2 of 2 runs have their record\n", "\(again.errors)")
    }

    /// In a folder that only the second run of the plan looks into: nothing is trained before it is found.
    @Test func aDamagedRecordIsFoundBeforeTheTraining() throws {
        var second = runs(2)[1].configuration
        second.rows.division = .heldOut
        try write([runs(1)[0], PlannedRun(data: "mini-glue", second)])
        let path = "data/runs/minilm/mini-glue-held-out/broken.json", file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("{".utf8).write(to: file)
        func refusal() throws -> String {
            let result = try finish(["sweep", "run", plan.path])
            #expect(result.status == 1 && result.errors.contains(path), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "data/runs/minilm/mini-glue").path))
            return result.errors
        }
        #expect(try refusal().contains("rm \(path)"))
        for arguments in [["init", "--quiet"], ["add", path]] {
            let git = try Tool.start("/usr/bin/env", ["git"] + arguments, in: Tool.temporary(), at: folder).end()
            try #require(git.status == 0, "\(git.errors)")
        }
        #expect(try refusal().contains("git checkout -- \(path)"))
    }

    @Test func recordsBehindALinkAreFound() throws {
        try write(runs(1))
        let elsewhere = folder.appending(path: "elsewhere"), runsFolder = folder.appending(path: "data/runs/minilm")
        for folder in [elsewhere, runsFolder] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        let link = runsFolder.appending(path: "mini-glue")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: elsewhere)
        try succeed(["sweep", "run", plan.path])
        #expect(try succeed(["sweep", "status", plan.path]).contains("1 done"))
    }

    @Test func aRunThatDivergesHasARecordThatSaysSo() throws {
        var plan = runs(2).map(\.configuration)
        (plan[0].rates.adapter, plan[0].rates.head, plan[0].steps.warmup) = (1e30, 1e30, 0)
        try write(plan.map { PlannedRun(data: "mini-glue", $0) })
        try succeed(["sweep", "run", self.plan.path])
        let found = try records.sorted { $0.configuration.seed < $1.configuration.seed }
        try #require(found.count == 2)
        #expect(found[0].divergedAtStep != nil && found[0].lastScore == nil)
        #expect(found[1].divergedAtStep == nil && found[1].lastScore != nil)
    }

    func finish(_ arguments: [String]) throws -> Tool.Result {
        try Tool.start("edora", arguments, in: folder, at: folder).end()
    }

    /// What a command prints that must end well.
    @discardableResult func succeed(_ arguments: [String]) throws -> String {
        let result = try finish(arguments)
        try #require(result.status == 0, "\(result.errors)")
        return result.output
    }

    @Test func aPlanWithAFaultNamesFileAndLine() throws {
        try Data("{}\n".utf8).write(to: plan)
        let result = try Tool.edora("sweep", "run", plan.path)
        #expect(result.status == 1 && result.errors.contains("plan.jsonl:1"), "\(result.errors)")
        try write(runs(1))
        func refusal(_ old: String, _ new: String) throws -> String {
            let line = runs(1)[0].line
            #expect(line.contains(old))
            try Data((line.replacing(old, with: new) + "\n").utf8).write(to: plan)
            let result = try Tool.edora("sweep", "status", plan.path)
            #expect(result.status == 1 && !result.wasSignalled, "\(new): \(result.errors)")
            #expect(result.errors.contains("plan.jsonl:1"), "\(new): \(result.errors)")
            return result.errors
        }
        #expect(try refusal("\"minilm\"", "\"../minilm\"").contains("backbone"))
        #expect(try refusal("\"epochs\":2", "\"epochs\":-5").contains(": \"epochs\": expected 1 to"))
        #expect(try refusal("\"trainLimit\":64", "\"trainlimit\":64").contains("trainlimit"))
        #expect(try refusal("\"rank\":2", "\"rank\":1.5").contains("a fraction"))
        try write(runs(1))
        let index = try Tool.edora("sweep", "run", plan.path, "--index", "7")
        #expect(index.status == 1 && index.errors.contains("--index"), "\(index.errors)")
        let both = try Tool.edora("sweep", "run", plan.path, "--chapter", "5")
        #expect(both.status == 1 && both.errors.contains("both"), "\(both.errors)")
        let neither = try Tool.edora("sweep", "run")
        #expect(neither.status == 1 && neither.errors.contains("--chapter"), "\(neither.errors)")
    }
}
