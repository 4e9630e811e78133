extension Adapter {
    /// ∂L/∂θ for L = ⟨dy, y⟩ with y = x·W(θ)ᵀ + b, of what it shares and then of its own
    /// `parameters`, in their order: what `accumulate` adds when a layer
    /// calls it.
    ///
    /// For tests and lessons: training asks the layer, which asks the adapter.
    /// - Parameters:
    ///   - x: the layer's input.  [N, in]
    ///   - dy: ∂L/∂y.  [N, out]
    ///   - bias: b, which W(θ) must not depend on.  [1, out]
    ///   - times: how often the layer asks. Twice gives twice the gradient, where each call adds.
    public func gradients(x: Matrix, dy: Matrix, bias: Matrix, times: Int = 1) -> [Matrix] {
        let trained = shared.parameters + parameters
        var count = 0
        for parameter in trained {
            parameter.offset = count
            count += parameter.value.count
        }
        defer { trained.forEach { $0.offset = nil } }
        let layer = Linear("layer", weight: weight(), bias: bias), arena = Arena(), gradients = Gradients(count: count)
        layer.adapt(with: self)
        let y = layer.forward(x, in: arena)
        for _ in 0 ..< times { layer.accumulate(dy: dy, x: x, y: y, into: gradients, arena: arena) }
        return trained.compactMap { gradients[$0]?.copy() }
    }
}
