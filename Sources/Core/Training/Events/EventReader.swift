/// What an event file of ours already holds: the whole records, and the last step of each tag.
///
/// Other fields are skipped by their wire type, so that a file which TensorBoard reads is read here, too.
struct EventReader {
    /// Bytes of whole records; what follows was cut short by a kill.
    private(set) var wholeBytes = 0
    /// Records with scalars, in their order.
    private(set) var records: [EventRecord] = []

    /// Reads up to the first record that is not whole.
    init(_ bytes: [UInt8]) {
        while let data = Self.record(bytes, at: wholeBytes) {
            wholeBytes += data.count + 16
            if let record = Self.event(data), !record.scalars.isEmpty { records.append(record) }
        }
    }

    /// The last step of each tag.
    var lastSteps: [String: Int] {
        var result: [String: Int] = [:]
        for record in records {
            for scalar in record.scalars { result[scalar.tag] = max(result[scalar.tag] ?? 0, record.step) }
        }
        return result
    }

    private static func record(_ bytes: [UInt8], at start: Int) -> ArraySlice<UInt8>? {
        guard bytes.count - start >= 16 else { return nil }
        let length = little(bytes[start ..< start + 8])
        guard length <= UInt64(bytes.count - start - 16) else { return nil }
        let data = bytes[start + 12 ..< start + 12 + Int(length)]
        let isWhole =
            Array(bytes[start ..< start + 16 + Int(length)]) == EventRecord.framed(Array(data))
        return isWhole ? data : nil
    }

    private static func event(_ data: ArraySlice<UInt8>) -> EventRecord? {
        guard let fields = fields(data) else { return nil }
        var time = 0.0, step = 0, scalars: [EventRecord.Scalar] = []
        for (number, value) in fields {
            switch (number, value) {
            case (1, .number(let bits)): time = Double(bitPattern: bits)
            case (2, .number(let value)): step = Int(truncatingIfNeeded: value)
            case (5, .bytes(let summary)): scalars += Self.fields(summary)?.compactMap(scalar) ?? []
            default: break
            }
        }
        return EventRecord(time: time, step: step, scalars: scalars)
    }

    private static func scalar(_ field: (number: UInt64, value: Value)) -> EventRecord.Scalar? {
        guard field.number == 1, case .bytes(let data) = field.value, let parts = fields(data) else { return nil }
        var tag = "", value: Float?
        for part in parts {
            switch part {
            case (1, .bytes(let name)): tag = String(decoding: name, as: UTF8.self)
            case (2, .number(let bits)): value = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
            default: break
            }
        }
        return value.map { EventRecord.Scalar(tag: tag, value: $0) }
    }

    private enum Value {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    /// The fields of a message by their numbers; nil where it is none.
    private static func fields(_ data: ArraySlice<UInt8>) -> [(number: UInt64, value: Value)]? {
        var rest = data, result: [(number: UInt64, value: Value)] = []
        func take(_ count: UInt64) -> ArraySlice<UInt8>? {
            guard count <= UInt64(rest.count) else { return nil }
            defer { rest = rest.dropFirst(Int(count)) }
            return rest.prefix(Int(count))
        }
        func varint() -> UInt64? {
            var value: UInt64 = 0
            for shift in stride(from: 0, to: 64, by: 7) {
                guard let byte = rest.popFirst() else { return nil }
                value |= UInt64(byte & 0x7f) << UInt64(shift)
                if byte < 0x80 { return value }
            }
            return nil
        }
        while !rest.isEmpty {
            guard let key = varint() else { return nil }
            let value: Value?
            switch key & 7 {
            case 0: value = varint().map { .number($0) }
            case 1: value = take(8).map { .number(little($0)) }
            case 2: value = varint().flatMap(take).map { .bytes($0) }
            case 5: value = take(4).map { .number(little($0)) }
            default: value = nil
            }
            guard let value else { return nil }
            result.append((key >> 3, value))
        }
        return result
    }
}

private func little(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
