import Foundation
import Testing

@testable import Core

/// The options of the ablation: which basis, which singular vectors, whether the norm is differentiated, a rate for the
/// magnitudes.
@Suite struct AblationTests {
    let W0 = Matrix.sample(10, 14, "W0")
    static let rank = 3, scale = 1.5

    func configuration(_ change: (inout AdapterConfiguration) -> Void) -> AdapterConfiguration {
        var configuration = AdapterConfiguration.standard(.edora, rank: Self.rank)
        configuration.scaling = .value(Self.scale)
        change(&configuration)
        return configuration
    }

    func edora(_ change: (inout AdapterConfiguration) -> Void) throws -> EDoRA {
        guard case .adapted(let adapter) = try configuration(change).adapt(W0, at: "layer", seed: 1),
            let edora = adapter as? EDoRA
        else {
            throw InputError("test", expected: "EDoRA", found: "another adapter")
        }
        return edora
    }

    /// L = ⟨dy, x·Wᵀ⟩ with the norm free, in Double throughout, against the gradients of both parameters.
    @Test func theExactGradientIsThatOfTheWholeWeight() throws {
        guard
            case .adapted(let adapter) = try configuration({ ($0.differentiatesNorm, $0.deviation) = (true, 0.5) })
                .adapt(W0, at: "layer", seed: 1),
            let exact = adapter as? ExactNormEDoRA
        else { Issue.record("another adapter"); return }
        let edora = exact.inner, x = Matrix.sample(9, 14, "x"), dy = Matrix.sample(9, 10, "dy")
        for j in 0 ..< 10 { edora.m.value[0, j] *= 1 + 0.1 * Float(j) }
        edora.m.offset = 0
        edora.R.offset = 10
        let layer = Linear("layer", weight: W0, bias: Matrix.sample(1, 10, "bias")), arena = Arena(),
            gradients = Gradients(count: 19)
        layer.adapt(with: exact)
        let y = layer.forward(x, in: arena)
        for _ in 0 ..< 2 {  // twice, as two shards do: gradients add up
            layer.accumulate(dy: dy, x: x, y: y, into: gradients, arena: arena)
        }
        func double(_ matrix: Matrix) -> [[Double]] {
            (0 ..< matrix.rows).map { i in (0 ..< matrix.columns).map { Double(matrix[i, $0]) } }
        }
        func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
            a.map { row in b[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * b[$1][j] } } }
        }
        let G = product((0 ..< 10).map { j in (0 ..< 9).map { Double(dy[$0, j]) } }, double(x))  // dyᵀ·x
        func loss(_ m: [Double], _ R: [[Double]]) -> Double {
            let update = product(double(edora.B), product(R, double(edora.A)))
            return (0 ..< 10).reduce(0) { sum, i in
                let V = (0 ..< 14).map { Double(W0[i, $0]) + Self.scale * update[i][$0] }
                let n = V.reduce(0) { $0 + $1 * $1 }.squareRoot()
                return sum + (0 ..< 14).reduce(0) { $0 + G[i][$1] * m[i] / n * V[$1] }
            }
        }
        let m = double(edora.m.value)[0], R = double(edora.R.value), step = 1e-5
        for j in 0 ..< 10 {
            var (above, below) = (m, m)
            above[j] += step
            below[j] -= step
            let slope = (loss(above, R) - loss(below, R)) / (2 * step)
            #expect(abs(Double(gradients.flat[0, j]) / 2 - slope) < 2e-5 * max(1, abs(slope)), "m[\(j)]")
        }
        let largest = (0 ..< 9).map { Double(abs(gradients.flat[0, 10 + $0])) / 2 }.max() ?? 0
        for i in 0 ..< 3 {
            for j in 0 ..< 3 {
                var (above, below) = (R, R)
                above[i][j] += step
                below[i][j] -= step
                let slope = (loss(m, above) - loss(m, below)) / (2 * step)
                #expect(abs(Double(gradients.flat[0, 10 + 3 * i + j]) / 2 - slope) < 2e-5 * largest, "R[\(i), \(j)]")
            }
        }
    }

    @Test func randomDirectionsAreOrthonormalAndCarryTheValuesAskedFor() throws {
        let svd = try configuration { _ in }.decompose(W0, rank: Self.rank)
        for (kind, values) in [
            (AdapterConfiguration.BasisKind.orthonormal, [1, 1, 1]), (.orthonormalSigma, svd.values.values),
        ] {
            let edora = try edora { $0.basis = kind }
            #expect((edora.B.T * edora.B).largestDifference(from: .identity(3)) < 1e-5)
            let expected = Matrix(3, 3) { i, j in i == j ? values[i] * values[i] : 0 }
            #expect((edora.A * edora.A.T).largestDifference(from: expected) < 1e-4 * expected.largest)
            #expect(
                (edora.B.T * svd.U).largestDifference(from: .identity(3)) > 0.1, "these are not the singular vectors")
        }
    }

    @Test func otherSingularVectorsHaveTheLargestValuesAndAreOrthogonalToTheFirst() throws {
        let top = try edora { _ in }, square = top.A * top.A.T
        for vectors in [AdapterConfiguration.Vectors.middle, .bottom] {
            let other = try edora { $0.vectors = vectors }
            #expect((top.B.T * other.B).largest < 1e-5 && (top.A * other.A.T).largest < 1e-4)
            #expect((other.A * other.A.T).largestDifference(from: square) < 1e-4 * square.largest)
        }
        #expect(try edora { $0.vectors = .top }.A.values == top.A.values)
        // The last vectors hold the least of D: |D·v| is the singular value, the smallest of all.
        let D = W0.scalingRows(by: W0.rowNorms.map { 1 / $0 }), bottom = try edora { $0.vectors = .bottom }
        let whole = try SVD.exact(D), middle = try edora { $0.vectors = .middle }
        #expect(abs((D.T * bottom.B).norm - whole.values.columns(7 ..< 10).norm) < 1e-4)
        #expect(abs((D.T * middle.B).norm - whole.values.columns(3 ..< 6).norm) < 1e-4)
        #expect((middle.B.T * bottom.B).largest < 1e-5)
    }

    @Test func ranksAreAllottedToWhatGainsMost() throws {
        // Equal gains share evenly; a matrix without gains keeps one; the budget is kept.
        #expect(
            try RankAllocation.ranks(
                gains: [[Double](repeating: 1, count: 8), [Double](repeating: 1, count: 8)], budget: 32) == [4, 4])
        #expect(try RankAllocation.ranks(gains: [[1, 0, 0, 0, 0], [1, 1, 1, 1, 1]], budget: 26) == [1, 5])
        #expect(
            try RankAllocation.ranks(gains: [[3, 2, 1], [3, 2, 1]], budget: 1_000) == [3, 3],
            "no more than there are directions")
        #expect(throws: InputError.self) { try RankAllocation.ranks(gains: [[1], [1]], budget: 1) }
        let energies = try RankAllocation.energies(W0, count: 10)
        #expect(abs(energies.reduce(0, +) - 1) < 1e-5 && zip(energies, energies.dropFirst()).allSatisfy { $0 >= $1 })
        // The ten rows of D have length one.
        let values = try SVD.exact(W0.scalingRows(by: W0.rowNorms.map { 1 / $0 })).values.values
        for (energy, value) in zip(energies, values) { #expect(abs(energy - Double(value * value) / 10) < 1e-6) }
    }

    /// Directions 1 to r together bring the whole gradient of R at rank r, which LoRA-XS has at R = 0: the corner of
    /// that at rank 3.
    @Test func gradientGainsAreThoseOfR() throws {
        let
            directory = Fixtures.directory.deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "data/models/minilm"), rank = 3
        let gains = try RankAllocation.gradientGains(
            model: directory, data: Fixtures.miniGLUE, task: .rte, batches: 1, count: rank, threads: 2)
        var adapter = AdapterConfiguration.standard(.loraXS, rank: rank)
        adapter.deviation = 0
        var configuration = TrainingConfiguration(
            adapter: adapter, task: .rte, epochs: 1, rates: .init(adapter: 1e-3, head: 1e-3), weightDecay: 0, seed: 1)
        configuration.regularisation.dropout = 0
        let model = try SequenceClassifier(directory: directory, classes: 2, seed: 1)
        _ = try model.adapt(adapter, seed: 1, threads: 2)
        let optimiser = Optimiser(model, configuration, threads: 2)
        let rows = WholeGradients.drawn(32, from: try TextTask.rte.rows(.train, in: Fixtures.miniGLUE), seed: 1)
        _ = optimiser.accumulate(FineTuning.encode(rows, try loadTokenizer(directory), 128, threads: 1), dropout: nil)
        #expect(gains.map(\.layer) == model.targets.map(\.name))
        for (layer, found) in zip(model.targets, gains) {
            let R = try #require(layer.adapter?.parameters.first.flatMap(optimiser.gradient))
            for r in 1 ... rank {
                let corner = R.rows(0 ..< r).columns(0 ..< r).copy().squaredNorm
                #expect(abs(found.gains.prefix(r).reduce(0, +) / corner - 1) < 1e-3, "\(layer.name), rank \(r)")
            }
        }
    }

    @Test func aRankForAMatrixThatIsNotThereIsRefused() throws {
        let model = try SequenceClassifier(
            directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 1)
        var configuration = AdapterConfiguration.standard(.edora, rank: 2)
        configuration.rankPattern = ["bert." + model.targets[0].name: 4]
        #expect(throws: InputError.self) { try model.adapt(configuration, seed: 1, threads: 1) }
    }

    @Test func aMatrixMayHaveARankOfItsOwn() throws {
        let base = Fixtures.directory.appending(path: "tiny-bert"),
            model = try SequenceClassifier(directory: base, classes: 2, seed: 1)
        let path = model.targets[1].name
        for method in [AdapterMethod.edora, .lora, .dora, .loraXS] {
            let model = try SequenceClassifier(directory: base, classes: 2, seed: 1), folder = try Fixtures.temporary()
            var configuration = AdapterConfiguration.standard(method, rank: 2)
            (configuration.rankPattern, configuration.deviation) = ([path: 4], 0.3)
            _ = try model.adapt(configuration, seed: 1, threads: 1)
            let expected = method.trainableCount(outputs: 32, inputs: 32, rank: 4)
            #expect(
                model.targets[1].adapter?.parameters.reduce(0) { $0 + $1.value.count } == expected
                    || model.targets[1].base.rows != 32)
            try AdapterDirectory(of: model, task: .rte, maxLength: 24, baseDigest: "base", run: "run", seed: 1).write(
                model, to: folder)
            struct Patterns: Decodable { let rank_pattern: [String: Int], alpha_pattern: [String: Double], r: Int }
            let patterns = try JSONDecoder().decode(
                Patterns.self, from: Data(contentsOf: folder.appending(path: "adapter_config.json")))
            #expect(
                patterns.r == 2 && patterns.rank_pattern == ["bert." + path: 4]
                    && patterns.alpha_pattern == ["bert." + path: method == .edora || method == .loraXS ? 4 : 16])
            let restored = try SequenceClassifier(directory: base, classes: 2, seed: 1)
            try AdapterDirectory.read(folder).install(
                on: restored, from: folder, baseDigest: "base", allowBaseMismatch: false)
            #expect(zip(model.targets, restored.targets).allSatisfy { $0.weight.values == $1.weight.values })
        }
    }

    @Test func magnitudesMayHaveARateOfTheirOwn() throws {
        var configuration = TrainingConfiguration(
            adapter: .standard(.edora, rank: 2), task: .rte, epochs: 1, rates: .init(adapter: 1e-3, head: 2e-3),
            weightDecay: 0, seed: 1)
        let m = Parameter("layer", .magnitude, Matrix(1, 2)), R = Parameter("layer", .core, Matrix(2, 2))
        let head = Parameter("head", Matrix(2, 2), group: .head)
        #expect([m, R, head].map(configuration.rates.peak) == [1e-3, 1e-3, 2e-3])
        configuration.rates.magnitudes = 5e-2
        #expect([m, R, head].map(configuration.rates.peak) == [5e-2, 1e-3, 2e-3])
        try configuration.validate()
        configuration.rates.magnitudes = -1
        #expect(throws: InputError.self) { try configuration.validate() }
    }
}
