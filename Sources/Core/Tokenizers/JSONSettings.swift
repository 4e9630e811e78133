/// An object of a JSON file, with accessors that say which key of which file is wrong.
struct JSONSettings {
    let node: JSONNode
    let place: String

    init(_ node: JSONNode, place: String) {
        self.node = node
        self.place = place
    }

    func wrong(_ key: String, _ expected: String) -> InputError {
        InputError("\(place): \"\(key)\"", expected: expected, found: node[key]?.summary ?? "nothing")
    }

    func object(_ key: String) throws -> JSONSettings {
        guard let value = node[key], value.members != nil else { throw wrong(key, "an object") }
        return JSONSettings(value, place: "\(place): \(key)")
    }

    func array(_ key: String) throws -> [JSONNode] {
        guard let value = node[key]?.array else { throw wrong(key, "an array") }
        return value
    }

    func text(_ key: String) throws -> String {
        guard let value = node[key]?.text else { throw wrong(key, "a string") }
        return value
    }

    func bool(_ key: String) throws -> Bool {
        guard let value = node[key]?.bool else { throw wrong(key, "true or false") }
        return value
    }

    /// nil where the key is missing or null.
    func optionalBool(_ key: String) throws -> Bool? {
        guard let value = node[key], !value.isNull else { return nil }
        return try bool(key)
    }

    func index(_ key: String) throws -> Int32 {
        guard let value = node[key]?.index else { throw wrong(key, "a whole number from 0") }
        return value
    }

    /// - Throws: `InputError` unless the key has this value. The tokenizers of another kind end here.
    func require(_ key: String, _ value: String) throws {
        guard node[key]?.text == value else {
            throw InputError(
                "\(place): \"\(key)\"", expected: "\"\(value)\"", found: node[key]?.summary ?? "nothing",
                advice: "WordPiece and byte-level BPE tokenizers are read here.")
        }
    }
}
