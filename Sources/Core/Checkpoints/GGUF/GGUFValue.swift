/// A value of a GGUF file's metadata.
package enum GGUFValue: Sendable, Equatable {
    case unsigned(UInt64)
    case signed(Int64)
    case float32(Float)
    case float64(Double)
    case bool(Bool)
    case text(String)
    case array(GGUFArray)

    /// The types of values by the format's numbers.
    enum Kind: UInt32 {
        case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

        /// In bytes; nil where the value says it.
        var size: Int? {
            switch self {
            case .uint8, .int8, .bool: 1
            case .uint16, .int16: 2
            case .uint32, .int32, .float32: 4
            case .uint64, .int64, .float64: 8
            case .string, .array: nil
            }
        }
    }

    /// A number or a truth value from its bytes; nil for what a byte of a truth value cannot be.
    init?(_ kind: Kind, _ bytes: ArraySlice<UInt8>) {
        func load<Value>(_ type: Value.Type) -> Value { bytes.withUnsafeBytes { $0.loadUnaligned(as: type) } }
        switch kind {
        case .uint8: self = .unsigned(UInt64(load(UInt8.self)))
        case .int8: self = .signed(Int64(load(Int8.self)))
        case .uint16: self = .unsigned(UInt64(UInt16(littleEndian: load(UInt16.self))))
        case .int16: self = .signed(Int64(Int16(littleEndian: load(Int16.self))))
        case .uint32: self = .unsigned(UInt64(UInt32(littleEndian: load(UInt32.self))))
        case .int32: self = .signed(Int64(Int32(littleEndian: load(Int32.self))))
        case .uint64: self = .unsigned(UInt64(littleEndian: load(UInt64.self)))
        case .int64: self = .signed(Int64(littleEndian: load(Int64.self)))
        case .float32: self = .float32(Float(bitPattern: UInt32(littleEndian: load(UInt32.self))))
        case .float64: self = .float64(Double(bitPattern: UInt64(littleEndian: load(UInt64.self))))
        case .bool:
            guard let byte = bytes.first, byte < 2 else { return nil }
            self = .bool(byte == 1)
        case .string, .array: return nil
        }
    }

    /// The whole number, of whatever type and sign; nil for another value or a larger one.
    package var integer: Int? {
        switch self {
        case .unsigned(let value): Int(exactly: value)
        case .signed(let value): Int(exactly: value)
        default: nil
        }
    }

    /// For people: long arrays by their count.
    package var summary: String {
        switch self {
        case .unsigned(let value): "\(value)"
        case .signed(let value): "\(value)"
        case .float32(let value): "\(value)"
        case .float64(let value): "\(value)"
        case .bool(let value): "\(value)"
        case .text(let text): "\"\(text)\""
        case .array(let array): array.summary
        }
    }
}

/// An array of metadata values of one type, as its bytes: a vocabulary has hundreds of thousands.
package struct GGUFArray: Sendable, Equatable {
    let kind: GGUFValue.Kind
    /// How many values it has.
    package let count: Int
    /// The values one after the other; of strings without their lengths.
    let bytes: [UInt8]
    /// Where each string ends; none for other types.
    let ends: [Int]

    /// The bytes of each string; nil for an array of another type.
    var strings: [ArraySlice<UInt8>]? {
        guard kind == .string else { return nil }
        var start = 0
        return ends.map { end in
            defer { start = end }
            return bytes[start ..< end]
        }
    }

    /// The numbers of an array of int32; nil for one of another type.
    var int32s: [Int32]? { numbers(.int32, Int32.self) }

    /// The numbers of an array of float32; nil for one of another type.
    var floats: [Float]? { numbers(.float32, Float.self) }

    private func numbers<Value: BitwiseCopyable>(_ kind: GGUFValue.Kind, _ type: Value.Type) -> [Value]? {
        guard self.kind == kind else { return nil }
        return bytes.withUnsafeBytes { all in
            (0 ..< count).map { all.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Value>.size, as: type) }
        }
    }

    var summary: String {
        guard count <= 8 else { return "\(count) values of type \(kind)" }
        let size = kind.size ?? 1
        let values =
            strings?.map { "\"\(String(decoding: $0, as: UTF8.self))\"" }
            ?? (0 ..< count).compactMap { GGUFValue(kind, bytes[$0 * size ..< ($0 + 1) * size])?.summary }
        return "[" + values.joined(separator: ", ") + "]"
    }
}
