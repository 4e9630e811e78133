import CVectorKernels
import Foundation
import Testing

@testable import Core

/// The vector kernels against the plain formulas in Double.
@Suite struct KernelTests {
    let values = (-4000 ... 4000).map { Float($0) / 500 }

    @Test func geluIsTheErfForm() {
        // The bias shifts what is stored back to the value.
        let slope = Matrix(1, values.count, values.map { $0 - 0.25 }), bias = Matrix(1, values.count) { _, _ in 0.25 }
        let y = Matrix(1, values.count)
        vk_bias_gelu(slope.base, bias.base, y.base, 1, values.count)
        for (i, value) in values.enumerated() {
            let t = Double(value), cdf = 0.5 * (1 + erf(t / 2.0.squareRoot()))
            let density = exp(-t * t / 2) / (2 * Double.pi).squareRoot()
            #expect(abs(Double(y.base[i]) - t * cdf) < 2e-6, "gelu(\(value))")
            #expect(abs(Double(slope.base[i]) - cdf - t * density) < 2e-6, "gelu'(\(value))")
        }
    }

    @Test(arguments: [1, 3, 16, 37])
    func softmaxRowsAreTheFormula(_ columns: Int) {
        let x = 5 * Matrix.sample(4, columns, "x"), p = x.copy()
        vk_softmax(p.base, 0.7, 4, columns)
        for i in 0 ..< 4 {
            let weights = (0 ..< columns).map { exp(0.7 * Double(x[i, $0])) }, sum = weights.reduce(0, +)
            for j in 0 ..< columns { #expect(abs(Double(p[i, j]) - weights[j] / sum) < 1e-6) }
        }
    }

    /// exp(x) is what the softmax of (0, x) divides its second number by its first; below −87 it is exp(−87).
    @Test func exponentialIsTheFormula() {
        for value in stride(from: Float(-120), through: 0, by: 0.125) {
            let p = Matrix(1, 2, [0, value])
            vk_softmax(p.base, 1, 1, 2)
            let exponential = Double(p.base[1] / p.base[0]), expected = exp(Double(max(value, -87)))
            #expect(abs(exponential / expected - 1) < 4e-7, "exp(\(value))")
        }
    }

    /// A softmax sums to one and does not feel a number added to its whole row.
    @Test(arguments: [UInt64(1), 2, 3])
    func softmaxSumsToOneAndIgnoresAShift(seed: UInt64) {
        var random = Random(seed: seed, purpose: "softmax")
        let columns = 1 + random.below(70)
        let x = Matrix.normal(3, columns, deviation: 3, using: &random), shifted = x.copy()
        let shift = Float(4 * random.uniform() - 2)
        for i in 0 ..< x.count { shifted.base[i] += shift }
        vk_softmax(x.base, 0.5, 3, columns)
        vk_softmax(shifted.base, 0.5, 3, columns)
        #expect(x.largestDifference(from: shifted) < 1e-6, "seed \(seed), \(columns) columns, shift \(shift)")
        for i in 0 ..< 3 { #expect(abs(x.rowSum(i) - 1) < 1e-6, "seed \(seed), \(columns) columns") }
    }

    /// NaN at any place of a row: the softmax of that row is NaN, GELU and its derivative are NaN there alone.
    @Test(arguments: [1, 15, 16, 17, 33])
    func nanStaysNaN(_ columns: Int) {
        for place in 0 ..< 2 * columns {
            let x = Matrix.sample(2, columns, "x"), bias = Matrix(1, columns)
            x.base[place] = .nan
            let y = Matrix(2, columns), slope = x.copy()
            vk_bias_gelu(slope.base, bias.base, y.base, 2, columns)
            vk_softmax(x.base, 1, 2, columns)
            for i in 0 ..< 2 * columns {
                #expect(y.base[i].isNaN == (i == place), "gelu of NaN at \(place), number \(i)")
                #expect(slope.base[i].isNaN == (i == place), "gelu' of NaN at \(place), number \(i)")
                #expect(x.base[i].isNaN == (i / columns == place / columns), "softmax of NaN at \(place), number \(i)")
            }
        }
    }

    @Test func infinitiesFollowTheFormulas() {
        let rows = Matrix(3, 2, [0, -.infinity, 0, .infinity, -.infinity, -.infinity])
        vk_softmax(rows.base, 1, 3, 2)
        #expect(rows[0, 0] == 1 && rows[0, 1] < 1e-37)
        #expect(rows.values[2...].allSatisfy { $0.isNaN })
        let x = Matrix(1, 1, [.infinity]), bias = Matrix(1, 1), y = Matrix(1, 1)
        vk_bias_gelu(x.base, bias.base, y.base, 1, 1)
        #expect(y.base[0] == .infinity)
    }

    /// The layer normalises in place: what it keeps lies where its input was.
    @Test(arguments: [1, 16, 50])
    func layerNormInPlaceGivesTheSameBits(_ columns: Int) {
        let x = Matrix.sample(3, columns, "x"), gain = Matrix.sample(1, columns, "g")
        let offset = Matrix.sample(1, columns, "o")
        let (y, unit, inverse) = (Matrix(3, columns), Matrix(3, columns), Matrix(1, 3))
        let (y2, unit2, inverse2) = (Matrix(3, columns), x.copy(), Matrix(1, 3))
        vk_layer_norm(x.base, gain.base, offset.base, 1e-5, y.base, unit.base, inverse.base, 3, columns)
        vk_layer_norm(unit2.base, gain.base, offset.base, 1e-5, y2.base, unit2.base, inverse2.base, 3, columns)
        #expect(y.values == y2.values && unit.values == unit2.values && inverse.values == inverse2.values)
    }

    @Test(arguments: [5, 32, 50])
    func layerNormAndItsGradientAreTheFormula(_ columns: Int) {
        let x = Matrix.sample(3, columns, "x"), dy = Matrix.sample(3, columns, "dy")
        let gain = Matrix.sample(1, columns, "g"), offset = Matrix.sample(1, columns, "o")
        let layer = LayerNorm("norm", gain: gain, offset: offset, epsilon: 1e-5)
        let (y, saved) = layer.forward(consuming: x.copy(), in: Arena())
        func exact(_ x: [Double]) -> [Double] {
            let n = Double(columns), mean = x.reduce(0, +) / n
            let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
            return x.indices.map {
                (x[$0] - mean) / (variance + 1e-5).squareRoot() * Double(gain[0, $0]) + Double(offset[0, $0])
            }
        }
        let dx = dy.copy()
        layer.backward(dx, saved, into: Gradients(count: 0))
        for i in 0 ..< 3 {
            let row = (0 ..< columns).map { Double(x[i, $0]) }
            for (j, value) in exact(row).enumerated() { #expect(abs(Double(y[i, j]) - value) < 1e-5) }
            for j in 0 ..< columns {
                var above = row, below = row
                above[j] += 1e-5
                below[j] -= 1e-5
                let difference = zip(exact(above), exact(below)).enumerated().reduce(0.0) {
                    $0 + Double(dy[i, $1.offset]) * ($1.element.0 - $1.element.1) / 2e-5
                }
                #expect(abs(Double(dx[i, j]) - difference) < 1e-4)
            }
        }
    }

    @Test func dropoutKeepsItsShareAndRepeatsItself() {
        let ones = Matrix(1, 100_000) { _, _ in 1 }, again = ones.copy(), other = ones.copy()
        vk_dropout(ones.base, 12345, 0.1, ones.count)
        vk_dropout(again.base, 12345, 0.1, ones.count)
        vk_dropout(other.base, 12346, 0.1, ones.count)
        let dropped = ones.values.count { $0 == 0 }
        #expect(abs(Double(dropped) - 10_000) < 400)
        #expect(ones.values.allSatisfy { $0 == 0 || abs($0 - 1 / 0.9) < 1e-6 })
        #expect(ones.values == again.values)
        // Two keys agree on a dropped value as often as chance has it.
        let both = zip(ones.values, other.values).count { $0 == 0 && $1 == 0 }
        #expect(abs(Double(both) - 1000) < 150)
    }

    @Test func infinitiesAndNaNsAreFound() {
        let x = Matrix.sample(3, 33, "x")
        #expect(x.isFinite)
        x[2, 32] = .infinity
        #expect(!x.isFinite)
        x[2, 32] = .nan
        #expect(!x.isFinite)
    }
}
