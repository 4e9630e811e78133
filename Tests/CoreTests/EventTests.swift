import Foundation
import Testing

@testable import Core

/// TensorBoard's event files. `scripts/tensorboard_parity.py` reads whole runs by TensorBoard itself.
@Suite struct EventTests {
    private let training = TrainingTests()

    /// RFC 3720, appendix B.4, and the usual check value.
    @Test func theChecksumIsCastagnolis() {
        #expect(EventRecord.crc32c(Array("123456789".utf8)) == 0xe306_9283)
        #expect(EventRecord.crc32c([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
        #expect(EventRecord.crc32c([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    }

    private static let records = [
        EventRecord(
            time: 1000.5, step: 1,
            scalars: [.init(tag: "train/loss", value: 0.6931472), .init(tag: "train/gradient_norm", value: 2)]),
        EventRecord(time: 1001.25, step: 127, scalars: [.init(tag: "train/loss", value: 0.5)]),
        EventRecord(
            time: 1002, step: 128,
            scalars: [.init(tag: "dev/accuracy", value: 0.625), .init(tag: "dev/f1", value: -0.0)]),
        EventRecord(time: 1003, step: 300_000, scalars: [.init(tag: "rate/head", value: 1e-38)]),
    ]

    /// `scripts/make_event_fixture.py`
    @Test func theBytesAreTensorBoards() throws {
        let theirs = [UInt8](try Data(contentsOf: Fixtures.directory.appending(path: "events.bin")))
        #expect(EventRecord.version(time: 1000) + Self.records.flatMap(\.bytes) == theirs)
        let read = EventReader(theirs)
        #expect(read.records == Self.records && read.wholeBytes == theirs.count)
        #expect(read.lastSteps["train/loss"] == 127)
    }

    /// A kill may cut a record short, and a disk may change one.
    @Test func whatFollowsADamagedRecordIsNotRead() {
        let first = EventRecord.version(time: 1), second = Self.records[0].bytes, third = Self.records[1].bytes
        for end in 0 ..< third.count {
            #expect(EventReader(first + second + third.prefix(end)).wholeBytes == first.count + second.count)
        }
        for place in second.indices {
            var damaged = second
            damaged[place] ^= 4
            #expect(EventReader(first + damaged + third).wholeBytes == first.count)
        }
    }

    /// Stopped twice and gone on from a checkpoint that is older than the log: the curves of a run that nobody
    /// disturbed.
    @Test func aResumedRunLeavesNoGapAndWritesNoStepTwice() throws {
        let configuration = training.configuration(.edora, epochs: 3)
        func run(_ folder: URL, checkpoint: URL?, stopAt: Int?, resumes: Bool) throws {
            let model = try training.model(configuration), flag = Trainer.StopFlag()
            let trainer = try Trainer(
                model, configuration, key: "k", train: training.examples(22, "train"),
                dev: training.examples(6, "dev"), threads: 1)
            let log = try TensorBoardLog(folder, configuration, key: "k", resumes: resumes)
            do {
                _ = try trainer.run(checkpoint: checkpoint, interval: 1000, stop: flag) { event in
                    #expect(log.record(event) == nil)
                    if case .step(let step) = event, step.step == stopAt { flag.stop() }
                }
            } catch is Trainer.Stopped {}
        }
        let whole = try Fixtures.temporary(), broken = try Fixtures.temporary()
        let checkpoint = try Fixtures.temporary().appending(path: "checkpoint.safetensors"),
            older = checkpoint.appendingPathExtension("older")
        try run(whole, checkpoint: nil, stopAt: nil, resumes: false)
        try run(broken, checkpoint: checkpoint, stopAt: 4, resumes: false)
        try FileManager.default.copyItem(at: checkpoint, to: older)
        try run(broken, checkpoint: checkpoint, stopAt: 9, resumes: true)
        // As after a kill: the checkpoint of step 4, the log of step 9 and half a record.
        try FileManager.default.removeItem(at: checkpoint)
        try FileManager.default.moveItem(at: older, to: checkpoint)
        let name = "events.out.tfevents.edora.k", log = broken.appending(path: name)
        try (Data(contentsOf: log) + Data(Self.records[0].bytes.prefix(30))).write(to: log)
        try run(broken, checkpoint: checkpoint, stopAt: nil, resumes: true)

        func curves(_ folder: URL) throws -> [EventRecord] {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name))), found = EventReader(bytes)
            #expect(found.wholeBytes == bytes.count)
            return found.records.map { EventRecord(time: 0, step: $0.step, scalars: $0.scalars) }
        }
        let expected = try curves(whole)
        #expect(try curves(broken) == expected)
        #expect(expected.filter { $0.scalars[0].tag == "train/loss" }.map(\.step) == Array(1 ... 18))
        #expect(expected.filter { $0.scalars[0].tag.hasPrefix("dev/") }.map(\.step) == [6, 12, 18])
        // Warm-up over one of 18 steps, then linear to 0.
        let rates = expected.flatMap(\.scalars).filter { $0.tag == "rate/head" }.map(\.value)
        #expect(rates.first == 0 && abs(rates[1] - 1e-2) < 1e-8 && abs(rates[17] - 1e-2 / 17) < 1e-8)
    }

    @Test func aLinkInThePlaceOfALogIsRefused() throws {
        let folder = try Fixtures.temporary(), victim = try Fixtures.temporary().appending(path: "victim"),
            name = "events.out.tfevents.edora.a"
        try FileManager.default.createSymbolicLink(at: folder.appending(path: name), withDestinationURL: victim)
        #expect(throws: InputError.self) {
            try TensorBoardLog(folder, training.configuration(), key: "a", resumes: true)
        }
        #expect(!FileManager.default.fileExists(atPath: victim.path))
    }

    @Test func aFolderWithOtherEventsIsRefused() throws {
        let folder = try Fixtures.temporary(), configuration = training.configuration()
        var log: TensorBoardLog? = try TensorBoardLog(folder, configuration, key: "a", resumes: false)
        func refusal(_ key: String, resumes: Bool) -> String {
            let error = #expect(throws: InputError.self) {
                try TensorBoardLog(folder, configuration, key: key, resumes: resumes)
            }
            return "\(error, default: "")"
        }
        #expect(refusal("a", resumes: true).contains("another training"))
        log = nil
        #expect(log == nil)
        #expect(refusal("b", resumes: true).contains("edora.a"), "another run")
        #expect(refusal("a", resumes: false).contains("an earlier start"))
        try Data("not events at all".utf8).write(to: folder.appending(path: "events.out.tfevents.edora.a"))
        #expect(refusal("a", resumes: true).contains("something else"))
    }
}
