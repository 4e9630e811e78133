import Testing

@testable import Core

/// The nearest plain low-rank adapter of another adapter.
@Suite struct NearestUpdateTests {
    private let targets = TargetTests()
    private let training = TrainingTests()

    private func trained(_ method: AdapterMethod, _ names: [String]? = nil, trainsPooler: Bool = false) throws
        -> SequenceClassifier
    {
        let configuration = targets.configuration(method, names, trainsPooler: trainsPooler)
        let model = try training.model(configuration)
        _ = try Trainer(model, configuration, key: "k", train: training.examples(22, "train"), dev: [], threads: 1)
            .run()
        return model
    }

    private func logits(_ model: SequenceClassifier) throws -> Matrix {
        try Evaluator(model, threads: 1).logits(training.examples(8, "dev").map(\.encoding))
    }

    /// Eckart and Young: what is lost are the other singular values, and no other B·A of that rank loses less.
    @Test(arguments: [1, 3, 8]) func whatIsLostIsTheTailOfTheSpectrum(_ rank: Int) throws {
        let model = try trained(.edora), nearest = try NearestUpdate(to: model, rank: rank, threads: 1)
        let base = try targets.fresh()
        try nearest.install(on: base)
        for (layer, found) in zip(model.adaptedLayers, nearest.layers) {
            let change = layer.weight - layer.base, values = try SVD.exact(change).values.values.map { Double($0) }
            let tail = values.dropFirst(rank).reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(found.lost - tail) < 1e-4 * found.change)
            #expect(abs(found.change - values.reduce(0) { $0 + $1 * $1 }.squareRoot()) < 1e-4 * found.change)
            let update = try #require(base.linear(layer.name)).weight - layer.base
            #expect(abs(Double((change - update).norm) - found.lost) < 1e-4 * found.change)
            let other =
                update + 0.02 * Float(found.change) * Matrix.sample(update.rows, rank, "B")
                * Matrix.sample(rank, update.columns, "A")
            #expect(Double((change - other).norm) > found.lost)
        }
    }

    /// At the adapter's own rank nothing of a plain one is lost; at full rank nothing of any.
    @Test(arguments: [(AdapterMethod.lora, 4), (.loraXS, 4), (.edora, 32), (.dora, 32), (.magnitude, 32)])
    func atEnoughRankItIsTheSameModel(_ method: AdapterMethod, _ rank: Int) throws {
        let model = try trained(method, ["query", "key", "intermediate.dense"], trainsPooler: true),
            base = try targets.fresh()
        let nearest = try NearestUpdate(to: model, rank: rank, threads: 2)
        #expect(nearest.layers.errorOfChange < 1e-4 && nearest.layers.map(\.path) == model.adaptedLayers.map(\.name))
        try nearest.install(on: base)
        #expect(try logits(base).largestDifference(from: logits(model)) < 1e-5)
        let folder = try Fixtures.temporary(), again = try targets.fresh()
        let description = try AdapterDirectory(
            of: base, task: .rte, maxLength: 24, baseDigest: "d", run: "k", seed: nil)
        try description.write(base, to: folder)
        try AdapterFolder.read(folder).install(on: again, from: folder, baseDigest: "d", allowBaseMismatch: false)
        #expect(try logits(again).values == logits(base).values)
    }

    @Test func whatHasNoNearestOneIsRefused() throws {
        func refusal(_ model: SequenceClassifier, _ rank: Int) -> String {
            "\(#expect(throws: InputError.self) { try NearestUpdate(to: model, rank: rank) }, default: "")"
        }
        #expect(refusal(try trained(.lora), 33).contains("1 to 32"))
        #expect(refusal(try trained(.lora), 0).contains("1 to 32"))
        #expect(refusal(try trained(.head), 2).contains("changes matrices"))
        #expect(refusal(try targets.fresh(), 2).contains("none"))
        let still = try targets.fresh()
        _ = try still.adapt(.standard(.lora, rank: 2), seed: 1)
        #expect(refusal(still, 2).contains("everywhere"))
    }
}
