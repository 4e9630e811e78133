import Core
import Foundation
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
        /// Another worker has taken the run over, since this one was stopped for longer than a lease lasts. Nothing of
        /// it is written.
        case lost(PlannedRun)
        /// What is left is claimed by workers that have shown no sign of life yet, and have so many seconds to do so.
        case watching(runs: Int, seconds: Double)
    }

    /// How a sweep ended.
    public struct Outcome {
        public var trained = 0
        public var failed: [(run: PlannedRun, reason: String)] = []
        /// Runs that another worker trains.
        public var elsewhere = 0
        /// Those of them of which it is not known yet whether their worker lives.
        public var undecided = 0
    }

    /// Made anew for each run, since the next may follow from the records of those before.
    let plan: () throws -> [PlannedRun]
    /// What will follow once searches end, as far as it can be told, for counts and times.
    private let expected: () throws -> [PlannedRun]
    /// Whether what others train may bring further runs.
    private let isGrowing: Bool
    public let threads: Int
    /// Whether bfloat16 is computed without the processor's instructions for it; its products do not depend on it.
    public var isEmulated = false
    private let host: LeaseHost

    /// - Parameter host: who this worker is to others.
    public init(_ plan: [PlannedRun], threads: Int = Machine.cores, host: LeaseHost = LeaseHost()) {
        (self.plan, expected, isGrowing, self.threads) = ({ plan }, { [] }, false, threads)
        self.host = host
    }

    /// A plan whose searches ask for further rates, and whose other runs wait for them.
    ///
    /// - Parameters:
    ///   - expected: rough stand-ins for the runs that wait, for counts and times alone.
    ///   - host: who this worker is to others.
    public init(
        replanning plan: @escaping () throws -> [PlannedRun],
        expecting expected: @escaping () throws -> [PlannedRun] = { [] },
        threads: Int = Machine.cores, host: LeaseHost = LeaseHost()
    ) {
        (self.plan, self.expected, isGrowing, self.threads) = (plan, expected, true, threads)
        self.host = host
    }

    /// Trains the first run that has no record and no worker, then looks again, until nothing is left.
    ///
    /// A run that fails does not stop the others; its reason is kept in the run's folder of unfinished work. One that
    /// diverges has not failed: its record says so.
    ///
    /// - Parameters:
    ///   - start: a run that failed since then is not tried again.
    ///   - waits: stays until the runs of other workers are done, or their leases run out; a plan that grows does so
    ///     anyway. Otherwise it stays until it is known of each whether it lives.
    /// - Throws: `Trainer.Stopped` when asked to stop, and an `InputError` when records cannot be read or leases not be
    ///   written.
    public func run(
        since start: Date = Date(), stop: Trainer.StopFlag = .init(), waits: Bool = false, report: (Event) -> Void
    ) throws -> Outcome {
        let store = RunStore()
        try store.requireReadable(plan())
        var outcome = Outcome(), pace = Estimate.Pace(), isWatching = false
        let watch = LeaseWatch(host)
        while true {
            guard !stop.isSet else { throw Trainer.Stopped(step: 0) }
            store.refresh()
            let planned = try plan()
            guard let next = try next(of: planned, store, start, watch, &outcome) else {
                guard outcome.undecided > 0 || (waits || isGrowing) && outcome.elsewhere > 0 else { return outcome }
                if outcome.undecided > 0, !isWatching {
                    isWatching = true
                    report(.watching(runs: outcome.undecided, seconds: host.lifetime))
                }
                Self.pause(seconds: min(5, host.lifetime / 10), unless: stop)
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
            } catch let stopped as Trainer.Stopped where !next.lease.isLost {
                next.lease.release()
                throw stopped
            } catch {
                // What fails once the run is another's, whose folder it may have removed, says nothing of the run.
                let isOurs = (try? next.lease.require()) != nil
                guard isOurs || !next.lease.isLost else {
                    next.lease.release()
                    report(.lost(next.run))
                    continue
                }
                if isOurs { Self.keep(failure: "\(error)", of: next.run) }
                next.lease.release()
                outcome.failed.append((next.run, "\(error)"))
                report(.failed(next.run, reason: "\(error)"))
            }
        }
    }

    /// Takes the lease of the first run that has no record and has not failed since `start`, here or at another worker
    /// of this sweep; counts those that others train.
    private func next(
        of planned: [PlannedRun], _ store: RunStore, _ start: Date, _ watch: LeaseWatch, _ outcome: inout Outcome
    ) throws -> (run: PlannedRun, number: Int, lease: RunLease)? {
        (outcome.elsewhere, outcome.undecided) = (0, 0)
        for (number, run) in planned.enumerated() {
            guard try store.record(of: run) == nil else {
                RunLease.clear(run, watch: watch)
                continue
            }
            guard !outcome.failed.contains(where: { $0.run == run }) else { continue }
            // Another worker's failure since we began is ours, too. A date to come is a clock's fault; it says nothing.
            if let date = Self.failureDate(of: run), date >= start, date <= Date() {
                outcome.failed.append((run, Self.failure(of: run) ?? "another worker failed"))
                continue
            }
            switch try RunLease.take(run, watch: watch) {
            case .ours(let lease): return (run, number, lease)
            case .undecided: outcome.undecided += 1
            case .held: break
            }
            outcome.elsewhere += 1
        }
        return nil
    }

    private static func pause(seconds: Double, unless stop: Trainer.StopFlag) {
        for _ in 0 ..< Int(seconds * 10) where !stop.isSet { Thread.sleep(forTimeInterval: 0.1) }
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
        return text.map { shownText($0.trimmingCharacters(in: .whitespacesAndNewlines), limit: 2_000) }
    }

    /// How many steps of all an unfinished run had done at its last checkpoint; nil before the first.
    public static func steps(of run: PlannedRun) -> (done: Int, total: Int)? {
        FineTuning.steps(inCheckpoint: RunLease.directory(of: run).appending(path: FineTuning.checkpointName))
    }

    private static func failureDate(of run: PlannedRun) -> Date? {
        let file = RunLease.directory(of: run).appending(path: failureName)
        return try? FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
    }

    /// A damaged checkpoint is nobody's.
    ///
    /// - Throws: `InputError` for one that cannot be read now.
    private func isOwn(_ checkpoint: URL, _ run: FineTuning) throws -> Bool {
        if let isOwn = try? run.owns(checkpoint) { return isOwn }
        _ = try fileDigest(checkpoint)
        return false
    }

    private func train(
        _ planned: PlannedRun, _ lease: RunLease, _ stop: Trainer.StopFlag, _ report: (Event) -> Void
    ) throws -> RunRecord {
        try? FileManager.default.removeItem(at: lease.directory.appending(path: Self.failureName))
        let run = try FineTuning(
            model: ModelDirectory.locate(planned.model), data: planned.taskData,
            configuration: planned.configuration, emulated: isEmulated, threads: threads)
        let checkpoint = lease.directory.appending(path: FineTuning.checkpointName)
        // Loading takes a while, and others may have gone on with the run.
        try lease.require()
        AtomicFile.removeLeftovers(of: checkpoint)
        // Model or data may have changed since: nobody can go on from such a checkpoint. One that cannot be read now
        // may be read another time.
        if FileManager.default.fileExists(atPath: checkpoint.path), try !isOwn(checkpoint, run) {
            try FileManager.default.removeItem(at: checkpoint)
        }
        let stopsOrIsLost = Trainer.StopFlag()
        let record = try run.run(
            checkpoint: checkpoint, stop: stopsOrIsLost, recordsDivergence: true,
            report: {
                if stop.isSet || lease.isLost { stopsOrIsLost.stop() }
                report(.training(planned, $0))
            }, beforeCheckpoint: lease.require)
        try record.write(
            to: planned.recordDirectory.appending(path: record.fileName), beforeReplacing: lease.require)
        return record
    }
}
