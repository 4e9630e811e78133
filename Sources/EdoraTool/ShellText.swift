import TextFormat

/// Text for a shell.
enum ShellText {
    /// The command that this process was started by, with an option more, unless it has it.
    static func command(with option: String) -> String {
        let arguments = CommandLine.arguments
        return (arguments + (arguments.contains(option) ? [] : [option])).map(shellQuoted).joined(separator: " ")
    }
}
