/// Weight decomposition around a direction V(θ): W = diag(m/n)·V(θ), with nⱼ = ‖Vⱼ‖.
///
/// m trains and starts at ‖W₀‖. The norm n is held constant in the backward pass (Liu et al., arXiv 2402.09353,
/// section 4.3), so with G = ∂L/∂W:  ∂L/∂mⱼ = ⟨Gⱼ, Vⱼ⟩/nⱼ = ⟨Gⱼ, Wⱼ⟩/mⱼ, and V sees diag(m/n)·G.
public final class WeightDecomposed: Adapter, @unchecked Sendable {
    /// Magnitudes, which start at ‖W₀‖.  [1, out]
    public let m: Parameter
    /// V(θ), whose parameters train beside m.
    public let direction: any Direction
    private let ratio: Matrix  // m/n  [1, out]
    private let merged: Matrix

    /// Takes the first magnitudes from W₀; `name` is the layer's path.
    public init(_ W0: Matrix, around direction: any Direction, name: String) {
        m = Parameter(name, .magnitude, W0.rowNorms)
        self.direction = direction
        ratio = Matrix(1, W0.rows)
        merged = Matrix(W0.rows, W0.columns)
    }

    public var parameters: [Parameter] { [m] + direction.parameters }
    public var frozen: [Parameter] { direction.frozen }

    public func weight() -> Matrix {
        let n = direction.rowNorms()
        ratio.setRatio(m.value, over: n)
        direction.form(merged, rowScale: ratio)
        return merged
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dm = gradients[m] { G.addRowDots(over: m.value, to: dm) }
        direction.accumulate(G.scalingRows(by: ratio), into: gradients)
    }

    public func directionWithHeldNorms() -> Matrix? {
        let V = Matrix(merged.rows, merged.columns)
        direction.form(V, rowScale: nil)
        return V
    }
}
