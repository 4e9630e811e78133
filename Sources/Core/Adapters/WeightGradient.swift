import CVectorKernels

/// G = ∂L/∂W for y = x·Wᵀ + b, kept as its factors: G = diag(c)·dyᵀ·x.
///
/// A dense G costs as much as the layer's forward pass. Low-rank methods only need its products with
/// thin matrices, so G is never formed for them.
public struct WeightGradient {
    let dy: Matrix  // [N, out]
    let x: Matrix  // [N, in]
    let y: Matrix  // [N, out], with the bias where there is one
    let bias: Matrix?  // [1, out]
    /// c  [1, out]; nil stands for ones.
    var rowScale: Matrix?
    /// Of the dense G; products with thin matrices are in float32.
    let format: ProductFormat
    let arena: Arena

    init(dy: Matrix, x: Matrix, y: Matrix, bias: Matrix?, format: ProductFormat, arena: Arena) {
        (self.dy, self.x, self.y, self.bias, self.format, self.arena) = (dy, x, y, bias, format, arena)
    }

    /// The gradient of V when W = diag(c)·V and this is the gradient of W.
    public func scalingRows(by c: Matrix) -> WeightGradient {
        precondition(rowScale == nil, "a weight decomposition inside a weight decomposition")
        var result = self
        result.rowScale = c
        return result
    }

    /// dW += G  [out, in]
    public func addDense(to dW: Matrix) {
        guard let c = rowScale else { return format.setProduct(dy.T, x, into: dW, accumulating: true, in: arena) }
        arena.scratch {
            let scaled = arena.matrix(dy.columns, x.columns)
            format.setProduct(dy.T, x, into: scaled, in: arena)
            dW.addRows(of: scaled, scaledBy: c)
        }
    }

    /// dA += s·Bᵀ·G  [r, in]  = s·(dy·diag(c)·B)ᵀ·x
    public func addLeft(_ B: Matrix, scale s: Float, to dA: Matrix) {
        arena.scratch { dA.setProduct(projected(B).T, x, scale: s, accumulating: true) }
    }

    /// dB += s·G·Aᵀ  [out, r]  = s·diag(c)·dyᵀ·(x·Aᵀ)
    public func addRight(_ A: Matrix, scale s: Float, to dB: Matrix) {
        arena.scratch {
            let xA = arena.matrix(x.rows, A.rows)  // [N, r]
            xA.setProduct(x, A.T)
            guard let c = rowScale else { return dB.setProduct(dy.T, xA, scale: s, accumulating: true) }
            let product = arena.matrix(dB.rows, dB.columns)
            product.setProduct(dy.T, xA, scale: s)
            dB.addRows(of: product, scaledBy: c)
        }
    }

    /// dR += s·Bᵀ·G·Aᵀ  [r, r]  = s·(dy·diag(c)·B)ᵀ·(x·Aᵀ)
    public func addBetween(_ B: Matrix, _ A: Matrix, scale s: Float, to dR: Matrix) {
        arena.scratch {
            let xA = arena.matrix(x.rows, A.rows)  // [N, r]
            xA.setProduct(x, A.T)
            dR.setProduct(projected(B).T, xA, scale: s, accumulating: true)
        }
    }

    /// dmⱼ += ⟨Gⱼ, Wⱼ⟩/mⱼ, where ⟨Gⱼ, Wⱼ⟩ = Σₙ dyₙⱼ·(yₙⱼ − bⱼ) since y − b = x·Wᵀ.
    public func addRowDots(over m: Matrix, to dm: Matrix) {
        arena.scratch {
            let dots = arena.zeros(1, dy.columns), sums = arena.zeros(1, dy.columns)
            vk_add_column_dots(dy.base, y.base, dots.base, dy.rows, dy.columns)
            vk_add_column_sums(dy.base, sums.base, dy.rows, dy.columns)
            // m = 0, a row of zeros in W₀, stays: the factor would be infinite.
            for j in 0 ..< dy.columns where m.base[j] != 0 {
                let shift = bias.map { $0.base[j] * sums.base[j] } ?? 0
                dm.base[j] += (dots.base[j] - shift) / m.base[j]
            }
        }
    }

    /// dy·diag(c)·B  [N, r]; the scale goes into B, which is thin.
    private func projected(_ B: Matrix) -> Matrix {
        let result = arena.matrix(dy.rows, B.columns)
        guard let c = rowScale else {
            result.setProduct(dy, B)
            return result
        }
        let scaled = arena.matrix(B.rows, B.columns)
        scaled.setScaledRows(of: B, by: c)
        result.setProduct(dy, scaled)
        return result
    }
}

extension Matrix {
    /// self = m/n, and 0 where n is 0: a row of zeros stays one.
    func setRatio(_ m: Matrix, over n: Matrix) {
        for j in 0 ..< columns { base[j] = n.base[j] > 0 ? m.base[j] / n.base[j] : 0 }
    }

    /// self += diag(c)·source
    func addRows(of source: Matrix, scaledBy c: Matrix) {
        for i in 0 ..< rows {
            let factor = c.base[i], from = source.row(i), to = row(i)
            for j in 0 ..< columns { to[j] += factor * from[j] }
        }
    }
}
