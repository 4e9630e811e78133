import CVectorKernels

/// The number format in which states and weights enter the products of whole layers between embeddings and head.
///
/// Everything else is float32 in both: sums, norms, losses, adapters with their gradients, AdamW; attention's own
/// products, and the key and value of the last layer where one token alone asks.
public enum Precision: String, NamedChoice, Sendable {
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
