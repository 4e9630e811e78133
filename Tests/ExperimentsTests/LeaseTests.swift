import Core
@testable import Experiments
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct LeaseTests {
    /// In place of the project's folder.
    let root = FileManager.default.temporaryDirectory.appending(path: "lease-\(UUID().uuidString)")
    let run = PlannedRun(
        data: "mini-glue",
        TrainingConfiguration(
            adapter: .standard(.edora, rank: 2), task: .cola, epochs: 1, rates: .init(adapter: 1e-3, head: 1e-3),
            weightDecay: 0, seed: 1))

    /// A machine of a name, with a clock of its own that a test moves on.
    final class Machine: Sendable {
        let name: String
        private let time: Mutex<Double>

        init(_ name: String, clock: Double) {
            self.name = name
            time = Mutex(clock)
        }

        func passes(_ seconds: Double) { time.withLock { $0 += seconds } }

        var host: LeaseHost {
            var host = LeaseHost()
            host.machine = name
            host.now = { [self] in time.withLock { $0 } }
            return host
        }
    }

    /// Two machines that share the folder. Their clocks are years apart.
    let here = Machine("here", clock: 5), there = Machine("there", clock: 9e8)

    func ours(_ watch: LeaseWatch) throws -> RunLease? {
        guard case .ours(let lease) = try RunLease.take(run, below: root, watch: watch) else { return nil }
        return lease
    }

    func isUndecided(_ watch: LeaseWatch) throws -> Bool {
        guard case .undecided = try RunLease.take(run, below: root, watch: watch) else { return false }
        return true
    }

    var claim: URL { RunLease.directory(of: run, below: root).appending(path: "claim") }
    var line: String { get throws { try String(contentsOf: claim, encoding: .utf8) } }

    /// A run's folder of unfinished work is emptied at its end: of files, and never through a link.
    @Test func whatBelongsToOthersOutlivesARun() throws {
        let directory = claim.deletingLastPathComponent(), unfinished = directory.deletingLastPathComponent()
        let victim = root.appending(path: "victim"), watch = LeaseWatch(here.host)
        try FileManager.default.createDirectory(at: victim, withIntermediateDirectories: true)
        for link in [unfinished, directory] {
            try FileManager.default.createDirectory(
                at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: victim)
            #expect(throws: InputError.self) { try ours(watch) }
            #expect(unlink(link.path) == 0)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: victim.path).isEmpty)
        let lease = try #require(try ours(watch)), inner = directory.appending(path: "inner")
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: inner.appending(path: "notes"))
        lease.finish()
        #expect(try Data(contentsOf: inner.appending(path: "notes")) == Data("mine".utf8))
    }

    /// It would be watched for ever.
    @Test func aClaimThatIsNoFileIsNamed() throws {
        try FileManager.default.createDirectory(at: claim, withIntermediateDirectories: true)
        #expect(throws: InputError.self) { try ours(LeaseWatch(here.host)) }
        #expect(rmdir(claim.path) == 0 && symlink("elsewhere", claim.path) == 0)
        let fault = #expect(throws: InputError.self) { try ours(LeaseWatch(here.host)) }
        #expect(fault?.place == claim.path)
        #expect(unlink(claim.path) == 0)
        #expect(try ours(LeaseWatch(here.host)) != nil)
    }

    func write(_ line: String) throws {
        try FileManager.default.createDirectory(
            at: claim.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(line.utf8).write(to: claim)
    }

    func date(_ secondsFromNow: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: secondsFromNow)], ofItemAtPath: claim.path)
    }

    @Test func oneWorkerHoldsARunUntilItIsDone() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let watch = LeaseWatch(), lease = try #require(try ours(watch))
        #expect(try ours(watch) == nil && !isUndecided(watch) && RunLease.looksHeld(run, below: root))
        #expect(lease.directory.path.hasPrefix(root.path))
        #expect(!RunLease.looksHeld(run), "the project's folder is not touched")
        lease.release()
        #expect(FileManager.default.fileExists(atPath: lease.directory.path), "a checkpoint stays")
        #expect(!RunLease.looksHeld(run, below: root))
        try #require(try ours(watch)).finish()
        #expect(!FileManager.default.fileExists(atPath: lease.directory.path))
    }

    /// Whatever the dates of the file and the clocks of the machines say, it counts whether the claim changes.
    @Test(arguments: [0, -315_360_000, 315_360_000, 300] as [Double])
    func aLeaseOfAnotherMachineIsHeldWhileItChanges(fileDate: Double) throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let lease = try #require(try ours(LeaseWatch(there.host))), watch = LeaseWatch(here.host)
        try date(fileDate)
        #expect(try isUndecided(watch), "one look tells nothing")
        for _ in 0 ..< 4 {
            here.passes(299)
            try lease.require()
            try date(fileDate)
            #expect(try ours(watch) == nil && !isUndecided(watch))
        }
        here.passes(299)
        #expect(try ours(watch) == nil)
        here.passes(2)
        let second = try #require(try ours(watch), "unchanged for 301 s")
        #expect(try line.hasPrefix("here ") && LeaseFile.generation(line) == 2)
        #expect(throws: RunLease.Lost.self) { try lease.require() }
        #expect(lease.isLost)
        let now = try line
        lease.release()
        lease.finish()
        #expect(try line == now, "what is another's is left alone")
        second.finish()
        #expect(!FileManager.default.fileExists(atPath: second.directory.path))
    }

    /// Two that have watched a dead worker for as long do not take each other's claim.
    @Test func oneOfTwoTakesADeadWorkersRun() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        try write("elsewhere 1 2")  // a worker of an older version
        let watches = [here, there].map { LeaseWatch($0.host) }
        for watch in watches { #expect(try isUndecided(watch)) }
        [here, there].forEach { $0.passes(301) }
        let first = try #require(try ours(watches[0]))
        #expect(try ours(watches[1]) == nil)
        try first.require()
    }

    /// A claim that was removed, or that another put in its place, is nobody's to write under or to remove.
    @Test func aLeaseWhoseClaimIsGoneIsLost() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let lease = try #require(try ours(LeaseWatch()))
        try FileManager.default.removeItem(at: claim)
        #expect(throws: RunLease.Lost.self) { try lease.require() }
        let next = try #require(try ours(LeaseWatch()))
        #expect(throws: RunLease.Lost.self) { try lease.require() }
        lease.finish()
        try next.require()
    }

    /// On the same machine the run of a worker that died is free at once; what is no claim, after a while.
    @Test func aDeadWorkerOfThisMachineKeepsNobodyFromTheRun() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        try write("\(LeaseHost.thisMachine) \(getpid()) 1")
        #expect(!RunLease.looksHeld(run, below: root))
        try #require(try ours(LeaseWatch())).finish()
        #expect(!FileManager.default.fileExists(atPath: claim.deletingLastPathComponent().path))
        try write("")
        let watch = LeaseWatch(here.host)
        #expect(try isUndecided(watch))
        here.passes(301)
        #expect(try ours(watch) != nil)
    }

    /// For one who looks once the file system's clock tells; a date to come says nothing.
    @Test func aClaimThatIsDatedAheadDoesNotLookHeld() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        try write("elsewhere 1 2")
        for (seconds, isHeld) in [(0.0, true), (-600, false), (600, false), (315_360_000, false)] {
            try date(seconds)
            #expect(RunLease.looksHeld(run, below: root) == isHeld, "\(seconds)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: claim.deletingLastPathComponent().path)
        #expect(names == ["claim"])
    }
}
