import Core
import Foundation
import Testing

/// Bad input ends with a message that names it and status 1; never with a crash.
@Suite(.timeLimit(.minutes(10))) struct BadInputTests {
    func expectRefusal(_ result: Tool.Result, _ words: String...) {
        #expect(!result.wasSignalled && result.status == 1, "status \(result.status): \(result.errors)")
        for word in words { #expect(result.errors.contains(word), "no \"\(word)\" in: \(result.errors)") }
    }

    /// MiniLM's files in a folder of their own, with one of them changed.
    func checkpoint(_ change: (URL) throws -> Void) throws -> String {
        let folder = try Tool.temporary(),
            source = Tool.root.appending(path: "data/models/minilm").resolvingSymlinksInPath()
        for name in ["config.json", "tokenizer.json", "model.safetensors"] {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: name), withDestinationURL: source.appending(path: name))
        }
        try change(folder)
        return folder.path
    }

    func weights(_ bytes: Data) throws -> String {
        try checkpoint {
            let file = $0.appending(path: "model.safetensors")
            try FileManager.default.removeItem(at: file)
            try bytes.write(to: file)
        }
    }

    func train(_ model: String) throws -> Tool.Result {
        try Tool.edora(
            "train", "--task", "RTE", "--data", "data/mini-glue", "--model", model, "--max-steps", "1", "--limit",
            "8")
    }

    func header(_ json: String, data: Int) -> Data {
        withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) { Data($0) } + Data(json.utf8)
            + Data(repeating: 0, count: data)
    }

    /// Rows, a pattern and a comparison stay as they are when an output is given their name.
    @Test func anInputIsNoOutput() throws {
        let folder = try Tool.temporary(), data = folder.appending(path: "data")
        try FileManager.default.copyItem(at: Tool.root.appending(path: "data/mini-glue"), to: data)
        let rows = data.appending(path: "CoLA/dev.tsv"), before = try Data(contentsOf: rows)
        let ranks = folder.appending(path: "ranks.json").path, energy = ["ranks", "--rule", "energy", "--rank", "2"]
        #expect(try Tool.run("edora", energy + ["--output", ranks]).status == 0)
        let pattern = try Data(contentsOf: URL(fileURLWithPath: ranks))
        for arguments in [
            ["tokenize", "--data", data.path, "--task", "CoLA", "--output", rows.path],
            ["ranks", "--rule", "gradient", "--data", data.path, "--task", "CoLA", "--output", rows.path],
            ["train", "--task", "CoLA", "--max-steps", "1", "--rank-pattern", ranks, "--record", ranks],
        ] { expectRefusal(try Tool.run("edora", arguments), "a file of its own", "a file that is read") }
        #expect(try Data(contentsOf: rows) == before)
        #expect(try Data(contentsOf: URL(fileURLWithPath: ranks)) == pattern)
    }

    @Test func damagedWeightsAreRefused() throws {
        let whole = try Data(contentsOf: Tool.root.appending(path: "data/models/minilm/model.safetensors"))
        expectRefusal(try train(weights(whole.prefix(1_000_000))), "model.safetensors", "bytes of data")
        expectRefusal(
            try train(weights(Data([255, 255, 255, 255, 255, 255, 255, 127]) + whole.dropFirst(8).prefix(100))),
            "header")
        expectRefusal(
            try train(
                weights(
                    header(
                        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
                            + #""b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
                        data: 12))),
            "tensor b", "overlap")
        expectRefusal(
            try train(
                weights(
                    header(
                        #"{"embeddings.word_embeddings.weight":{"dtype":"I64","shape":[30522,384],"#
                            + #""data_offsets":[0,93763584]}}"#,
                        data: 93_763_584))),
            "embeddings.word_embeddings.weight", "I64")
        expectRefusal(try train(weights(header("{}", data: 0))), "embeddings.word_embeddings.weight", "no such tensor")
    }

    @Test func aMissingModelNamesTheCommandThatFetchesIt() throws {
        expectRefusal(try train("nowhere"), "nowhere")
        let empty = try checkpoint { try FileManager.default.removeItem(at: $0.appending(path: "tokenizer.json")) }
        expectRefusal(try train(empty), "tokenizer.json")
    }

    @Test func badRowsAreNamedByFileAndLine() throws {
        let data = try Tool.temporary()
        try FileManager.default.createDirectory(at: data.appending(path: "RTE"), withIntermediateDirectories: true)
        let file = data.appending(path: "RTE/train.tsv")
        try Data("index\tsentence1\tsentence2\tlabel\n0\tonly three\tcolumns\n".utf8).write(to: file)
        expectRefusal(
            try Tool.edora("train", "--task", "RTE", "--data", data.path), "train.tsv:2", "4 tab-separated columns",
            "found 3")
        try Data("index\tsentence1\tsentence2\tlabel\n0\ta\tb\tperhaps\n".utf8).write(to: file)
        expectRefusal(try Tool.edora("train", "--task", "RTE", "--data", data.path), "train.tsv:2", "perhaps")
        expectRefusal(try Tool.edora("train", "--task", "CoLA", "--data", data.path), "CoLA/train.tsv", "make glue")
    }

    @Test func optionsThatMakeNoSenseAreRefused() throws {
        func train(_ options: String...) throws -> Tool.Result {
            try Tool.run(
                "edora",
                ["train", "--task", "RTE", "--data", "data/mini-glue", "--limit", "8", "--limit-dev", "8"]
                    + options)
        }
        expectRefusal(try train("--rank", "385"), "--rank", "384")
        expectRefusal(try train("--output", "/proc/nowhere"), "/proc/nowhere")
        expectRefusal(try train("--record", "/proc/nowhere/record.json"), "/proc/nowhere")
        expectRefusal(try train("--max-length", "2"), "--max-length")
        expectRefusal(try train("--max-length", "513"), "--max-length", "512")
        expectRefusal(try train("--lr", "nan"), "--lr")
        expectRefusal(try train("--threads", "0"), "--threads")
        expectRefusal(
            try train("--lr", "1e30", "--head-lr", "1e30", "--warmup", "0", "--epochs", "9", "--batch-size", "2"),
            "diverged", "--lr")
        expectRefusal(try train("--lr", "1e39", "--warmup", "0", "--max-steps", "1"), "--lr", "at most 3.4e38")
        expectRefusal(try train("--batch-size", "9223372036854775807"), "--batch-size")
        expectRefusal(try train("--max-steps", "9223372036854775807"), "--max-steps")
        expectRefusal(try train("--checkpoint-every", "nan"), "--checkpoint-every")
        let model = try checkpoint { _ in }
        expectRefusal(try train("--method", "full", "--model", model, "--output", model), "--output")
        expectRefusal(try Tool.edora("info", "--rank", "99999999999"), "--rank")
        expectRefusal(
            try Tool.edora(
                "tokenize", "--task", "RTE", "--max-length", "2", "--output",
                Tool.temporary().appending(path: "ids").path), "--max-length")
        let unknown = try train("--task", "WNLI")
        #expect(unknown.status != 0 && !unknown.wasSignalled && unknown.errors.contains("WNLI"))
    }

    /// Two trainings into one folder would share a checkpoint, and one adapter would be lost.
    @Test func aFolderThatAnotherTrainingWritesToIsRefused() throws {
        let output = try Tool.temporary(), lock = open(output.path, O_RDONLY | O_DIRECTORY)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        func train() throws -> Tool.Result {
            try Tool.edora(
                "train", "--task", "RTE", "--limit", "8", "--limit-dev", "8", "--epochs", "1", "--output",
                output.path)
        }
        expectRefusal(try train(), "no other training", output.path)
        #expect(flock(lock, LOCK_UN) == 0)
        #expect(
            try train().status == 0
                && !FileManager.default.contentsOfDirectory(atPath: output.path).contains { $0.hasPrefix(".") })
        let asAnother = try Tool.edora(
            "predict", "--adapter", output.path, "--task", "SST-2", "--split", "dev", "--limit", "2")
        #expect(asAnother.status == 0 && asAnother.errors.contains("trained on RTE"), "\(asAnother.errors)")
    }

    /// A rename would put a file in the place of a pipe, of a device or of a link.
    @Test func onlyFilesAreWrittenOver() throws {
        let folder = try Tool.temporary(), pipe = folder.appending(path: "pipe"), link = folder.appending(path: "link"),
            file = folder.appending(path: "file")
        #expect(mkfifo(pipe.path, 0o600) == 0)
        func tokenize(_ output: URL) throws -> Tool.Result {
            try Tool.edora("tokenize", "--task", "RTE", "--output", output.path)
        }
        expectRefusal(try tokenize(pipe), "pipe")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
        expectRefusal(try tokenize(link), "link")
        try Data("old".utf8).write(to: file)
        expectRefusal(try tokenize(link), "link")
        #expect(try Data(contentsOf: file) == Data("old".utf8))
    }

    @Test func anOptionThatWouldDoNothingIsRefused() throws {
        for arguments in [
            ["train", "--method", "magnitude", "--rank", "8"],
            ["train", "--basis", "orthonormal-sigma", "--vectors", "bottom"], ["weave", "--check", "--figures"],
            ["predict", "--split", "test", "a", "b"], ["predict", "--data", "data/glue", "a", "b"],
            ["bench", "--svd", "--svd-cost", "out.json"],
            ["bench", "--svd", "--rank", "8"],
            ["ranks", "--rule", "energy", "--data", "data/glue", "--output", "out.json"],
            ["predict", "--model", "data/models/minilm", "--allow-base-mismatch", "a"],
        ] {
            let result = try Tool.run("edora", arguments)
            #expect(
                result.status != 0 && !result.wasSignalled && result.errors.contains("--"),
                "\(arguments): \(result.errors)")
        }
    }

    /// Negative numbers reach the option's own message; texts that begin with a dash are told from options by `--`.
    @Test func whatBeginsWithADashIsNoOption() throws {
        expectRefusal(try Tool.edora("train", "--task", "RTE", "--sigma", "-1"), "--sigma", "0 to 1e30")
        expectRefusal(try Tool.edora("train", "--task", "RTE", "--limit", "-8"), "--limit", "at least 1")
        expectRefusal(try Tool.edora("train", "--task", "RTE", "--lr", "-1e-3", "--clip", "1"), "--lr", "positive")
        for text in ["-1 degrees outside", "- a list item", "–– nothing"] {
            let result = try Tool.edora("predict", "--adapter", "nowhere", text)
            expectRefusal(result, text.hasPrefix("-") ? "Put -- before" : "nowhere")
        }
        expectRefusal(try Tool.edora("predict", "--adapter", "nowhere", "--", "-1 degrees outside"), "nowhere")
        #expect(try Tool.edora("predict", "--help").output.contains("--"))
    }

    @Test func aDamagedAdapterIsRefused() throws {
        let folder = try Tool.temporary()
        expectRefusal(try Tool.edora("predict", "--adapter", folder.path), "edora_config.json")
        try Data("{}".utf8).write(to: folder.appending(path: "edora_config.json"))
        expectRefusal(try Tool.edora("predict", "--adapter", folder.path), "edora_config.json")
        expectRefusal(try Tool.edora("predict", "--task", "RTE"), "--adapter")
        expectRefusal(try Tool.edora("predict", "--task", "RTE", "--model", "nowhere"), "nowhere")
        let trained = try Tool.temporary(), side = trained.appending(path: "edora_config.json")
        #expect(
            try Tool.edora(
                "train", "--task", "RTE", "--method", "lora", "--rank", "2", "--limit", "8", "--limit-dev", "8",
                "--epochs", "1",
                "--output", trained.path
            ).status == 0)
        expectRefusal(try Tool.edora("predict", "--adapter", trained.path, "--split", "dev", "--limit=-1"), "--limit")
        let text = try String(contentsOf: side, encoding: .utf8)
        for (field, value) in [
            ("\"rank\" : 2", "\"rank\" : -1"), ("\"rank\" : 2", "\"rank\" : 1000"),
            ("\"classes\" : 2", "\"classes\" : 5"),
        ] {
            try text.replacingOccurrences(of: field, with: value).write(to: side, atomically: true, encoding: .utf8)
            expectRefusal(try Tool.edora("predict", "--adapter", trained.path, "--split", "dev", "--limit", "2"))
        }
    }

    /// What is not whole is not finished, and no result takes the place of the model's or the adapter's own files.
    @Test func aRunIsFinishedOnlyWhereAllOfItIsThere() throws {
        let output = try Tool.temporary(), tensors = output.appending(path: "adapter_model.safetensors")
        func train(_ more: String...) throws -> Tool.Result {
            try Tool.run(
                "edora",
                [
                    "train", "--task", "RTE", "--method", "magnitude", "--limit", "8", "--limit-dev", "8", "--epochs",
                    "1", "--output", output.path,
                ] + more)
        }
        for name in ["adapter_model.safetensors", "edora_config.json", "training-checkpoint.safetensors"] {
            expectRefusal(try train("--record", output.appending(path: name).path), "--record", "a file of its own")
        }
        expectRefusal(try train("--record", "data/models/minilm/config.json"), "the model or the adapter")
        #expect(try train().status == 0 && train("--resume").status == 0)
        let record = output.appending(path: "record.json")
        try Data().write(to: record)
        expectRefusal(try train("--resume", "--record", record.path), "without its record", "Without --resume")
        var bytes = try Data(contentsOf: tensors)
        bytes[bytes.count - 9] ^= 1
        try bytes.write(to: tensors)
        expectRefusal(try train("--resume"), "missing or were changed", "Without --resume")
        expectRefusal(
            try Tool.edora(
                "predict", "--adapter", output.path, "--split", "dev", "--limit", "2", "--logits", tensors.path),
            "the tensors of this adapter")
        #expect(try train().status == 0)
        expectRefusal(
            try Tool.edora(
                "predict", "--adapter", output.path, "--split", "dev", "--limit", "2", "--logits", tensors.path),
            "--logits", "the model or the adapter")
    }

    @Test func aBenchmarkOfLongerSequencesThanTheModelTakesIsRefused() throws {
        expectRefusal(
            try Tool.edora(
                "bench", "--model", "Tests/CoreTests/Fixtures/tiny-bert", "--max-length", "64", "--steps", "1"),
            "--max-length", "24")
    }

    @Test func aDivisionThatLeavesNoRowsIsRefused() throws {
        let folder = try Tool.temporary(), task = folder.appending(path: "RTE")
        try FileManager.default.createDirectory(at: task, withIntermediateDirectories: true)
        let rows = try String(contentsOf: Tool.root.appending(path: "data/mini-glue/RTE/train.tsv"), encoding: .utf8)
            .split(separator: "\n").prefix(2)
        try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: task.appending(path: "train.tsv"))
        expectRefusal(
            try Tool.edora(
                "train", "--task", "RTE", "--data", folder.path, "--division", "held-out", "--max-steps", "1"),
            "train.tsv", "held-out")
    }

    /// A log on a full disk does not end the training; a result on one is a failure.
    @Test func aFullDiskBehindALogAndBehindAResult() throws {
        func status(_ arguments: [String], output: String, errors: String) throws -> Int32 {
            func device(_ path: String) throws -> FileHandle {
                try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            }
            let result = try Tool.start(
                "edora", arguments, in: Tool.temporary(), output: device(output), errors: device(errors)
            ).end()
            return result.wasSignalled ? -1 : result.status
        }
        let train = [
            "train", "--task", "RTE", "--method", "head", "--limit", "8", "--limit-dev", "8", "--epochs", "1",
        ]
        #expect(try status(train, output: "/dev/null", errors: "/dev/full") == 0)
        #expect(try status(["sweep", "plan", "--chapter", "3"], output: "/dev/full", errors: "/dev/null") == 1)
    }
}
