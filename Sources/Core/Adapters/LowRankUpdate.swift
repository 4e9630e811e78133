/// What LoRA, LoRA-XS, DoRA and EDoRA share: V = W₀ + s·C·A with a thin C [out, r] and A [r, in].
///
/// (C is B in LoRA and B·R in LoRA-XS.) It knows how to form V and how to get V's row norms without V.
package final class LowRankUpdate: @unchecked Sendable {
    let W0: Matrix  // [out, in]
    let scale: Float  // s
    private let squaredNorms: [Double]  // ‖w₀ᵢ‖²
    private let P: Matrix  // W₀·Aᵀ  [out, r]
    private let Q: Matrix  // A·Aᵀ  [r, r]
    let norms: Matrix  // [1, out], as of the last `rowNorms`
    private let CQ, scaledC: Matrix  // [out, r], reused each step

    package init(_ W0: Matrix, scale: Float, A: Matrix) {
        self.W0 = W0
        self.scale = scale
        squaredNorms = (0 ..< W0.rows).map { W0.rowDot(W0, $0) }
        P = W0 * A.T
        Q = A * A.T
        norms = Matrix(1, W0.rows)
        (CQ, scaledC) = (Matrix(W0.rows, A.rows), Matrix(W0.rows, A.rows))
    }

    /// To be called when A has changed.
    func refresh(A: Matrix) {
        P.setProduct(W0, A.T)
        Q.setProduct(A, A.T)
    }

    /// nᵢ² = ‖w₀ᵢ‖² + 2s·⟨Cᵢ, Pᵢ⟩ + s²·Cᵢ·Q·Cᵢᵀ, in out·r² operations where the dense norm takes out·in.
    ///
    /// Expanding ‖w₀ᵢ + s·Cᵢ·A‖² gives ⟨Cᵢ·A, w₀ᵢ⟩ = ⟨Cᵢ, (W₀·Aᵀ)ᵢ⟩ and ‖Cᵢ·A‖² = Cᵢ·A·Aᵀ·Cᵢᵀ.
    package func rowNorms(C: Matrix) -> Matrix {
        CQ.setProduct(C, Q)
        let s = Double(scale)
        for i in 0 ..< W0.rows {
            let squared = squaredNorms[i] + 2 * s * C.rowDot(P, i) + s * s * C.rowDot(CQ, i)
            norms.base[i] = Float(max(squared, 0).squareRoot())
        }
        return norms
    }

    /// V·Aᵀ = P + s·C·Q  [out, r], for the C of the last `rowNorms`.
    func projectOntoA(_ VA: Matrix) {
        for i in 0 ..< VA.rows {
            for j in 0 ..< VA.columns { VA[i, j] = P[i, j] + scale * CQ[i, j] }
        }
    }

    /// W = diag(c)·(W₀ + s·C·A); the scale of the update's rows goes into the thin C.
    func form(_ W: Matrix, C: Matrix, A: Matrix, rowScale c: Matrix?) {
        if let c { scaledC.setScaledRows(of: C, by: c) }
        W.setSum(of: W0, scaledBy: c, and: c == nil ? C : scaledC, A, scale: scale)
    }
}

extension Matrix {
    /// self = diag(c)·W₀ + s·C·A, without c W₀ + s·C·A; some rows at a time, so that the update finds them in the
    /// cache.
    func setSum(of W0: Matrix, scaledBy c: Matrix? = nil, and C: Matrix, _ A: Matrix, scale: Float = 1) {
        let rowsAtOnce = 56
        for start in Swift.stride(from: 0, to: rows, by: rowsAtOnce) {
            let range = start ..< min(start + rowsAtOnce, rows), part = rows(range)
            if let c {
                part.setScaledRows(of: W0.rows(range), by: c.columns(range))
            } else {
                part.assign(W0.rows(range))
            }
            part.setProduct(C.rows(range), A, scale: scale, accumulating: true)
        }
    }
}
