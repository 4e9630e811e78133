import ArgumentParser
import Core
import Experiments
import Foundation
import Terminal

struct SweepRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Train the runs of a plan, chapter or comparison that have no record.",
        discussion: """
            EXAMPLES
              edora sweep run out/chapter3.jsonl --jobs 2
              edora sweep run --chapter 5 --jobs 2        plans again after each run, so that a search that has ended \
            brings its runs

            Ctrl-C ends after the current step; the same command goes on from there.
            """)

    @OptionGroup var source: PlanSource
    @Option(help: "Runs at a time; the cores are divided among them.") var jobs = 1
    @Option(
        help:
            """
            Threads in all, shared evenly by the runs, each of which has at least one; the numbers do not depend \
            on it. (default: all cores)
            """
    ) var threads: Int?
    @Option(help: "Only the run of this line, counted from 0; for a job array.") var index: Int?
    @Flag(
        help: """
            Compute runs in bfloat16 without the processor's instructions for it: the same bits of products, slower \
            than float32.
            """)
    var emulate = false

    /// One of several processes on this plan: its standard input ends when it is to stop.
    @Flag(help: .hidden) var worker = false
    /// When the sweep of a worker began, in seconds since 1970.
    @Option(help: .hidden) var since: Double?
    /// For tests, which cannot wait for minutes.
    @Option(help: .hidden) var leaseSeconds = LeaseHost().lifetime

    func run() throws {
        StopOnSignal.ignoreClosedPipes()
        let all = try source.runs()
        let threads = threads ?? Machine.cores
        try Machine.requireThreads(threads)
        guard jobs >= 1, jobs <= 256 else { throw InputError("--jobs", expected: "1 to 256", found: "\(jobs)") }
        if let index, source.isGrowing || !all.indices.contains(index) {
            throw InputError(
                "--index",
                expected: source.isGrowing
                    ? "a plan's file beside it" : "0 to \(all.count - 1), a line of \(source.plan ?? "")",
                found: "\(index)")
        }
        if !worker, let choice = OpenBLAS.slowChoice { note(choice) }
        let store = RunStore()
        try store.requireReadable(all)
        try requireProcessor(for: all, in: store)
        let stop = StopOnSignal()
        defer { stop.end() }
        if worker {
            stopAtEndOfInput(stop.flag)
            // Several share the terminal.
            ProgressDisplay.standard.writeLines(every: 30)
        }
        if jobs > 1 {
            guard index == nil else {
                throw InputError("--index", expected: "no --jobs beside it", found: "--jobs \(jobs)")
            }
            let arguments = source.arguments + (emulate ? ["--emulate"] : [])
            try Workers(source: arguments, jobs: jobs, threads: max(1, threads / jobs)).run(
                stop: stop.flag, runs: source.runs)
            let isWhole = try summarise(source.runs())
            if stop.flag.isSet { throw stopped(stop) }
            if !isWhole { throw ExitCode(1) }
            return
        }
        let replanning = try source.replanning()
        var host = LeaseHost()
        host.lifetime = leaseSeconds
        var sweep =
            source.isGrowing
            ? Sweep(replanning: replanning.runs, expecting: replanning.expected, threads: threads, host: host)
            : Sweep(index.map { [all[$0]] } ?? all, threads: threads, host: host)
        sweep.isEmulated = emulate
        let outcome: Sweep.Outcome
        do {
            // A task of a job array has this one run to care for: a lease that another node left behind runs out.
            outcome = try sweep.run(
                since: since.map { Date(timeIntervalSince1970: $0) } ?? Date(), stop: stop.flag, waits: index != nil,
                report: Self.show)
        } catch is Trainer.Stopped {
            throw stopped(stop)
        }
        if outcome.elsewhere > 0 { note("\(outcome.elsewhere) runs are being trained by other workers") }
        if worker || index != nil {
            for (run, reason) in outcome.failed { note("failed: \(run.name): \(reason)") }
        } else {
            _ = try summarise(source.runs())
        }
        if !outcome.failed.isEmpty { throw ExitCode(1) }
    }

    private func stopped(_ stop: StopOnSignal) -> ExitCode {
        if !worker { note("Stopped. The same command goes on from here.") }
        return ExitCode(stop.exitStatus)
    }

    /// Before the first run is claimed: each would fail alike.
    private func requireProcessor(for all: [PlannedRun], in store: RunStore) throws {
        let narrow = all.filter { $0.configuration.precision != .float32 }
        if emulate && narrow.isEmpty && !source.isGrowing {
            throw InputError("--emulate", expected: "a plan with runs in bfloat16", found: "\(all.count) in float32")
        }
        try store.missing(narrow).first?.configuration.precision.requireHardware(orEmulated: emulate)
    }

    /// A worker that is told to stop, or whose parent was killed, stops after its step, and keeps its checkpoint.
    private func stopAtEndOfInput(_ flag: Trainer.StopFlag) {
        Thread.detachNewThread {
            _ = FileHandle.standardInput.readDataToEndOfFile()
            flag.stop()
        }
    }

    /// A line for the person at the terminal.
    static func show(_ event: Sweep.Event) {
        switch event {
        case .started(let run, let number, let count, let left):
            note("\(number) of \(count): \(run.name); all without a record: about \(duration(left)) of two cores")
        case .finished(let run, let record):
            note(
                """
                  \(run.name): \(run.score(after: record.last)) after \
                \(duration(record.circumstances.trainingSeconds))
                """
            )
        case .failed(let run, let reason): note("  \(run.name) failed: \(reason)")
        case .lost, .watching: note("  \(event.text)")
        case .training(_, .resumed(let step, let total)): note("  goes on at step \(step) of \(total)")
        case .training(let run, .epoch(let epoch, let left)) where epoch.epoch < run.configuration.steps.epochs:
            note(
                """
                  \(run.name), epoch \(epoch.epoch) of \(run.configuration.steps.epochs): \
                \(run.score(after: epoch)), \(duration(left)) left
                """
            )
        case .training(let run, .checkpointFailed(_, let reason)):
            note("  \(run.name): warning: no checkpoint: \(reason)")
        case .training: break
        }
    }

    /// After all workers have ended: says what is left, and why runs failed; returns whether every run has its record.
    private func summarise(_ planned: [PlannedRun]) throws -> Bool {
        let all = PlannedRun.distinct(planned)
        let missing = try RunStore().missing(all)
        note("\(all.count - missing.count) of \(all.count) runs have their record")
        Self.noteFailures(among: missing)
        return missing.isEmpty
    }

    /// Says which of some runs failed, and why.
    static func noteFailures(among runs: [PlannedRun]) {
        for run in runs {
            if let reason = Sweep.failure(of: run) { note("failed: \(run.name): \(reason)") }
        }
    }
}
