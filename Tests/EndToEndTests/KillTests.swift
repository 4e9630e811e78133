import Core
import Foundation
import Testing

@Suite(.serialized) struct KillTests {
    func arguments(_ output: URL) -> [String] {
        ["train", "--task", "RTE", "--data", "data/mini-glue", "--rank", "4", "--svd", "randomised", "--batch-size", "8",
         "--limit-train", "96", "--limit-dev", "16", "--epochs", "3", "--checkpoint-every", "0",
         "--record", output.appending(path: "record.json").path, "--output", output.path, "--resume"]
    }

    /// `kill -9` at ten random moments, each time resumed: the adapter's bytes are an undisturbed run's.
    @Test func aRunThatIsKilledTenTimesEndsWithTheSameBytes() throws {
        let undisturbed = try Tool.temporary(), disturbed = try Tool.temporary()
        let clock = Date()
        #expect(try Tool.run("edora", arguments(undisturbed)).status == 0)
        let whole = Date().timeIntervalSince(clock)

        var random = Random(seed: UInt64(clock.timeIntervalSince1970), purpose: "kill")
        var kills = 0, resumed = 0
        while kills < 10 {
            let process = try Tool.start("edora", arguments(disturbed), in: disturbed)
            Thread.sleep(forTimeInterval: whole * (0.1 + 0.6 * random.uniform()))
            guard process.isRunning else {  // it came to its end: start the whole run again
                #expect(process.terminationStatus == 0)
                try compare(undisturbed, disturbed)
                for name in ["adapter_model.safetensors", "edora_config.json", "record.json"] {
                    try FileManager.default.removeItem(at: disturbed.appending(path: name))
                }
                continue
            }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            kills += 1
            if FileManager.default.fileExists(atPath: disturbed.appending(path: "training-checkpoint.safetensors").path) { resumed += 1 }
        }
        #expect(resumed > 0, "no kill came late enough to leave a checkpoint")
        let last = try Tool.run("edora", arguments(disturbed))
        #expect(last.status == 0, "\(last.errors)")
        try compare(undisturbed, disturbed)
        #expect(!FileManager.default.fileExists(atPath: disturbed.appending(path: "training-checkpoint.safetensors").path))
    }

    func compare(_ a: URL, _ b: URL) throws {
        for name in ["adapter_model.safetensors", "edora_config.json"] {
            #expect(try Data(contentsOf: a.appending(path: name)) == Data(contentsOf: b.appending(path: name)), "\(name)")
        }
        let first = try RunRecord.read(a.appending(path: "record.json")), second = try RunRecord.read(b.appending(path: "record.json"))
        #expect(first.losses == second.losses && first.epochs == second.epochs && first.key == second.key)
    }

    /// `edora train … 2>&1 | tee log`: Ctrl-C ends tee, too, and the program must still keep its state.
    @Test func aLogThatIsGoneDoesNotEndTheTraining() throws {
        let output = try Tool.temporary(), checkpoint = output.appending(path: "training-checkpoint.safetensors").path
        let process = Process(), log = Pipe()
        (process.executableURL, process.arguments, process.currentDirectoryURL) = (Tool.executable("edora"), arguments(output), Tool.root)
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, log)
        try process.run()
        try log.fileHandleForReading.close()
        while process.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { Thread.sleep(forTimeInterval: 0.02) }
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 130, "\(process.terminationStatus)")
        #expect(FileManager.default.fileExists(atPath: checkpoint))
        let whole = try Tool.run("edora", arguments(output))
        #expect(whole.status == 0, "\(whole.errors)")
    }

    @Test func controlCKeepsTheStateAndSaysHowToGoOn() throws {
        let output = try Tool.temporary()
        let process = try Tool.start("edora", arguments(output), in: output)
        let checkpoint = output.appending(path: "training-checkpoint.safetensors").path
        while process.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { Thread.sleep(forTimeInterval: 0.02) }
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        let errors = try String(contentsOf: output.appending(path: "errors"), encoding: .utf8)
        #expect(process.terminationReason == .exit && process.terminationStatus == 130, "\(errors)")
        #expect(errors.contains("--resume"))
        #expect(FileManager.default.fileExists(atPath: checkpoint))
        let again = try Tool.run("edora", arguments(output).filter { $0 != "--resume" })
        #expect(again.status == 1 && again.errors.contains("--resume"), "an unfinished run is not trampled")
    }
}
