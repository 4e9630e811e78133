import CVectorKernels

/// Elementwise arithmetic, for set-up and for the chapters; the training step has kernels of its own.
extension Matrix {
    /// A new matrix of f(aᵢⱼ).
    public func map(_ transform: (Float) -> Float) -> Matrix {
        let result = Matrix(uninitialised: rows, columns)
        for i in 0 ..< rows {
            let source = row(i), target = result.row(i)
            for j in 0 ..< columns { target[j] = transform(source[j]) }
        }
        return result
    }

    /// aᵢⱼ + bᵢⱼ; both have one shape.
    public static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, +) }
    /// aᵢⱼ − bᵢⱼ; both have one shape.
    public static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, -) }
    /// s·aᵢⱼ, with s = `scale`.
    public static func * (scale: Float, a: Matrix) -> Matrix { a.map { scale * $0 } }

    private func combined(with other: Matrix, _ operation: (Float, Float) -> Float) -> Matrix {
        precondition(rows == other.rows && columns == other.columns, "\(shape) does not match \(other.shape)")
        let result = Matrix(uninitialised: rows, columns)
        for i in 0 ..< rows {
            let a = row(i), b = other.row(i), target = result.row(i)
            for j in 0 ..< columns { target[j] = operation(a[j], b[j]) }
        }
        return result
    }

    /// A transposed copy, for the few places that need the numbers moved and not a flag.
    public func transposed() -> Matrix { Matrix(columns, rows) { i, j in self[j, i] } }

    /// ‖A‖²_F, summed in Double.
    public var squaredNorm: Double {
        var sum = 0.0
        for i in 0 ..< rows {
            let values = row(i)
            for j in 0 ..< columns { sum += Double(values[j]) * Double(values[j]) }
        }
        return sum
    }

    /// The Frobenius norm ‖A‖_F.
    public var norm: Double { squaredNorm.squareRoot() }

    /// The largest |aᵢⱼ − bᵢⱼ|; NaN where either matrix holds one.
    public func largestDifference(from other: Matrix) -> Float {
        (self - other).values.reduce(0) { $1.isNaN || $0.isNaN ? .nan : max($0, abs($1)) }
    }

    /// Whether no number is infinite or NaN.
    public var isFinite: Bool { (0 ..< rows).allSatisfy { vk_is_finite(row($0), columns) != 0 } }
}
