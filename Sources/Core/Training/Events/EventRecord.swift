import Foundation

/// One record of a TensorBoard event file: scalars of a step, or the file's version at its start.
///
/// A record is framed as in TensorFlow's TFRecord (`tensorflow/core/lib/io/record_writer.h`):
///
///     length of data, UInt64 · masked CRC of these 8 bytes, UInt32 · data · masked CRC of data, UInt32
///
/// all little-endian, with CRC-32C (Castagnoli, RFC 3720 appendix B.4) and mask(c) = rotateRight(c, 15) + 0xa282ead8.
/// The data is a protocol buffer `Event` (`tensorflow/core/util/event.proto`, `summary.proto`): field 1 `wall_time`
/// (double), 2 `step` (varint), 3 `file_version` (string), 5 `summary`, a `Summary` whose repeated field 1 is a `Value`
/// of 1 `tag` (string) and 2 `simple_value` (float).
struct EventRecord: Equatable {
    /// Seconds since 1970.
    let time: Double
    /// Steps of the run that are done.
    let step: Int
    /// By tag, in the order of the file.
    let scalars: [Scalar]

    struct Scalar: Equatable {
        let tag: String
        let value: Float
    }

    /// The first record of each file: `brain.Event:2`, as TensorFlow writes it.
    static func version(time: Double) -> [UInt8] {
        framed(wallTime(time) + field(3, Array("brain.Event:2".utf8)))
    }

    /// The record as it stands in the file.
    var bytes: [UInt8] {
        let summary = scalars.flatMap { scalar in
            Self.field(1, Self.field(1, Array(scalar.tag.utf8)) + [2 << 3 | 5] + little(scalar.value.bitPattern))
        }
        return Self.framed(
            Self.wallTime(time) + [2 << 3] + Self.varint(UInt64(max(0, step))) + Self.field(5, summary))
    }

    static func framed(_ data: [UInt8]) -> [UInt8] {
        let length = little(UInt64(data.count))
        return length + little(masked(length)) + data + little(masked(data))
    }

    private static func wallTime(_ time: Double) -> [UInt8] { [1 << 3 | 1] + little(time.bitPattern) }

    /// A field of bytes: its number with wire type 2, its length, its bytes.
    private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [number << 3 | 2] + varint(UInt64(bytes.count)) + bytes
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    private static func varint(_ value: UInt64) -> [UInt8] {
        var result: [UInt8] = [], rest = value
        while rest >= 0x80 {
            result.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return result + [UInt8(rest)]
    }

    static func masked(_ bytes: [UInt8]) -> UInt32 {
        let crc = crc32c(bytes)
        return (crc >> 15 | crc << 17) &+ 0xa282_ead8
    }

    /// CRC-32C: the reflected polynomial 0x82f63b78, from all ones, inverted at the end.
    static func crc32c(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8 }
    }

    private static let table: [UInt32] = (0 ..< 256).map { byte in
        (0 ..< 8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
    }
}

private func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
