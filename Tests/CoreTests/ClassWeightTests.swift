import Foundation
import Testing

@testable import Core

/// The weighted cross-entropy is PyTorch's (`scripts/make_class_weights_fixture.py`), and its gradient its own.
@Suite struct ClassWeightTests {
    struct Fixture: Decodable {
        struct Case: Decodable { let name: String; let weights: [Double]; let loss: Double; let gradient: [[Double]] }
        let logits: [[Float]], labels: [Int], cases: [Case]
    }

    let task = TextTask(name: "mood", labels: ["low", "fair", "high"])

    func fixture() throws -> Fixture {
        try JSONDecoder().decode(
            Fixture.self, from: Data(contentsOf: Fixtures.directory.appending(path: "class-weights.json")))
    }

    func evaluate(_ logits: [[Float]], _ labels: [Int], _ weights: [Double]?) -> (loss: Double, gradient: Matrix) {
        let z = Matrix(logits.count, 3, logits.flatMap { $0 }), dz = Matrix(logits.count, 3)
        let divisor = weights.map { weights in labels.reduce(0) { $0 + weights[$1] } } ?? Double(labels.count)
        let loss = Loss.evaluate(
            logits: z, target: { .label(labels[$0]) }, weights: weights, divisor: divisor, dlogits: dz)
        return (loss, dz)
    }

    @Test func lossAndGradientAreThoseOfPyTorch() throws {
        let fixture = try fixture()
        for row in fixture.cases {
            let (loss, gradient) = evaluate(fixture.logits, fixture.labels, row.weights)
            #expect(abs(loss - row.loss) < 1e-9, "\(row.name)")
            for (i, expected) in row.gradient.enumerated() {
                for j in 0 ..< 3 { #expect(abs(Double(gradient[i, j]) - expected[j]) < 1e-7, "\(row.name)") }
            }
        }
        let plain = evaluate(fixture.logits, fixture.labels, nil),
            ones = evaluate(fixture.logits, fixture.labels, [1, 1, 1])
        #expect(plain.loss == ones.loss && plain.gradient.values == ones.gradient.values, "to the bit")
        #expect(fixture.cases.map(\.name) == ["equal", "explicit", "balanced"])
    }

    @Test func theGradientMatchesDifferences() throws {
        let fixture = try fixture(), weights = [0.5, 1, 4], step: Float = 1 / 256
        let gradient = evaluate(fixture.logits, fixture.labels, weights).gradient
        for i in fixture.logits.indices {
            for j in 0 ..< 3 {
                var up = fixture.logits, down = fixture.logits
                up[i][j] += step
                down[i][j] -= step
                let rise =
                    evaluate(up, fixture.labels, weights).loss - evaluate(down, fixture.labels, weights).loss
                #expect(abs(rise / Double(up[i][j] - down[i][j]) - Double(gradient[i, j])) < 1e-5)
            }
        }
    }

    @Test func balancedWeightsFollowTheTrainingRows() throws {
        let fixture = try fixture(), targets = fixture.labels.map { Target.label($0) as Target? }
        let weights = try ClassWeights.balanced.values(for: task, targets: targets)
        #expect(weights == (try #require(fixture.cases.last).weights))
        let lacking = #expect(throws: InputError.self) {
            try ClassWeights.balanced.values(for: task, targets: [.label(0), .label(2)])
        }
        #expect(lacking?.found == "none of fair")
    }

    @Test func weightsGoByNamesOrWordsAndTheRestIsOne() throws {
        #expect(try ClassWeights.byName(["high": 4]).values(for: task, targets: []) == [1, 1, 4])
        #expect(try ClassWeights.byName(["acceptable": 2]).values(for: .cola, targets: []) == [1, 2])
        #expect(try ClassWeights.byName(["1": 2]).values(for: .cola, targets: []) == [1, 2])
        for (weights, task, word) in [
            (["none": 1], task, "found none"), (["1": 1, "acceptable": 1], .cola, "once"), (["high": 0], task, "high"),
            (["high": -1], task, "positive"), (["high": .infinity], task, "positive"), ([:], .stsb, "a task of scores"),
        ] as [([String: Double], TextTask, String)] {
            let fault = #expect(throws: InputError.self) { try ClassWeights.byName(weights).validate(for: task) }
            #expect(fault?.place == "classWeights" && fault?.description.contains(word) == true, "\(weights)")
        }
    }

    @Test func theConfigurationKeepsThemAndIsTheOldOneWithout() throws {
        var configuration = TrainingTests().configuration()
        let plain = try JSONEncoder().encode(configuration)
        for word in ["classWeights", "accumulation", "patience", "keepsBest"] {
            #expect(!String(decoding: plain, as: UTF8.self).contains(word))
        }
        configuration.steps = StepPlan(batchSize: 4, accumulation: 2, epochs: 2, patience: 3, keepsBest: true)
        for weights in [ClassWeights.balanced, .byName(["entailment": 2])] {
            configuration.classWeights = weights
            let data = try JSONEncoder().encode(configuration)
            #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: data) == configuration)
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ClassWeights.self, from: Data("\"equal\"".utf8))
        }
    }

    /// Rows of a class that weighs next to nothing teach nothing.
    @Test func aHeavierClassIsLearnedAtTheOthersCost() throws {
        let training = TrainingTests(), rows = training.examples(40, "train")
        func recall(_ weights: [String: Double]) throws -> [Double] {
            var configuration = training.configuration(epochs: 3)
            configuration.classWeights = .byName(weights)
            let model = try training.model(configuration)
            _ = try Trainer(model, configuration, key: "k", train: rows, dev: [], threads: 1).run()
            let predicted = try Evaluator.predictions(Evaluator(model, threads: 1).logits(rows.map(\.encoding)))
            return try ConfusionMatrix(predicted: predicted, actual: Evaluator.actual(rows), labels: ["0", "1"])
                .classScores.map(\.recall)
        }
        #expect(try recall(["entailment": 1000]) == [1, 0])
        #expect(try recall(["not_entailment": 1000]) == [0, 1])
    }
}
