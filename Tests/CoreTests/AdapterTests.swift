import AdapterLaws
import Testing

@testable import Core

/// Matrices with out ≠ in, so that a swapped axis cannot go unseen.
@Suite struct AdapterTests {
    static let rank = 3
    let W0 = Matrix.sample(10, 14, "W0")

    func configuration(_ method: AdapterMethod, deviation: Double = 0) -> AdapterConfiguration {
        var configuration = AdapterConfiguration.standard(method, rank: Self.rank)
        configuration.deviation = deviation
        configuration.scaling = .value(1.5)
        return configuration
    }

    func adapter(_ method: AdapterMethod, deviation: Double = 0) throws -> any Adapter {
        let configuration = configuration(method, deviation: deviation)
        guard case .adapted(let adapter) = try configuration.adapt(W0.copy(), at: "layer", seed: 1)
        else { throw InputError("test", expected: "an adapter", found: "none") }
        return adapter
    }

    /// Those that put something on a matrix. (Tests of other methods register theirs in the same process.)
    static let methods = AdapterMethod.builtIn.filter { $0.scope != .headOnly }

    @Test func theDirectionWithHeldNormsIsTheUpdatedWeight() throws {
        let edora = try #require(try adapter(.edora, deviation: 0.3) as? EDoRA)
        let V = try #require(edora.directionWithHeldNorms())
        #expect(V.largestDifference(from: W0 + 1.5 * (edora.B * (edora.R.value * edora.A))) < 1e-5)
    }

