import Foundation
import Testing

@testable import Core

/// `make roberta` against a server on the loopback interface that holds a small checkpoint of RoBERTa's shape, and a
/// run on what came.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RobertaFetchTests {
    let served: URL, work: URL, checkpoint: URL

    init() throws {
        work = try Fixtures.temporary()
        served = work.appending(path: "served")
        checkpoint = work.appending(path: "models/roberta-base")
        let folder = served.appending(path: "FacebookAI/roberta-base/resolve/main")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["tokenizer.json", "vocab.json", "merges.txt"] {
            try FileManager.default.copyItem(
                at: Fixtures.directory.appending(path: "bpe").appending(path: name), to: folder.appending(path: name))
        }
        let tiny = Fixtures.directory.appending(path: "tiny-roberta/config.json")
        let config = try String(contentsOf: tiny, encoding: .utf8)
            .replacing("\"vocab_size\": 60", with: "\"vocab_size\": 900")
            .replacing("\"max_position_embeddings\": 26", with: "\"max_position_embeddings\": 130")
        try Data(config.utf8).write(to: folder.appending(path: "config.json"))
        try Safetensors.write(Self.tensors(), to: folder.appending(path: "model.safetensors"))
    }

    /// Random weights of two layers, hidden 32, without a classifier.
    static func tensors() -> [Safetensors.Output] {
        func weight(_ name: String, _ rows: Int, _ columns: Int) -> Safetensors.Output {
            .init("roberta." + name, 0.1 * Matrix.sample(rows, columns, name), isVector: false)
        }
        func linear(_ name: String, _ outputs: Int, _ inputs: Int) -> [Safetensors.Output] {
            [
                weight(name + ".weight", outputs, inputs),
                .init("roberta.\(name).bias", Matrix(1, outputs), isVector: true),
            ]
        }
        func norm(_ name: String) -> [Safetensors.Output] {
            [
                .init("roberta.\(name).LayerNorm.weight", Matrix(1, 32) { _, _ in 1 }, isVector: true),
                .init("roberta.\(name).LayerNorm.bias", Matrix(1, 32), isVector: true),
            ]
        }
        var result =
            [
                weight("embeddings.word_embeddings.weight", 900, 32),
                weight("embeddings.position_embeddings.weight", 130, 32),
                weight("embeddings.token_type_embeddings.weight", 1, 32),
            ] + norm("embeddings")
        for i in 0 ..< 2 {
            let layer = "encoder.layer.\(i)."
            for name in ["query", "key", "value"] { result += linear(layer + "attention.self." + name, 32, 32) }
            result += linear(layer + "attention.output.dense", 32, 32) + norm(layer + "attention.output")
            result +=
                linear(layer + "intermediate.dense", 64, 32) + linear(layer + "output.dense", 32, 64)
                + norm(layer + "output")
        }
        return result
    }

    /// Starts a program whose messages go to a file.
    func start(
        _ program: String, _ arguments: [String], messages: URL, environment: [String: String] = [:]
    ) throws -> Process {
        try Data().write(to: messages)
        let process = Process(), file = try FileHandle(forWritingTo: messages)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        (process.standardInput, process.standardOutput, process.standardError) = (FileHandle.nullDevice, file, file)
        try process.run()
        return process
    }

    /// Serves the folder while `body` runs with the server's address.
    func withServer(_ options: [String] = [], _ body: (String) throws -> Void) throws {
        let port = work.appending(path: "port")
        try? FileManager.default.removeItem(at: port)
        let messages = work.appending(path: "server"), script = Fixtures.root.appending(path: "scripts/range_server.py")
        let files = ["--folder", served.path, "--log", work.appending(path: "requests").path, "--port-file", port.path]
        let server = try start("python3", [script.path] + files + options, messages: messages)
        defer {
            // Not terminate(): what a test starts inherits the signals that the test's thread blocks.
            kill(server.processIdentifier, SIGKILL)
            server.waitUntilExit()
        }
        let until = Date().addingTimeInterval(20)
        var text = ""
        while text.isEmpty, Date() < until {
            Thread.sleep(forTimeInterval: 0.02)
            text = ((try? String(contentsOf: port, encoding: .utf8)) ?? "").replacing("\n", with: "")
        }
        let said = try String(contentsOf: messages, encoding: .utf8)
        try #require(!text.isEmpty, "the server named no port in 20 s: \(said)")
        try body("http://127.0.0.1:\(text)")
    }

    /// Without a list of digests the server names them, as for any checkpoint but the pinned one.
    func fetch(_ address: String, digests: URL? = nil) throws -> (status: Int32, messages: String) {
        let messages = work.appending(path: "messages")
        let script = Fixtures.root.appending(path: "scripts/fetch_roberta.sh")
        let environment = [
            "HF_ENDPOINT": address, "ROBERTA_DIR": checkpoint.path, "ROBERTA_TRIES": "2", "ROBERTA_RETRY_WAIT": "0",
            "ROBERTA_REVISION": "main", "ROBERTA_DIGESTS": digests?.path ?? "", "no_proxy": "127.0.0.1",
        ]
        // `timeout` ends what hangs, with status 124.
        let process = try start(
            "timeout", ["--kill-after=5", "120", script.path], messages: messages, environment: environment)
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOf: messages, encoding: .utf8))
    }

    @Test func whatIsFetchedTrains() throws {
        let weights = "FacebookAI/roberta-base/resolve/main/model.safetensors"
        // The first transfer of the weights breaks off, and is resumed.
        try withServer(["--cut", "\(weights):100000"]) { address in
            let first = try fetch(address)
            #expect(first.status == 0, "\(first.messages)")
            let again = try fetch(address)
            #expect(again.status == 0 && again.messages.contains("in place"), "\(again.messages)")
        }
        let requests = try String(contentsOf: work.appending(path: "requests"), encoding: .utf8)
        #expect(requests.contains("206 \(weights) bytes=100000-"), "\(requests)")

        var configuration = TrainingConfiguration(
            adapter: .standard(.edora, rank: 4), task: .rte, rows: .init(trainLimit: 64, devLimit: 32), epochs: 2,
            rates: .init(adapter: 1e-2, head: 1e-2), weightDecay: 0.01, seed: 1)
        let run = try FineTuning(model: checkpoint, data: Fixtures.miniGLUE, configuration: configuration, threads: 2)
        #expect(run.trainableValues.head == 32 * 32 + 32 + 2 * 32 + 2)
        #expect(run.trainableValues.adapter == 8 * 16 + 2 * 4 * 32)
        let record = try run.run()
        #expect(record.losses.count == 4 && record.losses.allSatisfy { $0.isFinite && $0 < 2 })

        // The adapter comes back, and so does the merged model.
        let adapter = work.appending(path: "adapter"), merged = work.appending(path: "merged")
        try run.write(to: adapter, base: checkpoint)
        try ModelDirectory.write(run.model, task: .rte, base: checkpoint, to: merged)
        let restored = try SequenceClassifier(directory: checkpoint, classes: 2, seed: 9)
        try AdapterDirectory.read(adapter).install(
            on: restored, from: adapter, baseDigest: run.inputs.model, allowBaseMismatch: false)
        let examples = try FineTuning.examples(.rte, .dev, Fixtures.miniGLUE, loadTokenizer(merged), 128, 16)
        let rows = examples.map(\.encoding), trained = try Evaluator(run.model, threads: 1).logits(rows)
        for model in [restored, try SequenceClassifier(directory: merged, seed: 9)] {
            #expect(try Evaluator(model, threads: 1).logits(rows).largestDifference(from: trained) == 0)
        }

        // The hub's older tokenizer files do as well.
        try FileManager.default.removeItem(at: checkpoint.appending(path: "tokenizer.json"))
        let fromTwoFiles = try FineTuning(
            model: checkpoint, data: Fixtures.miniGLUE, configuration: configuration, threads: 1)
        #expect(fromTwoFiles.inputs.tokenizer.count == 64 && fromTwoFiles.inputs.tokenizer != run.inputs.tokenizer)

        configuration.rows.maxLength = 129
        #expect(throws: InputError.self) {
            try FineTuning(model: checkpoint, data: Fixtures.miniGLUE, configuration: configuration, threads: 1)
        }
    }

    /// A list of digests and sizes, as the script has one of roberta-base.
    func digests(changing name: String? = nil, by bytes: Int = 0) throws -> URL {
        let folder = served.appending(path: "FacebookAI/roberta-base/resolve/main")
        let lines = try ["config.json", "vocab.json", "merges.txt", "tokenizer.json", "model.safetensors"].map { file in
            let data = try Data(contentsOf: folder.appending(path: file))
            return "\(sha256(data)) \(data.count + (file == name ? bytes : 0)) \(file)\n"
        }
        let list = work.appending(path: "digests")
        try Data(lines.joined().utf8).write(to: list)
        return list
    }

    /// The server may say what it likes of its files, and as much of them as it likes.
    @Test func whatIsNotAsItsPinnedDigestIsNotKept() throws {
        let list = try digests(), merges = served.appending(path: "FacebookAI/roberta-base/resolve/main/merges.txt")
        let right = try Data(contentsOf: merges)
        try (right + Data("x y\n".utf8)).write(to: merges)
        try withServer { address in
            let longer = try fetch(address, digests: list)
            #expect(longer.status == 1, "\(longer.messages)")
            #expect(longer.messages.contains("merges.txt: expected at most \(right.count) bytes"), "\(longer.messages)")
        }
        try Data(right.reversed()).write(to: merges)
        try withServer { address in
            let other = try fetch(address, digests: list)
            #expect(
                other.status == 1 && other.messages.contains("merges.txt: expected the digest"), "\(other.messages)")
        }
        try withServer(["--endless", "FacebookAI/roberta-base/resolve/main/merges.txt"]) { address in
            let endless = try fetch(address, digests: list)
            #expect(endless.status == 1 && endless.messages.contains("bytes, found more"), "\(endless.messages)")
        }
        #expect(!FileManager.default.fileExists(atPath: checkpoint.path))
        #expect(!FileManager.default.fileExists(atPath: checkpoint.path + ".part/merges.txt"))
        try right.write(to: merges)
        // A server that names a wrong digest is not believed either.
        try withServer(["--wrong", "FacebookAI/roberta-base/resolve/main/vocab.json"]) { address in
            let whole = try fetch(address, digests: list)
            #expect(whole.status == 0 && whole.messages.contains("digests checked"), "\(whole.messages)")
        }
        let plain = try fetch("http://example.org", digests: list)
        #expect(plain.messages.contains("in place"), "nothing is asked for what is there: \(plain.messages)")
        try FileManager.default.removeItem(at: checkpoint)
        let refused = try fetch("http://example.org", digests: list)
        #expect(refused.status == 1 && refused.messages.contains("begins with https://"), "\(refused.messages)")
    }

    @Test func whatIsNotAsTheHubSaysIsNotKept() throws {
        try withServer(["--wrong", "FacebookAI/roberta-base/resolve/main/vocab.json"]) { address in
            let result = try fetch(address)
            #expect(
                result.status == 1 && result.messages.contains("vocab.json: expected the digest"), "\(result.messages)")
        }
        #expect(!FileManager.default.fileExists(atPath: checkpoint.path))
        // Nobody listens: the message says what to do, and what came before is kept.
        let offline = try fetch("http://127.0.0.1:9")
        #expect(offline.status == 1 && offline.messages.contains("HF_ENDPOINT"), "\(offline.messages)")
        // A mirror that redirects every request, with an etag of its own, is followed to the file's.
        try withServer { address in
            let whole = try fetch(address + "/moved")
            #expect(whole.status == 0, "\(whole.messages)")
        }
        try Data("x".utf8).write(to: checkpoint.appending(path: "merges.txt"))
        try withServer { address in
            let spoilt = try fetch(address)
            #expect(spoilt.status == 1 && spoilt.messages.contains("merges.txt"), "\(spoilt.messages)")
        }
    }
}
