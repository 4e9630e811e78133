import Foundation
import Testing

@testable import Core

/// What a program that uses the library can get wrong ends in an error that says what, never in a crash.
@Suite struct CallerFaultTests {
    let training = TrainingTests()

    func fresh() throws -> SequenceClassifier {
        try SequenceClassifier(directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 1)
    }

    func refusal(_ words: String..., of body: () throws -> Void) {
        let error = #expect(throws: InputError.self) { try body() }
        for word in words { #expect(error?.description.contains(word) == true, "\(error?.description ?? "nothing")") }
    }

    @Test func aModelThatWasNotAdaptedByTheConfigurationIsNotTrained() throws {
        let configuration = training.configuration(), rows = training.examples(8, "train")
        func train(_ model: SequenceClassifier) throws {
            _ = try Trainer(model, configuration, key: "k", train: rows, dev: [], threads: 1)
        }
        let bare = try fresh(), other = try training.model(training.configuration(.lora))
        refusal("the model", "without adapters", "adapt") { try train(bare) }
        refusal("the model", "adapted by another") { try train(other) }
    }

    @Test func aModelIsAdaptedOnce() throws {
        let configuration = training.configuration(), model = try training.model(configuration)
        let before = training.bits(model)
        refusal("the model", "EDoRA", "once") { _ = try model.adapt(configuration.adapter, seed: 1, threads: 1) }
        let folder = try Fixtures.temporary()
        let adapter = try AdapterDirectory(of: model, task: .rte, maxLength: 24, baseDigest: "d", run: "k", seed: 3)
        try adapter.write(model, to: folder)
        refusal("the model", "EDoRA") {
            try adapter.install(on: model, from: folder, baseDigest: "d", allowBaseMismatch: false)
        }
        #expect(training.bits(model) == before)
    }

    @Test func aNumberOfThreadsThatNoMachineHasIsRefused() throws {
        let configuration = training.configuration(), rows = training.examples(8, "train"), bare = try fresh(),
            model = try training.model(configuration)
        for threads in [0, -1, 1025] {
            refusal("threads", "1 to 1024", "\(threads)") {
                _ = try bare.adapt(configuration.adapter, seed: 1, threads: threads)
            }
            refusal("threads") {
                _ = try Trainer(model, configuration, key: "k", train: rows, dev: [], threads: threads)
            }
        }
        #expect(Machine.cores >= 1)
    }

    /// Tokens of another model's tokenizer would read beyond the tables.
    @Test func rowsWithTokensThatTheModelHasNoRowForAreRefused() throws {
        let configuration = training.configuration(), model = try training.model(configuration),
            rows = training.examples(8, "train")
        for (encoding, words) in try [
            (Encoding(ids: [2, 60, 3]), ["ids from 0 to 59", "found 60"]),
            (Encoding(ids: [2, -1, 3]), ["ids from 0 to 59", "found -1"]),
            (Encoding(ids: []), ["1 to 24 tokens", "found 0"]),
            (Encoding(ids: [2, 5, 3], tokenTypes: [0, 2, 0]), ["token types from 0 to 1", "found 2"]),
        ] {
            let wrong = [Example(encoding: encoding, target: .label(0))]
            let fault = #expect(throws: InputError.self) {
                try Trainer(model, configuration, key: "k", train: rows + wrong, dev: [], threads: 1)
            }
            for word in ["training row 8"] + words {
                #expect(fault?.description.contains(word) == true, "\(fault?.description ?? "nothing")")
            }
            #expect(throws: InputError.self) {
                try Trainer(model, configuration, key: "k", train: rows, dev: wrong, threads: 1)
            }
        }
        refusal("a token type for each of the 2 ids", "3") { _ = try Encoding(ids: [1, 2], tokenTypes: [0, 0, 0]) }
        // RoBERTa has no token types: whatever is written there is not read.
        let roberta = try SequenceClassifier(
            directory: Fixtures.directory.appending(path: "tiny-roberta"), classes: 2, seed: 1)
        #expect(throws: Never.self) {
            try roberta.configuration.requireFit(Encoding(ids: [0, 5, 2], tokenTypes: [0, 7, 0]), place: "row 1")
        }
    }

    @Test func scoresNeedALabelAndAPredictionForEachRow() throws {
        let rows = training.examples(3, "train"), logits = Matrix(3, 2)
        let unlabelled = rows.dropLast() + [Example(encoding: rows[0].encoding, target: nil)]
        refusal("row 2", "label") { _ = try Evaluator.scores(logits, of: Array(unlabelled), task: .rte) }
        refusal("predictions", "2, one for each row", "found 3") {
            _ = try Evaluator.scores(logits, of: Array(rows.dropLast()), task: .rte)
        }
        refusal("predictions") { _ = try Metric.accuracy.score([0, 1], [0]) }
        refusal("predictions") { _ = try ConfusionMatrix(predicted: [0, 1], actual: [0], labels: ["a", "b"]) }
        refusal("row 1", "a class from 0 to 1", "2.0") {
            _ = try ConfusionMatrix(predicted: [0, 1], actual: [0, 2], labels: ["a", "b"])
        }
        refusal("the prediction for row 0", "0.5") {
            _ = try ConfusionMatrix(predicted: [0.5], actual: [0], labels: ["a", "b"])
        }
    }

    @Test func anAdapterIsWrittenFromTheModelThatHasIt() throws {
        let bare = try fresh(), model = try training.model(training.configuration()),
            other = try training.model(training.configuration(.lora)), folder = try Fixtures.temporary()
        func describe(_ model: SequenceClassifier) throws -> AdapterDirectory {
            try AdapterDirectory(of: model, task: .rte, maxLength: 24, baseDigest: "d", run: "k", seed: 3)
        }
        refusal("the model", "with an adapter") { _ = try describe(bare) }
        let adapter = try describe(model)
        for (wrong, found) in [(bare, "none"), (other, "LoRA")] {
            refusal("the model", "EDoRA", found) { try adapter.write(wrong, to: folder) }
            refusal("the model", "EDoRA", found) { try NativeAdapter(adapter).write(wrong, to: folder) }
        }
        refusal("twice") { try Safetensors.write([.init("a", Matrix(1, 1)), .init("a", Matrix(1, 1))], to: folder) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
