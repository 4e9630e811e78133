import Core
import Experiments
import Foundation

/// Several `edora sweep run` processes on one plan; leases keep them from training the same run.
///
/// Their standard input is a pipe of which this process holds the other end: when that closes, by a request to stop or
/// by this process's death, they stop after their step. A signal would be lost on one that is still loading.
struct Workers {
    /// The plan's file or the chapter, as arguments.
    let source: [String]
    let jobs: Int
    /// Threads of each.
    let threads: Int
    private let start = Date()
    private let pipe = Pipe()

    init(source: [String], jobs: Int, threads: Int) {
        (self.source, self.jobs, self.threads) = (source, jobs, threads)
        // A worker that held the other end would never see its own input end.
        for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Starts them, hands a request to stop on to them, and waits for all.
    ///
    /// A worker that something kills, a crash or a lack of memory, has its run marked as failed, and another takes its
    /// place: it must not stop the sweep.
    ///
    /// - Parameter runs: the plan as it is now.
    /// - Throws: when a worker cannot be started, or the plan cannot be read. What the workers found stands in records
    ///   and reasons of failure.
    func run(stop: Trainer.StopFlag, runs: () throws -> [PlannedRun]) throws {
        var workers = try (0 ..< jobs).map { _ in try startWorker() },
            started = Dictionary(uniqueKeysWithValues: workers.map { ($0.processIdentifier, Date()) })
        var isStopping = false
        while workers.contains(where: \.isRunning) {
            Thread.sleep(forTimeInterval: 0.1)
            if stop.isSet && !isStopping {
                isStopping = true
                try pipe.fileHandleForWriting.close()
            }
            let killed = workers.filter { !$0.isRunning && $0.terminationReason == .uncaughtSignal }
            workers.removeAll(where: killed.contains)
            for worker in killed where !isStopping {
                let reason =
                    "its worker was ended by signal \(worker.terminationStatus)"
                    + (worker.terminationStatus == SIGKILL
                        ? "; where nobody sent it, memory ran out: try fewer --jobs" : "")
                let process = worker.processIdentifier,
                    hadRun = Sweep.keepFailure(ofProcess: process, among: try runs(), reason: reason)
                // One that died at once, without a run, would die again; after a while its run may be another worker's
                // already.
                guard hadRun || started[process].map({ Date().timeIntervalSince($0) > Self.fewSeconds }) ?? false else {
                    continue
                }
                let next = try startWorker()
                workers.append(next)
                started[next.processIdentifier] = Date()
            }
        }
    }

    /// Longer than a worker needs to take its first run.
    private static let fewSeconds = 30.0

    private func startWorker() throws -> Process {
        let worker = Process()
        worker.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        worker.arguments =
            ["sweep", "run"] + source + [
                "--threads", "\(threads)", "--worker", "--since", "\(start.timeIntervalSince1970)",
            ]
        // As a handle: of a `Pipe` the first worker's start would close this end.
        worker.standardInput = pipe.fileHandleForReading
        do { try worker.run() } catch {
            throw InputError(
                "a worker of --jobs", expected: "a process that starts", found: plainReason(of: error),
                advice: "Try --jobs 1, or raise the limits of open files and processes: `ulimit -n 1024`.")
        }
        return worker
    }
}
