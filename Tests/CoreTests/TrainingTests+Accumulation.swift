import Foundation
import Testing

@testable import Core

/// n batches of k rows train as one batch of n·k, in the memory of k.
extension TrainingTests {
    private struct Run {
        let outcome: Trainer.Outcome
        let values: [[Float]]
    }

    private func run(
        _ method: AdapterMethod, batchSize: Int, accumulation: Int?, _ train: [Example],
        _ change: (inout TrainingConfiguration) -> Void = { _ in }
    ) throws -> Run {
        var configuration = configuration(method, epochs: 3)
        (configuration.steps.batchSize, configuration.steps.accumulation) = (batchSize, accumulation)
        configuration.regularisation.dropout = 0.1  // a row has its mask by its number in the step
        change(&configuration)
        let model = try model(configuration)
        let outcome = try Trainer(model, configuration, key: "k", train: train, dev: [], threads: 2).run()
        return Run(outcome: outcome, values: bits(model))
    }

    private func expectSame(_ parts: Run, _ whole: Run, _ comment: String) {
        #expect(parts.outcome.losses.count == whole.outcome.losses.count, "\(comment): as many steps")
        for (a, b) in zip(parts.outcome.losses, whole.outcome.losses) { #expect(abs(a - b) < 2e-5, "\(comment)") }
        let largest = zip(parts.values, whole.values).map(largestDifference).max() ?? 1
        #expect(largest < 2e-4, "\(comment): values differ by \(largest)")
    }

    private func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
        zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    /// 70 rows: two steps of 32, and one of 6 whose parts are uneven, too.
    @Test(arguments: [AdapterMethod.edora, .lora, .magnitude]) func batchesOfAStepTrainAsOne(_ method: AdapterMethod)
        throws
    {
        let train = examples(70, "train")
        let whole = try run(method, batchSize: 32, accumulation: nil, train)
        #expect(whole.outcome.losses.count == 9)
        for (size, parts) in [(8, 4), (4, 8)] {
            expectSame(
                try run(method, batchSize: size, accumulation: parts, train), whole, "\(method), \(parts) × \(size)")
        }
        let uneven = try run(method, batchSize: 10, accumulation: 2, train)  // steps of 20, and one of 10
        expectSame(uneven, try run(method, batchSize: 20, accumulation: nil, train), "\(method), an uneven end")
    }

    /// Two rows are two shards of one batch, or two batches of one shard: the same sums.
    @Test func twoRowsOneByOneGiveTheSameBits() throws {
        let train = examples(24, "train")
        let whole = try run(.edora, batchSize: 2, accumulation: nil, train)
        let parts = try run(.edora, batchSize: 1, accumulation: 2, train)
        #expect(parts.values == whole.values && parts.outcome.losses == whole.outcome.losses)
        let one = try run(.edora, batchSize: 2, accumulation: 1, train)
        #expect(one.values == whole.values)
    }

    /// The mean is over the weights of all rows of a step, not over each batch's.
    @Test func theWeightsOfAStepAreThoseOfAllItsRows() throws {
        let train = examples(40, "train"), weights = ClassWeights.byName(["entailment": 3])
        let whole = try run(.edora, batchSize: 16, accumulation: nil, train) { $0.classWeights = weights }
        let parts = try run(.edora, batchSize: 4, accumulation: 4, train) { $0.classWeights = weights }
        expectSame(parts, whole, "weighted")
        let plain = try run(.edora, batchSize: 16, accumulation: nil, train)
        #expect(plain.outcome.losses != whole.outcome.losses)
    }

    /// Every gradient, embedding tables included. (Trained values differ more: a key's bias has a gradient of rounding
    /// alone, which AdamW makes a whole step of.)
    @Test(arguments: [AdapterMethod.full, .edora]) func theGradientIsThatOfAllRows(_ method: AdapterMethod) throws {
        var configuration = configuration(method)
        let rows = examples(14, "train"), dropout = Dropout(hidden: 0.1, attention: 0.1, pooled: 0.1, seed: 5, step: 3)
        configuration.steps = StepPlan(batchSize: 14, epochs: 1)
        let whole = Optimiser(try model(configuration), configuration, threads: 2)
        let expected = whole.accumulate(rows, dropout: dropout)
        configuration.steps = StepPlan(batchSize: 4, accumulation: 4, epochs: 1)
        let parts = Optimiser(try model(configuration), configuration, threads: 2)
        _ = parts.accumulate(examples(7, "other"), dropout: dropout)  // a step before leaves nothing behind
        let found = parts.accumulate(rows, dropout: dropout)
        #expect(abs(found.loss - expected.loss) < 1e-6)
        #expect(abs(found.gradientNorm - expected.gradientNorm) < 1e-5 * expected.gradientNorm)
        for (a, b) in zip(parts.parameters, whole.parameters) {
            let gradient = try #require(parts.gradient(a)), reference = try #require(whole.gradient(b))
            let difference = gradient.largestDifference(from: reference)
            #expect(difference < 1e-5 * reference.largest + 1e-7, "\(a.name): \(difference) of \(reference.largest)")
        }
        #expect(parts.packed.flatMap(\.numbers).sorted() == [12, 13], "the rows of one batch are all that is held")
    }

    @Test func stepsAreCountedByAllTheirRows() {
        let plan = StepPlan(batchSize: 8, accumulation: 4, epochs: 3)
        #expect(plan.rowsPerStep == 32 && plan.perEpoch(rows: 64) == 2 && plan.perEpoch(rows: 65) == 3)
        #expect(plan.total(rows: 65) == 9)
    }
}
