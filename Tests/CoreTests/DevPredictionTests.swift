import Foundation
import Testing
import TextFormat

@testable import Core

/// Records keep what the model takes each dev row for.
@Suite struct DevPredictionTests {
    private let training = TrainingTests()

    private func score(_ predictions: DevPredictions?, _ rows: [Example]) throws -> Double {
        let values = try #require(predictions).values
        return roundedToSignificant(try Metric.accuracy.score(values, Evaluator.actual(rows), classes: 2))
    }

    /// Of the last epoch where its values are left, of the best where these are kept; the same after a stop, although
    /// the evaluation may have been another process's.
    @Test(arguments: [false, true]) func theyAreThoseOfTheModelThatIsLeft(keepsBest: Bool) throws {
        var configuration = training.configuration(epochs: 6)
        configuration.rates.adapter = 0.1
        configuration.steps.keepsBest = keepsBest ? true : nil
        let train = training.examples(22, "train"), dev = training.examples(16, "dev")
        func trainer() throws -> (Trainer, SequenceClassifier) {
            let model = try training.model(configuration)
            return (try Trainer(model, configuration, key: "k", train: train, dev: dev, threads: 2), model)
        }
        let (whole, model) = try trainer(), outcome = try whole.run()
        #expect(Set(outcome.epochs.map { $0.metrics["accuracy"] }).count > 1, "epochs that differ")
        let epoch = outcome.epochs[(outcome.keptEpoch ?? 6) - 1]
        #expect(try score(outcome.devPredictions, dev) == epoch.metrics["accuracy"])
        #expect(
            outcome.devPredictions?.values
                == Evaluator.predictions(try Evaluator(model, threads: 1).logits(dev.map(\.encoding))))
        let checkpoint = try Fixtures.temporary().appending(path: "checkpoint.safetensors"), flag = Trainer.StopFlag()
        #expect(throws: Trainer.Stopped.self) {
            try trainer().0.run(checkpoint: checkpoint, stop: flag) {
                if case .step(let step) = $0, step.step == 32 { flag.stop() }
            }
        }
        #expect(try trainer().0.run(checkpoint: checkpoint).devPredictions == outcome.devPredictions)
        let (last, _) = try trainer()
        _ = try last.run()
        try last.keepState(in: checkpoint)
        #expect(try trainer().0.run(checkpoint: checkpoint).devPredictions == outcome.devPredictions)
    }

    @Test func theyAreOneText() throws {
        func text(_ values: [Double]) throws -> String {
            String(decoding: try JSONEncoder().encode(DevPredictions(values)), as: UTF8.self)
        }
        #expect(try text([0, 1, 11]) == "\"0 1 11\"")
        #expect(try text([3.14159, 0.5, -0.00012345, 4]) == "\"3.142 0.5 -0.0001234 4\"")
        #expect(try text([]) == "\"\"")
        for values in [[], [1], [3.142, 5]] {
            let data = try JSONEncoder().encode(DevPredictions(values))
            #expect(try JSONDecoder().decode(DevPredictions.self, from: data).values == values)
        }
        for damaged in [
            "0 1 x", "0  1", "nan", "1 inf", " ", "0,1", "0x1", "0x1p3", "+1", "infinity", "1e", "-", "1e999", ".5",
            "5.", "1e+5",
        ] {
            #expect(throws: DecodingError.self, "\(damaged)") {
                try JSONDecoder().decode(DevPredictions.self, from: Data("\"\(damaged)\"".utf8))
            }
        }
    }
}
