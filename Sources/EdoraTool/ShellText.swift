/// Text for a shell.
enum ShellText {
    /// An argument, whatever it holds.
    static func quoted(_ argument: String) -> String {
        guard argument.isEmpty || argument.contains(where: { !isPlain($0) }) else { return argument }
        return "'" + argument.replacing("'", with: "'\\''") + "'"
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-./=:,+@%".contains(character))
    }

    /// The command that this process was started by, with an option more, unless it has it.
    static func command(with option: String) -> String {
        let arguments = CommandLine.arguments
        return (arguments + (arguments.contains(option) ? [] : [option])).map(quoted).joined(separator: " ")
    }
}
