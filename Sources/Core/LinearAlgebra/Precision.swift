import CVectorKernels

/// The number format in which states and weights enter the products of whole layers between embeddings and head.
///
/// Everything else is float32 in both: sums, norms, losses, adapters with their gradients, AdamW; attention's own
/// products, and the key and value of the last layer where one token alone asks.
public enum Precision: String, Codable, Sendable, CaseIterable {
    /// 24 bits of fraction: the reference.
    case float32
    /// 8 bits of fraction: each factor is rounded once, to the nearest; products of two are then exact in float32, in
    /// which they are added.
    case bfloat16

    /// Whether this processor computes it: bfloat16 needs the instructions AVX512-BF16 (Intel's Cooper Lake and
    /// Sapphire Rapids, AMD's Zen 4, and what came after them).
    public var isInHardware: Bool { self == .float32 || vk_has_bfloat16_products() == 1 }

    /// - Throws: `InputError` where the processor lacks what the precision needs, and it is not to be emulated.
    public func requireHardware(orEmulated isEmulated: Bool) throws {
        guard isInHardware || isEmulated else {
            throw InputError(
                "precision", expected: "float32, as \(Machine.processor) has no AVX512-BF16", found: rawValue,
                advice: "With `emulated` its products have the same bits here, but are slower than float32's.")
        }
    }
}

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
