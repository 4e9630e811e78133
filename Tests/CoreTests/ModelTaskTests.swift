import Foundation
import Testing

@testable import Core

/// A merged model says what its outputs are.
@Suite struct ModelTaskTests {
    func written(_ json: String) throws -> URL {
        let folder = try Fixtures.temporary().appending(path: "reviews")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(json.utf8).write(to: folder.appending(path: "config.json"))
        return folder
    }

    @Test func aMergedModelKnowsItsLabelsAndScores() throws {
        let base = Fixtures.minilm.resolvingSymlinksInPath()
        for (task, classes) in [(GLUE.task(named: "RTE"), 2), (GLUE.task(named: "STS-B"), 1)] {
            let task = try #require(task), folder = try Fixtures.temporary().appending(path: "merged")
            let model = try SequenceClassifier(directory: base, classes: classes, seed: 1)
            try ModelDirectory.write(model, task: task, base: base, to: folder)
            let own = try #require(try ModelDirectory.task(of: folder, isPair: true))
            #expect(own.classes == classes && own.isRegression == task.isRegression && own.isPair)
            #expect(own.name == "merged" && own.metrics == (task.isRegression ? [.pearson] : [.accuracy, .macroF1]))
            if !task.isRegression { #expect(own.labelNames == task.labelNames && own.labels == task.labelNames) }
            try own.validate("test")
            #expect(try ModelDirectory.task(of: base, isPair: false) == nil, "an encoder without labels")
        }
        let score = try #require(
            try ModelDirectory.task(of: written(#"{"id2label": {"0": "LABEL_0"}}"#), isPair: false))
        #expect(score.isRegression && score.name == "reviews")
    }

    @Test(arguments: [
        #"{"id2label": {"0": "a", "2": "b"}}"#, #"{"id2label": {"0": "a", "1": "a"}}"#, #"{"id2label": []}"#,
        #"{"id2label": {"0": "a", "1": "b"}, "problem_type": "multi_label_classification"}"#,
    ])
    func labelsThatAreNoneAreRefused(json: String) throws {
        let folder = try written(json)
        let error = #expect(throws: InputError.self) { try ModelDirectory.task(of: folder, isPair: false) }
        #expect(error?.place.contains("config.json") == true)
    }
}
