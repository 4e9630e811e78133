/// LoRA: W(θ) = W₀ + s·B·A. A and B train.  (Hu et al., arXiv 2106.09685, section 4.1)
///
/// A starts Kaiming-uniform and B at zero, so that W(θ) starts at W₀. With G = ∂L/∂W:
/// ∂L/∂B = s·G·Aᵀ and ∂L/∂A = s·Bᵀ·G. It trains r·(in + out) values.
public final class LoRA: Direction, @unchecked Sendable {
    /// Starts Kaiming-uniform.  [r, in]
    public let A: Parameter
    /// Starts at zero.  [out, r]
    public let B: Parameter
    private let update: LowRankUpdate
    private let merged: Matrix

    /// W(θ) around W₀ with r = `rank` and s = `scale`; `name` is the layer's path, `random` draws A.
    public init(_ W0: Matrix, rank: Int, scale: Float, name: String, random: inout Random) {
        A = Parameter(name + ".lora_A", kaimingUniform(rank, W0.columns, using: &random))
        B = Parameter(name + ".lora_B", Matrix(W0.rows, rank))
        update = LowRankUpdate(W0, scale: scale, A: A.value)
        merged = Matrix(W0.rows, W0.columns)
    }

    public var parameters: [Parameter] { [A, B] }
    public var frozen: [Parameter] { [] }

    public func weight() -> Matrix {
        form(merged, rowScale: nil)
        return merged
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dB = gradients[B] { G.addRight(A.value, scale: update.scale, to: dB) }
        if let dA = gradients[A] { G.addLeft(B.value, scale: update.scale, to: dA) }
    }

    public func rowNorms() -> Matrix {
        update.refresh(A: A.value)
        return update.rowNorms(C: B.value)
    }

    public func form(_ W: Matrix, rowScale c: Matrix?) {
        update.form(W, C: B.value, A: A.value, rowScale: c)
    }
}

/// U(−1/√columns, 1/√columns), PyTorch's `kaiming_uniform_(a=√5)`.
func kaimingUniform(_ rows: Int, _ columns: Int, using random: inout Random) -> Matrix {
    let bound = 1 / Double(columns).squareRoot()
    return Matrix(rows, columns, (0 ..< rows * columns).map { _ in Float(bound * (2 * random.uniform() - 1)) })
}
