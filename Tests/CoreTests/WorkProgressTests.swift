import Foundation
import Synchronization
import Testing

@testable import Core

/// What takes long tells how far it is, and ends what it began.
@Suite struct WorkProgressTests {
    /// The pieces at work at each event of a run, and after it.
    @Test func aTrainingTellsOfItsStepsAndEvaluations() throws {
        let tests = TrainingTests(), configuration = tests.configuration(epochs: 2)
        let progress = WorkProgress(), adapted = Mutex(0)
        try WorkProgress.$current.withValue(progress) {
            let model = try tests.model(configuration)
            let trainer = try Trainer(
                model, configuration, key: "k", train: tests.examples(22, "train"), dev: tests.examples(8, "dev"),
                threads: 2)
            var done: [Int] = []
            _ = try trainer.run { event in
                guard case .step(let step) = event else { return }
                #expect(progress.now.map(\.what) == ["training steps"])
                #expect(progress.now.first?.total == step.total)
                done.append(progress.now.first?.done ?? -1)
            }
            #expect(done == Array(0 ..< 12), "a step counts when it is reported")
            #expect(progress.now.isEmpty, "evaluations ended, too")
            let outer = WorkProgress.begin("matrices", of: 3), part = WorkProgress.begin("rows", of: 2)
            #expect(progress.now.map(\.secondsLeft) == [nil, nil])
            part.advance()
            #expect(progress.now.last?.secondsLeft.map { $0 >= 0 } == true)
            part.end()
            Parallel.run(3, threads: 3) { _, _ in
                outer.advance()
                adapted.withLock { $0 += 1 }
            }
            #expect(progress.now.first?.done == 3 && adapted.withLock { $0 } == 3)
            #expect(progress.now.first?.secondsLeft == nil, "nothing is left, whatever goes on")
            outer.end()
        }
    }

    @Test func aRunThatIsStoppedEndsItsPiecesOfWork() throws {
        let tests = TrainingTests(), configuration = tests.configuration(), progress = WorkProgress()
        try WorkProgress.$current.withValue(progress) {
            let trainer = try Trainer(
                tests.model(configuration), configuration, key: "k", train: tests.examples(8, "train"), dev: [],
                threads: 1)
            let stop = Trainer.StopFlag()
            stop.stop()
            #expect(throws: Trainer.Stopped.self) { try trainer.run(stop: stop) }
            #expect(progress.now.isEmpty)
        }
    }
}
