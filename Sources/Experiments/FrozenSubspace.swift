import Core

/// The updates B·R·A that one pair of frozen factors can make, whatever R is: an r²-dimensional subspace of all
/// [out, in] matrices.
///
/// Let the columns of U [out, r] be an orthonormal basis of B's columns, and those of V [in, r] one of A's rows. The
/// update nearest to a matrix X in ‖·‖_F has R = B⁺·X·A⁺, and is U·Uᵀ·X·V·Vᵀ. So of ‖X‖² it holds the share
///
///     ‖Uᵀ·X·V‖² / ‖X‖²
///
/// from 0 to 1, whatever the sizes and signs of the vectors in B and A are.
public struct FrozenSubspace {
    /// Orthonormal columns.  [out, r], [in, r]
    let U, V: Matrix

    /// Of the frozen factors B [out, r] and A [r, in].
    ///
    /// - Throws: `SVDError`.
    public init(_ basis: Basis) throws {
        U = try Self.directions(SVD.exact(basis.B))
        V = try Self.directions(SVD.exact(basis.A.transposed()))
    }

    /// A random one of the same kind: every pair of r-dimensional subspaces is equally likely.
    ///
    /// - Throws: `SVDError`.
    public init(random outputs: Int, _ inputs: Int, rank: Int, using random: inout Random) throws {
        // A normal distribution is the same in all directions.
        U = try SVD.exact(.normal(outputs, rank, deviation: 1, using: &random)).U
        V = try SVD.exact(.normal(inputs, rank, deviation: 1, using: &random)).U
    }

    /// Left singular vectors; those whose singular value is next to nothing span nothing.
    private static func directions(_ svd: SVD) -> Matrix {
        let values = svd.values.values, limit = (values.first ?? 0) * 1e-6
        return svd.U.columns(0 ..< values.count { $0 > limit }).copy()
    }

    /// The share of ‖X‖² that the nearest update holds; 0 for X = 0.
    ///
    /// - Parameter X: of the factors' shape.  [out, in]
    public func share(of X: Matrix) -> Double {
        let whole = X.squaredNorm
        return whole > 0 ? (U.T * X * V).squaredNorm / whole : 0
    }

    /// What a random subspace of this rank holds in the mean, of any X: its r² of the out·in dimensions.
    public static func expectedShare(outputs: Int, inputs: Int, rank: Int) -> Double {
        Double(rank * rank) / Double(outputs * inputs)
    }

    /// What the best update of each rank holds, with both sides free: (σ₁² + … + σᵣ²)/‖X‖² (Eckart and Young).
    ///
    /// - Throws: `SVDError`.
    public static func bestShares(of X: Matrix, ranks: [Int]) throws -> [Double] {
        let squares = try SVD.exact(X).values.values.map { Double($0) * Double($0) }, whole = squares.reduce(0, +)
        return ranks.map { whole > 0 ? squares.prefix($0).reduce(0, +) / whole : 0 }
    }
}
