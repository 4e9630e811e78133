/// Reading and writing scalars in arrays of well-formed UTF-8, without Strings or Characters.
extension [UInt8] {
    /// The bytes themselves when well formed, else with U+FFFD for each maximal invalid part.
    var wellFormedUTF8: [UInt8] {
        allSatisfy { $0 < 0x80 } ? self : Array(String(decoding: self, as: UTF8.self).utf8)
    }

    /// The scalar that starts at a place, and its length in bytes. The bytes must be well formed.
    @inline(__always)
    func scalar(at place: Int) -> (value: UInt32, length: Int) {
        let lead = UInt32(self[place])
        if lead < 0x80 { return (lead, 1) }
        let second = UInt32(self[place + 1]) & 0x3F
        if lead < 0xE0 { return ((lead & 0x1F) << 6 | second, 2) }
        let third = UInt32(self[place + 2]) & 0x3F
        if lead < 0xF0 { return ((lead & 0x0F) << 12 | second << 6 | third, 3) }
        return ((lead & 0x07) << 18 | second << 12 | third << 6 | UInt32(self[place + 3]) & 0x3F, 4)
    }

    /// Where the scalar starts that ends before a place.
    func startOfScalar(before place: Int) -> Int {
        var start = place - 1
        while self[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    @inline(__always)
    mutating func append(scalar: UInt32) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3F) }
        switch scalar {
        case ..<0x80: append(UInt8(scalar))
        case ..<0x800:
            append(UInt8(0xC0 | scalar >> 6)); append(tail(0))
        case ..<0x10000:
            append(UInt8(0xE0 | scalar >> 12)); append(tail(6)); append(tail(0))
        default:
            append(UInt8(0xF0 | scalar >> 18)); append(tail(12)); append(tail(6)); append(tail(0))
        }
    }
}
