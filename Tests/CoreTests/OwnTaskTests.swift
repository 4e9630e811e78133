import Foundation
import Testing

@testable import Core

/// Rows of one's own: from tables to tasks, rows and the share that evaluates.
@Suite struct OwnTaskTests {
    static let columns = TextColumns(text: "text", label: "label")

    static func table(_ text: String) throws -> Table { try Table(Array(text.utf8), place: "own.csv", .init(.csv)) }

    @Test func classesAreThoseThatOccurInAnOrderOfTheirOwn() throws {
        let words = try TextTask(
            name: "own", columns: Self.columns, classesOf: Self.table("text,label\na,zoo\nb,Zoo\nc,arts\nd,zoo\n"))
        #expect(words.labels == ["Zoo", "arts", "zoo"])
        let numbers = try TextTask(
            name: "own", columns: Self.columns, classesOf: Self.table("text,label\na,10\nb,9\nc,-1\n"))
        #expect(numbers.labels == ["-1", "9", "10"])
        let twice = try TextTask(
            name: "own", columns: Self.columns, classesOf: Self.table("text,label\na,2\nb,1\nc,01\n"))
        #expect(twice.labels == ["01", "1", "2"], "one number in two ways")
        let rows = try numbers.rows(of: Self.table("label,text\n9,a\n10,b\n"))
        #expect(rows.map(\.target) == [.label(1), .label(2)])
    }

