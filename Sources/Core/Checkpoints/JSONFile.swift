import Foundation

/// A JSON object from a file, with accessors that say which key of which file is wrong.
struct JSONFile {
    let path: String
    let object: [String: Any]

    init(_ file: URL) throws {
        path = file.path
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw InputError(
                file.path, expected: "a JSON file", found: "none that can be read (\(plainReason(of: error)))")
        }
        guard let parsed = try? JSONSerialization.jsonObject(with: data), let object = parsed as? [String: Any] else {
            throw InputError(file.path, expected: "a JSON object", found: "\(data.count) bytes that are not one")
        }
        self.object = object
    }

    func has(_ key: String) -> Bool { object[key] != nil && !(object[key] is NSNull) }

    func string(_ key: String) throws -> String {
        guard let value = object[key] as? String else { throw wrong(key, "a string") }
        return value
    }

    func number(_ key: String) throws -> Double {
        guard let value = object[key] as? NSNumber else { throw wrong(key, "a number") }
        return value.doubleValue
    }

    func positive(_ key: String) throws -> Int {
        let value = try number(key)
        guard value >= 1, value <= 0x1p20, value == value.rounded() else {
            throw wrong(key, "an integer from 1 to 2^20")
        }
        return Int(value)
    }

    func index(_ key: String) throws -> Int32 {
        let value = try number(key)
        guard value >= 0, value <= 0x1p20, value == value.rounded() else {
            throw wrong(key, "an integer from 0 to 2^20")
        }
        return Int32(value)
    }

    func probability(_ key: String) throws -> Double {
        let value = try number(key)
        guard value >= 0, value < 1 else { throw wrong(key, "a probability below 1") }
        return value
    }

    private func wrong(_ key: String, _ expected: String) -> InputError {
        InputError("\(path): \"\(key)\"", expected: expected, found: object[key].map { "\($0)" } ?? "nothing")
    }
}
