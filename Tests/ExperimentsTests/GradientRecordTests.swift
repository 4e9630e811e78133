@testable import Core
@testable import Experiments
import Foundation
import Testing

/// What of the whole gradient the method's own parameters can follow.
@Suite struct GradientRecordTests {
    private func normal(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix {
        var random = Random(seed: seed, purpose: "gradient record tests")
        return .normal(rows, columns, deviation: 1, using: &random)
    }

    /// Magnitudes that have left ‖W₀‖, an R of some size, and factors that are not orthonormal.
    private func layer() throws -> (Linear, EDoRA) {
        let W0 = normal(6, 9, 1), layer = Linear("layer", weight: W0, bias: nil)
        let edora = EDoRA(
            W0, Basis(try SVD.truncated(W0, rank: 2), sigmaSide: .input), R: 0.3 * normal(2, 2, 2), scale: 1,
            name: "layer")
        edora.m.value.assign(Matrix(1, 6) { 1 + 0.2 * Float($0 + $1) })
        layer.adapt(with: edora)
        return (layer, edora)
    }

    /// A gradient along the rows of V is all the magnitudes', one between the frozen factors is all R's.
    @Test func whatOnePartCanMakeIsHeldWhole() throws {
        let (layer, edora) = try layer(), V = try #require(edora.directionWithHeldNorms())
        let n = V.rowNorms, ratio = Matrix(1, 6) { _, j in edora.m.value[0, j] / n[0, j] }
        let rows = V.scalingRows(by: normal(1, 6, 3))
        let between = (edora.B * normal(2, 2, 4) * edora.A).scalingRows(by: ratio)
        let (ofRows, ofCore) = try (
            GradientRecord.Matrix(layer, gradient: rows, rank: 2),
            GradientRecord.Matrix(layer, gradient: between, rank: 2)
        )
        #expect(abs(ofRows.magnitudes - 1) < 1e-3 && ofRows.core < 0.9)
        #expect(abs(ofCore.core - 1) < 1e-3 && ofCore.magnitudes < 0.9)
        #expect(abs(ofCore.best - 1) < 1e-3, "its rank is that of R")
        let other = try GradientRecord.Matrix(layer, gradient: normal(6, 9, 5), rank: 2)
        #expect(other.core < other.best && other.magnitudes < 0.6 && other.magnitudes > 0)
        let G = normal(6, 9, 5), rest = G - (try SVD.truncated(G, rank: 2)).product
        #expect(abs(1 - other.best - rest.squaredNorm / G.squaredNorm) < 1e-3)
        #expect(try GradientRecord.Matrix(layer, gradient: Matrix(6, 9), rank: 2).best == 0)
    }

    /// The gradient of a whole matrix, by a model of its own, and that of m and R through the adapter:
    /// ∂L/∂mⱼ = ⟨Gⱼ, Vⱼ⟩/nⱼ and ∂L/∂R = Bᵀ·diag(m/n)·G·Aᵀ.
    @Test func wholeGradientsAreThoseThatTheAdapterFollows() throws {
        let directory = PlanTests.root.appending(path: "Tests/CoreTests/Fixtures/tiny-bert")
        let model = try SequenceClassifier(directory: directory, classes: 2, seed: 3)
        var adapter = AdapterConfiguration.standard(.edora, rank: 2)
        adapter.deviation = 0.5
        _ = try model.adapt(adapter, seed: 3, threads: 1)
        var configuration = TrainingConfiguration(
            adapter: adapter, task: .rte, epochs: 1, rates: .init(adapter: 5e-2, head: 1e-2), weightDecay: 0, seed: 3)
        configuration.regularisation.dropout = 0
        let optimiser = Optimiser(model, configuration, threads: 1)
        let examples = try [[2, 5, 9, 3], [2, 7, 3], [2, 4, 6, 8, 3]].enumerated().map { i, ids in
            Example(encoding: try Encoding(ids: ids, tokenTypes: ids.map { _ in 0 }), target: .label(i % 2))
        }
        for step in 0 ..< 3 { _ = optimiser.step(examples, step: step, of: 10) }
        _ = optimiser.accumulate(examples, dropout: nil)
        let whole = try WholeGradients(model: directory, weightsOf: model, task: .rte, seed: 9, threads: 1)
        #expect(zip(whole.weights, model.targets).allSatisfy { $0.values == $1.weight.values })
        for (layer, G) in zip(model.targets, try whole.mean(over: examples)) {
            let edora = try #require(layer.adapter as? EDoRA), V = try #require(edora.directionWithHeldNorms())
            let n = V.rowNorms, m = edora.m.value
            let dm = Matrix(1, m.columns) { _, j in
                Float((0 ..< G.columns).reduce(0.0) { $0 + Double(G[j, $1]) * Double(V[j, $1]) } / Double(n[0, j]))
            }
            let dR = edora.B.T * G.scalingRows(by: Matrix(1, m.columns) { _, j in m[0, j] / n[0, j] }) * edora.A.T
            for (found, parameter) in [(dm, edora.m), (dR, edora.R)] {
                let expected = try #require(optimiser.gradient(parameter))
                #expect(
                    found.largestDifference(from: expected) < 1e-4 * Float(max(expected.norm, 1e-3)), "\(layer.name)")
            }
        }
    }

    /// The committed measurements.
    @Test func everyCommittedRecordIsReadAndKeepsTheLaws() throws {
        let store = RunStore(root: PlanTests.root)
        for run in try GradientRecord.runs(in: store) {
            let file = PlanTests.root.appending(path: GradientRecord.file(run).relativePath)
            let record = try GradientRecord.read(run, in: store, from: file)
            for matrix in record.start + record.end {
                #expect(matrix.core <= matrix.best && matrix.norm > 0, "\(run.name), \(matrix.path)")
            }
        }
    }

    @Test func aFileThatMakesNoSenseIsRefused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gradients-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = RunStore(root: folder), file = folder.appending(path: "record.json")
        let run = PlannedRun.glue(.rte, .edora, rate: 5e-3, seed: 1, division: nil, backbone: "minilm")
        func matrix(_ path: String, core: Double = 0.1, norm: Double = 1) -> GradientRecord.Matrix {
            .init(path: path, outputs: 8, inputs: 4, norm: norm, magnitudes: 0.2, core: core, best: 0.3)
        }
        func found(_ start: [GradientRecord.Matrix], _ end: [GradientRecord.Matrix]) throws -> GradientRecord {
            let record = GradientRecord(key: "k", run: run, rank: 2, rows: 5, start: start, end: end, score: 0.5)
            try JSONEncoder().encode(record).write(to: file)
            return try GradientRecord.read(run, in: store, from: file)
        }
        #expect(try found([matrix("a")], [matrix("a")]).rank == 2)
        for (start, end) in [
            ([], []), ([matrix("a")], [matrix("b")]), ([matrix("a", core: 1.5)], [matrix("a")]),
            ([matrix("a")], [matrix("a", norm: -1)]),
        ] {
            let error = try #require(throws: InputError.self) { try found(start, end) }
            #expect(error.advice?.contains("--measure`; it needs data/glue") == true, "\(error)")
        }
    }
}
