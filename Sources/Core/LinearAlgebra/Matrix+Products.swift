import COpenBLAS
import CVectorKernels

/// A matrix or its transpose as a factor of a product; the transpose is a flag to GEMM, not a copy.
public struct Factor {
    let matrix: Matrix
    let isTransposed: Bool
    var rows: Int { isTransposed ? matrix.columns : matrix.rows }
    var columns: Int { isTransposed ? matrix.rows : matrix.columns }
    var shape: String { "\(rows) × \(columns)" }
}

extension Matrix {
    /// This matrix transposed, as a factor of a product.
    public var T: Factor { Factor(matrix: self, isTransposed: true) }
    /// This matrix as it stands, as a factor of a product.
    public var asFactor: Factor { Factor(matrix: self, isTransposed: false) }

    /// self = scale·a·b, or self += scale·a·b when `accumulating`.
    public func setProduct(_ a: Factor, _ b: Factor, scale: Float = 1, accumulating: Bool = false) {
        precondition(
            a.columns == b.rows && rows == a.rows && columns == b.columns,
            "a product of \(a.shape) and \(b.shape) does not fit into \(shape)")
        guard rows > 0, columns > 0 else { return }
        guard a.columns > 0 else {
            if !accumulating { fill(0) }
            return
        }
        if OwnProducts.areFaster(columns: columns, depth: a.columns) {
            let (aRow, aColumn) = a.isTransposed ? (1, a.matrix.stride) : (a.matrix.stride, 1)
            vk_thin_product(
                rows, columns, a.columns, a.matrix.base, aRow, aColumn, b.matrix.base, b.matrix.stride,
                b.isTransposed ? 1 : 0, base, stride, scale, accumulating ? 1 : 0)
            return
        }
        cblas_sgemm(
            CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans,
            Int32(rows), Int32(columns), Int32(a.columns),
            scale, a.matrix.base, Int32(max(1, a.matrix.stride)), b.matrix.base, Int32(max(1, b.matrix.stride)),
            accumulating ? 1 : 0, base, Int32(max(1, stride)))
    }

    /// self = scale·a·b, or self += scale·a·b: [n, k]·[k, m] → [n, m].
    public func setProduct(_ a: Matrix, _ b: Matrix, scale: Float = 1, accumulating: Bool = false) {
        setProduct(a.asFactor, b.asFactor, scale: scale, accumulating: accumulating)
    }

    /// The same where b may be a transpose, as in x·Wᵀ.
    public func setProduct(_ a: Matrix, _ b: Factor, scale: Float = 1, accumulating: Bool = false) {
        setProduct(a.asFactor, b, scale: scale, accumulating: accumulating)
    }

    /// The same where a may be a transpose, as in dyᵀ·x.
    public func setProduct(_ a: Factor, _ b: Matrix, scale: Float = 1, accumulating: Bool = false) {
        setProduct(a, b.asFactor, scale: scale, accumulating: accumulating)
    }

    /// Matrix product: [n, k]·[k, m] → [n, m], in new memory.
    public static func * (a: Matrix, b: Matrix) -> Matrix { a.asFactor * b.asFactor }
    /// Matrix product whose right factor may be a transpose: `a * b.T` is a·bᵀ.
    public static func * (a: Matrix, b: Factor) -> Matrix { a.asFactor * b }
    /// Matrix product whose left factor may be a transpose: `a.T * b` is aᵀ·b.
    public static func * (a: Factor, b: Matrix) -> Matrix { a * b.asFactor }
}

extension Factor {
    /// Matrix product of factors as they are flagged: [n, k]·[k, m] → [n, m], by SGEMM or, for thin ones, a kernel of
    /// ours.
    public static func * (a: Factor, b: Factor) -> Matrix {
        let result = Matrix(uninitialised: a.rows, b.columns)
        result.setProduct(a, b)
        return result
    }
}
