import Core
import Foundation
import Testing

/// Files of one's own from training to the answers, by the tool alone.
@Suite(.timeLimit(.minutes(10))) struct OwnDataTests {
    /// A folder for a test, with a file of these contents.
    func file(_ name: String, _ contents: String, in folder: URL? = nil) throws -> URL {
        let file = try (folder ?? Tool.temporary()).appending(path: name)
        try Data(contents.utf8).write(to: file)
        return file
    }

    func edora(_ arguments: [String]) throws -> Tool.Result {
        let result = try Tool.run("edora", arguments)
        #expect(result.status == 0, "\(arguments): \(result.errors)")
        return result
    }

    func train(_ data: URL, _ output: URL, _ options: String...) throws -> Tool.Result {
        try edora(
            [
                "train", "--data", data.path, "--rank", "4", "--svd", "randomised", "--max-steps", "2", "--batch-size",
                "8",
            ]
                + ["--output", output.path] + options)
    }

    func texts(_ file: URL, _ column: String) throws -> [String] {
        let format = try #require(Table.Format(of: file)), table = try Table(contentsOf: file, .init(format))
        let place = try table.column(column)
        return try table.rows.map { String(decoding: try table.text($0, place), as: UTF8.self) }
    }

    static let reviews =
        "id,review,sentiment\r\n"
        + (0 ..< 30).map { i in
            let text = ["\"Fine, really.\nI'd go again\"", "\"Not \"\"fine\"\"; the 2nd, no\"", "So, so"][i % 3]
            let quoted = text.hasPrefix("\"") ? text : "\"\(text)\""
            return "\(i),\(quoted),\(["good", "bad", "\"so, so\""][i % 3])\r\n"
        }.joined()

    /// Three classes by name, with commas, quotes and line breaks in the fields.
    @Test func namedClassesGoFromATableToATable() throws {
        let folder = try Tool.temporary(), reviews = try file("My reviews.csv", Self.reviews, in: folder)
        func path(_ name: String) -> URL { folder.appending(path: name) }
        let trained = try train(reviews, path("adapter"), "--text", "review", "--label", "sentiment")
        #expect(trained.errors.contains("27 train and 3 evaluate"), "\(trained.errors)")
        #expect(trained.errors.contains("classes: bad, good, \"so, so\""), "\(trained.errors)")

        var answers: [[String]] = []
        for format in ["csv", "tsv", "jsonl"] {
            let output = path("answers." + format)
            let predicted = try edora(
                ["predict", "--adapter", path("adapter").path, "--data", reviews.path, "--output", output.path])
            #expect(predicted.output.contains("30 rows: accuracy 0."), "\(predicted.output)")
            #expect(try texts(output, "review") == texts(reviews, "review"), "they go along to the byte")
            #expect(try texts(output, "id") == (0 ..< 30).map { "\($0)" })
            answers.append(try texts(output, "prediction"))
            #expect(Set(answers[0]).isSubset(of: ["good", "bad", "so, so"]), "\(answers[0])")
            #expect(try texts(output, "probability").allSatisfy { (1.0 / 3 ... 1).contains(Double($0) ?? 0) })
        }
        #expect(answers[0] == answers[1] && answers[0] == answers[2])
        let right = zip(answers[0], try texts(reviews, "sentiment")).count { $0 == $1 }

        // New texts without labels, through each form of the adapter.
        let new = try file("new.tsv", "review\n\"A \"\"fine\"\" day,\nreally\"\nNo.\n", in: folder)
        var outputs: [Data] = []
        for form in ["adapter", "native", "merged"] {
            if form != "adapter" {
                _ = try edora(
                    ["export", "--adapter", path("adapter").path, "--format", form, "--output", path(form).path])
            }
            let output = path("\(form).csv"), model = [form == "merged" ? "--model" : "--adapter", path(form).path]
            let columns = form == "merged" ? ["--text", "review"] : []
            _ = try edora(["predict", "--data", new.path, "--output", output.path] + columns + model)
            outputs.append(try Data(contentsOf: output))
        }
        #expect(outputs[1] == outputs[0])
        #expect(try texts(path("merged.csv"), "prediction") == texts(path("adapter.csv"), "prediction"))
        #expect(try texts(path("merged.csv"), "review") == ["A \"fine\" day,\nreally", "No."])
        let scored = try edora(
            ["predict", "--adapter", path("native").path, "--data", reviews.path, "--limit", "30"])
        let share = String(format: "%.4f", Double(right) / 30)
        #expect(scored.output.contains("30 rows: accuracy \(share)"), "\(scored.output), \(right) right")
    }

    /// JSON Lines of pairs, with whole numbers for labels and keys in another order in each line.
    @Test func pairsComeAsJSONLines() throws {
        let lines = (0 ..< 20).map { i in
            i % 2 == 0
                ? #"{"question": "Wo läuft \#(i)?", "answer": "Im \"Park\"\n\u00fcberall", "label": 10, "tags": [1]}"#
                : #"{"label": 9, "answer": "No.", "question": "\#(i)?"}"#
        }
        let folder = try Tool.temporary(), adapter = folder.appending(path: "adapter")
        let pairs = try file("pairs.jsonl", lines.joined(separator: "\n"), in: folder)
        let trained = try train(pairs, adapter, "--text", "question", "--text-pair", "answer", "--dev-share", "0.2")
        #expect(trained.errors.contains("16 train and 4 evaluate"), "\(trained.errors)")
        #expect(trained.errors.contains("classes: 9, 10"), "\(trained.errors)")
        let output = folder.appending(path: "answers.jsonl")
        _ = try edora(["predict", "--adapter", adapter.path, "--data", pairs.path, "--output", output.path])
        #expect(try texts(output, "answer") == texts(pairs, "answer"))
        #expect(Set(try texts(output, "prediction")).isSubset(of: ["9", "10"]))
        let wrong = try Tool.edora(
            "predict", "--adapter", adapter.path, "--data", pairs.path, "--text", "tags", "--output", output.path)
        BadInputTests().expectRefusal(wrong, "pairs.jsonl:1: column \"tags\"", "[1]")
    }

    /// A merged model keeps that its texts come in pairs: read by the first alone it would give another answer.
    @Test func aMergedModelOfPairsReadsPairs() throws {
        let lines = (0 ..< 20).map { "{\"text\": \"Q\($0)?\", \"text_pair\": \"A\($0).\", \"label\": \($0 % 2)}" }
        let folder = try Tool.temporary(), adapter = folder.appending(path: "adapter").path
        let merged = folder.appending(path: "merged").path
        let pairs = try file("pairs.jsonl", lines.joined(separator: "\n"), in: folder)
        _ = try train(pairs, URL(fileURLWithPath: adapter), "--text-pair", "text_pair")
        _ = try edora(["merge", "--adapter", adapter, "--output", merged])
        for input in [["--data", pairs.path, "--unlabelled"], ["Who?", "Nobody."]] {
            let answers = try [["--adapter", adapter], ["--model", merged]].map { try edora(["predict"] + $0 + input) }
            #expect(answers[0].output == answers[1].output && !answers[0].output.isEmpty)
        }
        let sentences = try edora(["predict", "--model", merged, "Who?", "Nobody."])
        #expect(sentences.output.split(separator: "\n").count == 1, "\(sentences.output)")
    }

    /// Scores of any size from a file without a header and without quoting, under --regression.
    @Test func scoresAreLearntFromAFileWithoutAHeader() throws {
        let lines = (0 ..< 20).map { "The \"\($0)th\tone\t\(Double($0) * -12.5)" }
        let folder = try Tool.temporary(), adapter = folder.appending(path: "adapter")
        let scores = try file("scores.txt", lines.joined(separator: "\n") + "\n", in: folder)
        let dialect = ["--format", "tsv", "--no-header", "--no-quotes"]
        let trained = try edora(
            ["train", "--data", scores.path, "--text", "1", "--text-pair", "2", "--label", "3", "--regression"]
                + ["--max-steps", "2", "--batch-size", "8", "--method", "head", "--output", adapter.path] + dialect)
        #expect(trained.errors.contains("18 train and 2 evaluate"), "\(trained.errors)")
        let output = folder.appending(path: "answers.csv")
        let predicted = try edora(
            ["predict", "--adapter", adapter.path, "--data", scores.path, "--output", output.path] + dialect)
        #expect(predicted.output.contains("Pearson"), "\(predicted.output)")
        #expect(try texts(output, "1") == (0 ..< 20).map { "The \"\($0)th" })
        #expect(try texts(output, "prediction").allSatisfy { Float($0)?.isFinite == true })
    }

    /// Name, contents, options of train, and what the message must say.
    static let faults: [(String, String, [String], [String])] = [
        ("own.csv", "\ntext,lable\nx,a\ny,b\n", [], ["own.csv:2: expected a column \"label\"", "Is it \"lable\"?"]),
        ("own.csv", "text,label\nx,a\n\"y\nz\",b\n ,b\n", [], ["own.csv:5: column \"text\"", "white space"]),
        ("own.csv", "text,label\nx,a\ny,\n", [], ["own.csv:3: column \"label\"", "an empty field"]),
        ("own.csv", "text,label\nx,a\ny,a\n", [], ["own.csv: column \"label\"", "two classes", "\"a\" in every row"]),
        ("own.csv", "text,label\nx,1\ny,nan\nz,2\n", ["--regression"], ["own.csv:3: column \"label\"", "\"nan\""]),
        ("own.csv", "text,label\nx,1\ny,1e99\nz,2\n", ["--regression"], ["own.csv:3: column \"label\"", "\"1e99\""]),
        ("own.csv", "text,label\nx,a\nWell, y,b\n", [], ["own.csv:3", "2 fields", "found 3", "stands in quotes"]),
        ("own.tsv", "text\tlabel\n\"x\" y\ta\nz\tb\n", [], ["own.tsv:2: column \"text\"", "closing quote"]),
        ("own.csv", "text,label\nx,a\n\"y,b\n", [], ["own.csv:3: column \"text\"", "a quote that closes"]),
        ("own.csv", "t\0e\0x\0t\0", [], ["own.csv", "UTF-16", "iconv -f UTF-16LE"]),
        (
            "own.jsonl", "{\"text\":\"x\",\"label\":1}\n{\"text\":\"y\",\"label\":NaN}\n", [],
            ["own.jsonl:2", "\"NaN\""]
        ),
        (
            "own.jsonl", "{\"text\":\"x\",\"label\":1}\n{\"text\":\"y\"}\n", [],
            ["own.jsonl:2: column \"label\"", "none"]
        ),
        ("own.jsonl", "[{\"text\":\"x\",\"label\":1}]\n", [], ["own.jsonl:1", "an object", "jq"]),
        ("own.csv", "text,label\n", [], ["own.csv", "at least one row"]),
        ("own.xlsx", "PK\u{3}\u{4}", ["--format", "csv"], ["own.xlsx", "spreadsheet"]),
        ("own.doc", "x", [], ["own.doc", "--format"]),
        ("own.csv", "text,label\nx,3\ny,3.0\nz,3\n", ["--regression"], ["own.csv", "3.0 in every row"]),
        ("own.csv", "text;label\nx;a\nWell, y;b\n", [], ["own.csv:3", "separated by semicolons", "with commas"]),
        ("own.csv", "text\tlabel\nx\ta\nWell, y\tb\n", [], ["own.csv:3", "separated by tabs", "--format"]),
        ("own.jsonl", "{\"text\":\"x\",\"label\":1}\n", ["--no-header"], ["--no-header", "JSON Lines"]),
        ("own.csv", "text,label\nx,a\n\"y\" z,b\n", [], ["own.csv:3", "--no-quotes"]),
    ]

    @Test(arguments: faults.indices) func faultsAreNamedByFileLineAndColumn(_ index: Int) throws {
        let (name, contents, options, words) = Self.faults[index]
        let result = try Tool.run(
            "edora", ["train", "--data", file(name, contents).path, "--max-steps", "1"] + options)
        #expect(!result.wasSignalled && result.status == 1, "status \(result.status): \(result.errors)")
        for word in words { #expect(result.errors.contains(word), "no \(word) in: \(result.errors)") }
        #expect(result.errors.allSatisfy { $0.isNewline || $0 >= " " }, "control characters in a message")
    }

    @Test func labelsThatTrainingHasNotAreNamedInDev() throws {
        let own = try file("own.csv", "text,label\nx,a\ny,b\n"),
            dev = try file("dev.csv", "text,label\n\"x\n\",a\ny,c\n")
        let result = try Tool.edora("train", "--data", own.path, "--dev", dev.path, "--max-steps", "1")
        BadInputTests().expectRefusal(result, "dev.csv:4: column \"label\"", "a label of a, b", "\"c\"")
    }
}
