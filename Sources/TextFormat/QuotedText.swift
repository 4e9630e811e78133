/// A text as one argument for a shell, whatever it holds.
public func shellQuoted(_ argument: String) -> String {
    func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-./=:,+@%".contains(character))
    }
    guard argument.isEmpty || !argument.allSatisfy(isPlain) else { return argument }
    return "'" + argument.replacing("'", with: "'\\''") + "'"
}

/// A text as a literal of Python.
public func pythonQuoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}
