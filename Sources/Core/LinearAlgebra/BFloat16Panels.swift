import CVectorKernels

/// The factor B of products x·B rounded to bfloat16, and x rounded as it enters; sums are in float32.
///
/// B [depth, columns] lies in panels of 32 columns, one after the other. A panel's row holds two rows of B, as pairs of
/// two numbers in 32 bits.
struct BFloat16Panels: PackedFactor, @unchecked Sendable {
    private let memory: Matrix
    let depth, columns: Int
    private let isEmulated: Bool

    init(depth: Int, columns: Int, emulated: Bool) {
        let memory = Matrix(uninitialised: 1, Self.count(depth: depth, columns: columns))
        self.init(in: memory, depth: depth, columns: columns, emulated: emulated)
    }

    /// In memory for `count` numbers of 32 bits.
    init(in memory: Matrix, depth: Int, columns: Int, emulated: Bool) {
        (self.memory, self.depth, self.columns, isEmulated) = (memory, depth, columns, emulated)
    }

    static func count(depth: Int, columns: Int) -> Int { (depth + 1) / 2 * ((columns + 31) / 32 * 32) }

    private var pairs: UnsafeMutablePointer<UInt32> {
        UnsafeMutableRawPointer(memory.base).assumingMemoryBound(to: UInt32.self)
    }

    func pack(_ B: Factor) {
        requireFit(B)
        vk_pack_bfloat16_panels(B.matrix.base, B.matrix.stride, B.isTransposed ? 1 : 0, depth, columns, pairs)
    }

    func multiply(_ x: Matrix, into y: Matrix, bias: Matrix?, accumulating: Bool) {
        multiply(x.asFactor, into: y, bias: bias, accumulating: accumulating)
    }

    /// The same where x may be a transpose.
    func multiply(_ x: Factor, into y: Matrix, bias: Matrix? = nil, accumulating: Bool = false) {
        requireFit(x, into: y, bias: bias)
        let (row, column) = x.isTransposed ? (1, x.matrix.stride) : (x.matrix.stride, 1)
        vk_bfloat16_product(
            x.rows, columns, depth, x.matrix.base, row, column, pairs, y.base, y.stride, bias?.base,
            accumulating ? 1 : 0, isEmulated ? 1 : 0)
    }
}
