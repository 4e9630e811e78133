import Foundation

/// The values that a model's config.json has.
extension JSONSettings {
    /// The whole of a file.
    ///
    /// - Parameter expected: what the file is, for the error where it cannot be read.
    /// - Throws: `InputError` for a file that cannot be read, or is not a JSON object.
    init(contentsOf file: URL, expected: String = "a JSON file") throws {
        let bytes: [UInt8]
        do { bytes = [UInt8](try Data(contentsOf: file)) } catch {
            throw InputError(
                file.path, expected: expected, found: "none that can be read (\(plainReason(of: error)))")
        }
        try self.init(object: bytes, place: file.path)
    }

    /// - Throws: `InputError` for bytes that are no JSON object.
    init(object bytes: [UInt8], place: String) throws {
        let node = try JSONReader.read(bytes, place: place)
        guard node.members != nil else { throw InputError(place, expected: "a JSON object", found: node.summary) }
        self.init(node, place: place)
    }

    /// Whether the key is there with another value than null.
    func has(_ key: String) -> Bool { node[key].map { !$0.isNull } ?? false }

    func number(_ key: String) throws -> Double {
        guard case .number(let value)? = node[key] else { throw wrong(key, "a number") }
        return value
    }

    /// - Parameter power: of 2, the largest size.
    func positive(_ key: String, upTo power: Int = 20) throws -> Int {
        let value = try number(key)
        guard value >= 1, value <= Double(1 << power), value == value.rounded() else {
            throw wrong(key, "an integer from 1 to 2^\(power)")
        }
        return Int(value)
    }

    /// What can be added to and multiplied as a Float: transformers takes 0, and no more than this makes sense.
    func nonNegative(_ key: String) throws -> Double {
        let value = try number(key)
        guard value >= 0, value <= 1e30 else { throw wrong(key, "a number from 0 to 1e30") }
        return value
    }

    func probability(_ key: String) throws -> Double {
        let value = try number(key)
        guard value >= 0, value < 1 else { throw wrong(key, "a probability below 1") }
        return value
    }
}
