import Foundation
import Testing

@testable import Core

/// Metrics of a caller's own, and those of a task of one's own.
@Suite struct OwnScoreTests {
    let training = TrainingTests()

    @Test func ownScoresAreRecordedBesideTheTasks() throws {
        let configuration = training.configuration(), rows = training.examples(8, "dev")
        let errors = OwnScore("errors") { predicted, actual in Double(zip(predicted, actual).count { $0 != $1 }) }
        func train(_ scores: [OwnScore]) throws -> Trainer.Outcome {
            try Trainer(
                training.model(configuration), configuration, key: "k", train: training.examples(22, "train"),
                dev: rows,
                scores: scores, threads: 1
            ).run()
        }
        let outcome = try train([errors]), plain = try train([])
        for (epoch, without) in zip(outcome.epochs, plain.epochs) {
            let accuracy = try #require(epoch.metrics["accuracy"])
            #expect(epoch.metrics["errors"] == (8 * (1 - accuracy)).rounded())
            #expect(without.metrics == ["accuracy": accuracy], "nothing but the task's is recorded unasked")
        }
        #expect(outcome.trainingScores?["errors"] != nil && outcome.losses == plain.losses)
        for name in ["", "accuracy", "errors"] {
            #expect(throws: InputError.self) { try train([errors, OwnScore(name) { _, _ in 0 }]) }
        }
        let endless = #expect(throws: InputError.self) { try train([OwnScore("endless") { _, _ in .infinity }]) }
        #expect(endless?.place == "the score endless")
    }

    /// Scores of one's own are no shares; a record with them is read all the same.
    @Test func aRecordHoldsScoresOfAnySize() throws {
        let configuration = training.configuration(epochs: 1)
        let file = try Fixtures.temporary().appending(path: "record.json")
        func record(_ metrics: [String: Double]) -> RunRecord {
            RunRecord(
                key: "k", backbone: "b", data: "d", configuration: configuration,
                inputs: .init(
                    model: "", modelConfiguration: nil, tokenizer: "", train: "", dev: "", trainRows: 1, devRows: 1),
                trainableValues: .init(adapter: 1, head: 1), skipped: [],
                epochs: [.init(epoch: 1, step: 1, trainLoss: 1, metrics: metrics)], bestEpoch: 1, trainingScores: nil,
                divergedAtStep: nil, losses: [1],
                circumstances: .init(
                    processor: "", threads: 1, blasKernel: "", trainingSeconds: 1, evaluationSeconds: 1,
                    examplesPerSecond: 1))
        }
        try record(["accuracy": 0.5, "errors": 31]).write(to: file)
        #expect(try RunRecord.read(file).last?.metrics == ["accuracy": 0.5, "errors": 31])
        #expect(try !String(contentsOf: file, encoding: .utf8).contains("keptEpoch"), "absent where there is none")
        try record(["accuracy": 31]).write(to: file)
        #expect(throws: InputError.self) { try RunRecord.read(file) }
    }

    @Test func aTaskOfOnesOwnReportsAccuracyAndMacroF1() throws {
        #expect(TextTask(name: "mood", labels: ["a", "b", "c"]).metrics == [.accuracy, .macroF1])
        #expect(TextTask(name: "mood", answer: .classes([TaskLabel("a"), TaskLabel("b")])).metrics == [.accuracy])
        let wrong = TextTask(name: "mood", answer: .score(0 ... 1), metrics: [.macroF1])
        #expect(throws: InputError.self) { try wrong.validate("plan") }
        #expect(throws: Never.self) { try TextTask(name: "mood", labels: ["a", "b", "c"]).validate("plan") }
    }

    @Test func aTableNamesItsClasses() throws {
        let matrix = try ConfusionMatrix(
            predicted: [0, 0, 1, 2, 0], actual: [0, 0, 1, 2, 2], labels: ["hours", "parcel", "refund"])
        #expect(
            matrix.table == """
                actual \\ predicted  hours  parcel  refund  precision  recall     F1  support
                hours                   2       0       0      0.667   1.000  0.800        2
                parcel                  0       1       0      1.000   1.000  1.000        1
                refund                  1       0       1      1.000   0.500  0.667        2
                """)
    }
}