    @Test(arguments: [
        ("text,label\na,one\nb,one\n", "own.csv: column \"label\": expected two classes or more, found \"one\""),
        ("text,label\na,one\nb,\n", "own.csv:3: column \"label\": expected a text, found an empty field"),
        ("text,kind\na,one\n", "own.csv:1: expected a column \"label\", found \"text\", \"kind\""),
    ])
    func labelsThatMakeNoClassesAreRefused(text: String, message: String) throws {
        let table = try Self.table(text)
        #expect { _ = try TextTask(name: "own", columns: Self.columns, classesOf: table) } throws: {
            "\($0)".hasPrefix(message)
        }
    }

    /// Scores that were taken for classes, or the column of texts.
    @Test func labelsThatAllDifferAreNoClasses() throws {
        let table = try Self.table("text,label\n" + (0 ..< 20).map { "row \($0),0.\($0)1\n" }.joined())
        #expect { _ = try TextTask(name: "own", columns: Self.columns, classesOf: table) } throws: {
            "\($0)".contains("expected classes that repeat") && "\($0)".contains("20 different labels in 20 rows")
        }
    }

    @Test(arguments: [
        ("text,label\n\"a\nb\",one\nc,three\n", "own.csv:4: column \"label\": expected a label of one, two"),
        ("text,label\na,one\n \t,two\n", "own.csv:3: column \"text\": expected a text, found white space alone"),
    ])
    func rowsNameTheirPlace(text: String, message: String) throws {
        let task = TextTask(name: "own", labels: ["one", "two"], columns: Self.columns), table = try Self.table(text)
        #expect { _ = try task.rows(of: table) } throws: { "\($0)".hasPrefix(message) }
    }

    @Test(arguments: ["NaN", "inf", "1,5", "", "one", "0x10"])
    func scoresAreFiniteNumbers(score: String) throws {
        let task = TextTask(scoresOf: "own", columns: Self.columns)
        #expect(try task.rows(of: Self.table("text,label\na,-1.5e3\n"))[0].target == .score(-1500))
        let table = try Self.table("text,label\na,\"\(score)\"\n")
        #expect { _ = try task.rows(of: table) } throws: { "\($0)".hasPrefix("own.csv:2: column \"label\"") }
    }

    @Test func aTaskOfOnesOwnSurvivesItsFile() throws {
        for task in [
            TextTask(name: "own", labels: ["a", "b"], columns: TextColumns(text: "x", textPair: "y", label: "z")),
            TextTask(scoresOf: "own", columns: Self.columns),
        ] {
            try task.validate("here")
            #expect(try JSONDecoder().decode(TextTask.self, from: JSONEncoder().encode(task)) == task)
        }
    }

    @Test(arguments: [
        ("reviews", "reviews"), ("my reviews (2)", "my-reviews--2-"), ("…", "task"), (".x", "x"), ("rte", "own-rte"),
    ])
    func namesAreMadePlain(text: String, name: String) throws {
        #expect(TextTask.plainName(text) == name)
        try TextTask(name: TextTask.plainName(text), labels: ["a", "b"]).validate("here")
    }

    private func rows(_ counts: [Int]) -> [TextTask.Row] {
        counts.enumerated().flatMap { label, count in
            (0 ..< count).map { TextTask.Row(first: Array("\(label) \($0)".utf8), second: nil, target: .label(label)) }
        }
    }

    /// Every class in proportion, each row on one side, a class of one row on the side that trains.
    @Test(arguments: [0.1, 0.25, 0.5, 0.9], [UInt64(0), 7]) func aShareKeepsTheClassesInProportion(
        share: Double, seed: UInt64
    ) {
        let counts = [200, 40, 3, 1], all = rows(counts), parts = DevShare(share: share, seed: seed).divide(all)
        #expect(Set((parts.train + parts.evaluation).map(\.first)) == Set(all.map(\.first)))
        for (label, count) in counts.enumerated() {
            let evaluated = parts.evaluation.count { $0.target == .label(label) }
            let wanted = min(max(1, Int((share * Double(count)).rounded())), count - 1)
            #expect(evaluated == wanted, "class \(label)")
        }
        #expect(DevShare(share: share, seed: seed).divide(all).train.map(\.first) == parts.train.map(\.first))
    }

    @Test func anotherSeedDrawsAnotherShare() {
        let all = rows([100, 100])
        let drawn = [0, 1].map { DevShare(share: 0.2, seed: $0).divide(all).evaluation.map(\.first) }
        #expect(drawn[0] != drawn[1] && drawn[0].count == drawn[1].count)
    }

    /// A division takes its rows from those that train: no search sees a dev row.
    @Test func aDivisionNeverTouchesTheShareThatEvaluates() throws {
        let file = try Fixtures.temporary().appending(path: "own.csv")
        let lines = (0 ..< 100).map { "row \($0),\($0 % 2 == 0 ? "even" : "odd")\n" }
        try Data(("text,label\n" + lines.joined()).utf8).write(to: file)
        let task = TextTask(name: "own", labels: ["even", "odd"], columns: Self.columns)
        let data = TaskData.tables(train: try .init(path: file.path), dev: nil)
        var selection = RowSelection(devShare: DevShare(share: 0.2))
        let whole = try selection.rows(of: task, in: data, seed: 1)
        selection.division = .heldOut
        let held = try selection.rows(of: task, in: data, seed: 1)
        #expect(whole.train.count == 80 && whole.evaluation.count == 20)
        #expect(Set((held.train + held.evaluation).map(\.first)) == Set(whole.train.map(\.first)))
        #expect(held.evaluation.count == 8)
    }

    @Test func theConstantAnswerIsTheMostFrequentClassOfTheTrainingRows() throws {
        func targets(_ labels: [Int]) -> [Target?] { labels.map { .label($0) } }
        let task = TextTask(name: "own", labels: ["a", "b", "c"])
        let constant = try #require(
            try ConstantAnswer(task, train: targets([2, 1, 2, 1, 0]), evaluation: targets([1, 1, 2, 0])))
        #expect(constant.label == "b" && constant.scores[.accuracy] == 0.5)
        let score = Target.score(3),
            mean = try #require(try ConstantAnswer(.stsb, train: [score], evaluation: [score, score]))
        #expect(mean.label == nil && mean.scores[.pearson] == 0)
        #expect(try ConstantAnswer(task, train: targets([0]), evaluation: []) == nil)
    }
}
