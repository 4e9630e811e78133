import Core
import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct KillTests {
    func arguments(_ output: URL, epochs: Int = 3) -> [String] {
        [
            "train", "--task", "RTE", "--data", "data/mini-glue", "--rank", "4", "--svd", "randomised",
            "--batch-size", "8", "--limit", "48", "--limit-dev", "16", "--epochs", "\(epochs)", "--checkpoint-every",
            "0",
            "--record", output.appending(path: "record.json").path, "--output", output.path, "--resume",
        ]
    }

    func checkpoint(_ output: URL) -> URL { output.appending(path: "training-checkpoint.safetensors") }
    func exists(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }

    /// `kill -9` at ten random moments, each time resumed: the adapter's bytes are an undisturbed run's.
    @Test func aRunThatIsKilledTenTimesEndsWithTheSameBytes() throws {
        let undisturbed = try Tool.temporary(), disturbed = try Tool.temporary()
        let clock = Date()
        #expect(try Tool.run("edora", arguments(undisturbed)).status == 0)
        let whole = Date().timeIntervalSince(clock)

        let seed = UInt64(clock.timeIntervalSince1970)
        print("KillTests: the moments of the kills are of seed \(seed)")
        var random = Random(seed: seed, purpose: "kill")
        var starts = 0, kills = 0, resumed = 0
        while kills < 10 {
            starts += 1
            try #require(starts <= 50, "only \(kills) of 10 kills met a run that was still going, seed \(seed)")
            let process = try Tool.start("edora", arguments(disturbed), in: disturbed)
            Thread.sleep(forTimeInterval: whole * (0.1 + 0.6 * random.uniform()))
            guard process.isRunning else {  // it came to its end: start the whole run again
                let result = try process.end()
                #expect(result.status == 0, "seed \(seed): \(result.errors)")
                try compare(undisturbed, disturbed)
                for name in ["adapter_model.safetensors", "edora_config.json", "record.json"] {
                    try FileManager.default.removeItem(at: disturbed.appending(path: name))
                }
                continue
            }
            process.send(SIGKILL)
            _ = try process.end()
            kills += 1
            if exists(checkpoint(disturbed)) { resumed += 1 }
        }
        #expect(resumed > 0, "no kill came late enough to leave a checkpoint, seed \(seed)")
        let last = try Tool.run("edora", arguments(disturbed))
        #expect(last.status == 0, "seed \(seed): \(last.errors)")
        try compare(undisturbed, disturbed)
        #expect(!exists(checkpoint(disturbed)))
    }

    func compare(_ a: URL, _ b: URL) throws {
        for name in ["adapter_model.safetensors", "edora_config.json"] {
            #expect(
                try Data(contentsOf: a.appending(path: name)) == Data(contentsOf: b.appending(path: name)), "\(name)")
        }
        let first = try RunRecord.read(a.appending(path: "record.json"))
        let second = try RunRecord.read(b.appending(path: "record.json"))
        #expect(first.losses == second.losses && first.epochs == second.epochs && first.key == second.key)
    }

    /// `edora train … 2>&1 | tee log`: Ctrl-C ends tee, too, and the program must still keep its state.
    @Test func aLogThatIsGoneDoesNotEndTheTraining() throws {
        let output = try Tool.temporary(), log = Pipe()
        let process = try Tool.start("edora", arguments(output), in: output, errors: log.fileHandleForWriting)
        try log.fileHandleForReading.close()
        try process.wait(for: "a checkpoint") { exists(checkpoint(output)) }
        process.send(SIGINT)
        let result = try process.end()
        #expect(!result.wasSignalled && result.status == 130, "\(result.status)")
        #expect(exists(checkpoint(output)))
        let whole = try Tool.run("edora", arguments(output))
        #expect(whole.status == 0, "\(whole.errors)")
    }

    /// Ctrl-C, and a terminal that is closed.
    @Test(arguments: [(SIGINT, 130), (SIGHUP, 129)] as [(Int32, Int32)])
    func aSignalKeepsTheStateAndSaysHowToGoOn(signal: Int32, status: Int32) throws {
        // So long that it cannot end before the signal is heard.
        let output = try Tool.temporary(), arguments = arguments(output, epochs: 100)
        let process = try Tool.start("edora", arguments, in: output)
        try process.wait(for: "a checkpoint") { exists(checkpoint(output)) }
        process.send(signal)
        let result = try process.end()
        #expect(!result.wasSignalled && result.status == status, "\(result.status): \(result.errors)")
        #expect(result.errors.contains("--resume"))
        #expect(exists(checkpoint(output)))
        let again = try Tool.run("edora", arguments.filter { $0 != "--resume" })
        #expect(again.status == 1 && again.errors.contains("--resume"), "an unfinished run is not trampled")
    }

    /// As under `nohup`, which has the signal ignored.
    @Test func aClosedTerminalDoesNotEndWhatIgnoresIt() throws {
        let output = try Tool.temporary()
        let process = try Tool.start(
            "/bin/sh", ["-c", #"trap '' HUP; exec "$0" "$@""#, Tool.path(of: "edora")] + arguments(output), in: output)
        try process.wait(for: "a checkpoint") { exists(checkpoint(output)) }
        process.send(SIGHUP)
        let result = try process.end()
        #expect(!result.wasSignalled && result.status == 0, "\(result.status): \(result.errors)")
    }
}
