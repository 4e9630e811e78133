import COpenBLAS

/// The Cayley transform O = (I + Q)·(I − Q)⁻¹ of a skew-symmetric Q [n, n], which is a rotation, and its gradient.
///
/// Q has n·(n − 1)/2 free values q: its upper triangle, row after row; below the diagonal Qⱼᵢ = −Qᵢⱼ. With M = (I −
/// Q)⁻¹ O = 2·M − I, since I + Q = 2·I − (I − Q). So δO = 2·M·δQ·M and
///
///     ∂L/∂Q = 2·Mᵀ·(∂L/∂O)·Mᵀ          ∂L/∂qᵢⱼ = ∂L/∂Qᵢⱼ − ∂L/∂Qⱼᵢ
///
/// I − Q is never singular: the eigenvalues of Q are imaginary.
final class Cayley: @unchecked Sendable {
    private let N: Matrix  // Mᵀ
    private let system: Matrix
    private var pivots: [Int32]

    init(_ n: Int) {
        (N, system) = (Matrix(n, n), Matrix(n, n))
        pivots = [Int32](repeating: 0, count: n)
    }

    /// n·(n − 1)/2
    static func count(_ n: Int) -> Int { n * (n - 1) / 2 }

    /// O [n, n] of q [1, n·(n − 1)/2]; not a number where q is none.
    func transform(_ q: Matrix, into O: Matrix) {
        let n = N.rows
        var next = q.base
        for i in 0 ..< n {
            system[i, i] = 1
            for j in i + 1 ..< n {
                (system[i, j], system[j, i]) = (next.pointee, -next.pointee)  // I + Q, by columns I − Q
                next += 1
            }
        }
        N.assign(.identity(n))
        let status = LAPACKE_sgesv(
            LAPACK_COL_MAJOR, Int32(n), Int32(n), system.base, Int32(n), &pivots, N.base, Int32(n))
        if status != 0 { N.fill(.nan) }
        for i in 0 ..< n {
            for j in 0 ..< n { O[i, j] = 2 * N[j, i] - (i == j ? 1 : 0) }
        }
    }

    /// dq += ∂L/∂q from dO = ∂L/∂O, for the q of the last `transform`.
    func addGradient(_ dO: Matrix, to dq: Matrix, in arena: Arena) {
        let n = N.rows
        arena.scratch {
            let half = arena.matrix(n, n), dQ = arena.matrix(n, n)
            half.setProduct(N, dO)
            dQ.setProduct(half, N, scale: 2)
            var next = dq.base
            for i in 0 ..< n {
                for j in i + 1 ..< n {
                    next.pointee += dQ[i, j] - dQ[j, i]
                    next += 1
                }
            }
        }
    }
}
