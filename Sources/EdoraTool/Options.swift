import ArgumentParser
import Core
import Foundation
import Terminal

/// Which model runs, and on how many threads.
struct ModelOptions: ParsableArguments {
    @Option(
        help: """
            A Hugging Face checkpoint folder, or one of \(Checkpoint.names). (default: the adapter's base, or \
            \(Checkpoint.all[0].name))
            """)
    var model: String?
    @Option(help: "Threads; the numbers do not depend on it. (default: all cores)") var threads: Int?
    @Flag(help: "Say which OpenBLAS kernel runs, and how long predicting takes.") var verbose = false

    func threadCount() throws -> Int {
        let count = threads ?? Machine.cores
        try Machine.requireThreads(count)
        if verbose {
            note("OpenBLAS runs its \(OpenBLAS.coreName) kernel (\(OpenBLAS.configuration)); \(count) threads")
        }
        return count
    }

    /// - Parameter adapter: remembers the base that it was trained on.
    func directory(of adapter: AdapterDirectory? = nil) throws -> URL {
        guard model == nil, let adapter else { return try ModelDirectory.locate(model ?? Checkpoint.all[0].name) }
        return try adapter.locateBase()
    }
}
