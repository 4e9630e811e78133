@testable import Core
import Experiments
import Foundation
import Testing

/// The key of a record is a digest of its configuration and inputs, so their JSON must stay as it is: another layout
/// would make every committed record another run's.
@Suite struct RecordKeyTests {
    static let runs = PlanTests.root.appending(path: "data/runs")
    /// Folders of committed records, by their path below `data/runs`.
    static let folders =
        ["gemma3-270m/mini-glue"]
        + ["domains", "glue", "glue-dev-by-question", "glue-held-out", "mini-glue", "mini-glue-held-out"].map {
            "minilm/" + $0
        }

    @Test(arguments: folders) func everyRecordHasTheKeyOfItsConfigurationAndInputs(_ folder: String) throws {
        let records = try RunRecord.readAll(below: Self.runs.appending(path: folder))
        #expect(!records.isEmpty)
        for (file, record) in records {
            #expect(try RunRecord.key(record.configuration, record.inputs) == record.key, "\(file.lastPathComponent)")
            #expect(record.fileName == file.lastPathComponent)
        }
    }

    @Test(arguments: folders) func everyConfigurationIsWrittenAgainWithTheSameBytes(_ folder: String) throws {
        for (file, record) in try RunRecord.readAll(below: Self.runs.appending(path: folder)) {
            // As it stands inside the record, but for the braces around it.
            let whole = try RunRecord.encoder.encode(["configuration": record.configuration])
            let written = String(decoding: whole, as: UTF8.self).dropFirst("{\n".count).dropLast("\n}".count)
            #expect(try String(contentsOf: file, encoding: .utf8).contains(written), "\(file.lastPathComponent)")
        }
    }

    @Test func noFolderOfRecordsIsLeftOut() throws {
        func content(_ folder: URL) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        }
        let found = try content(Self.runs).flatMap { backbone in
            try content(Self.runs.appending(path: backbone)).map { "\(backbone)/\($0)" }
        }
        #expect(found == Self.folders)
    }
}