    @Test(arguments: methods) func theLawsHold(_ method: AdapterMethod) throws {
        // LoRA-SB starts one step away from W₀, Uni-LoRA near it, PiSSA from two parts of it; the Cayley transform is
        // curved.
        let start: [AdapterMethod: Float?] = [.loraSB: nil, .uniLoRA: nil, .pissa: 1e-5]
        #expect(
            try method.brokenLaws(rank: Self.rank, startTolerance: start[method] ?? 0, isCurved: method == .psoft)
                == [])
    }

    @Test func theDroppedNormGradientIsARealDifference() throws {
        let adapter = try adapter(.edora, deviation: 0.5)
        guard let edora = adapter as? EDoRA else { Issue.record("not EDoRA"); return }
        edora.R.offset = 0
        defer { edora.R.offset = nil }
        let x = Matrix.sample(9, 14, "x"), dy = Matrix.sample(9, 10, "dy")
        let layer = Linear("layer", weight: W0, bias: Matrix(1, 10))
        layer.adapt(with: edora)
        let arena = Arena(), gradients = Gradients(count: 9)
        layer.accumulate(dy: dy, x: x, y: layer.forward(x, in: arena), into: gradients, arena: arena)
        func loss() -> Double {
            let y = x * edora.weight().T
            return zip(y.values, dy.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let step: Float = 1e-2, kept = edora.R.value[0, 0]
        edora.R.value[0, 0] = kept + step
        let above = loss()
        edora.R.value[0, 0] = kept - step
        let below = loss()
        edora.R.value[0, 0] = kept
        let whole = (above - below) / Double(2 * step)
        let held = Double(gradients[edora.R]?[0, 0] ?? 0)
        #expect(abs(whole - held) > 0.01 * abs(whole), "with the norm free it must differ: \(whole), \(held)")
    }

    @Test func edoraIsAWeightDecompositionAroundLoRAXS() throws {
        var random = Random(seed: 3, purpose: "R")
        let basis = Basis(try .truncated(W0, rank: 3), sigmaSide: .input)
        let R = Matrix.normal(3, 3, deviation: 0.4, using: &random)
        let edora = EDoRA(W0, basis, R: R, scale: 2, name: "a")
        let composed = WeightDecomposed(W0, around: LoRAXS(W0, basis, R: R, scale: 2, name: "b"), name: "b")
        #expect(edora.weight().values == composed.weight().values)
    }

    @Test func theRowsOfAnEDoRAWeightHaveTheMagnitudesAsNorms() throws {
        let adapter = try adapter(.edora, deviation: 0.5)
        guard let edora = adapter as? EDoRA else { Issue.record("not EDoRA"); return }
        for j in 0 ..< 10 { edora.m.value[0, j] = Float(j + 1) }
        let norms = edora.weight().rowNorms
        for j in 0 ..< 10 { #expect(abs(norms[0, j] - Float(j + 1)) < 1e-5 * Float(j + 1)) }
    }

    /// It is EDoRA whose m has not moved, to the bit, and no R changes the length of a row.
    @Test func directionOnlyKeepsTheLengthsOfTheFrozenRows() throws {
        let edora = try adapter(.edora, deviation: 0.5), direction = try adapter(.directions, deviation: 0.5)
        #expect(direction.parameters.map(\.role) == [.core] && direction.weight().values == edora.weight().values)
        #expect(direction.weight().largestDifference(from: W0) > 0.1)
        let lengths = direction.weight().rowNorms
        for j in 0 ..< 10 { #expect(abs(lengths[0, j] - W0.rowNorms[0, j]) < 1e-6 * W0.rowNorms[0, j]) }
    }

    @Test(arguments: [1, 3, 10])
    func theClosedFormNormIsTheDenseNorm(_ rank: Int) throws {
        let basis = Basis(try .truncated(W0, rank: rank), sigmaSide: .output)
        let update = LowRankUpdate(W0, scale: 0.7, A: basis.A)
        let C = Matrix.sample(10, rank, "C")
        let V = Matrix(10, 14)
        update.form(V, C: C, A: basis.A, rowScale: nil)
        let closed = update.rowNorms(C: C), dense = V.rowNorms
        for j in 0 ..< 10 { #expect(abs(closed[0, j] - dense[0, j]) < 1e-6 * dense[0, j] * 10) }
    }

    @Test func sigmaStandsOnTheSideThatWasAskedFor() throws {
        let svd = try SVD.truncated(W0, rank: 3)
        let input = Basis(svd, sigmaSide: .input), output = Basis(svd, sigmaSide: .output)
        #expect((input.B * input.A).largestDifference(from: svd.product) < 1e-5)
        #expect((output.B * output.A).largestDifference(from: svd.product) < 1e-5)
        #expect((input.B.T * input.B).largestDifference(from: .identity(3)) < 1e-5, "B has orthonormal columns")
        #expect((output.A * output.A.T).largestDifference(from: .identity(3)) < 1e-5, "A has orthonormal rows")
    }

    @Test func aRankLargerThanTheMatrixIsRefused() {
        var configuration = configuration(.edora)
        configuration.rank = 11
        #expect(throws: InputError.self) { try configuration.adapt(W0, at: "layer", seed: 1) }
    }

    @Test func aNearlySingularMatrixIsLeftOutWithItsName() throws {
        let thin = Matrix.sample(10, 2, "u") * Matrix.sample(2, 14, "v")
        let path = "encoder.layer.5.output.dense"
        guard case .skipped(let reason) = try configuration(.edora).adapt(thin, at: path, seed: 1)
        else { Issue.record("it was adapted"); return }
        #expect(reason.contains(path))
    }

    @Test(arguments: [AdapterMethod.edora, .dora, .magnitude])
    func aRowOfZerosStaysOneAndDisturbsNothing(_ method: AdapterMethod) throws {
        let W0 = W0.copy()
        for k in 0 ..< 14 { W0[4, k] = 0 }
        guard case .adapted(let adapter) = try configuration(method).adapt(W0, at: "layer", seed: 1)
        else { Issue.record("no adapter"); return }
        #expect(adapter.weight().isFinite)
        var offset = 0
        for parameter in adapter.parameters {
            parameter.offset = offset
            offset += parameter.value.count
        }
        let layer = Linear("layer", weight: W0, bias: Matrix(1, 10))
        let arena = Arena(), gradients = Gradients(count: offset)
        layer.adapt(with: adapter)
        let x = Matrix.sample(9, 14, "x"), dy = Matrix.sample(9, 10, "dy")
        layer.accumulate(dy: dy, x: x, y: layer.forward(x, in: arena), into: gradients, arena: arena)
        #expect(gradients.flat.isFinite)
    }

    @Test func countsAreThoseOfTheDesignForRoBERTaBase() {
        let shape = EncoderConfiguration.robertaBase
        #expect(shape.trainableCount(.lora, rank: 16) == 1_622_016)
        #expect(shape.trainableCount(.dora, rank: 16) == 1_658_880)
        #expect(shape.trainableCount(.loraXS, rank: 16) == 12_288)
        #expect(shape.trainableCount(.edora, rank: 16) == 49_152)
        #expect(shape.trainableCount(.edora, rank: 32) == 86_016)
        #expect(shape.trainableCount(.loraXS, rank: 32) == 49_152)
        #expect(shape.trainableCount(.magnitude, rank: 1) == 36_864)
        #expect(shape.headCount(classes: 2) == 592_130)
        #expect(shape.totalCount(classes: 2) == 124_647_170)
    }
}
