import Foundation
import Testing

@testable import Core

/// Early ends, and the epoch whose values are kept.
@Suite struct BestEpochTests {
    let training = TrainingTests()

    /// A rate at which the dev score goes up and down.
    func configuration(epochs: Int = 8, patience: Int? = nil, keepsBest: Bool? = nil) -> TrainingConfiguration {
        var result = training.configuration(epochs: epochs)
        (result.steps.patience, result.steps.keepsBest) = (patience, keepsBest)
        result.rates = .init(adapter: 5e-2, head: 5e-2)
        return result
    }

    func run(
        _ configuration: TrainingConfiguration, checkpoint: URL? = nil, stop: Trainer.StopFlag = .init(),
        report: (Trainer.Event) -> Void = { _ in }
    ) throws -> (outcome: Trainer.Outcome, model: SequenceClassifier) {
        let model = try training.model(configuration)
        let trainer = try Trainer(
            model, configuration, key: "k", train: training.examples(22, "train"), dev: training.examples(16, "dev"),
            threads: 2)
        return (try trainer.run(checkpoint: checkpoint, interval: 1e9, stop: stop, report: report), model)
    }

    func epochs(_ scores: [Double]) -> [RunRecord.Epoch] {
        scores.enumerated().map {
            .init(epoch: $0 + 1, step: $0 + 1, trainLoss: 1, metrics: ["accuracy": $1, "f1": -$1])
        }
    }

    @Test func theFirstOfEqualScoresIsTheBest() {
        #expect(epochs([0.5, 0.7, 0.7, 0.6]).best(by: .accuracy)?.epoch == 2)
        #expect(epochs([0.5, 0.7]).best(by: .f1)?.epoch == 1)
        #expect(epochs([]).best(by: .accuracy) == nil)
    }

    @Test func patienceEndsAfterSoManyEpochsWithoutABetterScore() {
        let scores = [0.5, 0.7, 0.7, 0.6]
        #expect(
            !epochs(scores).exhaust(patience: 3, by: .accuracy) && epochs(scores).exhaust(patience: 2, by: .accuracy))
        #expect(!epochs(scores).exhaust(patience: nil, by: .accuracy))
        #expect(!epochs(scores + [0.8]).exhaust(patience: 1, by: .accuracy))
        #expect(!epochs([]).exhaust(patience: 1, by: .accuracy))
    }

    /// The run that ends early is the beginning of the one that does not: the rates are those of the whole plan.
    @Test func anEarlyEndIsTheBeginningOfTheWholeRun() throws {
        let whole = try run(configuration()).outcome
        let early = try run(configuration(patience: 1)).outcome
        #expect(early.epochs.count < whole.epochs.count && early.epochs.count >= 2)
        #expect(Array(whole.epochs.prefix(early.epochs.count)) == early.epochs)
        #expect(early.losses == Array(whole.losses.prefix(early.losses.count)))
        #expect(early.epochs.exhaust(patience: 1, by: .accuracy) && early.keptEpoch == nil)
        #expect(!Array(early.epochs.dropLast()).exhaust(patience: 1, by: .accuracy), "no epoch too many")
    }

    @Test func theModelIsLeftAsTheBestEpochMadeIt() throws {
        let last = try run(configuration()), kept = try run(configuration(keepsBest: true))
        let best = last.outcome.bestEpoch(.accuracy)
        #expect(best < 8, "the rate is too good for this test")
        #expect(kept.outcome.keptEpoch == best && last.outcome.keptEpoch == nil)
        #expect(kept.outcome.losses == last.outcome.losses && kept.outcome.epochs == last.outcome.epochs)
        // The same steps and no more, under the rates of the whole plan.
        let flag = Trainer.StopFlag(), model = try training.model(configuration())
        let trainer = try Trainer(
            model, configuration(), key: "k", train: training.examples(22, "train"), dev: training.examples(16, "dev"),
            threads: 1)
        #expect(throws: Trainer.Stopped.self) {
            try trainer.run(stop: flag) { if case .epoch(let epoch, _) = $0, epoch.epoch == best { flag.stop() } }
        }
        #expect(training.bits(kept.model) == training.bits(model) && training.bits(last.model) != training.bits(model))
        let dev = training.examples(16, "dev"), evaluator = try Evaluator(kept.model, threads: 1)
        let logits = try evaluator.logits(dev.map(\.encoding))
        let score = try Evaluator.scores(logits, of: dev, task: .rte)[.accuracy]
        #expect(score == kept.outcome.epochs[best - 1].metrics["accuracy"])
    }

    @Test func aResumedRunKeepsTheSameBits() throws {
        let configuration = configuration(patience: 4, keepsBest: true), whole = try run(configuration)
        let checkpoint = try Fixtures.temporary().appending(path: "checkpoint.safetensors")
        var resumed: (outcome: Trainer.Outcome, model: SequenceClassifier)?, attempts = 0
        while resumed == nil {
            attempts += 1
            let flag = Trainer.StopFlag()
            do {
                resumed = try run(configuration, checkpoint: checkpoint, stop: flag) {
                    if case .step(let step) = $0, step.step % 5 == 0 { flag.stop() }
                }
            } catch is Trainer.Stopped {}
        }
        let last = try #require(resumed)
        #expect(attempts > 2 && training.bits(last.model) == training.bits(whole.model))
        #expect(last.outcome.epochs == whole.outcome.epochs && last.outcome.keptEpoch == whole.outcome.keptEpoch)
        #expect(last.outcome.trainingScores == whole.outcome.trainingScores)
    }

    @Test func withoutDevRowsThereIsNoBestEpoch() throws {
        for (configuration, place) in [
            (configuration(patience: 2), "steps.patience"), (configuration(keepsBest: true), "steps.keepsBest"),
        ] {
            let model = try training.model(configuration)
            let fault = #expect(throws: InputError.self) {
                try Trainer(
                    model, configuration, key: "k", train: training.examples(8, "train"), dev: [], threads: 1)
            }
            #expect(fault?.place == place)
        }
        var none = configuration(patience: 0)
        #expect(throws: InputError.self) { try none.validate() }
        (none.steps.patience, none.steps.accumulation) = (1, 0)
        #expect(throws: InputError.self) { try none.validate() }
    }
}
