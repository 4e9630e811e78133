/// What this project does with the fields of a JSON file that others write beside a model's tensors.
///
/// A field that nobody asked about is how a right-looking number comes out of a misread file. So every field is in a
/// list: it is read, or known to be without effect here, or refused unless it says nothing.
struct FieldList: Sendable {
    /// What becomes of a field.
    enum Use: Sendable, Equatable {
        /// Its value is used, by code that refuses values it cannot follow.
        case read
        /// Whatever it says, it changes no number that is computed here.
        case withoutEffect
        /// It would change numbers here. It may be null, false, or empty, which says nothing, and have one of these
        /// values, which are what is computed here.
        case refused(unless: [String] = [])
    }

    /// The file's name, for messages: `adapter_config.json`.
    let file: String
    let uses: [String: Use]

    /// - Parameters:
    ///   - settings: the whole file, or an object of it.
    ///   - writer: who wrote the file, as far as it says: `peft 0.21.2`.
    /// - Throws: `InputError` for a field that is not in the list and says something, and for a value that is refused.
    func requireKnown(_ settings: JSONSettings, writer: String? = nil) throws {
        for (key, value) in settings.node.members ?? [] where !value.saysNothing {
            let name = String(decoding: key, as: UTF8.self)
            switch uses[name] {
            case .read, .withoutEffect: continue
            case .refused(let others):
                guard !others.contains(value.summary) else { continue }
                let expected = (["nothing, null, false or empty"] + others).joined(separator: ", or ")
                throw settings.wrong(name, expected + ": another value changes numbers that are not computed here")
            case nil:
                throw InputError(
                    "\(settings.place): \"\(name)\"", expected: "a field of \(file) that is known here",
                    found: value.summary,
                    advice: "It may change numbers, so the file is refused"
                        + (writer.map { "; it was written by \($0)" } ?? "")
                        + ". Where you know that it has no effect, take the field out.")
            }
        }
    }
}

extension JSONNode {
    /// Whether this is how writers say that a setting is not in use.
    var saysNothing: Bool {
        switch self {
        case .null, .bool(false): true
        case .string(let bytes): bytes.isEmpty
        case .array(let values): values.isEmpty
        case .object(let members): members.isEmpty
        case .bool(true), .number: false
        }
    }
}
