import CVectorKernels

/// Operations on whole rows: what weight decomposition needs.
extension Matrix {
    /// The Euclidean norms of the rows as a 1 × rows matrix, each summed in Double.
    ///
    /// With weights stored [out, in] this is one norm for each output, the paper's column norm
    /// of W ∈ [in, out].
    public var rowNorms: Matrix {
        let result = Matrix(uninitialised: 1, rows)
        for i in 0 ..< rows { result.base[i] = Float(rowDot(self, i).squareRoot()) }
        return result
    }

    /// To be called before anything divides by the rows' norms: 1/‖w‖ of the smallest is infinite as a Float.
    ///
    /// - Parameter tensor: what the error calls the matrix.
    /// - Throws: `InputError` naming the first row whose norm is neither 0 nor a normal Float.
    func requireRowNorms(_ tensor: String) throws {
        let norms = rowNorms, least = Float.leastNormalMagnitude
        guard let row = (0 ..< rows).first(where: { norms.base[$0] > 0 && norms.base[$0] < least }) else { return }
        throw InputError(
            "tensor \(tensor), row \(row)", expected: "numbers whose norm is 0, or at least \(least)",
            found: "a norm of \(norms.base[row])",
            advice: "The row is next to nothing and cannot be divided by its norm: make it zero, or choose a method "
                + "without magnitudes.")
    }

    /// ⟨selfᵢ, otherᵢ⟩ in Double.
    func rowDot(_ other: Matrix, _ i: Int) -> Double {
        let a = row(i), b = other.row(i)
        var sum = SIMD8<Double>.zero
        var j = 0
        while j + 8 <= columns {
            let x = UnsafeRawPointer(a + j).loadUnaligned(as: SIMD8<Float>.self)
            let y = UnsafeRawPointer(b + j).loadUnaligned(as: SIMD8<Float>.self)
            sum += SIMD8<Double>(x) * SIMD8<Double>(y)
            j += 8
        }
        var total = sum.sum()
        while j < columns {
            total += Double(a[j]) * Double(b[j])
            j += 1
        }
        return total
    }

    /// Σⱼ selfᵢⱼ in Double.
    func rowSum(_ i: Int) -> Float {
        let a = row(i)
        var sum = 0.0
        for j in 0 ..< columns { sum += Double(a[j]) }
        return Float(sum)
    }

    /// diag(c)·self, with c a 1 × rows matrix.
    public func scalingRows(by c: Matrix) -> Matrix {
        let result = Matrix(uninitialised: rows, columns)
        result.setScaledRows(of: self, by: c)
        return result
    }

    /// self = diag(c)·source.
    func setScaledRows(of source: Matrix, by c: Matrix) {
        precondition(
            rows == source.rows && columns == source.columns && c.rows == 1 && c.columns == rows,
            "cannot scale the rows of \(source.shape) by \(c.shape) into \(shape)")
        if isContiguous && source.isContiguous {
            vk_scale_rows(source.base, c.base, base, rows, columns)
        } else {
            for i in 0 ..< rows { vk_scale_rows(source.row(i), c.base + i, row(i), 1, columns) }
        }
    }
}
