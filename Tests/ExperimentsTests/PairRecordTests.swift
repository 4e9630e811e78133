@testable import ChapterSupport
import Core
import Experiments
import Foundation
import Testing

/// What networks say of the pair that the book follows.
@Suite struct PairRecordTests {
    /// The committed answers: each file is of its own settings, of this pair, and keeps the laws.
    @Test func everyCommittedRecordIsOfItsRunAndThisPair() throws {
        let store = RunStore(root: PlanTests.root), data = PlanTests.root.appending(path: "data/mini-glue")
        let row = try #require(try Plan.miniTask.rows(.dev, in: data, limit: 2).last)
        for run in PairRecord.runs(in: store) {
            let file = PlanTests.root.appending(path: PairRecord.file(run).relativePath)
            let record = try PairRecord.read(run, in: store, from: file)
            #expect(Array(record.question.utf8) == row.first && Array(record.text.utf8) == row.second)
            #expect(row.target == .label(record.label), "\(run.name)")
            #expect((record.zeroR == nil) == (run.configuration.adapter.method != .proposed))
            #expect(record.zeroR == nil || record.zeroR == record.before, "R = 0 changes nothing: \(run.name)")
            let kept = try #require(try store.record(of: run)?.lastScore, "\(run.name) has no record")
            #expect(abs(record.after.score - kept) < 0.02, "\(run.name)")
        }
    }

    @Test func aFileOfOtherSettingsOrWithoutSenseIsRefused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pair-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = RunStore(root: folder), file = folder.appending(path: "record.json"), run = Plan.asked.bySeed[0]
        func read(_ planned: PlannedRun, logits: [Double] = [0, 1], score: Double = 0.5, label: Int = 0) throws {
            let answer = PairRecord.Answer(logits: logits, score: score)
            let record = PairRecord(
                key: "k", run: planned, question: "q", text: "t", label: label, tokens: 4, before: answer,
                after: answer, zeroR: nil, lengthsAlone: nil, coreAlone: nil)
            try JSONEncoder().encode(record).write(to: file)
            _ = try PairRecord.read(run, in: store, from: file)
        }
        try read(run)
        for faulty in [
            { try read(Plan.asked.bySeed[1]) }, { try read(run, logits: [0]) }, { try read(run, score: 2) },
            { try read(run, label: 2) },
        ] {
            let error = try #require(throws: InputError.self) { try faulty() }
            #expect(error.advice?.contains(PairRecord.command) == true, "\(error)")
        }
    }
}
