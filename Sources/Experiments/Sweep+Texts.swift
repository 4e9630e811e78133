import Core
import Foundation
import Terminal
import TextFormat

extension PlannedRun {
    /// "accuracy 0.8888": the score that a sweep reports.
    public func score(after epoch: RunRecord.Epoch?) -> String {
        let metric = configuration.task.metric
        return "\(metric.title) \(decimalText(epoch?.metrics[metric.rawValue] ?? 0, decimals: 4))"
    }
}

extension Sweep.Event {
    /// A sentence for what concerns other workers; empty for everything else.
    public var text: String {
        switch self {
        case .lost(let run):
            "\(run.name) was taken over by another worker, since this one stood still for too long; nothing of it is "
                + "written here"
        case .watching(let runs, let seconds):
            "\(runs) runs are claimed by workers that show no sign of life yet; each is taken over where it shows none "
                + "for \(duration(seconds))"
        default: ""
        }
    }
}

extension Sweep {
    /// `--train` of a chapter: says how many runs and how long, trains them, and fails when one failed.
    ///
    /// - Throws: `InputError` for the first run that failed, and what `run` throws.
    public func runForChapter() throws {
        let store = RunStore(), planned = try plan()
        try store.requireReadable(planned)
        let missing = PlannedRun.distinct(try store.missing(planned))
        guard !missing.isEmpty else { return note("Every run of this chapter has its record.") }
        note(
            "\(missing.count) runs to train, about \(duration(Estimate.seconds(missing))) on two recent cores. "
                + "Stopping loses none that is finished.")
        let outcome = try run { event in
            switch event {
            case .started(let run, let number, let count, _): note("\(number) of \(count): \(run.name)")
            case .training(let run, .epoch(let epoch, let left)):
                note("  epoch \(epoch.epoch): \(run.score(after: epoch)), \(duration(left)) left")
            case .training(_, .checkpointFailed(_, let reason)): note("  warning: no checkpoint: \(reason)")
            case .failed(_, let reason): note("  failed: \(reason)")
            case .lost, .watching: note("  \(event.text)")
            case .training, .finished: break
            }
        }
        if let (failed, reason) = outcome.failed.first {
            throw InputError(failed.name, expected: "a run that ends", found: reason)
        }
    }
}
