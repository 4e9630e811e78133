import ArgumentParser
import Core

/// Runs a command as the whole process: with the best kernel of OpenBLAS, one thread a product, and status 0 only where
/// the output was written.
///
/// It may start the program again (see `OpenBLAS.restartWithBestKernel`): what stands before it in `main` then runs
/// twice.
public func runProcess(as command: (some ParsableCommand).Type) {
    OpenBLAS.restartWithBestKernel()
    OpenBLAS.useOneThreadPerCall()
    failAtExitIfOutputWasLost()
    command.main(nil)
}
