/// A JSON value whose strings are UTF-8 bytes.
///
/// Vocabularies need this: Foundation's readers make a dictionary keyed by `String`, in which a composed
/// and a decomposed "é" are one key although they are two pieces of a vocabulary.
indirect enum JSONNode: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string([UInt8])
    case array([JSONNode])
    case object([(key: [UInt8], value: JSONNode)])

    /// The value of a key, nil where this is no object or has no such key; the last one of equal keys.
    subscript(key: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key.elementsEqual(key.utf8) }?.value
    }

    /// The values by their keys, for many looks; the last one of equal keys. Empty where this is no object.
    var byKey: [[UInt8]: JSONNode] {
        guard case .object(let members) = self else { return [:] }
        return Dictionary(members.map { ($0.key, $0.value) }) { _, last in last }
    }

    var isNull: Bool { if case .null = self { true } else { false } }

    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    var bytes: [UInt8]? { if case .string(let value) = self { value } else { nil } }

    var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The number when it is a whole one in 0 ... 2³¹ − 1.
    var index: Int32? {
        guard case .number(let value) = self, value >= 0, let index = Int32(exactly: value) else { return nil }
        return index
    }

    var array: [JSONNode]? { if case .array(let values) = self { values } else { nil } }

    var members: [(key: [UInt8], value: JSONNode)]? { if case .object(let members) = self { members } else { nil } }

    /// For error messages: the value as JSON, cut where it is long.
    var summary: String {
        let text = json, limit = 120
        return text.count <= limit ? text : text.prefix(limit) + "…"
    }

    private var json: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let value): Int64(exactly: value).map { "\($0)" } ?? "\(value)"
        case .string(let value): "\"\(String(decoding: value, as: UTF8.self))\""
        // No message shows more than the first of many.
        case .array(let values):
            "[" + values.prefix(20).map(\.json).joined(separator: ", ") + (values.count > 20 ? ", …" : "") + "]"
        case .object(let members):
            "{"
                + members.prefix(20).map { "\"\(String(decoding: $0.key, as: UTF8.self))\": \($0.value.json)" }
                .joined(separator: ", ") + (members.count > 20 ? ", …" : "") + "}"
        }
    }
}
