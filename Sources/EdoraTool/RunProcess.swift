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
    do { return try command.parseAsRoot(DashedArguments.joined(arguments)) } catch {
        // A text with a dash and an h, such as "- what now?", would else ask for help.
        let asksForHelp = arguments.contains("-h") || arguments.contains("--help") || arguments.contains("--version")
        guard !asksForHelp || command.exitCode(for: error) != .success,
            let text = DashedArguments.text(in: arguments)
        else { throw error }
        throw InputError(
            "\"\(text)\"", expected: "an option", found: "a text that begins with a dash",
            advice: "Put -- before the first text, and all options before it: -- \(shellQuoted(text))")
    }
}
