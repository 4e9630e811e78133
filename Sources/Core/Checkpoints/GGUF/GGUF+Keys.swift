/// Values of the metadata by their types, with faults that name file and key.
extension GGUF {
    func wrong(_ key: String, _ expected: String, _ advice: String? = nil) -> InputError {
        InputError(
            "\(path): \(key)", expected: expected, found: values[key]?.summary ?? "no such key", advice: advice)
    }

    /// - Throws: `InputError` unless the key has a whole number from 0 up to, and without, a limit.
    func index(_ key: String, below limit: Int) throws -> Int {
        guard let value = values[key]?.integer, value >= 0, value < limit else {
            throw wrong(key, "a whole number from 0 to \(limit - 1)")
        }
        return value
    }

    /// - Throws: `InputError` unless the key has an array of the type that `values` reads.
    func array<Value>(_ key: String, _ expected: String, _ values: (GGUFArray) -> [Value]?) throws -> [Value] {
        guard case .array(let array) = self.values[key], let result = values(array) else { throw wrong(key, expected) }
        return result
    }
}
