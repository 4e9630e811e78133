import Foundation
import Testing

/// Predicting many rows, as a user waits for it.
@Suite(.timeLimit(.minutes(10))) struct PredictTests {
    /// A line of progress comes after two seconds; Ctrl-C then ends at once, with nothing written.
    @Test func showsProgressAndStopsOnInterrupt() throws {
        let folder = try Tool.temporary(), adapter = folder.appending(path: "adapter").path
        let trained = try Tool.edora(
            "train", "--task", "SST-2", "--data", "data/mini-glue", "--method", "head", "--limit", "8",
            "--limit-dev", "8", "--epochs", "1",
            "--output", adapter)
        #expect(trained.status == 0, "\(trained.errors)")
        let file = folder.appending(path: "SST-2/test.tsv"), logits = folder.appending(path: "logits.json")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let rows = (0 ..< 100_000).map { "\($0)\tthe plot of number \($0) is fine and its end is not .\n" }
        try Data(("index\tsentence\n" + rows.joined()).utf8).write(to: file)
        let process = try Tool.start(
            "edora",
            [
                "predict", "--adapter", adapter, "--data", folder.path, "--split", "test", "--logits", logits.path,
                "--verbose",
            ], in: folder)
        // The first line may come before the first rows are done, and then says no time.
        try process.wait(for: "a line of progress with the time left") {
            process.errors.contains("rows evaluated: ") && process.errors.contains(" left")
        }
        process.send(SIGINT)
        let asked = Date(), result = try process.end()
        #expect(result.status == 130 && !result.wasSignalled, "\(result.status): \(result.errors)")
        #expect(Date().timeIntervalSince(asked) < 30)
        #expect(result.errors.contains(" left") && !result.errors.contains("predicted in"), "\(result.errors)")
        #expect(result.output.isEmpty && !FileManager.default.fileExists(atPath: logits.path))
    }
}
