import Core
import Foundation
import Testing

/// Hours of training are not lost to a full disk, a slip of a finger or a forgotten option.
@Suite(.serialized, .timeLimit(.minutes(10))) struct KeptResultsTests {
    let output: URL

    init() throws { output = try Tool.temporary().appending(path: "made/out") }

    func arguments(rank: Int, _ more: String...) -> [String] {
        [
            "train", "--task", "RTE", "--rank", "\(rank)", "--svd", "randomised", "--batch-size", "8", "--limit", "24",
            "--limit-dev", "8", "--epochs", "1", "--checkpoint-every", "0", "--output", output.path,
        ] + more
    }

    /// With a limit on the size of files, which stands for a full disk: the system refuses to write on.
    func train(_ arguments: [String], kibibytes: Int) throws -> Tool.Result {
        try Tool.run(
            "/bin/bash",
            ["-c", "ulimit -f \(kibibytes); exec \"$0\" \"$@\"", Tool.executable("edora").path] + arguments)
    }

    func files(_ folder: URL) -> Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    }

    let adapter: Set = ["adapter_config.json", "adapter_model.safetensors", "edora_config.json"]

    @Test func whatIsNotKeptIsSaidAtTheStart() throws {
        let run = [
            "train", "--task", "RTE", "--method", "head", "--limit", "8", "--limit-dev", "8", "--epochs", "1",
        ]
        let errors = try Tool.run("edora", run).errors
        let warning = try #require(errors.range(of: "Nothing of this run is kept: --output DIR"), "\(errors)")
        let rows = try #require(errors.range(of: "8 train and 8 evaluate"))
        #expect(warning.upperBound < rows.lowerBound)
        let record = try Tool.temporary().appending(path: "record.json").path
        #expect(try !Tool.run("edora", run + ["--record", record]).errors.contains("is kept"))
    }

    /// EDoRA's checkpoint takes 3 MB at rank 64, its adapter in PEFT's form 7 MB.
    @Test func withoutRoomForTheAdapterTheCheckpointKeepsIt() throws {
        let failed = try train(arguments(rank: 64), kibibytes: 4_500)
        #expect(!failed.wasSignalled && failed.status == 1, "\(failed.errors)")
        #expect(failed.errors.contains("File too large") && failed.errors.contains("holds all that was trained"))
        #expect(files(output) == [FineTuning.checkpointName], "nothing half-written")
        let command = try #require(failed.errors.split(separator: "goes on from it: ").last)
        let goneOn = try Tool.run("/bin/bash", ["-c", String(command)])
        #expect(goneOn.status == 0 && goneOn.errors.contains("at step 3 of 3"), "\(goneOn.errors)")
        #expect(files(output) == adapter)
    }

    @Test func withoutRoomForACheckpointTheTrainingGoesOn() throws {
        // LoRA's checkpoint takes 313 KB at rank 1, its adapter 108 KB.
        let trained = try train(
            arguments(rank: 1, "--method", "lora").filter { $0 != "--svd" && $0 != "randomised" },
            kibibytes: 200)
        #expect(trained.status == 0, "\(trained.errors)")
        let warnings = trained.errors.components(separatedBy: "warning: no checkpoint").count - 1
        #expect(warnings == 1 && trained.errors.contains("\(FineTuning.checkpointName): expected"), "\(trained.errors)")
        #expect(files(output) == adapter)
        try FileManager.default.removeItem(at: output)
        let lost = try train(arguments(rank: 64), kibibytes: 500)
        #expect(lost.status == 1 && lost.errors.contains("what was trained is lost"), "\(lost.errors)")
        #expect(!FileManager.default.fileExists(atPath: output.path), "an empty folder of its own is not left")
    }

    /// A folder in the place of the adapter's file cannot be replaced by it.
    @Test(arguments: ["", "another", "q"]) func atATerminalThePersonIsAsked(answer: String) throws {
        let blocked = output.appending(path: "adapter_model.safetensors"), terminal = try TestTerminal()
        try FileManager.default.createDirectory(at: blocked, withIntermediateDirectories: true)
        let run = try Tool.start(
            "edora", arguments(rank: 2), in: Tool.temporary(), input: terminal.handle, errors: terminal.handle)
        func wait(_ count: Int) throws {
            try run.wait(for: "question \(count)") {
                terminal.text.components(separatedBy: "Press Return to try again").count - 1 >= count
            }
        }
        try wait(1)
        #expect(files(output) == [FineTuning.checkpointName, "adapter_model.safetensors"])
        try terminal.type("")
        try wait(2)
        let other = output.deletingLastPathComponent().appending(path: "another")
        if answer.isEmpty { try FileManager.default.removeItem(at: blocked) }
        try terminal.type(answer == "another" ? other.path : answer)
        let result = try run.end()
        #expect(result.status == (answer == "q" ? 1 : 0), "\(terminal.text)")
        #expect(result.output.contains("last epoch 1: accuracy"), "scores are said whatever becomes of the files")
        switch answer {
        case "": #expect(files(output) == adapter)
        case "another": #expect(files(other) == adapter && files(output) == ["adapter_model.safetensors"])
        default: #expect(terminal.text.contains("--resume") && files(output).contains(FineTuning.checkpointName))
        }
    }

    /// `timeout -s INT` sends the signal to the process and again to its group; here again as soon as the first one is
    /// answered.
    @Test func twoSignalsAtOnceAreOneRequest() throws {
        let run = try Tool.start(
            "edora",
            [
                "train", "--task", "RTE", "--method", "lora", "--batch-size", "128", "--epochs", "9", "--limit-dev",
                "8", "--output", output.path,
            ], in: Tool.temporary())
        try run.wait(for: "the first steps") { run.errors.contains("the constant answer") }
        Thread.sleep(forTimeInterval: 0.5)
        run.send(SIGINT)
        try run.wait(for: "the answer to the first") { run.errors.contains("Stopping after this step") }
        run.send(SIGINT)
        let result = try run.end()
        #expect(result.status == 130 && result.errors.contains("Stopped after step"), "\(result.errors)")
        #expect(files(output) == [FineTuning.checkpointName])
    }

    @Test func whatEndsBeforeTheFirstStepLeavesNoFolder() throws {
        let made = output.deletingLastPathComponent()
        let run = try Tool.start(
            "edora", ["train", "--task", "RTE", "--rank", "64", "--output", output.path], in: Tool.temporary())
        try run.wait(for: "the folder") { FileManager.default.fileExists(atPath: output.path) }
        Thread.sleep(forTimeInterval: 0.1)
        run.send(SIGINT)
        let result = try run.end()
        #expect(result.status == 130 && result.errors.contains("before the first step"), "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: made.path))
        let failed = try Tool.edora("train", "--task", "RTE", "--data", "nowhere", "--output", output.path)
        #expect(failed.status == 1 && !FileManager.default.fileExists(atPath: made.path), "\(failed.errors)")
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
        _ = try Tool.edora("train", "--task", "RTE", "--data", "nowhere", "--output", output.path)
        #expect(FileManager.default.fileExists(atPath: output.path), "a folder that was there stays")
    }

    /// A line that is rewritten on a terminal, lines elsewhere; on standard error alone.
    @Test func longWorkShowsHowFarItIs() throws {
        let train = [
            "train", "--task", "QNLI", "--method", "full", "--limit", "512", "--limit-dev", "8", "--epochs", "1",
        ]
        let plain = try Tool.run("edora", train)
        #expect(plain.errors.contains("\ntraining steps: ") && plain.errors.contains(" of 16, epoch 1, loss "))
        #expect(plain.errors.contains(" left\n") && !plain.errors.contains("\u{1B}"), "\(plain.errors)")
        #expect(!plain.output.contains("training steps"))
        let terminal = try TestTerminal()
        let run = try Tool.start("edora", train, in: Tool.temporary(), errors: terminal.handle)
        #expect(try run.end().status == 0)
        let rewritten = terminal.text.components(separatedBy: "\r\u{1B}[Ktraining steps: ").count - 1
        #expect(rewritten >= 3, "\(terminal.text)")
        #expect(terminal.text.contains("\r\u{1B}[Kepoch 1: loss"), "the line goes before another comes")
    }
}
