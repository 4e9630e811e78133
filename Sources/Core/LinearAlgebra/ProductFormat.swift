/// How the products of a layer are computed.
package enum ProductFormat: Equatable, Sendable {
    case float32
    /// By the processor's instruction, or emulated: with the same bits on any x86-64 processor with AVX2, more slowly.
    /// What is in float32 beside it has bits that depend on the processor, as ever.
    case bfloat16(emulated: Bool)

    /// - Throws: `InputError` where the processor lacks what the precision needs, and it is not to be emulated.
    package init(_ precision: Precision, emulated: Bool) throws {
        try precision.requireHardware(orEmulated: emulated)
        self = precision == .float32 ? .float32 : .bfloat16(emulated: emulated)
    }

    /// Room for a factor B [depth, columns] of many products; nil where OpenBLAS takes B as it lies.
    func panels(depth: Int, columns: Int) -> (any PackedFactor)? {
        switch self {
        case .float32: OwnProducts.areAvailable ? Panels(depth: depth, columns: columns) : nil
        case .bfloat16(let emulated): BFloat16Panels(depth: depth, columns: columns, emulated: emulated)
        }
    }

    /// C = a·b, or C += a·b when `accumulating`, for factors of which neither enters another product.
    package func setProduct(_ a: Factor, _ b: Matrix, into C: Matrix, accumulating: Bool = false, in arena: Arena) {
        guard case .bfloat16(let emulated) = self else { return C.setProduct(a, b, accumulating: accumulating) }
        arena.scratch {
            let memory = arena.matrix(1, BFloat16Panels.count(depth: b.rows, columns: b.columns))
            let panels = BFloat16Panels(in: memory, depth: b.rows, columns: b.columns, emulated: emulated)
            panels.pack(b.asFactor)
            panels.multiply(a, into: C, accumulating: accumulating)
        }
    }
}
