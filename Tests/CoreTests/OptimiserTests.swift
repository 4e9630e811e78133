import Foundation
import Testing

@testable import Core

/// What one step does to the parameters, and what it is asked to do.
@Suite struct OptimiserTests {
    private let training = TrainingTests()

    /// Beside AdamW written out in Double: the norm, the clipping, each group's rate at its step, and whose values
    /// decay. The moments start at zero; the bias corrections are those of update number 4.
    @Test(arguments: [false, true]) func aStepIsAdamWOfTheClippedGradient(decaysMagnitude: Bool) throws {
        var configuration = training.configuration(.edora)
        configuration.steps = StepPlan(batchSize: 8, epochs: 1, warmup: 0.1)
        configuration.rates = LearningRates(adapter: 3e-2, head: 2e-2, magnitudes: 5e-2)
        configuration.regularisation = Regularisation(
            weightDecay: 0.5, decaysMagnitude: decaysMagnitude, clip: 1e-3, dropout: 0)
        let model = try training.model(configuration), batch = training.examples(8, "step")
        let optimiser = Optimiser(model, configuration, threads: 2)
        _ = optimiser.accumulate(batch, dropout: nil)
        let gradients = try optimiser.parameters.map { try #require(optimiser.gradient($0)).values.map(Double.init) }
        let starts = optimiser.parameters.map { $0.value.values.map(Double.init) }
        let norm = gradients.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
        try #require(norm > 2e-3, "or nothing is clipped")
        let found = optimiser.step(batch, step: 3, of: 10)
        #expect(abs(found.gradientNorm - norm) < 1e-5 * norm)
        let share = 7.0 / 9, clip = 1e-3 / (norm + 1e-6)  // one step of ten warms up
        for (parameter, (gradient, start)) in zip(optimiser.parameters, zip(gradients, starts)) {
            let rate = share * (parameter.group == .head ? 2e-2 : parameter.role == .magnitude ? 5e-2 : 3e-2)
            let decay = parameter.role == .magnitude && !decaysMagnitude ? 0 : 0.5
            for (i, (g, value)) in zip(gradient.map { $0 * clip }, start).enumerated() {
                let m = 0.1 * g / (1 - pow(0.9, 4)), v = 0.001 * g * g / (1 - pow(0.999, 4))
                let expected = value * (1 - rate * decay) - rate * m / (v.squareRoot() + 1e-8)
                let after = Double(parameter.value.values[i])
                #expect(
                    abs(after - expected) < 1e-5 * max(1, abs(value)), "\(parameter.name)[\(i)]: \(after), \(expected)")
            }
        }
    }

    /// The checkpoint's three rates, its classifier's among them, unless one is given for all.
    @Test func theRatesOfDropoutAreTheCheckpoints() throws {
        let configuration = training.configuration(.lora)
        func dropout(_ given: Double?) throws -> Dropout? {
            var configuration = configuration
            configuration.regularisation.dropout = given
            let model = try SequenceClassifier(
                directory: Fixtures.directory.appending(path: "tiny-distilbert"), classes: 2, seed: 1)
            return Optimiser(model, configuration, threads: 1).dropout(step: 0)
        }
        let own = try #require(try dropout(nil)), given = try #require(try dropout(0.3))
        #expect([own.hidden, own.attention, own.pooled] == [0.1, 0.1, 0.2])
        #expect([given.hidden, given.attention, given.pooled] == [0.3, 0.3, 0.3])
        #expect(try dropout(0) == nil)
    }

    @Test func ratesFollowTheirSchedule() {
        let linear = StepPlan(epochs: 1, warmup: 0.1), constant = StepPlan(epochs: 1, schedule: .constant, warmup: 0.1)
        func shares(_ plan: StepPlan) -> [Double] { [0, 5, 10, 55, 99].map { plan.rateShare(step: $0, total: 100) } }
        #expect(shares(linear) == [0, 0.5, 1, 0.5, 1.0 / 90])
        #expect(shares(constant) == [0, 0.5, 1, 1, 1])
    }

    @Test func eachEpochTakesEveryRowOnceInAnOrderOfItsOwn() {
        var configuration = training.configuration()
        func order(_ epoch: Int) -> [Int] { configuration.rowOrder(of: 50, epoch: epoch) }
        let first = order(0)
        #expect(first.sorted() == Array(0 ..< 50) && order(1).sorted() == first.sorted())
        #expect(first != order(1) && first != first.sorted() && first == order(0))
        configuration.seed += 1
        #expect(order(0) != first)
        configuration.rows.shuffles = false
        #expect(order(3) == Array(0 ..< 50))
    }

    /// Six steps, and two of the second epoch: its mean is over those two.
    @Test func theLossOfAnEpochThatIsCutShortIsThatOfItsSteps() throws {
        var configuration = training.configuration(.edora)
        configuration.steps.maxSteps = 8
        let outcome = try Trainer(
            training.model(configuration), configuration, key: "k", train: training.examples(22, "train"), dev: [],
            threads: 1
        ).run()
        #expect(outcome.losses.count == 8 && outcome.epochs.map(\.step) == [6, 8])
        for (epoch, steps) in zip(outcome.epochs, [0 ..< 6, 6 ..< 8]) {
            let mean = outcome.losses[steps].reduce(0, +) / Double(steps.count)
            #expect(abs(epoch.trainLoss - mean) < 1e-4 * mean, "epoch \(epoch.epoch)")
        }
    }
}
