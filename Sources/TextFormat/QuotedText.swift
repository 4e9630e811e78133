/// A text as one argument for a shell, whatever it holds.
public func shellQuoted(_ argument: String) -> String {
    func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        ("a" ... "z").contains(scalar) || ("A" ... "Z").contains(scalar) || ("0" ... "9").contains(scalar)
            || "_-./=:,+@%".unicodeScalars.contains(scalar)
    }
    guard argument.isEmpty || !argument.unicodeScalars.allSatisfy(isPlain) else { return argument }
    return "'" + argument.replacingScalars(["'": "'\\''"]) + "'"
}

/// A text as a literal of Python.
public func pythonQuoted(_ text: String) -> String {
    "\"" + text.replacingScalars(["\\": "\\\\", "\"": "\\\""]) + "\""
}

extension String {
    /// The text with others in the place of some scalars.
    ///
    /// Other programs read scalars, not Swift's characters: a quotation mark with a combining mark behind it is one
    /// character for Swift, and not that of a quotation mark, but still ends a quoted text elsewhere.
    public func replacingScalars(_ others: [Unicode.Scalar: String]) -> String {
        var result = UnicodeScalarView()
        for scalar in unicodeScalars {
            if let other = others[scalar] {
                result.append(contentsOf: other.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
