/// How a GGUF file stores a tensor's values: in blocks of so many values, each of so many bytes.
///
/// Numbers, names and sizes are those of ggml's Python package gguf 0.19.0 (`GGML_QUANT_SIZES`). All are known, so
/// that a file's layout can be checked whatever it holds; those with `unpack` are read.
package struct BlockFormat: Sendable {
    /// Fills `count` blocks' values from their bytes.
    typealias Unpacking =
        @Sendable (
            _ bytes: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>, _ count: Int
        ) -> Void

    /// ggml's number of the type.
    let number: UInt32
    /// ggml's name: `Q4_K`.
    package let name: String
    /// How many values a block holds.
    let values: Int
    /// How many bytes a block takes.
    let bytes: Int
    /// nil for a format that is not read here.
    let unpack: Unpacking?

    /// Whether floats take more memory than the file's bytes.
    var isQuantised: Bool { bytes < 4 * values }

    private init(_ number: UInt32, _ name: String, values: Int = 1, bytes: Int, _ unpack: Unpacking? = nil) {
        (self.number, self.name, self.values, self.bytes, self.unpack) = (number, name, values, bytes, unpack)
    }

    /// The one list of them.
    static let all = [
        BlockFormat(0, "F32", bytes: 4, unpackF32), BlockFormat(1, "F16", bytes: 2, unpackF16),
        BlockFormat(30, "BF16", bytes: 2, unpackBF16),
        BlockFormat(2, "Q4_0", values: 32, bytes: 18, unpackQ4_0),
        BlockFormat(3, "Q4_1", values: 32, bytes: 20, unpackQ4_1),
        BlockFormat(6, "Q5_0", values: 32, bytes: 22, unpackQ5_0),
        BlockFormat(7, "Q5_1", values: 32, bytes: 24, unpackQ5_1),
        BlockFormat(8, "Q8_0", values: 32, bytes: 34, unpackQ8_0),
        BlockFormat(12, "Q4_K", values: 256, bytes: 144, unpackQ4_K),
        BlockFormat(13, "Q5_K", values: 256, bytes: 176, unpackQ5_K),
        BlockFormat(14, "Q6_K", values: 256, bytes: 210, unpackQ6_K),
        BlockFormat(9, "Q8_1", values: 32, bytes: 40), BlockFormat(10, "Q2_K", values: 256, bytes: 84),
        BlockFormat(11, "Q3_K", values: 256, bytes: 110), BlockFormat(15, "Q8_K", values: 256, bytes: 292),
        BlockFormat(16, "IQ2_XXS", values: 256, bytes: 66), BlockFormat(17, "IQ2_XS", values: 256, bytes: 74),
        BlockFormat(18, "IQ3_XXS", values: 256, bytes: 98), BlockFormat(19, "IQ1_S", values: 256, bytes: 50),
        BlockFormat(20, "IQ4_NL", values: 32, bytes: 18), BlockFormat(21, "IQ3_S", values: 256, bytes: 110),
        BlockFormat(22, "IQ2_S", values: 256, bytes: 82), BlockFormat(23, "IQ4_XS", values: 256, bytes: 136),
        BlockFormat(24, "I8", bytes: 1), BlockFormat(25, "I16", bytes: 2), BlockFormat(26, "I32", bytes: 4),
        BlockFormat(27, "I64", bytes: 8), BlockFormat(28, "F64", bytes: 8),
        BlockFormat(29, "IQ1_M", values: 256, bytes: 56), BlockFormat(34, "TQ1_0", values: 256, bytes: 54),
        BlockFormat(35, "TQ2_0", values: 256, bytes: 66), BlockFormat(39, "MXFP4", values: 32, bytes: 17),
        BlockFormat(40, "NVFP4", values: 64, bytes: 36), BlockFormat(41, "Q1_0", values: 128, bytes: 18),
    ]

    private static let byNumber = Dictionary(uniqueKeysWithValues: all.map { ($0.number, $0) })

    /// The format of ggml's number; nil for one that is not known.
    static func numbered(_ number: UInt32) -> BlockFormat? { byNumber[number] }

    /// The names of those that are read, for messages.
    static let readNames = all.filter { $0.unpack != nil }.map(\.name).joined(separator: ", ")
}
