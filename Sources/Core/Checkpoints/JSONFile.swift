import Foundation

/// A JSON object from a file, with accessors that say which key of which file is wrong.
struct JSONFile {
    let path: String
    let object: [String: Any]

    init(_ file: URL) throws {
        path = file.path
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw InputError(file.path, expected: "a JSON file", found: "none that can be read (\(reason(error)))")
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
        guard value >= 1, value <= 0x1p20, value == value.rounded() else { throw wrong(key, "an integer from 1 to 2^20") }
        return Int(value)
    }

    func index(_ key: String) throws -> Int32 {
        let value = try number(key)
        guard value >= 0, value <= 0x1p20, value == value.rounded() else { throw wrong(key, "an integer from 0 to 2^20") }
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

/// The plain reason of an error of Foundation's or of a decoder's, without its wrapping.
public func reason(_ error: any Error) -> String {
    if let error = error as? DecodingError { return reason(error) }
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? (error as NSError)
    if underlying.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(underlying.code))) }
    switch (underlying.domain, underlying.code) {
    case (NSCocoaErrorDomain, 256): return "it cannot be read; a folder, perhaps"
    case (NSCocoaErrorDomain, 512): return "it cannot be written; a file is where a folder should be, perhaps"
    case (NSCocoaErrorDomain, 516): return "there is a file of that name"
    default: return underlying.localizedDescription
    }
}

private func reason(_ error: DecodingError) -> String {
    let (context, what): (DecodingError.Context, String) =
        switch error {
        case .typeMismatch(let type, let context): (context, "no \(type)")
        case .valueNotFound(let type, let context): (context, "null for \(type)")
        case .keyNotFound(let key, let context): (context, "no key \"\(key.stringValue)\"")
        // Foundation says the same of both, and no key.
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            (context, "no valid JSON, or a number that its key cannot have: a fraction, one below zero or too large")
        case .dataCorrupted(let context): (context, context.debugDescription)
        @unknown default: (.init(codingPath: [], debugDescription: ""), "\(error)")
        }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? what : "\(what) at \(path)"
}
