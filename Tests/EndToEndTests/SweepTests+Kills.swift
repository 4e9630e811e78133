import Core
@testable import Experiments
import Foundation
import Testing

/// Sweeps that are killed, and that go on.
extension SweepTests {
    /// Fifteen runs by two workers, everything killed three times and started again: every run is trained to its
    /// end once.
    @Test func aSweepThatIsKilledTrainsEachRunOnce() throws {
        try write(runs(15))
        var log = ""
        for _ in 0 ..< 3 {
            let before = try records.count
            let process = try Tool.start("edora", ["sweep", "run", plan.path, "--jobs", "2"], in: folder, at: folder)
            try process.wait(for: "three more records") { try records.count >= before + 3 }
            #expect(process.isRunning)
            process.killAll()
            log += try process.end().errors
        }
        let last = try finish(["sweep", "run", plan.path, "--jobs", "2"])
        log += last.errors
        #expect(last.status == 0, "\(log)")
        #expect(try records.count == 15)
        #expect(Set(try records.map(\.key)).count == 15)
        for run in runs(15) {
            #expect(
                log.components(separatedBy: "  \(run.name): ").count - 1 <= 1, "\(run.name) was finished more than once"
            )
        }
        #expect(!FileManager.default.fileExists(atPath: unfinished.path), "nothing unfinished is left")
    }

    /// Killed between writing the record and giving up the claim: the next sweep clears up, and trains nothing again.
    @Test func whatADeadWorkerLeftOfAFinishedRunIsCleared() throws {
        try write(runs(1))
        for _ in 0 ..< 2 {
            let process = try Tool.start("edora", ["sweep", "run", plan.path], in: folder, at: folder)
            let result = try process.end()
            #expect(result.status == 0, "\(result.errors)")
            #expect(try records.count == 1)
            #expect(!FileManager.default.fileExists(atPath: unfinished.path))
            let left = unfinished.appending(path: runs(1)[0].name)
            try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
            try Data("\(LeaseHost.thisMachine) \(process.identifier) 1".utf8).write(to: left.appending(path: "claim"))
        }
    }

    /// One worker is killed, as by a lack of memory: its run is marked, another worker takes its place and trains the
    /// rest; the next sweep goes on with the marked one.
    @Test func aWorkerThatIsKilledDoesNotStopTheOthers() throws {
        try write(runs(8))
        let process = try Tool.start("edora", ["sweep", "run", plan.path, "--jobs", "2"], in: folder, at: folder)
        var workers: [Int32] = []
        try process.wait(for: "two workers and a record") {
            workers = try process.children()
            return try workers.count == 2 && !records.isEmpty
        }
        let worker = workers[0]
        func text(_ run: PlannedRun, _ name: String) -> String? {
            try? String(contentsOf: unfinished.appending(path: run.name).appending(path: name), encoding: .utf8)
        }
        /// The worker's run, whose record is not there yet.
        func claimed() throws -> PlannedRun? {
            let run = runs(8).first { text($0, "claim")?.contains(" \(worker) ") == true }
            return try run.flatMap { run in try records.contains { $0.configuration == run.configuration } ? nil : run }
        }
        var found: PlannedRun?
        try process.wait(for: "a claim of worker \(worker)") {
            found = try claimed()
            return found != nil
        }
        let run = try #require(found)
        // The other one must not take the run over before the sweep has seen the death.
        workers.dropFirst().forEach { kill($0, SIGSTOP) }
        kill(worker, SIGKILL)
        try process.wait(for: "the mark of the killed worker's run") { text(run, "failed.txt") != nil }
        workers.dropFirst().forEach { kill($0, SIGCONT) }
        let result = try process.end()
        #expect(result.status == 1 && result.errors.contains("signal 9"), "\(result.errors)")
        #expect(try records.count == 7)
        try succeed(["sweep", "run", plan.path])
        #expect(try records.count == 8)
    }

    /// Stopped for longer than a lease lasts, as with a machine that sleeps: another worker takes the run over and
    /// trains it to its end. Awake again, the first writes nothing, says so, and ends well.
    @Test func aWorkerThatWasStoppedPastItsLeaseWritesNothing() throws {
        var long = runs(1)[0].configuration
        long.steps.epochs = 8
        let run = PlannedRun(data: "mini-glue", long), seconds = ["--lease-seconds", "1"]
        try write([run])
        let first = try Tool.start("edora", ["sweep", "run", plan.path] + seconds, in: folder, at: folder)
        try first.wait(for: "the first epoch's score") { first.errors.contains("epoch 1 of 8: Matthews") }
        first.send(SIGSTOP)
        let second = try Tool.start("edora", ["sweep", "run", plan.path] + seconds, in: Tool.temporary(), at: folder)
        defer { [first, second].forEach { $0.killAll() } }
        try second.wait(for: "the takeover") { second.errors.contains("1 of 1: \(run.name)") }
        #expect(second.errors.contains("no sign of life"), "\(second.errors)")
        let claim = try String(contentsOf: unfinished.appending(path: "\(run.name)/claim"), encoding: .utf8)
        #expect(claim.contains(" \(second.identifier) ") && LeaseFile.generation(claim) == 2, "\(claim)")
        let result = try second.end()
        #expect(result.status == 0, "\(result.errors)")
        let files = try RunRecord.readAll(below: folder.appending(path: "data/runs")).map(\.file)
        try #require(files.count == 1)
        let record = try Data(contentsOf: files[0])
        first.send(SIGCONT)
        let woken = try first.end()
        #expect(woken.status == 0 && woken.errors.contains("\(run.name) was taken over"), "\(woken.errors)")
        #expect(!woken.errors.contains("failed"), "\(woken.errors)")
        #expect(try records.count == 1 && Data(contentsOf: files[0]) == record)
        #expect(!FileManager.default.fileExists(atPath: unfinished.path), "nothing unfinished is left")
    }

    /// Ctrl-C keeps a checkpoint, and the status says how far it is.
    @Test func theStatusOfAnInterruptedRunSaysItsStep() throws {
        var long = runs(1)[0].configuration
        long.steps.epochs = 500
        let run = PlannedRun(data: "mini-glue", long)
        try write([run])
        let process = try Tool.start("edora", ["sweep", "run", plan.path], in: folder, at: folder)
        try process.wait(for: "the first epoch's score") { process.errors.contains("epoch 1 of 500: Matthews") }
        process.send(SIGINT)
        #expect(try process.end().status == 130)
        let output = try succeed(["sweep", "status", plan.path])
        let step = try #require(
            try /missing  (\S+) \(step (\d+) of 1000\)\n1 runs: 0 done/.firstMatch(in: output), "\(output)")
        #expect(step.1 == run.name)
        #expect(try (2 ..< 1000).contains(#require(Int(step.2))))
    }

    /// Ctrl-C reaches the workers of a sweep, which keep their checkpoints; its status is Ctrl-C's, not a failure's.
    @Test func anInterruptedSweepOfTwoEndsAsOneOfOne() throws {
        let long = runs(2).map { run in
            var configuration = run.configuration
            configuration.steps.epochs = 500
            return PlannedRun(data: "mini-glue", configuration)
        }
        try write(long)
        let process = try Tool.start("edora", ["sweep", "run", plan.path, "--jobs", "2"], in: folder, at: folder)
        try process.wait(for: "an epoch of each") {
            long.allSatisfy { process.errors.contains("\($0.name), epoch 1 of 500: ") }
        }
        process.send(SIGINT)
        let result = try process.end()
        #expect(result.status == 130, "\(result.errors)")
        #expect(result.errors.components(separatedBy: "The same command goes on from here.").count == 2)
        let status = try succeed(["sweep", "status", plan.path])
        #expect(status.matches(of: /missing  \S+ \(step \d+ of 1000\)/).count == 2, "\(status)")
    }

    /// Chapter 5 on a few rows, where one run is missing of the first group's searches (one seed): when it ends, its
    /// worker goes on with the runs that waited (three seeds).
    @Test func aChaptersSweepPlansAgainWhenASearchHasEnded() throws {
        let searches = GLUEGrid.settings.prefix(3).flatMap { GLUESearch($0, backbone: "minilm") { _ in nil }.runs }
        let last = searches[searches.count - 1]
        try makeSmallGLUE()
        try write(Array(searches.prefix(2)))  // CoLA's and MRPC's
        try succeed(["sweep", "run", plan.path])
        for run in searches.dropFirst(2) where run != last {
            try invent(run, score: [5e-4, 5e-3].contains(run.configuration.rates.adapter) ? 0.9 : 0.1)
        }
        let process = try Tool.start("edora", ["sweep", "run", "--chapter", "5"], in: folder, at: folder)
        try process.wait(for: "a run of the second seed") { process.errors.contains("-s2-") }
        #expect(process.isRunning)
        process.send(SIGKILL)
        let text = try process.end().errors
        #expect(text.contains("  \(last.name): ") && !text.contains("failed"), "\(text)")
    }

    /// The first rows of each generated task, in the place of GLUE's.
    private func makeSmallGLUE() throws {
        let glue = folder.appending(path: "data/glue")
        for task in GLUEGrid.tasks {
            for split in [TextTask.Split.train, .dev] {
                let file = task.file(split, in: glue)
                let source = task.file(split, in: Tool.root.appending(path: "data/mini-glue"))
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                let lines = try String(contentsOf: source, encoding: .utf8).split(separator: "\n").prefix(33)
                try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
            }
        }
    }

    /// A record of a run as that of another on the same task, with every score as given.
    private func invent(_ run: PlannedRun, score: Double) throws {
        let records = folder.appending(path: run.recordDirectory.relativePath)
        let like = try #require(
            try RunRecord.readAll(below: records).first { $0.record.configuration.task == run.configuration.task })
        var object = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: like.file)) as? [String: Any])
        object["configuration"] = try JSONSerialization.jsonObject(with: JSONEncoder().encode(run.configuration))
        let epochs = try #require(object["epochs"] as? [[String: Any]])
        object["epochs"] = epochs.map { epoch in
            epoch.merging(["metrics": (epoch["metrics"] as? [String: Double])?.mapValues { _ in score } ?? [:]]) { $1 }
        }
        try JSONSerialization.data(withJSONObject: object).write(to: records.appending(path: run.name + ".json"))
    }
}
