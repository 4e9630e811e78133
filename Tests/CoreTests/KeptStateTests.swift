import Foundation
import Testing

@testable import Core

/// A training whose checkpoints or results find no room.
@Suite struct KeptStateTests {
    /// A folder that has the checkpoint's name stands for a disk that takes no file.
    @Test func aCheckpointThatCannotBeWrittenIsToldOnceAndTrainingGoesOn() throws {
        let tests = TrainingTests(), configuration = tests.configuration()
        let folder = try Fixtures.temporary(), checkpoint = folder.appending(path: "checkpoint")
        func run(failing: Bool) throws -> (outcome: Trainer.Outcome, failed: [Int], written: [Int]) {
            let trainer = try Trainer(
                tests.model(configuration), configuration, key: "k", train: tests.examples(22, "train"), dev: [],
                threads: 1)
            var failed: [Int] = [], written: [Int] = []
            let outcome = try trainer.run(checkpoint: checkpoint, interval: 0) { event in
                if case .step(let step) = event, failing {
                    // The file system is full up to the sixth step, and after the eighth.
                    let isFull = step.step < 6 || step.step > 8
                    Thread.sleep(forTimeInterval: 0.15)  // an attempt takes at most a twentieth of the time
                    try? FileManager.default.removeItem(at: checkpoint)
                    if isFull {
                        try? FileManager.default.createDirectory(at: checkpoint, withIntermediateDirectories: true)
                    }
                }
                if case .checkpointFailed(let step, let reason) = event {
                    failed.append(step)
                    #expect(reason.place == checkpoint.path && reason.found.contains("a folder"))
                }
                if case .checkpoint(let step) = event { written.append(step) }
            }
            try? FileManager.default.removeItem(at: checkpoint)
            return (outcome, failed, written)
        }
        let whole = try run(failing: false), poor = try run(failing: true)
        #expect(poor.failed == [1], "once for a reason")
        // On a busy machine an attempt may have to wait for its twentieth.
        #expect(poor.written.first.map((6 ... 8).contains) == true, "it tries again at each interval")
        #expect(poor.outcome.losses == whole.outcome.losses)
    }

    /// The state after the last step can be gone on from: there is nothing left to train, and the results are the same.
    @Test(arguments: [nil, 7])
    func theStateAtTheEndHoldsTheResults(maxSteps: Int?) throws {
        let tests = TrainingTests()
        var configuration = tests.configuration()
        configuration.steps.maxSteps = maxSteps
        let checkpoint = try Fixtures.temporary().appending(path: "checkpoint")
        func trainer(_ model: SequenceClassifier) throws -> Trainer {
            try Trainer(
                model, configuration, key: "k", train: tests.examples(22, "train"), dev: tests.examples(8, "dev"),
                threads: 1)
        }
        let model = try tests.model(configuration), first = try trainer(model), outcome = try first.run()
        try first.keepState(in: checkpoint)
        let again = try tests.model(configuration)
        var events = 0
        let second = try trainer(again).run(checkpoint: checkpoint) { event in
            if case .step = event { events += 1 }
        }
        #expect(events == 0)
        #expect(second.losses == outcome.losses && second.epochs == outcome.epochs)
        #expect(second.trainingScores == outcome.trainingScores)
        #expect(tests.bits(again) == tests.bits(model))
        #expect(try #require(FineTuning.steps(inCheckpoint: checkpoint)).done == outcome.losses.count)
    }

    /// A folder in the place of the last file: nothing is changed, whichever of the files cannot be written.
    @Test(arguments: ["edora_config.json", "adapter_config.json", "adapter_model.safetensors"])
    func anAdapterIsWrittenWhollyOrNotAtAll(name: String) throws {
        let tests = AdapterFolderTests(), folder = try Fixtures.temporary()
        try FileManager.default.createDirectory(
            at: folder.appending(path: name), withIntermediateDirectories: true)
        #expect(throws: InputError.self) { try tests.write(tests.adapted(.edora), to: folder) }
        #expect(try tests.files(folder) == [name])
    }
}
