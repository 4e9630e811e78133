/// EDoRA with the norm differentiated: the gradient without the shortcut of holding n constant, for the ablation.
///
/// The weight is EDoRA's. With g = ∂L/∂m, the exact gradient of the direction takes away the part of each row of G that
/// lies along V:
///
///     ∂L/∂R = s·Bᵀ·diag(m/n)·G·Aᵀ − s·Bᵀ·diag(m·g/n²)·V·Aᵀ          V·Aᵀ = W₀·Aᵀ + s·B·R·A·Aᵀ
public final class ExactNormEDoRA: Adapter, @unchecked Sendable {
    /// The same parametrisation with the usual gradient.
    public let inner: EDoRA
    private let VA: Matrix  // V·Aᵀ  [out, r]

    /// Shares the parameters of `inner`.
    public init(_ inner: EDoRA) {
        self.inner = inner
        VA = Matrix(inner.B.rows, inner.A.rows)
    }

    public var parameters: [Parameter] { inner.parameters }
    public var frozen: [Parameter] { inner.frozen }

    public func weight() -> Matrix {
        let W = inner.weight()
        inner.update.projectOntoA(VA)
        return W
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        inner.accumulate(G, into: gradients)
        guard let dR = gradients[inner.R] else { return }
        G.arena.scratch {
            let g = G.arena.zeros(1, VA.rows), along = G.arena.matrix(VA.rows, VA.columns)
            G.addRowDots(over: inner.m.value, to: g)
            g.scale(by: inner.ratio, over: inner.update.norms)  // m·g/n²
            along.setScaledRows(of: VA, by: g)
            dR.setProduct(inner.B.T, along, scale: -inner.update.scale, accumulating: true)
        }
    }
}

extension Matrix {
    /// self = self·c/n, and 0 where n is 0.
    fileprivate func scale(by c: Matrix, over n: Matrix) {
        for j in 0 ..< columns { base[j] = n.base[j] > 0 ? base[j] * c.base[j] / n.base[j] : 0 }
    }
}
