import COpenBLAS

/// A singular value decomposition W = U·diag(σ)·Vᵀ, whole or truncated to its first k triplets.
///
/// `U` is [rows, k] and `V` is [columns, k], both with orthonormal columns; `values` is [1, k],
/// largest first. A singular pair (uᵢ, vᵢ) is only defined up to a common sign; here the entry of
/// largest magnitude in each uᵢ is positive, since EDoRA's trained R depends on it.
public struct SVD {
    /// Left singular vectors, a column each.  [rows, k]
    public let U: Matrix
    /// σ₁ ≥ σ₂ ≥ … ≥ 0.  [1, k]
    public let values: Matrix
    /// Right singular vectors, a column each.  [columns, k]
    public let V: Matrix

    /// k: the triplets that are kept, which may include zeros.
    public var rank: Int { values.columns }

    /// The exact decomposition by LAPACK's divide and conquer (`sgesdd`), with min(rows, columns) triplets.
    ///
    /// - Throws: `SVDError` when W holds a number that is not finite or LAPACK does not converge.
    public static func exact(_ W: Matrix) throws -> SVD {
        guard W.isFinite else { throw SVDError.notFinite(shape: W.shape) }
        let k = min(W.rows, W.columns)
        let work = W.copy()  // sgesdd destroys its input
        let U = Matrix(uninitialised: W.rows, k)
        let values = Matrix(uninitialised: 1, k)
        let Vt = Matrix(uninitialised: k, W.columns)
        guard k > 0 else { return SVD(U: U, values: values, V: Vt.transposed()) }
        let status = LAPACKE_sgesdd(
            LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "S")), Int32(W.rows), Int32(W.columns),
            work.base, Int32(work.stride), values.base, U.base, Int32(k), Vt.base, Int32(W.columns))
        guard status == 0 else { throw SVDError.noConvergence(routine: "sgesdd", status: Int(status)) }
        return SVD(U: U, values: values, V: Vt.transposed()).withFixedSigns()
    }

    /// The first `rank` triplets, cut from the exact decomposition.
    ///
    /// - Throws: `SVDError` for a rank that does not fit, and when LAPACK does not converge.
    public static func truncated(_ W: Matrix, rank: Int) throws -> SVD {
        try requireRank(rank, of: W)
        return try exact(W).prefix(rank)
    }

    /// The first `rank` triplets by a randomised range finder with power iterations.
    ///
    /// Q spans W·Ω for a random Ω of `rank + oversampling` columns, refined by `iterations` products
    /// with W·Wᵀ, each followed by a QR factorisation; the small matrix QᵀW is then decomposed
    /// exactly. (Halko, Martinsson and Tropp, SIAM Review 53, 2011, algorithms 4.4 and 5.1.) The defaults keep 32
    /// singular values within 2e-5 of the exact ones, relative, where they fall as slowly as 1/√i (test: 1e-4).
    ///
    /// - Throws: `SVDError` for a rank that does not fit, and when LAPACK does not converge.
    public static func randomised(
        _ W: Matrix, rank: Int, oversampling: Int = 32, iterations: Int = 7, seed: UInt64 = 42
    ) throws -> SVD {
        try requireRank(rank, of: W)
        guard W.isFinite else { throw SVDError.notFinite(shape: W.shape) }
        let width = min(rank + oversampling, min(W.rows, W.columns))
        var random = Random(seed: seed, purpose: "range finder")
        var Q = try orthonormalBasis(W * Matrix.normal(W.columns, width, deviation: 1, using: &random))
        for _ in 0 ..< iterations {
            let P = try orthonormalBasis(W.T * Q)
            Q = try orthonormalBasis(W * P)
        }
        let small = try exact(Q.T * W)
        return SVD(U: Q * small.U, values: small.values, V: small.V).prefix(rank).withFixedSigns()
    }

    /// The first k triplets of this decomposition.
    public func prefix(_ k: Int) -> SVD {
        SVD(U: U.columns(0 ..< k).copy(), values: values.columns(0 ..< k).copy(), V: V.columns(0 ..< k).copy())
    }

    /// U·diag(σ)·Vᵀ.
    public var product: Matrix {
        Matrix(U.rows, rank) { i, j in U[i, j] * values[0, j] } * V.T
    }

    private func withFixedSigns() -> SVD {
        for j in 0 ..< rank {
            var largest: Float = 0
            for i in 0 ..< U.rows where abs(U[i, j]) > abs(largest) { largest = U[i, j] }
            guard largest < 0 else { continue }
            for i in 0 ..< U.rows { U[i, j] = -U[i, j] }
            for i in 0 ..< V.rows { V[i, j] = -V[i, j] }
        }
        return self
    }

    private static func requireRank(_ rank: Int, of W: Matrix) throws {
        guard rank >= 1, rank <= min(W.rows, W.columns) else {
            throw SVDError.rankOutOfRange(rank: rank, shape: W.shape, largest: min(W.rows, W.columns))
        }
    }
}

/// An orthonormal basis of the columns of Y, by Householder QR (`sgeqrf`, `sorgqr`).
func orthonormalBasis(_ Y: Matrix) throws -> Matrix {
    let Q = Y.copy()
    let k = min(Q.rows, Q.columns)
    var tau = [Float](repeating: 0, count: k)
    var status = LAPACKE_sgeqrf(LAPACK_ROW_MAJOR, Int32(Q.rows), Int32(Q.columns), Q.base, Int32(Q.stride), &tau)
    guard status == 0 else { throw SVDError.noConvergence(routine: "sgeqrf", status: Int(status)) }
    status = LAPACKE_sorgqr(LAPACK_ROW_MAJOR, Int32(Q.rows), Int32(k), Int32(k), Q.base, Int32(Q.stride), tau)
    guard status == 0 else { throw SVDError.noConvergence(routine: "sorgqr", status: Int(status)) }
    return Q.columns(0 ..< k)
}

/// Why a matrix was not decomposed.
public enum SVDError: Error, CustomStringConvertible, Equatable {
    /// The matrix holds an infinity or NaN.
    case notFinite(shape: String)
    /// LAPACK's routine gave up, with its `info`.
    case noConvergence(routine: String, status: Int)
    /// More triplets than min(rows, columns) = `largest` were asked for, or fewer than one.
    case rankOutOfRange(rank: Int, shape: String, largest: Int)

    public var description: String {
        switch self {
        case .notFinite(let shape): "a \(shape) matrix with infinite or NaN values has no SVD"
        case .noConvergence(let routine, let status): "LAPACK's \(routine) failed with status \(status)"
        case .rankOutOfRange(let rank, let shape, let largest):
            "rank \(rank) does not fit a \(shape) matrix: expected 1 to \(largest)"
        }
    }
}
