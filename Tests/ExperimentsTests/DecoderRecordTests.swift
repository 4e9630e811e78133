@testable import Core
@testable import Experiments
import Foundation
import Testing

/// Counts by closed formulas.
@Suite struct DecoderShapeTests {
    @Test func theCountsAreThoseOfTheReference() {
        let gemma = DecoderShape.gemma270M
        #expect(gemma.trainableCount(.edora, rank: 16) == 64_512 && gemma.trainableCount(.edora, rank: 32) == 119_808)
        #expect(gemma.trainableCount(.lora, rank: 16) == 1_990_656)
        #expect(gemma.trainableCount(.dora, rank: 16) == 2_036_736)
        #expect(gemma.trainableCount(.loraXS, rank: 16) == 18_432)
        #expect(gemma.trainableCount(.magnitude, rank: 16) == 46_080 && gemma.adaptedCount == 72)
    }

    @Test func theShapeIsTheCheckpoints() {
        let known = Checkpoint.gemma270M.configuration, gemma = DecoderShape.gemma270M
        for method in AdapterMethod.builtIn where method != .full {
            #expect(gemma.trainableCount(method, rank: 16) == known.trainableCount(method, rank: 16), "\(method)")
        }
        #expect(known.layerMatrices.reduce(0) { $0 + $1.outputs * $1.inputs } == gemma.layerValues)
        #expect(known.adaptedMatrixCount == gemma.adaptedCount)
    }

    @Test func theSevenBIsOne() {
        let large = DecoderShape.sevenB
        #expect((6_900_000_000 ..< 7_100_000_000).contains(large.layerValues))
        #expect(large.trainableCount(.edora, rank: 16) == 32 * (4_096 * 3 + 1_024 + 4 * 256))
        #expect(large.trainableCount(.lora, rank: 16) == 32 * 16 * (8_192 + 5_120 + 8_192 + 18_432))
    }
}

/// The committed measurements, and what is refused of a damaged one.
@Suite struct DecoderRecordTests {
    private let file = FileManager.default.temporaryDirectory.appending(path: "decoder-\(UUID().uuidString).json")

    @Test func everyCommittedRecordIsReadAndKeepsTheLaws() throws {
        for backbone in SpectrumRecord.backbones {
            let path = SpectrumRecord.file(backbone).relativePath
            let found = try SpectrumRecord.read(backbone, from: PlanTests.root.appending(path: path))
            let targets = try #require(Checkpoint.named(backbone)).configuration.adaptedMatrixCount
            #expect(found.matrices.count == targets)
            for matrix in found.matrices {
                // No share of k directions is below k of all of them, which a matrix of equal singular values has.
                for (count, share) in zip(found.counts, matrix.shares) {
                    #expect(share >= 0.999 * Double(count) / Double(min(matrix.outputs, matrix.inputs)))
                }
            }
        }
    }

    private static let cost = PlanTests.root.appending(path: DecoderCost.file.relativePath)
    @Test(.enabled(if: FileManager.default.fileExists(atPath: cost.path)))
    func theEstimateIsWhatWasMeasured() throws {
        let cost = try DecoderCost.read(from: Self.cost)
        for one in cost.decompositions { #expect(one.exact > one.randomised) }
        let step = try #require(cost.step("gemma3-270m", .edora))
        let run = PlannedRun.glue(
            .mrpc, .edora, rate: 1e-3, seed: 1, division: nil, backbone: "gemma3-270m", epochs: 3)
        let tokens = 3 * 53 * (3_668 + 408.0 / 3), ratio = 2 * Estimate.seconds(run) / (tokens * step.secondsOfToken)
        #expect(abs(ratio - 1) < 0.15, "\(ratio)")
    }

    private func matrix(_ shares: [Double] = [0.2, 0.5], path: String = "layers.0.self_attn.q_proj", ratio: Double = 2)
        -> SpectrumRecord.Matrix
    {
        SpectrumRecord.Matrix(path: path, outputs: 8, inputs: 4, shares: shares, ratio: ratio)
    }
    private func record(
        _ matrices: [SpectrumRecord.Matrix], backbone: String = "minilm", counts: [Int] = [1, 4], rank: Int = 4,
        random: [SpectrumRecord.Matrix]? = nil
    ) -> SpectrumRecord {
        SpectrumRecord(
            backbone: backbone, model: "m", counts: counts, rank: rank, matrices: matrices,
            random: random ?? [matrix(path: "random")])
    }

    @Test func aDamagedSpectrumIsRefused() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        func found(_ record: SpectrumRecord) throws -> SpectrumRecord {
            try JSONEncoder().encode(record).write(to: file)
            return try SpectrumRecord.read("minilm", from: file)
        }
        let good = record([matrix()])
        #expect(try found(good) == good && good.matrices[0].kind == "self_attn.q_proj")
        let other = SpectrumRecord.Matrix(path: "random", outputs: 4, inputs: 8, shares: [0.2, 0.5], ratio: 2)
        for (record, words) in [
            (record([]), "0 matrices"), (record([matrix([0.2])]), "of 2 counts"),
            (record([matrix([0.5, 0.2])]), "shares [0.5, 0.2]"), (record([matrix([0.2, 1.5])]), "shares [0.2, 1.5]"),
            (record([matrix(ratio: 0.5)]), "0.5"), (record([matrix()], counts: [1, 5], rank: 5), "8 × 4"),
            (record([matrix()], rank: 3), "rank 3"), (record([matrix()], random: [other]), "no random matrix"),
            (record([matrix()], backbone: "gemma3-270m"), "those of gemma3-270m"),
        ] {
            let error = try #require(throws: InputError.self, "\(words)") { try found(record) }
            #expect(error.found.contains(words) && error.advice?.contains("--measure") == true, "\(error)")
        }
        try Data("{".utf8).write(to: file)
        #expect(throws: InputError.self) { try SpectrumRecord.read("minilm", from: file) }
    }

    @Test func aDamagedCostIsRefused() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        let steps = DecoderCost.measuredSteps.map {
            DecoderCost.Step(backbone: $0.backbone, method: $0.method, tokens: 1_696, seconds: 9)
        }
        let times = DecoderShape.sevenB.adapted.map {
            DecoderCost.Decomposition(outputs: $0.outputs, inputs: $0.inputs, exact: 20, randomised: 1)
        }
        func found(_ steps: [DecoderCost.Step], _ times: [DecoderCost.Decomposition], rank: Int = 16) throws
            -> DecoderCost
        {
            let cost = DecoderCost(processor: "p", blasKernel: "k", steps: steps, rank: rank, decompositions: times)
            try JSONEncoder().encode(cost).write(to: file)
            return try DecoderCost.read(from: file)
        }
        #expect(try found(steps, times).seconds(.sevenB, \.exact) == 32 * 4 * 20)
        let endless = DecoderCost.Step(backbone: "minilm", method: .edora, tokens: 0, seconds: 1)
        for (steps, times, rank, words) in [
            ([], times, 16, "no step of edora"), (steps, [], 16, "no SVD of 4096 × 4096"),
            (steps + [endless], times, 16, "0.0 tokens"), (steps, times, 0, "rank 0"),
        ] {
            let error = try #require(throws: InputError.self, "\(words)") { try found(steps, times, rank: rank) }
            #expect(error.found.contains(words) && error.advice?.contains("--measure") == true, "\(error)")
        }
        #expect(throws: InputError.self) { try DecoderCost.read(from: file.appending(path: "none")) }
    }
}
