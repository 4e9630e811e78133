import CVectorKernels

/// Where products are computed by kernels of our own rather than by OpenBLAS (see `products.c` for the reasons).
enum OwnProducts {
    /// False without AVX-512, and where OpenBLAS was told to use an older kernel.
    static let areAvailable = vk_has_products() == 1 && OpenBLAS.usesWideKernel

    /// A side at most this short makes SGEMM's copying of both factors cost more than it saves.
    private static let shortSide = 64

    static func areFaster(columns: Int, depth: Int) -> Bool {
        areAvailable && min(columns, depth) <= shortSide
    }
}

/// The factor B of products x·B, laid out for a kernel once and used by many of them.
protocol PackedFactor: Sendable {
    /// B's rows and columns.
    var depth: Int { get }
    var columns: Int { get }
    /// Lays out B anew.
    func pack(_ B: Factor)
    /// y = x·B + bias, y = x·B without a bias, or y += x·B when `accumulating`.
    func multiply(_ x: Matrix, into y: Matrix, bias: Matrix?, accumulating: Bool)
}

extension PackedFactor {
    func multiply(_ x: Matrix, into y: Matrix, bias: Matrix? = nil) {
        multiply(x, into: y, bias: bias, accumulating: false)
    }

    func requireFit(_ B: Factor) {
        precondition(
            B.rows == depth && B.columns == columns, "panels of \(depth) × \(columns) for a factor of \(B.shape)")
    }

    func requireFit(_ x: Factor, into y: Matrix, bias: Matrix?) {
        precondition(
            x.columns == depth && y.columns == columns && x.rows == y.rows && (bias == nil || bias?.columns == columns),
            "a product of \(x.shape) and \(depth) × \(columns) does not fit into \(y.shape)")
    }
}

/// The factor in float32. B [depth, columns] lies in panels of 32 columns, one after the other; inside a panel row
/// follows row.
struct Panels: PackedFactor, @unchecked Sendable {
    private let storage: Storage
    let depth, columns: Int

    init(depth: Int, columns: Int) {
        (self.depth, self.columns) = (depth, columns)
        storage = Storage(count: depth * ((columns + 31) / 32 * 32))
    }

    func pack(_ B: Factor) {
        requireFit(B)
        vk_pack_panels(B.matrix.base, B.matrix.stride, B.isTransposed ? 1 : 0, depth, columns, storage.base)
    }

    func multiply(_ x: Matrix, into y: Matrix, bias: Matrix?, accumulating: Bool) {
        requireFit(x.asFactor, into: y, bias: bias)
        vk_panel_product(
            x.rows, columns, depth, x.base, x.stride, storage.base, y.base, y.stride, bias?.base, accumulating ? 1 : 0)
    }
}
