import ArgumentParser
import Core
import Experiments
import Foundation
import Terminal

/// The runs of a comparison, by the machinery of sweeps.
extension Compare {
    /// Trains what has no record, in this process or in several, and writes the page again.
    ///
    /// - Throws: `ExitCode` when it was stopped, and when a run has no record in the end.
    func train(_ comparison: OwnComparison, _ threads: Int) throws {
        let source = PlanSource(compare: PathArgument(argument: comparison.folder)), stop = StopOnSignal(),
            start = Date()
        defer { stop.end() }
        if jobs > 1 {
            try Workers(source: source.arguments, jobs: jobs, threads: max(1, threads / jobs)).run(
                stop: stop.flag, runs: source.runs)
        } else {
            let replanning = try source.replanning()
            let sweep = Sweep(replanning: replanning.runs, expecting: replanning.expected, threads: threads)
            do { _ = try sweep.run(since: start, stop: stop.flag, report: SweepRun.show) } catch is Trainer.Stopped {}
        }
        try ComparePage.write(comparison)
        let missing = try RunStore().missing(source.runs())
        SweepRun.noteFailures(among: missing)
        if stop.flag.isSet {
            note("Stopped. The same command goes on from here; \(comparison.folder)/README.md says how far it is.")
            throw ExitCode(stop.exitStatus)
        }
        guard missing.isEmpty else {
            note("\(missing.count) \(missing.count == 1 ? "run has" : "runs have") no record; the page is partial.")
            throw ExitCode(1)
        }
    }
}
