import Testing

@testable import Core

/// What every adapter must obey, whatever its method.
struct AdapterLaws {
    let method: Method
    let adapter: any Adapter
    let W0: Matrix
    /// Norm that weight decomposition holds constant in its gradient; nil for methods without one.
    var heldNorms: (() -> Matrix)?

    /// W(θ) at the start is W₀: exactly where the update starts at zero.
    func checkStart(tolerance: Float) {
        #expect(adapter.weight().largestDifference(from: W0) <= tolerance, "\(method) does not start at W₀")
    }

    func checkCount(rank: Int) {
        let expected = method.trainableCount(outputs: W0.rows, inputs: W0.columns, rank: rank)
        #expect(
            adapter.parameters.reduce(0) { $0 + $1.value.count } == expected,
            "\(method) trains another number of values")
    }

    /// The output with the merged weight is the layer's output, and L = ⟨dy, x·Wᵀ⟩ has the gradients that
    /// `accumulate` adds. W is linear in each single value (with the norm held), so a central difference with
    /// a step of any size is exact but for rounding; L is summed in Double.
    func checkGradients(tolerance: Double) {
        let x = Matrix.sample(9, W0.columns, "x"), dy = Matrix.sample(9, W0.rows, "dy")
        let bias = Matrix.sample(1, W0.rows, "bias")
        var offset = 0
        for parameter in adapter.parameters {
            parameter.offset = offset
            offset += parameter.value.count
        }
        defer { adapter.parameters.forEach { $0.offset = nil } }
        let layer = Linear("layer", weight: W0, bias: bias)
        layer.adapt(with: adapter)
        let arena = Arena()
        let y = layer.forward(x, in: arena)
        let gradients = Gradients(count: offset)
        layer.accumulate(dy: dy, x: x, y: y, into: gradients, arena: arena)

        let norms = heldNorms?()
        for parameter in adapter.parameters {
            guard let gradient = gradients[parameter] else {
                Issue.record("\(parameter.name) has no gradient"); continue
            }
            let scale = Double(gradient.largest)
            for i in 0 ..< parameter.value.count {
                let kept = parameter.value.base[i], step: Float = 0.25
                parameter.value.base[i] = kept + step
                let above = loss(x, dy, norms)
                parameter.value.base[i] = kept - step
                let below = loss(x, dy, norms)
                parameter.value.base[i] = kept
                let difference = (above - below) / Double(2 * step)
                let error = abs(Double(gradient.base[i]) - difference)
                #expect(
                    error <= tolerance * scale,
                    "\(method) \(parameter.name)[\(i)]: \(gradient.base[i]) against \(difference)")
            }
        }
    }

    /// ⟨dy, x·Wᵀ⟩ in Double. With held norms, W = diag(m/n₀)·V is formed here from the direction alone.
    private func loss(_ x: Matrix, _ dy: Matrix, _ norms: Matrix?) -> Double {
        var W = adapter.weight()
        if let norms {
            let now = currentNorms()
            W = W.scalingRows(by: Matrix(1, W.rows) { _, j in now[0, j] / norms[0, j] })
        }
        var sum = 0.0
        for n in 0 ..< x.rows {
            for j in 0 ..< W.rows {
                var xw = 0.0
                for k in 0 ..< W.columns { xw += Double(x[n, k]) * Double(W[j, k]) }
                sum += Double(dy[n, j]) * xw
            }
        }
        return sum
    }

    private func currentNorms() -> Matrix { heldNorms?() ?? Matrix(1, W0.rows) }
}
