import Core
import Foundation

/// Several `edora sweep run` processes on one plan; claims keep them from training the same run.
struct Workers {
    /// The plan's file or the chapter, as arguments.
    let source: [String]
    let jobs: Int
    /// Threads of each.
    let threads: Int

    /// Starts them, hands a request to stop on to them, and waits for all.
    ///
    /// - Throws: when a worker cannot be started. What the workers found stands in records and reasons of failure.
    func run(stop: Trainer.StopFlag) throws {
        let workers = try (0 ..< jobs).map { _ in
            let worker = Process()
            worker.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            worker.arguments = ["sweep", "run"] + source + ["--threads", "\(threads)", "--worker-of", "\(getpid())"]
            try worker.run()
            return worker
        }
        var isStopping = false
        while workers.contains(where: \.isRunning) {
            Thread.sleep(forTimeInterval: 0.1)
            if stop.isSet && !isStopping {
                isStopping = true
                workers.filter(\.isRunning).forEach { $0.terminate() }
            }
        }
    }
}
