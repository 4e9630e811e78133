@testable import Core
@testable import Experiments
import Foundation
import Testing

/// A record counts if its run came to its end.
@Suite struct WholeRecordTests {
    /// A committed record with changes to its JSON.
    private func read(_ change: (inout [String: Any]) -> Void) throws -> RunRecord {
        let found = try #require(try PlanTests.records().first { $0.record.epochs.count > 2 })
        var json = try JSONFile(found.file).object
        change(&json)
        let file = FileManager.default.temporaryDirectory.appending(path: "record-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try JSONSerialization.data(withJSONObject: json).write(to: file)
        return try RunRecord.read(file)
    }

    private func refusal(_ change: (inout [String: Any]) -> Void) -> InputError? {
        #expect(throws: InputError.self) { try read(change) }
    }

    private static func cut(_ epochs: Int, _ json: inout [String: Any]) {
        let kept = Array((json["epochs"] as? [[String: Any]] ?? []).prefix(epochs))
        json["epochs"] = kept
        json["losses"] = Array((json["losses"] as? [Double] ?? []).prefix(kept.last?["step"] as? Int ?? 0))
        json["bestEpoch"] = 1
    }

    private static func set(_ key: String, _ value: Any, _ json: inout [String: Any], in group: String) {
        var settings = json[group] as? [String: Any] ?? [:]
        settings[key] = value
        json[group] = settings
    }

    @Test func aRunThatWasCutShortIsNoResult() throws {
        let whole = try read { _ in }, epochs = whole.epochs.count
        let fault = try #require(refusal { Self.cut(epochs - 1, &$0) })
        #expect(fault.place.hasSuffix("\"epochs\"") && fault.expected.contains("\(epochs), up to step"))
        #expect(fault.found.contains("\(epochs - 1), up to step"))
        #expect(refusal { Self.cut(0, &$0) }?.found == "0, up to step 0", "an empty one")
        #expect(refusal { $0["losses"] = [] as [Double] }?.place.hasSuffix("\"losses\"") == true)
        #expect(
            refusal { json in
                let epochs = (json["epochs"] as? [[String: Any]] ?? []).map { $0.merging(["metrics": [:]]) { $1 } }
                json["epochs"] = epochs
            }?.place.hasSuffix("\"metrics\"") == true)
        #expect(
            refusal { json in json["epochs"] = (json["epochs"] as? [Any] ?? []).reversed() as [Any] }?.place
                .hasSuffix("\"epochs\"") == true)
        #expect(refusal { Self.set("batchSize", 0, &$0, in: "configuration") } != nil, "no division by zero")
        #expect(refusal { Self.set("trainRows", Int.max, &$0, in: "inputs") }?.place.contains("trainRows") == true)
    }

    @Test func predictionsAreOneForEachRowAndClasses() throws {
        let rows = try read { _ in }.inputs.devRows, zeros = Array(repeating: "0", count: rows)
        func predictions(_ words: [String]) -> (inout [String: Any]) -> Void {
            { $0["devPredictions"] = words.joined(separator: " ") }
        }
        #expect(try read(predictions(zeros)).devPredictions?.values.count == rows)
        let less = Array(zeros.dropLast())
        let faults: [([String], String)] = [
            (less, "\(rows - 1)"), (["2"] + less, "2.0 for row 0"), (less + ["0.5"], "0.5 for row \(rows - 1)"),
            (["-1"] + less, "-1.0 for row 0"),
        ]
        for (words, found) in faults {
            let fault = try #require(refusal(predictions(words)))
            #expect(fault.place.hasSuffix("\"devPredictions\"") && fault.found == found)
        }
        #expect(refusal(predictions(["none"] + less)) != nil)
    }

    /// Claims and checkpoints of unfinished runs come and go while records are read.
    @Test func hiddenFoldersHoldNoRecords() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "records-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["a/b.json", "a/.unfinished/run/c.json", "a/d.txt"] {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data().write(to: file)
        }
        #expect(try RunRecord.files(below: folder).map(\.lastPathComponent) == ["b.json"])
    }

    @Test func aRunThatEndsEarlyAsItsSettingsSayCounts() throws {
        let whole = try read { _ in }, best = try #require(whole.epochs.best(by: whole.configuration.task.metric))
        // Every epoch has the first one's score, so one without a better one is enough.
        let patient = try read { json in
            Self.cut(2, &json)
            var epochs = json["epochs"] as? [[String: Any]] ?? []
            epochs[1]["metrics"] = epochs[0]["metrics"]
            json["epochs"] = epochs
            Self.set("patience", 1, &json, in: "configuration")
        }
        #expect(patient.epochs.count == 2)
        #expect(
            refusal { json in
                Self.cut(2, &json)
                Self.set("patience", 90, &json, in: "configuration")
            } != nil)
        let steps = whole.epochs[0].step
        let few = try read { json in
            Self.cut(1, &json)
            Self.set("maxSteps", steps, &json, in: "configuration")
        }
        #expect(few.epochs.count == 1 && best.epoch >= 1)
        for (epochs, step) in [(1, 1), (0, 1 - steps), (1, 0)] {
            let diverged = try read { json in
                Self.cut(epochs, &json)
                let loss = whole.losses.prefix(steps + (epochs == 1 ? 0 : step - 1))
                json["losses"] = Array(loss)
                json["divergedAtStep"] = max(1, steps + step)
            }
            #expect(diverged.divergedAtStep != nil)
        }
        #expect(
            refusal { json in
                Self.cut(0, &json)
                json["divergedAtStep"] = 5
            }?.place.hasSuffix("\"divergedAtStep\"") == true)
    }

    /// A sweep must train it again, and a table must not take it for a cell's score.
    @Test func aStoreNamesTheRecordAndTheCommand() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let found = try #require(try PlanTests.records().first { $0.record.epochs.count > 2 }), record = found.record
        let run = PlannedRun(data: record.data, record.configuration), path = run.recordPath(record)
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        var json = try JSONFile(found.file).object
        Self.cut(1, &json)
        try JSONSerialization.data(withJSONObject: json).write(to: file)
        let fault = #expect(throws: InputError.self) { try RunStore(root: root).missing([run]) }
        #expect(fault?.place.contains(path) == true && fault?.found.hasPrefix("1, up to step") == true)
        #expect(fault?.advice?.contains("rm \(path)") == true && fault?.advice?.contains("edora sweep run") == true)
        // A newer version's record may be whole: another layout, whose other keys are not known, or another method.
        let newer: [([String: Any], String)] = [
            (["format": 2], "\"format\""), (json.merging(["format": 2]) { $1 }, "\"format\""),
        ]
        Self.set("adapter", ["method": "of-another"], &json, in: "configuration")
        for (json, place) in newer + [(json, path)] {
            try JSONSerialization.data(withJSONObject: json).write(to: file)
            let fault = try #require(throws: InputError.self) { try RunStore(root: root).missing([run]) }
            #expect(fault.place.hasSuffix(place), "\(fault)")
            #expect(fault.advice?.contains("newer version") == true && !fault.description.contains("rm "), "\(fault)")
        }
    }
}
