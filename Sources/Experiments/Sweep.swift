import Core
import Foundation
import Terminal
import TextFormat

/// Trains the runs of a plan that have no record yet, each by one worker and to its end.
public struct Sweep {
    /// What a sweep tells while it goes on.
    public enum Event {
        /// `secondsLeft` is a rough time for all runs without a record, on two recent cores, or on two of this
        /// machine's once a run was finished.
        case started(PlannedRun, number: Int, of: Int, secondsLeft: Double)
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

    /// Made anew for each run, since the next may follow from the records of those before.
    private let plan: () throws -> [PlannedRun]
    /// What will follow once searches end, as far as it can be told, for counts and times.
    private let expected: () throws -> [PlannedRun]
    /// Whether what others train may bring further runs.
    private let isGrowing: Bool
    public let threads: Int

    public init(_ plan: [PlannedRun], threads: Int = Machine.cores) {
        (self.plan, expected, isGrowing, self.threads) = ({ plan }, { [] }, false, threads)
    }

    /// A plan whose searches ask for further rates, and whose other runs wait for them.
    ///
    /// - Parameter expected: rough stand-ins for the runs that wait, for counts and times alone.
    public init(
        replanning plan: @escaping () throws -> [PlannedRun],
        expecting expected: @escaping () throws -> [PlannedRun] = { [] },
        threads: Int = Machine.cores
    ) {
        (self.plan, self.expected, isGrowing, self.threads) = (plan, expected, true, threads)
    }

    /// Trains the first run that has no record and no worker, then looks again, until nothing is left.
    ///
    /// A run that fails does not stop the others; its reason is kept in the run's folder of unfinished work. One that
    /// diverges has not failed: its record says so.
    ///
    /// - Parameters:
    ///   - start: a run that failed since then is not tried again.
    ///   - waits: stays until the runs of other workers are done, or their leases run out; a plan that grows does so
    ///     anyway.
    /// - Throws: `Trainer.Stopped` when asked to stop, and an `InputError` when records cannot be read or leases not be
    ///   written.
    public func run(
        since start: Date = Date(), stop: Trainer.StopFlag = .init(), waits: Bool = false, report: (Event) -> Void
    ) throws -> Outcome {
        let store = RunStore()
        try store.requireReadable(plan())
        var outcome = Outcome(), pace = Estimate.Pace()
        while true {
            guard !stop.isSet else { throw Trainer.Stopped(step: 0) }
            store.refresh()
            let planned = try plan()
            guard let next = try next(of: planned, store, start, &outcome) else {
                guard waits || isGrowing, outcome.elsewhere > 0 else { return outcome }
                Self.pause(seconds: 5, unless: stop)
                continue
            }
            store.refresh()  // another worker may have finished it since
            guard try store.record(of: next.run) == nil else {
                next.lease.finish()
                continue
            }
            let waiting = try expected(), left = Estimate.seconds(try store.missing(planned) + waiting) * pace.factor
            report(
                .started(next.run, number: next.number + 1, of: planned.count + waiting.count, secondsLeft: left))
            let work = WorkProgress.begin(next.run.name)
            defer { work.end() }
            do {
                let record = try train(next.run, next.lease, stop, report)
                store.refresh()
                guard try store.record(of: next.run) != nil else {
                    throw InputError(
                        next.run.recordPath(record), expected: "the record of the planned run",
                        found: "another: its backbone, data or model are not those of the plan's line",
                        advice: "A plan names them as \(Checkpoint.names), glue and mini-glue; "
                            + "files must not change while a sweep runs.")
                }
                next.lease.finish()
                outcome.trained += 1
                if record.divergedAtStep == nil { pace.add(next.run, record) }
                report(.finished(next.run, record))
            } catch let stopped as Trainer.Stopped {
                next.lease.release()
                throw stopped
            } catch {
                Self.keep(failure: "\(error)", of: next.run)
                next.lease.release()
                outcome.failed.append((next.run, "\(error)"))
                report(.failed(next.run, reason: "\(error)"))
            }
        }
    }

