import CVectorKernels

/// PSOFT: W(θ) = W₀ + B·(R − I)·A with R = diag(b)·O·diag(a). O, b and a train.  (Wu et al., PSOFT, arXiv 2505.11235)
///
/// W₀ ≈ U_r·Σ_r·V_rᵀ, B = U_r·Σ_r and A = V_rᵀ are frozen: the principal part of W₀ is turned to U_r·Σ_r·R·V_rᵀ and the
/// rest stays. O is a rotation, the Cayley transform of r·(r − 1)/2 values q (see `Cayley`), or without orthogonality
/// any [r, r]. O starts at I, a and b at 1, so that W(θ) starts at W₀. With G = ∂L/∂W and D = Bᵀ·G·Aᵀ:
///
///     ∂L/∂Oᵢⱼ = bᵢ·Dᵢⱼ·aⱼ      ∂L/∂bᵢ = Σⱼ Dᵢⱼ·Oᵢⱼ·aⱼ      ∂L/∂aⱼ = Σᵢ bᵢ·Oᵢⱼ·Dᵢⱼ
///
/// PEFT has s·B·(R − I)·A with B = U_r·Σ_r/s, in which s cancels. It trains r·(r − 1)/2 + 2·r values, or r² + 2·r.
public final class PSOFT: Adapter, @unchecked Sendable {
    /// q [1, r·(r − 1)/2], which starts at zero, or O [r, r] itself, which starts at I.
    public let core: Parameter
    /// Scales on the input side and on the output side of O; start at one.  [1, r]
    public let a, b: Parameter
    /// Frozen: V_rᵀ [r, in] and U_r·Σ_r [out, r].
    public let A, B: Matrix
    private let W0, O, R, C, merged: Matrix  // R here is R − I  [r, r], C = B·(R − I)  [out, r]
    private let cayley: Cayley?
    private let name: String

    /// W(θ) around W₀; `basis` has Σ on the output side, `name` is the layer's path.
    public init(_ W0: Matrix, _ basis: Basis, isOrthogonal: Bool, name: String) {
        let r = basis.A.rows
        core =
            isOrthogonal
            ? Parameter(name, .psoftAngles, Matrix(1, Cayley.count(r))) : Parameter(name, .psoftCore, .identity(r))
        (a, b) = (Parameter(name, .psoftA, Matrix(1, r)), Parameter(name, .psoftB, Matrix(1, r)))
        a.value.fill(1)
        b.value.fill(1)
        (A, B, self.W0, self.name) = (basis.A, basis.B, W0, name)
        cayley = isOrthogonal ? Cayley(r) : nil
        (O, R) = (isOrthogonal ? Matrix(r, r) : core.value, Matrix(r, r))
        (C, merged) = (Matrix(W0.rows, r), Matrix(W0.rows, W0.columns))
    }

    public var parameters: [Parameter] { [core, a, b] }
    public var frozen: [Parameter] { [Parameter(name, .loraA, A), Parameter(name, .basisB, B)] }

    public func weight() -> Matrix {
        cayley?.transform(core.value, into: O)
        R.setBetween(b.value, O, a.value)
        for i in 0 ..< R.rows { R[i, i] -= 1 }
        C.setProduct(B, R)
        merged.setSum(of: W0, and: C, A)
        return merged
    }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        guard let dcore = gradients[core], let da = gradients[a], let db = gradients[b] else { return }
        G.arena.scratch {
            let D = G.arena.zeros(R.rows, R.rows), DO = G.arena.matrix(R.rows, R.rows)
            G.addBetween(B, A, scale: 1, to: D)
            for i in 0 ..< R.rows {
                for j in 0 ..< R.rows { DO[i, j] = D[i, j] * O[i, j] }
            }
            db.setProduct(a.value, DO.T, accumulating: true)
            da.setProduct(b.value, DO, accumulating: true)
            D.setBetween(b.value, D, a.value)  // ∂L/∂O
            if let cayley { return cayley.addGradient(D, to: dcore, in: G.arena) }
            vk_add(D.base, dcore.base, D.count)
        }
    }
}

extension Matrix {
    /// self = diag(b)·O·diag(a), where O may be self.
    func setBetween(_ b: Matrix, _ O: Matrix, _ a: Matrix) {
        for i in 0 ..< rows {
            for j in 0 ..< columns { self[i, j] = b.base[i] * O[i, j] * a.base[j] }
        }
    }
}
