/// One of a few names in a file: a plan, a record, an adapter's description.
public protocol NamedChoice: RawRepresentable<String>, CaseIterable, Codable {}

extension NamedChoice {
    /// - Throws: `DecodingError` that says which names there are.
    public init(from decoder: any Decoder) throws {
        let name = try decoder.singleValueContainer().decode(String.self)
        guard let choice = Self(rawValue: name) else {
            throw DecodingError.unknown(name, among: Self.allCases.map(\.rawValue), at: decoder.codingPath)
        }
        self = choice
    }
}

extension DecodingError {
    static func unknown(_ name: String, among names: [String], at path: [any CodingKey]) -> DecodingError {
        let reason = "\"\(name)\", which is none of \(names.joined(separator: ", "))"
        return .dataCorrupted(.init(codingPath: path, debugDescription: reason, underlyingError: UnknownName()))
    }

    /// Whether an error is `unknown`'s: the file may be whole, and of a version that has more names.
    static func isUnknownName(_ error: any Error) -> Bool {
        guard case DecodingError.dataCorrupted(let context) = error else { return false }
        return context.underlyingError is UnknownName
    }

    private struct UnknownName: Error {}
}
