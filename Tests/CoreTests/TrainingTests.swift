import Foundation
import Testing
import TextFormat

@testable import Core

@Suite struct TrainingTests {
    func configuration(_ method: AdapterMethod = .edora, epochs: Int = 2) -> TrainingConfiguration {
        TrainingConfiguration(
            adapter: .standard(method, rank: 4), task: .rte, steps: StepPlan(batchSize: 4, epochs: epochs),
            rates: .init(adapter: 1e-2, head: 1e-2), regularisation: Regularisation(weightDecay: 0.01), seed: 3)
    }

    /// Random rows for the 2-layer fixture model; the second token decides the label.
    func examples(_ count: Int, _ purpose: String) -> [Example] {
        var random = Random(seed: 11, purpose: purpose)
        return (0 ..< count).map { _ in
            let length = 3 + random.below(18)
            let ids = (0 ..< length).map { _ in Int32(1 + random.below(59)) }
            return Example(
                encoding: Encoding(ids: ids, typeOf: { $0 > length / 2 ? 1 : 0 }),
                target: .label(ids[1] < 30 ? 0 : 1))
        }
    }

    func model(_ configuration: TrainingConfiguration) throws -> SequenceClassifier {
        let model = try SequenceClassifier(
            directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2,
            pooling: configuration.adapter.pooling, seed: 1)
        try model.compute(in: configuration.precision, emulated: true)
        _ = try model.adapt(configuration.adapter, seed: configuration.seed, threads: 2)
        return model
    }

    func bits(_ model: SequenceClassifier) -> [[Float]] { model.trainableParameters.map(\.value.values) }

    /// What a run leaves, gone on from a checkpoint where there is one, and stopped after a step where one is named.
    func bits(_ configuration: TrainingConfiguration, from checkpoint: URL, stopAt: Int?) throws -> [[Float]] {
        let model = try model(configuration), flag = Trainer.StopFlag()
        let trainer = try Trainer(model, configuration, key: "k", train: examples(22, "train"), dev: [], threads: 1)
        do {
            _ = try trainer.run(checkpoint: checkpoint, interval: 1000, stop: flag) { event in
                if case .step(let step) = event, step.step == stopAt { flag.stop() }
            }
        } catch is Trainer.Stopped {}
        return bits(model)
    }

    @Test(arguments: [AdapterMethod.full, .lora, .dora, .loraXS, .edora, .directions, .magnitude, .head])
    func trainingLowersTheLoss(_ method: AdapterMethod) throws {
        var configuration = configuration(method, epochs: 15)
        configuration.regularisation.dropout = 0
        let model = try model(configuration), train = examples(24, "train")
        let trainer = try Trainer(model, configuration, key: "k", train: train, dev: examples(8, "dev"), threads: 2)
        let outcome = try trainer.run()
        #expect(outcome.epochs.count == 15)
        let first = outcome.epochs[0].trainLoss, last = outcome.epochs[14].trainLoss
        #expect(last < first, "\(method): \(first) to \(last)")
        let logits = try Evaluator(model, threads: 1).logits(train.map(\.encoding))
        let score = try Evaluator.scores(logits, of: train, task: .rte)[.accuracy]
        #expect(outcome.trainingScores == ["accuracy": roundedToSignificant(score ?? 0)])
    }

