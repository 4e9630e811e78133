import Core
@testable import Experiments
import Foundation
import Testing

/// The counts of GLUE's files, which a script makes: read whole, or refused.
@Suite struct TaskFactsTests {
    private static let file = PlanTests.root.appending(path: "data/task-facts.json")

    /// What two programs counted of the same files.
    @Test func theyAgreeWithWhatElseIsKnownOfTheFiles() throws {
        let all = try TaskFacts.readAll(Self.file)
        for (task, facts) in GLUEFacts.of {
            let counted = try #require(all[task])
            #expect(counted.dev.rows == facts.dev && counted.dev.mostFrequent == facts.mostFrequent, "\(task)")
            guard let overlap = counted.overlap else { continue }
            #expect(overlap.train.rows == facts.train, "\(task)")
            #expect(overlap.train.mostFrequent == facts.mostFrequentInTraining, "\(task)")
            #expect((overlap.halves == nil) == !task.isPair && (overlap.insideDev == nil) == task.isPair)
        }
        #expect(all[.cola]?.overlap?.seen == 16 && all[.cola]?.overlap?.seenOtherwise == 2)
        #expect(all[.qnli]?.devFirstTexts == 4_100)
    }

    /// Of the other domains, too.
    @Test func theDomainsAgreeWithWhatElseIsKnownOfThem() throws {
        let file = PlanTests.root.appending(path: TaskFacts.domainsFile.relativePath)
        let all = try TaskFacts.readAll(file, of: Domains.tasks)
        for (task, facts) in Domains.facts {
            let counted = try #require(all[task]), overlap = try #require(counted.overlap)
            #expect(counted.dev.rows == facts.dev && counted.dev.mostFrequent == facts.mostFrequent, "\(task)")
            #expect(overlap.train.rows == facts.train, "\(task)")
            #expect(overlap.train.mostFrequent == facts.mostFrequentInTraining, "\(task)")
        }
        // What those who handed the files on counted with another program.
        let seen = Domains.tasks.map { all[$0]?.overlap?.seen }
        #expect(zip(Domains.tasks, seen).first { $0.0.name == "MPQA" }?.1 == 594)
        #expect(zip(Domains.tasks, seen).first { $0.0.name == "AGNews" }?.1 == 9)
        let error = try #require(throws: InputError.self) { try TaskFacts.readAll(Self.file, of: Domains.tasks) }
        #expect(error.advice?.contains("domain-facts.json") == true, "\(error)")
    }

    /// The file with something changed, and what is said of it.
    private func fault(_ from: String, _ to: String) throws -> InputError {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let range = try #require(text.range(of: from), "nothing in the file is \(from)")
        let damaged = FileManager.default.temporaryDirectory.appending(path: "task-facts-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: damaged) }
        try Data(text.replacingCharacters(in: range, with: to).utf8).write(to: damaged)
        return try #require(throws: InputError.self) { try TaskFacts.readAll(damaged) }
    }

    @Test(arguments: [
        ("\"devInTrain\": 16", "\"devInTrain\": 1044", "devInTrain", "a count from 0 to 1043"),
        ("\"devInTrainOtherLabel\": 2", "\"devInTrainOtherLabel\": 17", "devInTrainOtherLabel", "from 0 to 16"),
        ("\"trainContradictory\": 11", "\"trainContradictory\": 20", "trainContradictory", "from 0 to 19"),
        ("\"devRows\": 1043", "\"devRows\": 0", "devRows", "from 1"),
        ("\"trainRows\": 8551", "\"trainRows\": 9223372036854775807", "trainRows", "from 1 to"),
        ("\"devMerged\": 0", "\"devMerged\": -1", "devMerged", "from 0"),
        ("\"devInTrain\": 16,", "", "CoLA", "devInTrain"), ("\"devRows\"", "\"devLines\"", "CoLA", "devRows"),
        ("\"trainInsideDev\": 19", "\"trainInsideDev\": 19, \"devFirstTexts\": 3", "CoLA", "trainInsideDev"),
        ("\"CoLA\"", "\"WNLI\"", "json", "the tasks CoLA"), ("16", "16.5", "json", "whole numbers"),
        ("16", "\"16\"", "json", "whole numbers"), ("{", "[", "json", "whole numbers"),
    ])
    func aDamagedFileIsRefused(_ from: String, _ to: String, _ place: String, _ expected: String) throws {
        let error = try fault(from, to)
        #expect(error.place.contains(place) && error.expected.contains(expected) && error.advice != nil, "\(error)")
    }

    @Test func aMissingFileIsRefused() throws {
        let error = try #require(throws: InputError.self) {
            try TaskFacts.readAll(URL(fileURLWithPath: "no-such-folder/task-facts.json"))
        }
        #expect(error.expected.contains("whole numbers"))
    }
}
