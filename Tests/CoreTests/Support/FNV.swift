/// FNV-1a with 64 bits, the digest of the tokenizers' fixtures.
struct FNV {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var text: String { String(value, radix: 16) }
}
