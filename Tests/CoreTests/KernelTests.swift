import CVectorKernels
import Foundation
import Testing

@testable import Core

/// The vector kernels against the plain formulas in Double.
@Suite struct KernelTests {
    let values = (-4000 ... 4000).map { Float($0) / 500 }

    @Test func geluIsTheErfForm() {
        // The bias shifts what is stored back to the value.
        let x = Matrix(1, values.count, values.map { $0 - 0.25 }), bias = Matrix(1, values.count) { _, _ in 0.25 }
        let y = Matrix(1, values.count), slope = Matrix(1, values.count)
        vk_bias_gelu(x.base, bias.base, y.base, slope.base, 1, values.count)
        for (i, value) in values.enumerated() {
            let t = Double(value), cdf = 0.5 * (1 + erf(t / 2.0.squareRoot()))
            #expect(abs(Double(y.base[i]) - t * cdf) < 2e-6, "gelu(\(value))")
            #expect(abs(Double(slope.base[i]) - cdf - t * exp(-t * t / 2) / (2 * Double.pi).squareRoot()) < 2e-6, "gelu'(\(value))")
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

    @Test(arguments: [5, 32, 50])
    func layerNormAndItsGradientAreTheFormula(_ columns: Int) {
        let x = Matrix.sample(3, columns, "x"), gain = Matrix.sample(1, columns, "g"), offset = Matrix.sample(1, columns, "o")
        let dy = Matrix.sample(3, columns, "dy")
        let layer = LayerNorm("norm", gain: gain, offset: offset, epsilon: 1e-5)
        let (y, saved) = layer.forward(consuming: x.copy(), in: Arena())
        func exact(_ x: [Double]) -> [Double] {
            let n = Double(columns), mean = x.reduce(0, +) / n
            let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
            return x.indices.map { (x[$0] - mean) / (variance + 1e-5).squareRoot() * Double(gain[0, $0]) + Double(offset[0, $0]) }
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
