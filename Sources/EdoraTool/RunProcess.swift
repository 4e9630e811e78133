import ArgumentParser
import Core
import Terminal
import TextFormat

/// Runs a command as the whole process: with the best kernel of OpenBLAS, one thread a product, and status 0 only where
/// the output was written. What the library refuses is told by the names of options.
///
/// It may start the program again (see `OpenBLAS.restartWithBestKernel`): what stands before it in `main` then runs
/// twice.
public func runProcess(as command: (some ParsableCommand).Type) {
    OpenBLAS.restartWithBestKernel()
    OpenBLAS.useOneThreadPerCall()
    failAtExitIfOutputWasLost()
    do {
        try ProcessLimits.prepare()
        var parsed = try parse(command, Array(CommandLine.arguments.dropFirst()))
        try ProgressDisplay.standard.during { try parsed.run() }
    } catch {
        command.exit(withError: namingOptions(error))
    }
}

/// - Throws: what ends the process: a fault, or the help that was asked for.
private func parse(
    _ command: (some ParsableCommand).Type, _ arguments: [String]
) throws -> any ParsableCommand {
    func refusal(_ text: String) -> InputError {
        InputError(
            "\"\(text)\"", expected: "an option", found: "a text that begins with a dash",
            advice: "Put -- before the first text, and all options before it: -- \(shellQuoted(text))")
    }
    let parsed: any ParsableCommand
    do { parsed = try command.parseAsRoot(DashedArguments.joined(arguments)) } catch {
        guard let text = DashedArguments.text(in: arguments) else { throw error }
        throw refusal(text)
    }
    // A text with a dash and an h, such as "- what now?" or -hello, would else ask for help.
    let asksForHelp = arguments.contains { ["help", "-h", "--help", "-help", "--help-hidden"].contains($0) }
    if type(of: parsed).configuration.commandName == "help", !asksForHelp,
        let text = DashedArguments.text(in: arguments) ?? DashedArguments.shortOptions(in: arguments)
    {
        throw refusal(text)
    }
    return parsed
}
