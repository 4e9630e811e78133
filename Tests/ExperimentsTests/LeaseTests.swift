import Core
@testable import Experiments
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10))) struct LeaseTests {
    /// In place of the project's folder.
    let root = FileManager.default.temporaryDirectory.appending(path: "lease-\(UUID().uuidString)")
    let run = PlannedRun(
        data: "mini-glue",
        TrainingConfiguration(
            adapter: .standard(.edora, rank: 2), task: .cola, epochs: 1, rates: .init(adapter: 1e-3, head: 1e-3),
            weightDecay: 0, seed: 1))

    @Test func oneWorkerHoldsARunUntilItIsDone() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let lease = try #require(try RunLease.take(run, below: root))
        #expect(try RunLease.take(run, below: root) == nil && RunLease.isHeld(run, below: root))
        #expect(lease.directory.path.hasPrefix(root.path))
        #expect(!RunLease.isHeld(run), "the project's folder is not touched")
        lease.release()
        #expect(FileManager.default.fileExists(atPath: lease.directory.path), "a checkpoint stays")
        #expect(!RunLease.isHeld(run, below: root))
        try #require(try RunLease.take(run, below: root)).finish()
        #expect(!FileManager.default.fileExists(atPath: lease.directory.path))
    }

    @Test func aLeaseThatAnotherWorkerTookOverIsLeftAlone() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let lease = try #require(try RunLease.take(run, below: root))
        let file = lease.directory.appending(path: "claim")
        try Data("elsewhere/1 2 3".utf8).write(to: file)
        lease.finish()
        #expect(FileManager.default.fileExists(atPath: file.path))
        #expect(RunLease.isHeld(run, below: root), "touched just now by a machine that we cannot ask")
        let long = Date(timeIntervalSinceNow: -2 * LeaseFile.lifetime)
        try FileManager.default.setAttributes([.modificationDate: long], ofItemAtPath: file.path)
        #expect(!RunLease.isHeld(run, below: root))
    }

    /// A worker that was killed while it took a run over left a second file; it keeps nobody from the run, and a living
    /// one's does.
    @Test func aTakeoverOfADeadWorkerKeepsNobodyFromTheRun() throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let directory = RunLease.directory(of: run, below: root), dead = Data("\(LeaseFile.machine) \(getpid()) 1".utf8)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try dead.write(to: directory.appending(path: "claim"))
        let takeover = directory.appending(path: "takeover")
        try Data("elsewhere/1 2 3".utf8).write(to: takeover)
        #expect(try RunLease.take(run, below: root) == nil)
        try dead.write(to: takeover)
        try #require(try RunLease.take(run, below: root)).finish()
        #expect(!FileManager.default.fileExists(atPath: directory.path))
    }
}
