/// Reads the front of a GGUF file, field after field, each checked against what is left of the file.
struct GGUFCursor {
    private let file: StableFile
    /// What was read last, and where it starts in the file.
    private var window: [UInt8] = []
    private var start = 0
    /// Of the next field.
    private(set) var offset = 0
    private static let step = 1 << 20
    /// The largest vocabularies take some megabytes.
    private static let largest = 1 << 28

    init(_ file: StableFile) { self.file = file }

    var left: Int { file.size - offset }

    /// For messages.
    var place: String { "\(file.path): byte \(offset)" }

    static let advice = "The file is damaged or incomplete. Fetch or make it again."

    func wrong(_ expected: String, _ found: String) -> InputError {
        InputError(place, expected: expected, found: found, advice: Self.advice)
    }

    /// The next bytes.
    ///
    /// - Throws: `InputError` where the file ends before.
    mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard count <= left else { throw wrong("\(count) bytes", "\(left) up to the end of the file") }
        // Memory for more could be wanting, and Swift's collections would end the process.
        guard count <= Self.largest else {
            throw wrong("a value of the metadata of at most \(Self.largest) bytes", "\(count)")
        }
        if offset + count > start + window.count {
            let length = min(max(count, Self.step), left)
            window = Array(repeating: 0, count: length)
            try window.withUnsafeMutableBytes { try file.read($0, at: offset) }
            start = offset
        }
        defer { offset += count }
        return window[offset - start ..< offset - start + count]
    }

    mutating func uint32() throws -> UInt32 {
        try take(4).withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)) }
    }

    mutating func uint64() throws -> UInt64 {
        try take(8).withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    /// A number of things of which each takes some bytes of the rest of the file, at least.
    ///
    /// - Throws: `InputError` where so many cannot be in it.
    mutating func count(of what: String, bytesEach: Int) throws -> Int {
        let number = try uint64()
        guard let count = Int(exactly: number), count <= left / bytesEach else {
            throw wrong("at most \(left / bytesEach) \(what), for which the rest of the file has room", "\(number)")
        }
        return count
    }

    /// A string's bytes.
    mutating func bytes() throws -> ArraySlice<UInt8> { try take(count(of: "bytes of a string", bytesEach: 1)) }

    mutating func text() throws -> String {
        let before = self, bytes = try bytes()
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw before.wrong("a string in UTF-8", "bytes that are not")
        }
        return text
    }

    mutating func kind() throws -> GGUFValue.Kind {
        let before = self, number = try uint32()
        guard let kind = GGUFValue.Kind(rawValue: number) else {
            throw before.wrong("a type of value from 0 to 12", "\(number)")
        }
        return kind
    }

    /// A value of the metadata with its type before it.
    mutating func value() throws -> GGUFValue {
        let kind = try kind()
        switch kind {
        case .string: return .text(try text())
        case .array: return .array(try array())
        default:
            let before = self
            guard let value = GGUFValue(kind, try take(kind.size ?? 0)) else {
                throw before.wrong("0 or 1 for a truth value", "another byte")
            }
            return value
        }
    }

    private mutating func array() throws -> GGUFArray {
        let before = self, kind = try kind()
        if let size = kind.size {
            let count = try count(of: "values of \(size) bytes", bytesEach: size), start = self
            let bytes = try take(count * size)
            guard kind != .bool || bytes.allSatisfy({ $0 < 2 }) else {
                throw start.wrong("0 or 1 for each truth value", "another byte")
            }
            return GGUFArray(kind: kind, count: count, bytes: Array(bytes), ends: [])
        }
        guard kind == .string else {
            throw InputError(
                before.place, expected: "an array of numbers, truth values or strings", found: "an array of arrays",
                advice: "No program is known here that writes them; what they would mean is not known either.")
        }
        let count = try count(of: "strings", bytesEach: 8)
        guard count <= Self.largest / 8 else {
            throw before.wrong("at most \(Self.largest / 8) strings in an array", "\(count)")
        }
        var bytes: [UInt8] = [], ends: [Int] = []
        ends.reserveCapacity(count)
        for _ in 0 ..< count {
            let before = self
            bytes += try self.bytes()
            guard bytes.count <= Self.largest else {
                throw before.wrong("strings of at most \(Self.largest) bytes in an array", "more")
            }
            ends.append(bytes.count)
        }
        return GGUFArray(kind: kind, count: count, bytes: bytes, ends: ends)
    }
}