    @Test func aShareOfTheRowsIsDrawnByTheSeedAlone() throws {
        let data = Fixtures.miniGLUE
        func rows(_ method: AdapterMethod, seed: UInt64, share: Double?) throws -> [TextTask.Row] {
            var configuration = configuration(method)
            (configuration.seed, configuration.rows.trainShare) = (seed, share)
            return try configuration.rows(in: .folder(data)).train
        }
        let all = try rows(.edora, seed: 1, share: nil).map(\.first),
            few = try rows(.edora, seed: 1, share: 0.1).map(\.first)
        #expect(few.count == Int((0.1 * Double(all.count)).rounded()))
        var rest = all[...]
        #expect(
            few.allSatisfy { row in
                guard let place = rest.firstIndex(of: row) else { return false }
                rest = rest[(place + 1)...]
                return true
            }, "in the file's order, none twice")
        #expect(try rows(.lora, seed: 1, share: 0.1).map(\.first) == few, "two methods are compared on the same rows")
        #expect(try rows(.edora, seed: 2, share: 0.1).map(\.first) != few)
        #expect(all.lastIndex(of: few[few.count - 1]).map { $0 > all.count / 2 } ?? false, "not the first rows")
    }

    @Test func scoredTrainingRowsComeFromTheWholeFile() {
        #expect(Trainer.evenlySpaced(Array(0 ..< 10), count: 4) == [0, 2, 5, 7])
        #expect(Trainer.evenlySpaced([1, 2, 3], count: 4) == [1, 2, 3])
    }

    @Test(arguments: [AdapterMethod.edora, .full])
    func theBitsDoNotDependOnTheNumberOfThreads(_ method: AdapterMethod) throws {
        let configuration = configuration(method)
        var results: [[[Float]]] = []
        for threads in [1, 2, 3, 8] {
            let model = try model(configuration)
            // Many rows, and all in one batch: two shards would sum to the same in either order.
            var configuration = configuration
            configuration.steps.batchSize = 96
            let train = examples(192, "train")
            #expect(train.prefix(96).reduce(0) { $0 + $1.encoding.ids.count } > 3 * 192, "at least three shards")
            _ = try Trainer(model, configuration, key: "k", train: train, dev: [], threads: threads).run()
            results.append(bits(model))
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test func aStoppedRunEndsWithTheSameBits() throws {
        let configuration = configuration(epochs: 4)
        let train = examples(22, "train"), dev = examples(8, "dev")
        let undisturbed = try model(configuration)
        let whole = try Trainer(undisturbed, configuration, key: "k", train: train, dev: dev, threads: 2).run()

        let folder = try Fixtures.temporary()
        let checkpoint = folder.appending(path: "checkpoint.safetensors")
        var last: SequenceClassifier?, outcome: Trainer.Outcome?, attempts = 0
        while outcome == nil {
            attempts += 1
            let model = try model(configuration), flag = Trainer.StopFlag()
            last = model
            do {
                outcome = try Trainer(model, configuration, key: "k", train: train, dev: dev, threads: 2)
                    .run(checkpoint: checkpoint, interval: 1e9, stop: flag) { event in
                        if case .step(let step) = event, step.step % 5 == 0 { flag.stop() }
                    }
            } catch is Trainer.Stopped {}
        }
        #expect(attempts == 5)
        #expect(outcome?.losses == whole.losses)
        #expect(outcome?.epochs == whole.epochs)
        #expect(try bits(#require(last)) == bits(undisturbed))
    }

    @Test func aCheckpointOfAnotherRunIsRefused() throws {
        let configuration = configuration()
        let checkpoint = try Fixtures.temporary().appending(path: "checkpoint.safetensors")
        let flag = Trainer.StopFlag()
        flag.stop()
        func trainer(_ key: String) throws -> Trainer {
            try Trainer(
                try model(configuration), configuration, key: key, train: examples(22, "train"), dev: [], threads: 1)
        }
        #expect(throws: Trainer.Stopped.self) { try trainer("one").run(checkpoint: checkpoint, stop: flag) }
        #expect(throws: InputError.self) { try trainer("two").run(checkpoint: checkpoint) }
        try Data("not a checkpoint".utf8).write(to: checkpoint)
        #expect(throws: InputError.self) { try trainer("one").run(checkpoint: checkpoint) }
    }

    @Test func aLossThatIsNotFiniteStopsTheRunAndSaysWhere() throws {
        var configuration = configuration()
        (configuration.rates.adapter, configuration.rates.head) = (1e30, 1e30)
        configuration.steps.warmup = 0
        let trainer = try Trainer(
            try model(configuration), configuration, key: "k", train: examples(40, "train"), dev: [], threads: 1)
        #expect { try trainer.run() } throws: { error in
            (error as? Trainer.Diverged).map { $0.description.contains("`rates.adapter`") && $0.step >= 2 } ?? false
        }
    }

    /// Parameters of 1e30 are finite; what the model makes of them is not, and every row would get the same class.
    @Test func anEvaluationThatIsNotFiniteStopsTheRun() throws {
        var configuration = configuration()
        (
            configuration.rates.adapter, configuration.rates.head, configuration.steps.warmup,
            configuration.steps.maxSteps
        ) = (1e30, 1e30, 0, 1)
        let trainer = try Trainer(
            try model(configuration), configuration, key: "k", train: examples(8, "train"), dev: examples(4, "dev"),
            threads: 1)
        #expect { try trainer.run() } throws: {
            ($0 as? Trainer.Diverged)?.description.contains("logits of an evaluation") ?? false
        }
    }

    @Test func rowsThatCannotBeTrainedOnAreRefused() throws {
        let configuration = configuration(), model = try model(configuration), rows = examples(8, "train")
        func refusal(_ train: [Example], _ dev: [Example]) -> String? {
            #expect(throws: InputError.self) {
                try Trainer(model, configuration, key: "k", train: train, dev: dev, threads: 1)
            }?.description
        }
        #expect(refusal([], rows)?.contains("at least one") == true)
        for (target, found) in [(nil, "none"), (.label(2), "label(2)"), (.score(1), "score(1.0)")]
            as [(Target?, String)]
        {
            let wrong = rows + [Example(encoding: rows[0].encoding, target: target)]
            #expect(
                refusal(wrong, [])?.contains("training row 8: expected a label from 0 to 1, found \(found)") == true)
            #expect(refusal(rows, wrong)?.contains("dev row 8") == true)
        }
        let count = model.configuration.maxTokens + 1
        let long = Example(
            encoding: Encoding(ids: [Int32](repeating: 0, count: count)), target: .label(0))
        #expect(
            refusal(rows + [long], [])?.contains(
                "training row 8: expected 1 to \(count - 1) tokens, as the model has positions, found \(count)") == true
        )
    }

    @Test func frozenTensorsAreBitIdenticalAfterTraining() throws {
        let configuration = configuration()
        let trained = try model(configuration), fresh = try model(configuration)
        _ = try Trainer(trained, configuration, key: "k", train: examples(22, "train"), dev: [], threads: 2).run()
        for (a, b) in zip(trained.linears, fresh.linears) {
            #expect(a.base.values == b.base.values)
            #expect(a.bias.value.values == b.bias.value.values)
        }
        #expect(bits(trained) != bits(fresh))
    }

    @Test func aShardIsNearlyAsLongAsTheNextAndHoldsEveryRowOnce() {
        var random = Random(seed: 1, purpose: "lengths")
        let lengths = (0 ..< 32).map { _ in 10 + random.below(100) }
        var plan = ShardPlan()
        plan.cut(lengths + lengths, into: 11)  // a larger plan before leaves nothing behind
        plan.cut(lengths, into: 8)
        let shards = (0 ..< plan.count).map { plan[$0] }
        #expect(shards.count == 8)
        #expect(shards.flatMap { $0 }.sorted() == Array(0 ..< 32))
        let tokens = shards.map { $0.reduce(0) { $0 + lengths[$1] } }
        #expect(Double(tokens.max() ?? 0) < 1.1 * Double(tokens.reduce(0, +)) / 8)
    }

    /// Time is counted in tokens: no more than there are threads, or shards, can be gained.
    @Test func moreThreadsGainAsMuchAsThereAreShards() {
        func speedUp(_ lengths: [Int], _ threads: Int, gradient: Int = 1_000) -> Double {
            ShardPlan.speedUp(lengths, gradient: gradient, threads: threads)
        }
        let even = Array(repeating: 64, count: 32)  // eight shards of four rows
        #expect([1, 2, 4, 8, 64].map { speedUp(even, $0) } == [1, 2, 4, 8, 8])
        #expect(speedUp(even, 3) == 8.0 / 3, "three of the eight on one thread")
        #expect(speedUp(even, 8, gradient: 10_000_000) == 4, "large gradients have four shards")
        #expect(speedUp(Array(repeating: 5, count: 32), 8) == 2, "few tokens have two")
        #expect(speedUp([90, 10], 2) == 100.0 / 90)
    }

    @Test func aShardHasNoMoreSequencesThanThereAre() {
        var plan = ShardPlan()
        plan.cut([5, 9], into: 8)
        #expect((0 ..< plan.count).map { plan[$0] } == [[1], [0]])
    }

    @Test func aBatchFilledAnewIsTheBatchOfItsRowsAlone() {
        let rows = examples(5, "train").map(\.encoding)
        var batch = PackedBatch(rows)
        batch.fill([3, 1]) { rows[$0] }
        let alone = PackedBatch([rows[3], rows[1]])
        #expect(batch.ids == alone.ids && batch.positions == alone.positions && batch.tokenTypes == alone.tokenTypes)
        #expect(batch.bounds == alone.bounds && batch.allTokens.pairs == alone.allTokens.pairs)
        #expect(batch.oneToken.queries == [0, 1, 2] && batch.oneToken.pairs == [0] + batch.bounds.dropFirst())
        #expect(batch.numbers == [3, 1])
    }
}
