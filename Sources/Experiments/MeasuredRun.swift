import Core
import Foundation
import Terminal
import TextFormat

/// What was measured while a run trained and is no part of its record: one small file a run, which a chapter reads.
public protocol MeasuredRun: Codable {
    /// The run's key, and the planned run itself.
    var key: String { get }
    var run: PlannedRun { get }
    /// What makes no sense in a file; nil where all does.
    var fault: String? { get }

    /// The folder of the files: `data/movement`.
    static var folder: String { get }
    /// What a file holds, for messages: "the movements".
    static var content: String { get }
    /// The command that makes missing files.
    static var command: String { get }

    /// The runs that are measured.
    ///
    /// - Throws: `InputError` for a file of records that is not one.
    static func runs(in store: RunStore) throws -> [PlannedRun]
    /// Trains a run and measures; four significant digits are kept, which is what machines agree on.
    ///
    /// - Throws: as `FineTuning` does, and `SVDError`.
    static func measure(_ planned: PlannedRun, model directory: URL) throws -> (found: Self, record: RunRecord)
}

extension MeasuredRun {
    /// `FOLDER/NAME.json`
    public static func file(_ run: PlannedRun) -> URL {
        URL(fileURLWithPath: folder).appending(path: run.name + ".json")
    }

    /// - Parameters:
    ///   - store: has the run's record, whose key must be the file's: the same model and data.
    ///   - file: nil for the run's own.
    /// - Throws: `InputError` naming the command that makes the file again.
    public static func read(_ run: PlannedRun, in store: RunStore, from file: URL? = nil) throws -> Self {
        let file = file ?? self.file(run), found: Self
        func refuse(_ what: String) -> InputError {
            InputError(
                file.relativePath, expected: "\(content) of \(run.name)", found: what,
                advice: "Make it with `\(command)`" + (run.data == "glue" ? "; it needs data/glue (make glue)." : "."))
        }
        do { found = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file)) } catch {
            throw refuse(plainReason(of: error))
        }
        guard found.run == run else { throw refuse("those of \(found.run.name)") }
        if let key = try store.record(of: run)?.key, key != found.key {
            throw refuse("those of a run on another model or other data: its key is \(found.key), the record's \(key)")
        }
        if let fault = found.fault { throw refuse(fault) }
        return found
    }

    /// Measures what has no file yet, keeps the records of runs that have none, and says where a run's score differs
    /// from its record's, as another processor may have it.
    ///
    /// - Throws: `InputError` for a file that is there and is not the run's, and what `measure` throws.
    public static func measureMissing() throws {
        let store = RunStore(), planned = try runs(in: store)
        try store.requireReadable(planned)
        let missing = try planned.filter { run in
            guard FileManager.default.fileExists(atPath: file(run).path) else { return true }
            _ = try read(run, in: store)
            return false
        }
        note("\(missing.count) runs to train, about \(duration(Estimate.seconds(missing))) on two recent cores.")
        try AtomicFile.makeDirectory(URL(fileURLWithPath: folder))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for (number, run) in missing.enumerated() {
            note("\(number + 1) of \(missing.count): \(run.name)")
            let work = WorkProgress.begin(run.name)
            defer { work.end() }
            let (found, record) = try measure(run, model: ModelDirectory.locate(run.model))
            if let kept = try store.record(of: run) {
                if kept.lastScore != record.lastScore {
                    note(
                        "its score is \(record.lastScore ?? .nan), and the record's \(kept.lastScore ?? .nan): "
                            + "another processor or an older trainer")
                }
            } else {
                try AtomicFile.makeDirectory(run.recordDirectory)
                try record.write(to: run.recordDirectory.appending(path: record.fileName))
            }
            try AtomicFile.write(try encoder.encode(found) + Data("\n".utf8), to: file(run))
        }
    }
}

extension Sequence where Element: MeasuredRun {
    /// The seeds of each task together, so that a task with more of them does not count for more.
    var byTask: [[Element]] {
        Dictionary(grouping: self) { "\($0.run.data) \($0.run.configuration.task)" }
            .sorted { $0.key < $1.key }.map(\.value)
    }

    /// "mini-glue's QNLI (three seeds) and CoLA (one seed)"
    public var tasksInWords: String {
        let names = Dictionary(grouping: self) { record in
            (record.run.data == "mini-glue" ? "mini-glue's " : "") + record.run.configuration.task.name
        }
        return enumeration(
            names.sorted { $0.key > $1.key }.map { name, runs in
                "\(name) (\(InWords.number(Double(runs.count))) \(runs.count == 1 ? "seed" : "seeds"))"
            })
    }
}
