import Core
import EdoraTool
import Foundation
import Testing

/// Options of `edora train` do what they say: the record has them, and not the defaults.
@Suite struct TrainOptionTests {
    let tiny: TinyModel

    init() throws { tiny = try TinyModel() }

    /// The configuration of `TinyModel.train`, with changes.
    private func expected(
        _ method: AdapterMethod, _ change: (inout TrainingConfiguration) throws -> Void
    ) rethrows -> TrainingConfiguration {
        var result = TrainingConfiguration(
            adapter: .standard(method, rank: 2), task: .rte, rows: .init(maxLength: 24, trainLimit: 48, devLimit: 16),
            steps: .init(batchSize: 16, epochs: 2), rates: .standard(method, .rte),
            regularisation: .init(weightDecay: 0.01), seed: 1)
        try change(&result)
        return result
    }

    private func recorded(_ method: AdapterMethod, _ options: [String]) throws -> TrainingConfiguration {
        try tiny.train(method, options + ["--record", tiny.path("record.json")])
        return try tiny.record("record.json").configuration
    }

    @Test func theCourseOfATrainingIsTheOneAskedFor() throws {
        let found = try recorded(
            .edora,
            [
                "--lr", "3e-3", "--magnitude-lr", "4e-3", "--head-lr", "6e-3", "--weight-decay", "0.2",
                "--decay-magnitude", "--schedule", "constant", "--warmup", "0.25", "--clip", "0.5", "--dropout", "0.07",
                "--no-shuffle", "--max-steps", "3", "--seed", "7",
            ])
        #expect(
            found
                == expected(.edora) {
                    $0.rates = LearningRates(adapter: 3e-3, head: 6e-3, magnitudes: 4e-3)
                    $0.regularisation = Regularisation(
                        weightDecay: 0.2, decaysMagnitude: true, clip: 0.5, dropout: 0.07)
                    ($0.steps.schedule, $0.steps.warmup, $0.steps.maxSteps) = (.constant, 0.25, 3)
                    ($0.rows.shuffles, $0.seed) = (false, 7)
                })
    }

    @Test func theAdapterIsTheOneAskedFor() throws {
        #expect(try recorded(.edora, []) == expected(.edora) { _ in })
        let svd = ["--svd-of", "weight", "--sigma-side", "output", "--vectors", "bottom"]
        #expect(
            try recorded(.edora, svd + ["--sigma", "0.05", "--scaling", "2.5", "--exact-norm"])
                == expected(.edora) {
                    ($0.adapter.svdOf, $0.adapter.sigmaSide, $0.adapter.vectors) = (.weight, .output, .bottom)
                    ($0.adapter.deviation, $0.adapter.scaling) = (0.05, .value(2.5))
                    $0.adapter.differentiatesNorm = true
                })
        #expect(
            try recorded(
                .loraXS,
                ["--basis", "orthonormal-sigma", "--svd", "randomised", "--scaling", "alpha/r", "--alpha", "6"])
                == expected(.loraXS) {
                    ($0.adapter.basis, $0.adapter.svdAlgorithm) = (.orthonormalSigma, .randomised)
                    $0.adapter.scaling = .alphaOverRank(alpha: 6)
                })
    }

    /// What `edora ranks` writes is what trains.
    @Test func aFileOfRanksIsFollowed() throws {
        let file = tiny.path("ranks.json")
        try tiny.edora(["ranks", "--model", tiny.model, "--rule", "energy", "--rank", "4", "--output", file])
        let ranks = try RankPattern.read(URL(fileURLWithPath: file)).ranks
        #expect(ranks.count == 8 && ranks.values.reduce(0) { $0 + $1 * $1 } <= 8 * 16)
        // Those of random weights are nearly alike: one of them is changed by hand.
        let layer = "encoder.layer.1.output.dense"
        let text = try String(contentsOf: URL(fileURLWithPath: file), encoding: .utf8)
        let old = try #require(ranks[layer]),
            changed = text.replacing(
                try Regex("\"\(layer)\" ?: ?\(old)"), with: "\"\(layer)\" : 1")
        #expect(changed != text)
        try Data(changed.utf8).write(to: URL(fileURLWithPath: file))
        try tiny.edora([
            "train", "--model", tiny.model, "--data", tiny.data, "--task", "RTE", "--epochs", "1", "--limit", "16",
            "--limit-dev", "16", "--max-length", "24", "--rank-pattern", file, "--record", tiny.path("record.json"),
        ])
        let record = try tiny.record("record.json"), expected = ranks.merging([layer: 1]) { $1 }
        #expect(record.configuration.adapter.rankPattern == expected)
        // Eight matrices with 32 magnitudes, and R of each rank.
        #expect(record.trainableValues.adapter == 8 * 32 + expected.values.reduce(0) { $0 + $1 * $1 })
    }
}
