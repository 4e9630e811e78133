/// The formats of blocks of 256 values, whose parts have whole numbers as scales, and d for all of them (ggml's
/// "K-quants").
extension BlockFormat {
    /// (d·s)·q − (dₘ·m) with a pair (s, m) for each 32 values. Bytes of 4 bits: 32 of them hold two such parts.
    static let unpackQ4_K: Unpacking = { bytes, values, count in
        for number in 0 ..< count {
            let block = bytes + 144 * number, x = values + 256 * number
            for part in 0 ..< 8 {
                let (scale, least) = scaleAndLeast(block, part), y = x + 32 * part
                let from = block + 16 + 32 * (part / 2), shift = UInt8(truncatingIfNeeded: 4 * (part & 1))
                for l in 0 ..< 32 { y[l] = scale * Float(Int32(byte(from, l) >> shift & 15)) - least }
            }
        }
    }

    /// The same with a fifth bit, of which a byte holds one for each part.
    static let unpackQ5_K: Unpacking = { bytes, values, count in
        for number in 0 ..< count {
            let block = bytes + 176 * number, x = values + 256 * number
            for part in 0 ..< 8 {
                let (scale, least) = scaleAndLeast(block, part), y = x + 32 * part
                let from = block + 48 + 32 * (part / 2), shift = UInt8(truncatingIfNeeded: 4 * (part & 1))
                let bit = UInt8(truncatingIfNeeded: part)
                for l in 0 ..< 32 {
                    let q = byte(from, l) >> shift & 15 | (byte(block, 16 + l) >> bit & 1) << 4
                    y[l] = scale * Float(Int32(q)) - least
                }
            }
        }
    }

    /// (d·s)·(q − 32) with a signed s for each 16 values. Four bits of q lie in the first 128 bytes, two in the
    /// next 64.
    static let unpackQ6_K: Unpacking = { bytes, values, count in
        for number in 0 ..< count {
            let block = bytes + 210 * number, x = values + 256 * number, d = half(block, 208)
            for part in 0 ..< 16 {
                // Eight groups of 32; a half of the block is four of them.
                let group = part / 2, quarter = group & 3, start = 16 * (part & 1)
                let low = block + 64 * (group / 4) + 32 * (quarter & 1) + start
                let high = block + 128 + 32 * (group / 4) + start
                let shift = UInt8(truncatingIfNeeded: 4 * (quarter / 2))
                let highShift = UInt8(truncatingIfNeeded: 2 * quarter)
                let scale = d * Float(Int8(bitPattern: byte(block, 192 + part))), y = x + 16 * part
                for l in 0 ..< 16 {
                    let q = byte(low, l) >> shift & 15 | (byte(high, l) >> highShift & 3) << 4
                    y[l] = scale * Float(Int32(q) - 32)
                }
            }
        }
    }

    /// d·s and dₘ·m of a part of Q4_K and Q5_K. Both whole numbers have six bits; eight pairs lie in the twelve bytes
    /// from the fourth on: of the first four parts one byte each, the others' high bits in what is left of these.
    @inline(__always)
    private static func scaleAndLeast(_ block: UnsafeRawPointer, _ part: Int) -> (Float, Float) {
        let scale, least: UInt8
        if part < 4 {
            (scale, least) = (byte(block, 4 + part) & 63, byte(block, 8 + part) & 63)
        } else {
            let both = byte(block, 8 + part)
            scale = both & 15 | byte(block, part) >> 2 & 48
            least = both >> 4 | byte(block, 4 + part) >> 2 & 48
        }
        return (half(block, 0) * Float(Int32(scale)), half(block, 2) * Float(Int32(least)))
    }
}
