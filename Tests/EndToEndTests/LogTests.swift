import Foundation
import Testing

/// `--log-dir`. What TensorBoard makes of it is told by `scripts/tensorboard_parity.py`.
@Suite(.timeLimit(.minutes(10))) struct LogTests {
    private func arguments(_ log: URL, _ more: String...) -> [String] {
        [
            "train", "--task", "RTE", "--rank", "2", "--svd", "randomised", "--batch-size", "4", "--limit", "64",
            "--limit-dev", "8", "--epochs", "2", "--log-dir", log.path,
        ] + more
    }

    private func size(_ folder: URL) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).reduce(0) {
            $0 + (try Data(contentsOf: folder.appending(path: $1)).count)
        }
    }

    /// With a limit on the size of files, which stands for a full disk.
    @Test func aFullDiskWarnsOnceAndTheTrainingGoesOn() throws {
        let log = try Tool.temporary().appending(path: "made/log")
        let result = try Tool.run(
            "/bin/bash",
            ["-c", "ulimit -f 2; exec \"$0\" \"$@\"", Tool.executable("edora").path] + arguments(log))
        #expect(result.status == 0 && result.output.contains("last epoch 2"), "\(result.errors)")
        #expect(result.errors.components(separatedBy: "the log lacks steps for now").count == 2, "\(result.errors)")
        let kept = try size(log)
        #expect(kept > 1024 && kept <= 2048, "whole records alone")
        let whole = log.deletingLastPathComponent().appending(path: "whole")
        #expect(try Tool.run("edora", arguments(whole)).status == 0)
        let names = try [log, whole].map { try FileManager.default.contentsOfDirectory(atPath: $0.path)[0] }
        #expect(names[0] == names[1] && names[0].contains("tfevents"))
        #expect(try size(whole) > kept)
    }

    @Test func theEventsOfAnotherRunAreLeftAlone() throws {
        let folder = try Tool.temporary(), log = folder.appending(path: "log")
        #expect(try Tool.run("edora", arguments(log, "--max-steps", "2")).status == 0)
        let before = try size(log)
        let again = try Tool.run("edora", arguments(log, "--max-steps", "2"))
        #expect(again.status == 1 && again.errors.contains("an earlier start") && again.errors.contains("--resume"))
        let other = try Tool.run(
            "edora", arguments(log, "--max-steps", "3", "--resume", "--output", folder.appending(path: "out").path))
        #expect(other.status == 1 && other.errors.contains("no events of another run"), "\(other.errors)")
        #expect(try size(log) == before)
    }
}
