import Testing

@testable import Core

/// The kernels for products with thin factors and with weights in panels, against sums in Double.
@Suite struct OwnProductTests {
    static let sides = [1, 2, 5, 14, 15, 16, 17, 31, 32, 33, 64, 67, 300]
    static let seed: UInt64 = 5

    @Test(arguments: [false, true], [false, true])
    func agreesWithSums(aIsTransposed: Bool, bIsTransposed: Bool) {
        var random = Random(seed: Self.seed, purpose: "thin products")
        for rows in Self.sides {
            for columns in Self.sides.filter({ $0 <= 67 }) {
                for depth in Self.sides {
                    let scale: Float = random.uniform() < 0.5 ? 1 : -0.5, accumulating = random.uniform() < 0.5
                    // Columns cut from wider matrices: the kernel must keep to its part.
                    let a = cut(aIsTransposed ? (depth, rows) : (rows, depth), using: &random)
                    let b = cut(bIsTransposed ? (columns, depth) : (depth, columns), using: &random)
                    let width = columns + 3
                    let wide = Matrix(rows, width, (0 ..< rows * width).map { _ in Float(random.uniform()) })
                    let before = wide.copy()
                    let c = wide.columns(1 ..< columns + 1)
                    c.setProduct(
                        aIsTransposed ? a.T : a.asFactor, bIsTransposed ? b.T : b.asFactor, scale: scale,
                        accumulating: accumulating)
                    for i in 0 ..< rows {
                        for j in 0 ..< columns {
                            var sum = 0.0
                            for k in 0 ..< depth {
                                let ofA = aIsTransposed ? a[k, i] : a[i, k], ofB = bIsTransposed ? b[j, k] : b[k, j]
                                sum += Double(ofA) * Double(ofB)
                            }
                            let expected = Double(scale) * sum + (accumulating ? Double(before[i, j + 1]) : 0)
                            #expect(
                                abs(Double(c[i, j]) - expected) < 1e-4,
                                "\(rows) × \(depth) · \(depth) × \(columns) at \(i), \(j), seed \(Self.seed)")
                        }
                        #expect(wide[i, 0] == before[i, 0])
                        #expect(wide[i, columns + 1] == before[i, columns + 1])
                    }
                }
            }
        }
    }

    /// Columns cut from a wider matrix.
    func cut(_ shape: (Int, Int), using random: inout Random) -> Matrix {
        let width = shape.1 + 5
        let whole = Matrix(shape.0, width, (0 ..< shape.0 * width).map { _ in Float(random.uniform() - 0.5) })
        return whole.columns(2 ..< 2 + shape.1)
    }

    /// Panels against the same sums, with and without a bias, added and set.
    @Test(
        .enabled(if: OwnProducts.areAvailable),
        arguments: [(1, 3, 5), (13, 32, 449), (113, 40, 16), (230, 96, 900), (29, 70, 33)])
    func panelsAgreeWithSums(rows: Int, columns: Int, depth: Int) {
        var random = Random(seed: Self.seed, purpose: "panels")
        let x = cut((rows, depth), using: &random), W = cut((columns, depth), using: &random)
        let bias = cut((1, columns), using: &random).copy(), before = cut((rows, columns), using: &random).copy()
        let packed = Panels(depth: depth, columns: columns), plain = Panels(depth: depth, columns: columns)
        let which: Comment = "\(rows) × \(depth) · \(depth) × \(columns), seed \(Self.seed)"
        packed.pack(W.T)
        plain.pack(W.transposed().asFactor)
        let set = Matrix(rows, columns), biased = Matrix(rows, columns), other = Matrix(rows, columns)
        let added = before.copy()
        packed.multiply(x, into: set)
        packed.multiply(x, into: biased, bias: bias)
        packed.multiply(x, into: added, bias: nil, accumulating: true)
        plain.multiply(x, into: other)
        for i in 0 ..< rows {
            for j in 0 ..< columns {
                let sum = (0 ..< depth).reduce(0.0) { $0 + Double(x[i, $1]) * Double(W[j, $1]) }
                #expect(abs(Double(set[i, j]) - sum) < 1e-4, which)
                #expect(abs(Double(biased[i, j]) - sum - Double(bias[0, j])) < 1e-4, which)
                #expect(abs(Double(added[i, j]) - sum - Double(before[i, j])) < 1e-4, which)
                #expect(other[i, j] == set[i, j], which)
            }
        }
    }
}
