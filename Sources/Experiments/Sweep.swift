import Core
import Foundation

/// Trains the runs of a plan that have no record yet, each by one worker and to its end.
public struct Sweep {
    /// What a sweep tells while it goes on.
    public enum Event {
        case started(PlannedRun, number: Int, of: Int)
        case training(PlannedRun, Trainer.Event)
        case finished(PlannedRun, RunRecord)
        case failed(PlannedRun, reason: String)
    }

    /// How a sweep ended.
    public struct Outcome {
        public var trained = 0
        public var failed: [(run: PlannedRun, reason: String)] = []
        /// Runs that another worker trains.
        public var elsewhere = 0
    }

    public let plan: [PlannedRun]
    public let threads: Int

    public init(_ plan: [PlannedRun], threads: Int = ProcessInfo.processInfo.activeProcessorCount) {
        (self.plan, self.threads) = (plan, threads)
    }

    /// A run that fails does not stop the others; its reason is kept in the run's folder of unfinished work. One that diverges has not failed: its record says so.
    ///
    /// - Throws: `Trainer.Stopped` when asked to stop, and an `InputError` when records cannot be read or claims not be written.
    public func run(stop: Trainer.StopFlag = .init(), report: (Event) -> Void) throws -> Outcome {
        let store = RunStore(), start = Date()
        var outcome = Outcome()
        for (number, planned) in plan.enumerated() {
            guard try store.record(of: planned) == nil else {
                Claim.clear(planned)
                continue
            }
            // What another worker of this sweep has tried meanwhile would fail here, too.
            guard Self.failureDate(of: planned).map({ $0 < start }) ?? true else { continue }
            guard let claim = try Claim.take(planned) else {
                outcome.elsewhere += 1
                continue
            }
            store.refresh()  // another worker may have finished it since
            guard try store.record(of: planned) == nil else {
                claim.finish()
                continue
            }
            report(.started(planned, number: number + 1, of: plan.count))
            do {
                let record = try train(planned, claim, stop, report)
                claim.finish()
                outcome.trained += 1
                report(.finished(planned, record))
            } catch let stopped as Trainer.Stopped {
                claim.release()
                throw stopped
            } catch {
                try? AtomicFile.write(Data("\(error)\n".utf8), to: claim.directory.appending(path: Self.failureName))
                claim.release()
                outcome.failed.append((planned, "\(error)"))
                report(.failed(planned, reason: "\(error)"))
            }
        }
        return outcome
    }

    private static let failureName = "failed.txt"

    /// Why a run failed the last time, if it did.
    public static func failure(of run: PlannedRun) -> String? {
        let file = Claim.directory(of: run).appending(path: failureName)
        return (try? String(contentsOf: file, encoding: .utf8)).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    private static func failureDate(of run: PlannedRun) -> Date? {
        let file = Claim.directory(of: run).appending(path: failureName)
        return try? FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
    }

    private func train(
        _ planned: PlannedRun, _ claim: Claim, _ stop: Trainer.StopFlag, _ report: (Event) -> Void
    ) throws -> RunRecord {
        try? FileManager.default.removeItem(at: claim.directory.appending(path: Self.failureName))
        let run = try FineTuning(
            model: ModelDirectory.locate(planned.backbone), data: planned.dataDirectory,
            configuration: planned.configuration, threads: threads)
        let checkpoint = claim.directory.appending(path: FineTuning.checkpointName)
        AtomicFile.removeLeftovers(of: checkpoint)
        let record = try run.run(checkpoint: checkpoint, stop: stop, recordsDivergence: true) { report(.training(planned, $0)) }
        try record.write(to: planned.recordDirectory.appending(path: record.fileName))
        return record
    }
}

extension Sweep {
    /// `--train` of a chapter whose searches ask for further rates, and whose other runs wait for them: trains and plans again until nothing new comes.
    public static func runForChapter(replanning plan: () throws -> [PlannedRun]) throws {
        var planned: [PlannedRun]
        repeat {
            planned = try plan()
            try Sweep(planned).runForChapter()
        } while try plan() != planned
    }

    /// `--train` of a chapter: says how many runs and how long, trains them, and fails when one failed.
    ///
    /// - Throws: `InputError` for the first run that failed, and what `run` throws.
    public func runForChapter() throws {
        let missing = try RunStore().missing(plan)
        guard !missing.isEmpty else { return print("Every run of this chapter has its record.") }
        print("\(missing.count) runs to train, about \(Int((Estimate.seconds(missing) / 60).rounded(.up))) minutes on two recent cores. Stopping loses none that is finished.")
        let outcome = try run { event in
            switch event {
            case .started(let run, let number, let count): print("\(number) of \(count): \(run.name)")
            case .training(let run, .epoch(let epoch, let left)):
                let metric = run.configuration.task.metric
                print("  epoch \(epoch.epoch): \(metric.title) \(fixed(epoch.metrics[metric.rawValue] ?? 0, decimals: 4)), \(Int(left)) s left")
            case .failed(_, let reason): print("  failed: \(reason)")
            case .training, .finished: break
            }
        }
        if let (failed, reason) = outcome.failed.first {
            throw InputError(failed.name, expected: "a run that ends", found: reason)
        }
    }
}
