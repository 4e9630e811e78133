/// The frozen factors B [out, r] and A [r, in] of LoRA-XS and EDoRA.
///
/// The paper stores weights [in, out] and sets B = U_r·Σ_r, A = V_rᵀ there, so Σ stands on the input side. Stored
/// [out, in], everything is transposed: with W = U·Σ·Vᵀ our A = Σ_r·V_rᵀ carries Σ and our B = U_r has
/// orthonormal columns. The released code does the same (it decomposes Wᵀ).
public struct Basis: Sendable {
    /// Σ_r·V_rᵀ, or V_rᵀ with Σ on the output side.  [r, in]
    public let A: Matrix
    /// U_r, or U_r·Σ_r with Σ on the output side.  [out, r]
    public let B: Matrix

    /// Factors as they are, such as those of a file.
    public init(A: Matrix, B: Matrix) {
        precondition(A.rows == B.columns, "A of \(A.shape) and B of \(B.shape) differ in rank")
        (self.A, self.B) = (A, B)
    }

    /// From the first r singular triplets.
    public init(_ svd: SVD, sigmaSide: SigmaSide) {
        let sigma = svd.values
        switch sigmaSide {
        case .input:
            A = Matrix(svd.rank, svd.V.rows) { i, j in sigma[0, i] * svd.V[j, i] }
            B = svd.U
        case .output:
            A = svd.V.transposed()
            B = Matrix(svd.U.rows, svd.rank) { i, j in svd.U[i, j] * sigma[0, j] }
        }
    }

    /// Random factors, Kaiming-uniform: A between ±1/√in, B between ±1/√r.
    ///
    /// The released code draws by the same rule on transposed matrices: there A lies between ±1/√r and B between
    /// ±1/√out, so that B·R·A is √(in/out) times as large. For square matrices that is no difference.
    public static func random(_ outputs: Int, _ inputs: Int, rank: Int, using random: inout Random) -> Basis {
        let A = kaimingUniform(rank, inputs, using: &random)
        let B = kaimingUniform(outputs, rank, using: &random)
        return Basis(A: A, B: B)
    }

    /// Random directions: both factors' vectors are orthonormal, and the singular values are given.  [1, r]
    ///
    /// - Throws: `SVDError` when LAPACK does not converge.
    static func orthonormal(
        _ outputs: Int, _ inputs: Int, values: Matrix, sigmaSide: SigmaSide, using random: inout Random
    ) throws -> Basis {
        let U = try orthonormalBasis(.normal(outputs, values.columns, deviation: 1, using: &random))
        let V = try orthonormalBasis(.normal(inputs, values.columns, deviation: 1, using: &random))
        return Basis(SVD(U: U, values: values, V: V), sigmaSide: sigmaSide)
    }

    /// Which factor carries the singular values.
    public enum SigmaSide: String, NamedChoice, Sendable {
        /// `input`: A = Σ_r·V_rᵀ and B = U_r, as in the paper. `output`: A = V_rᵀ and B = U_r·Σ_r.
        case input, output
    }
}
