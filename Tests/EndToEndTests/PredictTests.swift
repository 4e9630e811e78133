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

        // Texts by standard input, of which a limit takes the first; a sentence with the names of columns is a text.
        func predict(_ input: String, _ options: String) throws -> Tool.Result {
            let command = "\(input) | \"$0\" predict --adapter \"$1\" \(options)"
            return try Tool.run("/bin/bash", ["-c", command, Tool.path(of: "edora"), adapter])
        }
        let first = try predict("printf 'In this text the label was wrong.\\nb\\nc\\n'", "--limit 2")
        #expect(first.status == 0 && first.output.split(separator: "\n").count == 2, "\(first.errors)")
        for header in ["text,label", "\\xef\\xbb\\xbftext;label", "label\\ttext", "{\"text\": \"a\", \"label\": 1}"] {
            let refused = try predict("printf '\(header)\\n'", "")
            #expect(refused.status == 1 && refused.errors.contains("the names of columns"), "\(refused.errors)")
        }
        let blank = try predict("printf 'a\\n  \\n'", "")
        #expect(blank.status == 1 && blank.errors.contains("standard input:2"), "\(blank.errors)")
        let folderAsInput = try predict("true", "< /")
        #expect(folderAsInput.status == 1 && !folderAsInput.errors.contains("NSCocoa"), "\(folderAsInput.errors)")
        for text in ["-hello", "'- what now?'"] {
            let dashed = try predict("true", text)
            #expect(dashed.status == 1 && dashed.errors.contains("Put -- before the first text"), "\(dashed.errors)")
        }
        #expect(try predict("true", "-h").status == 0)
    }
}
