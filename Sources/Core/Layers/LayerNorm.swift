import CVectorKernels

/// Layer normalisation y = (x − mean)/√(variance + ε) ⊙ gain + offset over each row.
///
/// The variance is the biased one, and ε comes from the checkpoint's configuration.
public final class LayerNorm: @unchecked Sendable {
    /// `weight` in the checkpoint.  [1, H]
    public let gain: Parameter
    /// `bias` in the checkpoint.  [1, H]
    public let offset: Parameter
    let epsilon: Float

    /// What the backward pass needs: the rows before gain and offset, and 1/√(variance + ε).
    struct Saved {
        let normalised: Matrix  // [N, H]
        let inverse: Matrix  // [1, N]
    }

    init(_ name: String, gain: Matrix, offset: Matrix, epsilon: Float) {
        self.gain = Parameter(name + ".weight", gain)
        self.offset = Parameter(name + ".bias", offset)
        self.epsilon = epsilon
    }

    var parameters: [Parameter] { [gain, offset] }

    /// Normalises `x`, whose memory is kept as `Saved.normalised`.
    func forward(consuming x: Matrix, in arena: Arena) -> (y: Matrix, saved: Saved) {
        let y = arena.matrix(x.rows, x.columns)
        let inverse = arena.matrix(1, x.rows)
        vk_layer_norm(
            x.base, gain.value.base, offset.value.base, epsilon, y.base, x.base, inverse.base, x.rows, x.columns)
        return (y, Saved(normalised: x, inverse: inverse))
    }

    /// Turns dy into dx, in place.
    ///
    /// In the forward pass this was y = u ⊙ gain + offset with u = (x − mean)·i; so now we have
    /// du = dy ⊙ gain and dx = i·(du − mean(du) − u·mean(du ⊙ u)).
    func backward(_ dy: Matrix, _ saved: Saved, into gradients: Gradients) {
        if let dgain = gradients[gain] {
            vk_add_column_dots(dy.base, saved.normalised.base, dgain.base, dy.rows, dy.columns)
        }
        if let doffset = gradients[offset] { vk_add_column_sums(dy.base, doffset.base, dy.rows, dy.columns) }
        vk_layer_norm_backward(
            dy.base, gain.value.base, saved.normalised.base, saved.inverse.base, dy.rows, dy.columns)
    }
}
