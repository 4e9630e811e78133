/// FNV-1a, 64 bits: `h ← (h xor byte) · 0x100000001b3 (mod 2⁶⁴)`, from `h = 0xcbf29ce484222325`,
/// over the UTF-8 bytes.
///
/// It tells an edited file from an unedited one. It does not withstand someone who wants two texts
/// with the same digest, and nothing here needs that.
enum Digest {
    /// Sixteen lower-case hexadecimal digits.
    static func hex(_ text: String) -> String {
        var h: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            h = (h ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let digits = String(h, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
