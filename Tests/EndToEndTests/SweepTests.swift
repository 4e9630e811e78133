import Core
@testable import Experiments
import Foundation
import Testing

/// `edora sweep` in a folder of its own, with the project's model and generated rows.
@Suite(.serialized) struct SweepTests {
    let folder: URL, plan: URL

    init() throws {
        folder = try Tool.temporary()
        plan = folder.appending(path: "plan.jsonl")
        try FileManager.default.createDirectory(at: folder.appending(path: "data"), withIntermediateDirectories: true)
        for name in ["models", "mini-glue"] {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "data").appending(path: name), withDestinationURL: Tool.root.appending(path: "data").appending(path: name))
        }
    }

    func runs(_ count: Int, rank: Int = 2) -> [PlannedRun] {
        (0 ..< count).map { i in
            var adapter = AdapterConfiguration.standard(.edora, rank: rank)
            adapter.svdAlgorithm = .randomised
            return PlannedRun(data: "mini-glue", TrainingConfiguration(
                adapter: adapter, task: .cola, epochs: 2, learningRate: 1e-3, headLearningRate: 1e-3, weightDecay: 0.01, seed: UInt64(i),
                trainLimit: 64, devLimit: 16))
        }
    }

    func write(_ runs: [PlannedRun]) throws { try Data(runs.map { $0.line + "\n" }.joined().utf8).write(to: plan) }

    var records: [RunRecord] {
        get throws { try RunRecord.readAll(below: folder.appending(path: "data/runs")).map(\.record) }
    }

    /// Twenty-four runs by two workers, everything killed three times and started again: every run is trained to its end once.
    @Test func aSweepThatIsKilledTrainsEachRunOnce() throws {
        try write(runs(24))
        var log = ""
        for _ in 0 ..< 3 {
            let before = try records.count
            let process = try Tool.start("edora", ["sweep", "run", plan.path, "--jobs", "2"], in: folder, at: folder)
            while process.isRunning, try records.count < before + 4 { Thread.sleep(forTimeInterval: 0.05) }
            #expect(process.isRunning)
            let family = try Tool.children(of: process.processIdentifier) + [process.processIdentifier]
            family.forEach { kill($0, SIGKILL) }
            process.waitUntilExit()
            log += try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8)
        }
        let last = try Tool.start("edora", ["sweep", "run", plan.path, "--jobs", "2"], in: folder, at: folder)
        last.waitUntilExit()
        log += try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8)
        #expect(last.terminationStatus == 0, "\(log)")
        #expect(try records.count == 24)
        #expect(Set(try records.map(\.key)).count == 24)
        for run in runs(24) {
            #expect(log.components(separatedBy: "  \(run.name): ").count - 1 <= 1, "\(run.name) was finished more than once")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "data/runs/minilm/mini-glue/.unfinished").path), "nothing unfinished is left")
    }

    /// Killed between writing the record and giving up the claim: the next sweep clears up, and trains nothing again.
    @Test func whatADeadWorkerLeftOfAFinishedRunIsCleared() throws {
        try write(runs(1))
        for _ in 0 ..< 2 {
            let process = try Tool.start("edora", ["sweep", "run", plan.path], in: folder, at: folder)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(try records.count == 1)
            let unfinished = folder.appending(path: "data/runs/minilm/mini-glue/.unfinished")
            #expect(!FileManager.default.fileExists(atPath: unfinished.path))
            let left = unfinished.appending(path: runs(1)[0].name)
            try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
            try Data("\(LeaseFile.machine) \(process.processIdentifier) 1".utf8).write(to: left.appending(path: "claim"))
        }
    }

    @Test func aRunThatFailsDoesNotStopTheOthers() throws {
        try write(runs(1, rank: 4000) + runs(2))
        let process = try Tool.start("edora", ["sweep", "run", plan.path, "--jobs", "2"], in: folder, at: folder)
        process.waitUntilExit()
        let errors = try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8)
        #expect(process.terminationStatus == 1 && errors.contains("failed") && errors.contains("--rank"), "\(errors)")
        #expect(try records.count == 2)
        let status = try Tool.start("edora", ["sweep", "status", plan.path], in: folder, at: folder)
        status.waitUntilExit()
        let output = try String(contentsOf: folder.appending(path: "output"), encoding: .utf8)
        #expect(output.contains("3 runs: 2 done, 0 running, 1 failed, 0 missing"), "\(output)")
    }

    /// One worker is killed, as by a lack of memory: its run is marked, another worker takes its place and trains the rest; the next sweep goes on with the marked one.
    @Test func aWorkerThatIsKilledDoesNotStopTheOthers() throws {
        try write(runs(8))
        let process = try Tool.start("edora", ["sweep", "run", plan.path, "--jobs", "2"], in: folder, at: folder)
        while process.isRunning, try records.isEmpty { Thread.sleep(forTimeInterval: 0.05) }
        let workers = try Tool.children(of: process.processIdentifier), worker = try #require(workers.first), unfinished = folder.appending(path: "data/runs/minilm/mini-glue/.unfinished").path
        /// The worker's run, whose record is not there yet.
        func claimed() throws -> PlannedRun? {
            let run = runs(8).first { (try? String(contentsOfFile: "\(unfinished)/\($0.name)/claim", encoding: .utf8))?.contains(" \(worker) ") == true }
            return try run.flatMap { run in try records.contains { $0.configuration == run.configuration } ? nil : run }
        }
        var found: PlannedRun?
        while process.isRunning, found == nil {
            found = try claimed()
            Thread.sleep(forTimeInterval: 0.01)
        }
        let run = try #require(found)
        // The other one must not take the run over before the sweep has seen the death.
        workers.dropFirst().forEach { kill($0, SIGSTOP) }
        kill(worker, SIGKILL)
        while process.isRunning, !FileManager.default.fileExists(atPath: "\(unfinished)/\(run.name)/failed.txt") { Thread.sleep(forTimeInterval: 0.01) }
        workers.dropFirst().forEach { kill($0, SIGCONT) }
        process.waitUntilExit()
        let errors = try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8)
        #expect(process.terminationStatus == 1 && errors.contains("signal 9"), "\(errors)")
        #expect(try records.count == 7)
        #expect(try finish(["sweep", "run", plan.path]) == 0)
        #expect(try records.count == 8)
    }

    /// A checkpoint of other data or of another model, or a damaged one, is not gone on from and stops nothing.
    @Test func aCheckpointOfAnotherRunIsLeftAside() throws {
        try write(runs(1))
        let unfinished = folder.appending(path: "data/runs/minilm/mini-glue/.unfinished").appending(path: runs(1)[0].name)
        try FileManager.default.createDirectory(at: unfinished, withIntermediateDirectories: true)
        let checkpoint = unfinished.appending(path: FineTuning.checkpointName)
        let progress = #"{\"step\":1,\"epochLossSum\":0,\"losses\":[],\"epochs\":[],\"trainingSeconds\":0,\"evaluationSeconds\":0}"#
        for steps in ["-5", "0", "many", "1000"] {
            let header = Data(#"{"__metadata__":{"steps":"\#(steps)","progress":"\#(progress)"}}"#.utf8)
            try (withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header).write(to: checkpoint)
            #expect(try finish(["sweep", "status", plan.path]) == 0)
            let output = try String(contentsOf: folder.appending(path: "output"), encoding: .utf8)
            #expect(output.contains("(step 1 of 1000)") == (steps == "1000"), "\(output)")
        }
        try Data("another".utf8).write(to: checkpoint)
        #expect(try finish(["sweep", "run", plan.path]) == 0)
        #expect(try records.count == 1)
    }

    /// A record is of the model's configuration and tokenizer, too.
    @Test func aRecordOfAnotherConfigurationOfTheModelDoesNotCount() throws {
        let models = folder.appending(path: "data/models"), minilm = models.appending(path: "minilm"), source = Tool.root.appending(path: "data/models/minilm").resolvingSymlinksInPath()
        try FileManager.default.removeItem(at: models)
        try FileManager.default.createDirectory(at: minilm, withIntermediateDirectories: true)
        for name in ["model.safetensors", "tokenizer.json"] {
            try FileManager.default.createSymbolicLink(at: minilm.appending(path: name), withDestinationURL: source.appending(path: name))
        }
        let configuration = try String(contentsOf: source.appending(path: "config.json"), encoding: .utf8)
        func done(_ text: String) throws -> Bool {
            try Data(text.utf8).write(to: minilm.appending(path: "config.json"))
            #expect(try finish(["sweep", "status", plan.path]) == 0)
            return try String(contentsOf: folder.appending(path: "output"), encoding: .utf8).contains("1 done")
        }
        try write(runs(1))
        #expect(try !done(configuration))
        #expect(try finish(["sweep", "run", plan.path]) == 0)
        #expect(try done(configuration) && !done(configuration + "\n") && done(configuration))
    }

    /// Ctrl-C keeps a checkpoint, and the status says how far it is.
    @Test func theStatusOfAnInterruptedRunSaysItsStep() throws {
        var long = runs(1)[0].configuration
        long.epochs = 500
        let run = PlannedRun(data: "mini-glue", long)
        try write([run])
        let process = try Tool.start("edora", ["sweep", "run", plan.path], in: folder, at: folder)
        while process.isRunning, try !String(contentsOf: folder.appending(path: "errors"), encoding: .utf8).contains("epoch 1 of 500: Matthews") { Thread.sleep(forTimeInterval: 0.05) }
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(try finish(["sweep", "status", plan.path]) == 0)
        let output = try String(contentsOf: folder.appending(path: "output"), encoding: .utf8)
        let step = try #require(try /missing  (\S+) \(step (\d+) of 1000\)\n1 runs: 0 done/.firstMatch(in: output), "\(output)")
        #expect(step.1 == run.name)
        #expect(try (2 ..< 1000).contains(#require(Int(step.2))))
    }

    /// A chapter in place of a plan, in a folder without records.
    @Test func theStatusOfAChapterIsItsPlans() throws {
        #expect(try finish(["sweep", "status", "--chapter", "3"]) == 0)
        let count = Plan.chapter3.count
        #expect(try String(contentsOf: folder.appending(path: "output"), encoding: .utf8).contains("\(count) runs: 0 done, 0 running, 0 failed, \(count) missing"))
    }

    @Test func recordsBehindALinkAreFound() throws {
        try write(runs(1))
        let elsewhere = folder.appending(path: "elsewhere"), runsFolder = folder.appending(path: "data/runs/minilm")
        for folder in [elsewhere, runsFolder] { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
        try FileManager.default.createSymbolicLink(at: runsFolder.appending(path: "mini-glue"), withDestinationURL: elsewhere)
        #expect(try finish(["sweep", "run", plan.path]) == 0)
        #expect(try finish(["sweep", "status", plan.path]) == 0)
        #expect(try String(contentsOf: folder.appending(path: "output"), encoding: .utf8).contains("1 done"))
    }

    @Test func aRunThatDivergesHasARecordThatSaysSo() throws {
        var plan = runs(2).map(\.configuration)
        (plan[0].learningRate, plan[0].headLearningRate, plan[0].warmup) = (1e30, 1e30, 0)
        try write(plan.map { PlannedRun(data: "mini-glue", $0) })
        let process = try Tool.start("edora", ["sweep", "run", self.plan.path], in: folder, at: folder)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let found = try records.sorted { $0.configuration.seed < $1.configuration.seed }
        #expect(found.count == 2 && found[0].divergedAtStep != nil && found[0].lastScore == nil && found[1].divergedAtStep == nil && found[1].lastScore != nil)
    }

    /// Chapter 5 on a few rows, where one run is missing of the first group's searches (one seed): when it ends, its worker goes on with the runs that waited (three seeds).
    @Test func aChaptersSweepPlansAgainWhenASearchHasEnded() throws {
        let searches = GLUEGrid.settings.prefix(3).flatMap { GLUESearch($0, backbone: "minilm") { _ in nil }.runs }, last = searches[searches.count - 1]
        try makeSmallGLUE()
        try write(Array(searches.prefix(2)))  // CoLA's and MRPC's
        #expect(try finish(["sweep", "run", plan.path]) == 0)
        for run in searches.dropFirst(2) where run != last { try invent(run, score: run.configuration.learningRate == 5e-4 || run.configuration.learningRate == 5e-3 ? 0.9 : 0.1) }
        let process = try Tool.start("edora", ["sweep", "run", "--chapter", "5"], in: folder, at: folder)
        func log() throws -> String { try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8) }
        while process.isRunning, try !log().contains("-s2-") { Thread.sleep(forTimeInterval: 0.1) }
        #expect(process.isRunning)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let text = try log()
        #expect(text.contains("  \(last.name): ") && !text.contains("failed"), "\(text)")
    }

    /// The first rows of each generated task, in the place of GLUE's.
    private func makeSmallGLUE() throws {
        let glue = folder.appending(path: "data/glue")
        for task in GLUEGrid.tasks {
            for split in [GLUETask.Split.train, .dev] {
                let file = task.file(split, in: glue), source = task.file(split, in: Tool.root.appending(path: "data/mini-glue"))
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                let lines = try String(contentsOf: source, encoding: .utf8).split(separator: "\n").prefix(33)
                try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
            }
        }
    }

    /// A record of a run as that of another on the same task, with every score as given.
    private func invent(_ run: PlannedRun, score: Double) throws {
        let records = folder.appending(path: run.recordDirectory.relativePath)
        let like = try #require(try RunRecord.readAll(below: records).first { $0.record.configuration.task == run.configuration.task })
        var object = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: like.file)) as? [String: Any])
        object["configuration"] = try JSONSerialization.jsonObject(with: JSONEncoder().encode(run.configuration))
        let epochs = try #require(object["epochs"] as? [[String: Any]])
        object["epochs"] = epochs.map { epoch in
            epoch.merging(["metrics": (epoch["metrics"] as? [String: Double])?.mapValues { _ in score } ?? [:]]) { $1 }
        }
        try JSONSerialization.data(withJSONObject: object).write(to: records.appending(path: run.name + ".json"))
    }

    private func finish(_ arguments: [String]) throws -> Int32 {
        let process = try Tool.start("edora", arguments, in: folder, at: folder)
        process.waitUntilExit()
        return process.terminationStatus
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
            #expect(result.status == 1 && !result.wasSignalled && result.errors.contains("plan.jsonl:1"), "\(new): \(result.errors)")
            return result.errors
        }
        #expect(try refusal("\"minilm\"", "\"../minilm\"").contains("backbone"))
        #expect(try refusal("\"epochs\":2", "\"epochs\":-5").contains("--epochs"))
        #expect(try refusal("\"trainLimit\":64", "\"trainlimit\":64").contains("trainlimit"))
        #expect(try refusal("\"rank\":2", "\"rank\":1.5").contains("a fraction"))
        try write(runs(1))
        let index = try Tool.edora("sweep", "run", plan.path, "--index", "7")
        #expect(index.status == 1 && index.errors.contains("--index"), "\(index.errors)")
        let both = try Tool.edora("sweep", "run", plan.path, "--chapter", "5"), neither = try Tool.edora("sweep", "run")
        #expect(both.status == 1 && both.errors.contains("both") && neither.status == 1 && neither.errors.contains("--chapter"))
    }
}
