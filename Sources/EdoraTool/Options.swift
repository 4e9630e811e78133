import ArgumentParser
import Core
import Foundation

/// Which model runs, and on how many threads.
struct ModelOptions: ParsableArguments {
    @Option(help: "A Hugging Face checkpoint folder, or one of \(Checkpoint.names).")
    var model = Checkpoint.all[0].name
    @Option(help: "Threads; the numbers do not depend on it. (default: all cores)") var threads: Int?
    @Flag(help: "Say which OpenBLAS kernel runs, and how long predicting takes.") var verbose = false

    func threadCount() throws -> Int {
        let count = threads ?? ProcessInfo.processInfo.activeProcessorCount
        guard count >= 1, count <= 1024 else {
            throw InputError("--threads", expected: "1 to 1024", found: "\(count)")
        }
        if verbose {
            note("OpenBLAS runs its \(OpenBLAS.coreName) kernel (\(OpenBLAS.configuration)); \(count) threads")
        }
        return count
    }

    func directory() throws -> URL { try ModelDirectory.locate(model) }
}

/// A line for the person at the terminal; results go to standard output.
///
/// A terminal that is gone, or a log on a full disk, must not end hours of training. (`StopOnSignal.ignoreClosedPipes`
/// sees to pipes.)
func note(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8)) }
