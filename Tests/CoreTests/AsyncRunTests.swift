import Foundation
import Synchronization
import Testing

@testable import Core

/// A run that is awaited, and cancelled.
@Suite(.timeLimit(.minutes(10))) struct AsyncRunTests {
    let training = TrainingTests()

    func trainer(_ model: SequenceClassifier) throws -> Trainer {
        try Trainer(
            model, training.configuration(epochs: 4), key: "k", train: training.examples(22, "train"),
            dev: training.examples(8, "dev"), threads: 2)
    }

    @Test func anAwaitedRunGivesTheSameBits() async throws {
        let configuration = training.configuration(epochs: 4)
        let blocking = try training.model(configuration), awaited = try training.model(configuration)
        let expected = try trainer(blocking).run(stop: Trainer.StopFlag()), steps = Mutex(0)
        let outcome = try await trainer(awaited).run { if case .step = $0 { steps.withLock { $0 += 1 } } }
        #expect(outcome.losses == expected.losses && training.bits(awaited) == training.bits(blocking))
        #expect(steps.withLock { $0 } == expected.losses.count)
    }

    @Test func aCancelledRunKeepsItsCheckpointAndGoesOnToTheSameBits() async throws {
        let configuration = training.configuration(epochs: 4), undisturbed = try training.model(configuration)
        let whole = try trainer(undisturbed).run(stop: Trainer.StopFlag())
        let checkpoint = try Fixtures.temporary().appending(path: "checkpoint.safetensors")
        let cancelled = try trainer(try training.model(configuration))
        let (events, continuation) = AsyncStream.makeStream(of: Int.self), last = Mutex(0)
        let task = Task {
            try await cancelled.run(checkpoint: checkpoint, interval: 1e9) { event in
                guard case .step(let step) = event else { return }
                last.withLock { $0 = step.step }
                continuation.yield(step.step)
                // The run waits at step 5 till it is cancelled, so that it cannot be over before.
                if step.step == 5 { while !Self.isCancelled.withLock({ $0 }) { usleep(1000) } }
            }
        }
        for await step in events where step == 5 { break }
        task.cancel()
        Self.isCancelled.withLock { $0 = true }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(last.withLock { $0 } == 5, "it ends after the step that it was in")
        #expect(FineTuning.steps(inCheckpoint: checkpoint)?.done == 5)

        let model = try training.model(configuration), resumed = try await trainer(model).run(checkpoint: checkpoint)
        #expect(resumed.losses == whole.losses && training.bits(model) == training.bits(undisturbed))
    }

    private static let isCancelled = Mutex(false)

    @Test func aTaskThatIsCancelledBeforeTrainsNothing() async throws {
        let model = try training.model(training.configuration()), before = training.bits(model)
        let trainer = try trainer(model)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await trainer.run()
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(training.bits(model) == before)
    }

    @Test func otherErrorsComeThrough() async throws {
        let checkpoint = try Fixtures.temporary().appending(path: "checkpoint.safetensors")
        try Data("not a checkpoint".utf8).write(to: checkpoint)
        let trainer = try trainer(try training.model(training.configuration()))
        await #expect(throws: InputError.self) { try await trainer.run(checkpoint: checkpoint) }
    }
}
