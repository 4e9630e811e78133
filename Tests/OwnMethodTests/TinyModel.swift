import ArgumentParser
import Core
import EdoraTool
import Foundation

/// A BERT of two layers in a folder of its own, and the tool's commands on it, run in this process.
final class TinyModel: Sendable {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let data = root.appending(path: "data/mini-glue")
    /// Goes with this object.
    let folder: URL
    /// The generated rows.
    var data: String { Self.data.path }
    /// The checkpoint's folder.
    var model: String { path("tiny") }

    /// A copy of the fixture, and a vocabulary of letters beside it.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "edora-own-\(UUID().uuidString)")
        let fixture = Self.root.appending(path: "Tests/CoreTests/Fixtures/tiny-bert")
        let model = folder.appending(path: "tiny")
        try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
        for name in ["config.json", "model.safetensors"] {
            try FileManager.default.copyItem(at: fixture.appending(path: name), to: model.appending(path: name))
        }
        let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
        let pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + letters + letters.map { "##" + $0 }
        try Data(pieces.joined(separator: "\n").utf8).write(to: model.appending(path: "vocab.txt"))
        try Data(#"{"do_lower_case": true}"#.utf8).write(to: model.appending(path: "tokenizer_config.json"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Runs `edora` with these arguments.
    func edora(_ arguments: [String]) throws {
        var command = try Edora.parseAsRoot(arguments)
        try command.run()
    }

    /// What a command prints. Other tests of this process may print in between.
    func output(_ arguments: [String]) throws -> String {
        let file = folder.appending(path: "output")
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file), terminal = dup(STDOUT_FILENO)
        func send(to descriptor: Int32) {
            fflush(nil)
            dup2(descriptor, STDOUT_FILENO)
        }
        send(to: handle.fileDescriptor)
        let result = Result { try edora(arguments) }
        send(to: terminal)
        close(terminal)
        try result.get()
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// What `edora` says when it does not do what it was asked for.
    func refusal(_ arguments: [String]) -> String {
        do {
            try edora(arguments)
            return "nothing"
        } catch { return Edora.fullMessage(for: namingOptions(error)) }
    }

    /// Six steps of RTE at rank 2.
    func train(_ method: AdapterMethod, rank: Int = 2, _ options: [String]) throws {
        let run = [
            "train", "--model", model, "--data", Self.data.path, "--task", "RTE", "--method", method.id,
            "--rank", "\(rank)",
            "--epochs", "2", "--batch-size", "16", "--limit", "48", "--limit-dev", "16", "--max-length", "24",
        ]
        try edora(run + options)
    }

    /// The same run from Swift, stopped in the middle; its checkpoint lies in a folder.
    func stop(_ method: AdapterMethod, afterStep last: Int, to name: String) throws {
        let output = folder.appending(path: name)
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
        let configuration = TrainingConfiguration(
            adapter: .standard(method, rank: 2), task: .rte, rows: .init(maxLength: 24, trainLimit: 48, devLimit: 16),
            steps: .init(batchSize: 16, epochs: 2), rates: .standard(method, .rte),
            regularisation: .init(weightDecay: 0.01), seed: 1)
        let run = try FineTuning(model: URL(fileURLWithPath: model), data: Self.data, configuration: configuration)
        let flag = Trainer.StopFlag(), checkpoint = output.appending(path: FineTuning.checkpointName)
        do {
            _ = try run.run(checkpoint: checkpoint, stop: flag) { event in
                if case .step(let step) = event, step.step == last { flag.stop() }
            }
        } catch is Trainer.Stopped { return }
        throw InputError("the run", expected: "a stop after step \(last)", found: "its end")
    }

    func record(_ name: String) throws -> RunRecord { try .read(folder.appending(path: name)) }

    /// Writes the logits of 16 dev rows to NAME.json.
    func predict(_ name: String, model: String? = nil, adapter: String?) throws {
        let source = adapter.map { ["--adapter", path($0)] } ?? ["--task", "RTE", "--max-length", "24"]
        try edora(
            ["predict", "--model", model ?? self.model, "--data", Self.data.path, "--limit", "16"] + source
                + ["--logits", path(name + ".json")])
    }

    /// What `predict` wrote.
    func logits(_ name: String) throws -> [[Float]] {
        try JSONDecoder().decode([[Float]].self, from: Data(contentsOf: folder.appending(path: name + ".json")))
    }
}
