/// A key that an object somewhere in a JSON text has twice: decoders take one of the two and say nothing. Nil where
/// there is none, and for a text that is no JSON.
package func repeatedKey(inJSON bytes: [UInt8]) -> String? {
    (try? JSONReader.read(bytes, place: "")).flatMap(repeatedKey)
}

private func repeatedKey(_ node: JSONNode) -> String? {
    switch node {
    case .object(let members):
        var seen: Set<[UInt8]> = []
        for (key, value) in members {
            guard seen.insert(key).inserted else { return String(decoding: key, as: UTF8.self) }
            if let found = repeatedKey(value) { return found }
        }
        return nil
    case .array(let values): return values.lazy.compactMap(repeatedKey).first
    default: return nil
    }
}
