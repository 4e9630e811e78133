import ArgumentParser
import Core

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
        var parsed = try command.parseAsRoot()
        try parsed.run()
    } catch { command.exit(withError: namingOptions(error)) }
}