    /// Takes the lease of the first run that has no record and has not failed since `start`, here or at another worker
    /// of this sweep; counts those that others train.
    private func next(
        of planned: [PlannedRun], _ store: RunStore, _ start: Date, _ outcome: inout Outcome
    ) throws -> (run: PlannedRun, number: Int, lease: RunLease)? {
        outcome.elsewhere = 0
        for (number, run) in planned.enumerated() {
            guard try store.record(of: run) == nil else {
                RunLease.clear(run)
                continue
            }
            guard !outcome.failed.contains(where: { $0.run == run }) else { continue }
            // Another worker's failure since we began is ours, too. A date to come is a clock's fault; it says nothing.
            if let date = Self.failureDate(of: run), date >= start, date <= Date() {
                outcome.failed.append((run, Self.failure(of: run) ?? "another worker failed"))
                continue
            }
            if let lease = try RunLease.take(run) { return (run, number, lease) }
            outcome.elsewhere += 1
        }
        return nil
    }

    private static func pause(seconds: Int, unless stop: Trainer.StopFlag) {
        for _ in 0 ..< seconds * 10 where !stop.isSet { Thread.sleep(forTimeInterval: 0.1) }
    }

    private static let failureName = "failed.txt"

    /// Keeps the reason of a failure in the run's folder of unfinished work.
    private static func keep(failure reason: String, of run: PlannedRun) {
        try? AtomicFile.write(Data((reason + "\n").utf8), to: RunLease.directory(of: run).appending(path: failureName))
    }

    /// Marks the run that a process had taken when something killed it as failed, so that the next worker does not die
    /// of it, too.
    ///
    /// - Returns: whether there was such a run.
    public static func keepFailure(ofProcess process: Int32, among runs: [PlannedRun], reason: String) -> Bool {
        let killed = runs.filter { RunLease.isOf(process: process, $0) }
        for run in killed { keep(failure: reason, of: run) }
        return !killed.isEmpty
    }

    /// Why a run failed the last time, if it did.
    public static func failure(of run: PlannedRun) -> String? {
        let file = RunLease.directory(of: run).appending(path: failureName)
        let text = try? String(contentsOf: file, encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// How many steps of all an unfinished run had done at its last checkpoint; nil before the first.
    public static func steps(of run: PlannedRun) -> (done: Int, total: Int)? {
        FineTuning.steps(inCheckpoint: RunLease.directory(of: run).appending(path: FineTuning.checkpointName))
    }

    private static func failureDate(of run: PlannedRun) -> Date? {
        let file = RunLease.directory(of: run).appending(path: failureName)
        return try? FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
    }

    private func train(
        _ planned: PlannedRun, _ lease: RunLease, _ stop: Trainer.StopFlag, _ report: (Event) -> Void
    ) throws -> RunRecord {
        try? FileManager.default.removeItem(at: lease.directory.appending(path: Self.failureName))
        let run = try FineTuning(
            model: ModelDirectory.locate(planned.model), data: planned.taskData,
            configuration: planned.configuration, threads: threads)
        let checkpoint = lease.directory.appending(path: FineTuning.checkpointName)
        AtomicFile.removeLeftovers(of: checkpoint)
        // Model or data may have changed since: nobody can go on from such a checkpoint.
        if !run.canResume(checkpoint) { try? FileManager.default.removeItem(at: checkpoint) }
        let record = try run.run(checkpoint: checkpoint, stop: stop, recordsDivergence: true) {
            report(.training(planned, $0))
        }
        try record.write(to: planned.recordDirectory.appending(path: record.fileName))
        return record
    }
}

extension PlannedRun {
    /// "accuracy 0.8888": the score that a sweep reports.
    public func score(after epoch: RunRecord.Epoch?) -> String {
        let metric = configuration.task.metric
        return "\(metric.title) \(decimalText(epoch?.metrics[metric.rawValue] ?? 0, decimals: 4))"
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
            case .training, .finished: break
            }
        }
        if let (failed, reason) = outcome.failed.first {
            throw InputError(failed.name, expected: "a run that ends", found: reason)
        }
    }
}
