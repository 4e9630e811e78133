/// The formats of plain floats, and of blocks of 32 values: q is a whole number of a few bits, d and m are the block's
/// scale and offset in float16. Bit for bit what ggml's `gguf` package makes of them: products and sums in float32, one
/// after the other.
extension BlockFormat {
    /// A float16 of a block.
    @inline(__always)
    static func half(_ block: UnsafeRawPointer, _ offset: Int) -> Float {
        Float(block.loadUnaligned(fromByteOffset: offset, as: Float16.self))
    }

    @inline(__always)
    static func byte(_ block: UnsafeRawPointer, _ offset: Int) -> UInt8 {
        block.load(fromByteOffset: offset, as: UInt8.self)
    }

    static let unpackF32: Unpacking = { bytes, values, count in
        UnsafeMutableRawPointer(values).copyMemory(from: bytes, byteCount: 4 * count)
    }

    static let unpackF16: Unpacking = { bytes, values, count in
        for i in 0 ..< count { values[i] = half(bytes, 2 * i) }
    }

    static let unpackBF16: Unpacking = { bytes, values, count in
        for i in 0 ..< count {
            let high = bytes.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)
            values[i] = Float(bitPattern: UInt32(high) << 16)
        }
    }

    /// q·d with q in −128 ... 127.
    static let unpackQ8_0: Unpacking = { bytes, values, count in
        for number in 0 ..< count {
            let block = bytes + 34 * number, x = values + 32 * number, d = half(block, 0)
            for j in 0 ..< 32 { x[j] = Float(Int8(bitPattern: byte(block, 2 + j))) * d }
        }
    }

    /// d·(q − 8). Of the bytes the low halves are the first 16 values, the high halves the others.
    static let unpackQ4_0: Unpacking = { bytes, values, count in
        for number in 0 ..< count {
            let block = bytes + 18 * number, x = values + 32 * number, d = half(block, 0)
            for j in 0 ..< 16 {
                let pair = byte(block, 2 + j)
                x[j] = d * Float(Int32(pair & 15) - 8)
                x[j + 16] = d * Float(Int32(pair >> 4) - 8)
            }
        }
    }

    /// d·q + m.
    static let unpackQ4_1: Unpacking = { bytes, values, count in
        for number in 0 ..< count {
            let block = bytes + 20 * number, x = values + 32 * number, d = half(block, 0), m = half(block, 2)
            for j in 0 ..< 16 {
                let pair = byte(block, 4 + j)
                x[j] = d * Float(Int32(pair & 15)) + m
                x[j + 16] = d * Float(Int32(pair >> 4)) + m
            }
        }
    }

    /// d·(q − 16). The fifth bits of the 32 values are a number of their own.
    static let unpackQ5_0: Unpacking = { bytes, values, count in
        for number in 0 ..< count {
            let block = bytes + 22 * number, x = values + 32 * number, d = half(block, 0)
            let fifth = block.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
            for j in 0 ..< 16 {
                let pair = byte(block, 6 + j)
                x[j] = d * Float(fiveBits(pair & 15, fifth, j) - 16)
                x[j + 16] = d * Float(fiveBits(pair >> 4, fifth, j + 16) - 16)
            }
        }
    }

    /// d·q + m.
    static let unpackQ5_1: Unpacking = { bytes, values, count in
        for number in 0 ..< count {
            let block = bytes + 24 * number, x = values + 32 * number, d = half(block, 0), m = half(block, 2)
            let fifth = block.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            for j in 0 ..< 16 {
                let pair = byte(block, 8 + j)
                x[j] = d * Float(fiveBits(pair & 15, fifth, j)) + m
                x[j + 16] = d * Float(fiveBits(pair >> 4, fifth, j + 16)) + m
            }
        }
    }

    @inline(__always)
    private static func fiveBits(_ low: UInt8, _ fifth: UInt32, _ place: Int) -> Int32 {
        Int32(truncatingIfNeeded: UInt32(low) | (fifth >> UInt32(truncatingIfNeeded: place) & 1) << 4)
    }
}
