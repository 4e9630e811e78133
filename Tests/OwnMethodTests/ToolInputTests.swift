import Core
import Foundation
import Testing

/// What commands read and where they write: nothing is written over, misread or left out without a word.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ToolInputTests {
    let tiny: TinyModel

    init() throws { tiny = try TinyModel() }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: tiny.folder.appending(path: name), encoding: .utf8)
    }

    private func write(_ text: String, to name: String) throws -> String {
        let file = tiny.folder.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// Changes a value in a file of JSON, by the path of its keys.
    private func set(_ name: String, _ keys: [String], to value: Any) throws {
        func changed(_ object: Any?, _ keys: ArraySlice<String>) -> Any {
            guard let key = keys.first else { return value }
            var object = object as? [String: Any] ?? [:]
            object[key] = changed(object[key], keys.dropFirst())
            return object
        }
        let file = tiny.folder.appending(path: name)
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        try JSONSerialization.data(withJSONObject: changed(object, keys[...])).write(to: file)
    }

    @Test func theFileOfASplitIsNotWrittenOver() throws {
        let rows = "index\tsentence1\tsentence2\tlabel\n0\ta dog\tan animal\tentailment\n"
        let dev = try write(rows, to: "data/RTE/dev.tsv"), test = try write(rows, to: "data/RTE/test.tsv")
        let common = ["--model", tiny.model, "--task", "RTE", "--data", tiny.path("data"), "--max-length", "24"]
        #expect(
            tiny.refusal(["tokenize"] + common + ["--split", "test", "--output", test]).contains("a file that is read"))
        #expect(
            tiny.refusal(["predict"] + common + ["--split", "dev", "--output", dev]).contains("a file that is read"))
        #expect(
            tiny.refusal(["tokenize"] + common + ["--split", "dev", "--output", test]).contains("a file that is read"),
            "nor another file of the task")
        #expect(try text("data/RTE/dev.tsv") == rows && text("data/RTE/test.tsv") == rows)
        // The rows that an adapter remembers.
        let own = try write("text,label\n" + (0 ..< 8).map { "a,\($0 % 2)\n" }.joined(), to: "own.csv")
        try train(["--data", own])
        #expect(
            tiny.refusal(["predict", "--adapter", tiny.path("out"), "--split", "dev", "--output", own])
                .contains("a file that is read"))
    }

    private func train(_ options: [String]) throws {
        try tiny.edora(
            ["train", "--model", tiny.model, "--method", "head", "--epochs", "1", "--max-length", "24", "--output"]
                + [tiny.path("out")] + options)
    }

    /// Numbers, truth values and lists go through as they are.
    @Test func valuesOfJSONStayWhatTheyAre() throws {
        try train(["--data", write("text,label\na,x\nb,y\na,x\nb,y\n", to: "own.csv")])
        let input = try write(
            "{\"text\": \"a\", \"id\": 5, \"vip\": true, \"tags\": [\"p\", 1], \"of\": \"5\"}\n", to: "i.jsonl")
        try tiny.edora(
            ["predict", "--adapter", tiny.path("out"), "--data", input, "--output", tiny.path("o.jsonl")])
        let line = try text("o.jsonl")
        #expect(
            line.hasPrefix("{\"text\": \"a\", \"id\": 5, \"vip\": true, \"tags\": [\"p\", 1], \"of\": \"5\", "),
            "\(line)")
    }

    /// A table whose answers are not known yet has the column all the same.
    @Test func anEmptyColumnOfAnswersHasAWayOut() throws {
        try train(["--data", write("text,label\na,x\nb,y\na,x\nb,y\n", to: "own.csv")])
        let predict = [
            "predict", "--adapter", tiny.path("out"), "--data", try write("text,label\na,\n", to: "new.csv"),
        ]
        #expect(tiny.refusal(predict).contains("--unlabelled predicts"))
        try tiny.edora(predict + ["--unlabelled"])
        #expect(tiny.refusal(predict + ["--unlabelled", "--label", "label"]).contains("--label"))
        // What is wrong with a text is no matter of answers.
        let blank = try write("text,label\n,x\n", to: "new.csv")
        #expect(!tiny.refusal(["predict", "--adapter", tiny.path("out"), "--data", blank]).contains("--unlabelled"))
    }

    @Test func aTestFileIsThatOfTheTraining() throws {
        let rows =
            "index\tsentence1\tsentence2\tlabel\n"
            + (0 ..< 4).map { "\($0)\ta\tb\t\($0 % 2 == 0 ? "entailment" : "not_entailment")\n" }.joined()
        for split in ["train", "dev"] { _ = try write(rows, to: "data/RTE/\(split).tsv") }
        _ = try write("index\tsentence1\tsentence2\n0\ta\tb\n", to: "data/RTE/test.tsv")
        try train(["--task", "RTE", "--data", tiny.path("data")])
        let predict = ["predict", "--adapter", tiny.path("out"), "--output", tiny.path("answers.csv")]
        try tiny.edora(predict + ["--split", "test"])
        #expect(try text("answers.csv").split(separator: "\n").count == 2)
        // The adapter's own task, named, is the same as not named.
        try tiny.edora(predict + ["--split", "dev", "--task", "RTE"])
        #expect(try text("answers.csv").split(separator: "\n").count == 5)
    }

    /// A description that was changed by hand.
    @Test(arguments: [("devLimit", -1.0), ("trainLimit", -1), ("trainShare", 1e300), ("maxLength", 1)])
    func aChoiceOfRowsThatMakesNoSenseIsRefused(_ key: String, _ value: Double) throws {
        try tiny.train(.edora, ["--output", tiny.path("out")])
        try set("out/edora_config.json", ["trainedOn", "selection", key], to: value)
        let refusal = tiny.refusal(["predict", "--adapter", tiny.path("out"), "--split", "dev"])
        #expect(refusal.contains("\"trainedOn.selection.\(key)\": expected"), "\(refusal)")
    }

    @Test func biasesSeedAndHeadOutliveAConversion() throws {
        let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "CoreTests/Fixtures/adapters")
        let biased = fixtures.appending(path: "bert-biases").path
        try tiny.edora(
            [
                "import", "--model", tiny.model, "--adapter", biased, "--max-length", "24", "--output",
                tiny.path("biased"),
            ]
                + ["--class", "a", "--class", "b"])
        func convert(_ from: String, _ more: [String] = []) throws -> String {
            try tiny.output(
                ["convert", "--model", tiny.model, "--adapter", tiny.path(from), "--rank", "32", "--output"]
                    + [tiny.path(from + "-lora")] + more)
        }
        let moved = try convert("biased", ["--data", write("text\na b\nc d e\nf\n", to: "rows.csv")])
        #expect(moved.contains("moved by 0.0000 at most"), "\(moved)")
        try tiny.train(.edora, ["--output", tiny.path("half"), "--train-share", "0.5"])
        _ = try convert("half")
        for name in ["half", "half-lora"] {
            try tiny.edora(
                ["predict", "--model", tiny.model, "--adapter", tiny.path(name), "--split", "train", "--output"]
                    + [tiny.path(name + ".csv")])
        }
        func texts(_ name: String) throws -> [Substring] {
            try text(name).split(separator: "\n").map { $0.prefix { $0 != "," } }
        }
        #expect(try texts("half.csv") == texts("half-lora.csv"))
    }

    @Test func anUnfinishedTrainingKeepsItsFolder() throws {
        try tiny.train(.lora, ["--output", tiny.path("out")])
        try tiny.stop(.lora, afterStep: 3, to: "half")
        let from = ["--model", tiny.model, "--adapter", tiny.path("out"), "--output", tiny.path("half")]
        for command in [["merge"], ["export", "--format", "native"], ["convert", "--rank", "2"]] {
            #expect(tiny.refusal(command + from).contains("without an unfinished training"), "\(command[0])")
        }
    }

    @Test func aFinishedModelIsNotReplacedByAnothersGoingOn() throws {
        let output = ["--output", tiny.path("full"), "--record", tiny.path("full")]
        try FileManager.default.createDirectory(atPath: tiny.path("full"), withIntermediateDirectories: true)
        let train =
            ["train", "--model", tiny.model, "--task", "RTE", "--method", "full", "--max-length", "24"]
            + ["--limit", "48", "--limit-dev", "16", "--epochs", "1"]
        try tiny.edora(train + output + ["--seed", "1"])
        let files = try FileManager.default.contentsOfDirectory(atPath: tiny.path("full"))
        #expect(files.contains { $0.hasPrefix("RTE-full-s1") }, "a record in the folder of the model: \(files)")
        let refusal = tiny.refusal(train + ["--seed", "2", "--resume", "--output", tiny.path("full")])
        #expect(refusal.contains("what another run has finished"), "\(refusal)")
    }

    /// Rates are told apart by all their digits, and what was changed by hand is refused.
    @Test func aComparisonIsOfOneQuestion() throws {
        let rows = try write("text,label\n" + (0 ..< 40).map { "a \($0),\($0 % 2)\n" }.joined(), to: "own.csv")
        func compare(_ rate: String) -> [String] {
            ["compare", "--data", rows, "--model", tiny.model, "--methods", "edora,lora", "--rank", "2"]
                + ["--max-length", "24", "--rates", "edora=\(rate)", "--output", tiny.path("compared"), "--no-train"]
        }
        try tiny.edora(compare("1.5e-3"))
        #expect(try text("compared/README.md").contains("1.5e-3"))
        let refusal = tiny.refusal(compare("2.4e-3"))
        #expect(refusal.contains("--rates: edora=0.0015") && refusal.contains("edora=0.0024"), "\(refusal)")
        #expect(tiny.refusal(compare("1.5e-3") + ["--dev-share", "nan"]).contains("--dev-share"))
        for (key, value, expected) in [("seedCount", 0, "1 to 100"), ("entries", [Any](), "two settings")]
            as [(String, Any, String)]
        {
            let kept = try text("compared/compare.json")
            try set("compared/compare.json", [key], to: value)
            let refusal = tiny.refusal(["sweep", "status", "--compare", tiny.path("compared")])
            #expect(refusal.contains("compare.json") && refusal.contains(expected), "\(refusal)")
            _ = try write(kept, to: "compared/compare.json")
        }
    }

    @Test func ranksThatTrainAreCounted() throws {
        #expect(
            try tiny.output(["info", "--model", tiny.model, "--method", "vera", "--rank", "100"]).contains("vera:"))
        #expect(tiny.refusal(["info", "--model", tiny.model, "--rank", "100"]).contains("1 to 32"))
        for options in [["--method", "head", "--target", "query"], ["--method", "magnitude", "--rank", "8"]] {
            #expect(tiny.refusal(["info"] + options).contains("\(options[2]) has no effect"))
        }
    }

    @Test func optionsWithoutEffectAreRefused() throws {
        let rows = try write("text,label\na,x\nb,y\na,x\nb,y\n", to: "own.csv")
        let command = ["train", "--model", tiny.model, "--data", rows, "--method", "head"]
        #expect(tiny.refusal(command + ["--dev", rows, "--division", "held-out"]).contains("--dev"))
        for option in [["--random-weights"], ["--model", "minilm"], ["--max-length", "64"], ["--lengths", "none"]] {
            #expect(tiny.refusal(["bench", "--svd"] + option).contains(option[0]), "\(option)")
        }
        try train([
            "--data", write("text,label\na,1.5\nb,2\na,1\nb,2\n", to: "scores.csv"), "--regression",
            "--ignore-mismatched-head",
        ])
        let predict = ["predict", "--adapter", tiny.path("out"), "--output", tiny.path("answers.csv")]
        #expect(tiny.refusal(predict + ["--probabilities", "a"]).contains("a regression"))
        let failed = ["ranks", "--model", tiny.model, "--rule", "energy", "--rank", "0", "--output"]
        _ = tiny.refusal(failed + [tiny.path("made/ranks.json")])
        #expect(!FileManager.default.fileExists(atPath: tiny.path("made")))
    }
}
