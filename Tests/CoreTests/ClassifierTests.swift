import Foundation
import Testing

@testable import Core

/// The few lines that a developer writes first.
@Suite struct ClassifierTests {
    static let minilm = Fixtures.minilm.path
    static let rows = [
        ("When do you open?", "hours"), ("Are you open today?", "hours"), ("Where is my parcel?", "parcel"),
        ("It has not arrived.", "parcel"), ("Give me my money back.", "refund"), ("I want a refund.", "refund"),
    ]

    @Test(arguments: [nil, Pooling.mean]) func itLearnsItsRowsAndSurvivesItsFolder(_ pooling: Pooling?) throws {
        var adapter = AdapterConfiguration.standard(.standard, rank: 16)
        adapter.pooling = pooling
        let classifier = try Classifier.train(Self.rows, model: Self.minilm, adapter: adapter, threads: 2)
        #expect(classifier.labels == ["hours", "parcel", "refund"])
        let answers = try classifier.predict(Self.rows.map(\.0))
        #expect(answers.map(\.label) == Self.rows.map(\.1), "six rows, a hundred steps")
        for answer in answers {
            #expect(abs(answer.probabilities.reduce(0, +) - 1) < 1e-12)
            #expect(answer.probability == answer.probabilities.max())
        }
        let folder = try Fixtures.temporary().appending(path: "questions")
        try classifier.save(to: folder)
        #expect(NativeAdapter.isAt(folder) == (pooling == .mean))
        #expect(try Classifier.load(adapter: folder, threads: 1).predict(Self.rows.map(\.0)) == answers)
        #expect(try classifier.predict([]).isEmpty)
        #expect { _ = try classifier.predict(pairs: [("a", "b")]) } throws: { "\($0)".contains("single texts") }
    }

    @Test(arguments: [
        ([("a", "one"), ("b", "one")], [], "rows: expected two classes or more, found one"),
        ([("a", "one"), (" ", "two")], [], "rows[1]: expected a text"),
        ([("a", "one"), ("b", "two")], [("c", "three")], "dev[0]: expected a label of one, two, found three"),
        ([], [], "rows: expected two classes or more"),
    ])
    func rowsThatMakeNoTaskAreRefused(rows: [(String, String)], dev: [(String, String)], message: String) {
        #expect { _ = try Classifier.train(rows, dev: dev, model: Self.minilm) } throws: {
            "\($0)".hasPrefix(message)
        }
    }
}
