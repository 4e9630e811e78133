import CVectorKernels

/// Root mean square normalisation y = x·(mean(x²) + ε)^(−1/2) ⊙ (1 + gain) over each row.  (arXiv 1910.07467)
///
/// Checkpoints of `gemma3_text` store the gain less one, so that weight decay pulls what multiplies to one and not to
/// zero; GGUF files store what multiplies.
final class RMSNorm: @unchecked Sendable {
    /// `weight` in the checkpoint, [1, n].
    let gain: Parameter
    private let epsilon: Float

    init(_ name: String, gain: Matrix, epsilon: Double) {
        self.gain = Parameter(name + ".weight", gain)
        self.epsilon = Float(epsilon)
    }

    /// y, or y + skipped, and 1/√(mean(x²) + ε) of each row, [1, N], which the backward pass needs beside x.
    ///
    /// Rows of x [N, k·n] count as k rows of n values each: so heads are normalised one by one.
    func forward(_ x: Matrix, adding skipped: Matrix? = nil, in arena: Arena) -> (y: Matrix, inverse: Matrix) {
        let y = arena.matrix(x.rows, x.columns), n = gain.value.columns, rows = x.count / n
        let inverse = arena.matrix(1, rows)
        vk_rms_norm(x.base, gain.value.base, skipped?.base, epsilon, y.base, inverse.base, rows, n)
        return (y, inverse)
    }

    /// Adds the gain's gradient, and writes dx or adds it.
    ///
    /// In the forward pass this was y = i·x ⊙ g with g = 1 + gain and i = (mean(x²) + ε)^(−1/2); so now
    /// dx = i·(dy ⊙ g − x·i²·mean(dy ⊙ g ⊙ x)) and dgain = Σ dy ⊙ x·i.
    func backward(
        _ dy: Matrix, _ x: Matrix, _ inverse: Matrix, into dx: Matrix, accumulating: Bool = false,
        _ gradients: Gradients
    ) {
        let n = gain.value.columns, rows = x.count / n
        if let dgain = gradients[gain] { vk_add_rms_norm_gain(dy.base, x.base, inverse.base, dgain.base, rows, n) }
        vk_rms_norm_backward(
            dy.base, gain.value.base, x.base, inverse.base, dx.base, accumulating ? 1 : 0, rows, n)
    }
}
