import Foundation
import Testing

@testable import Core

/// Numbers that PyTorch, scikit-learn, SciPy and transformers computed (`Fixtures/README.md`).
@Suite struct ReferenceTests {
    @Test func adamWWithScheduleAndClippingFollowsPyTorch() throws {
        struct Fixture: Decodable {
            struct Group: Decodable { let learning_rate, weight_decay: Double; let initial: [Double] }
            struct Step: Decodable {
                let gradients: [[Double]]; let norm: Double; let learning_rates: [Double]; let values: [[Double]]
            }
            let total_steps: Int, warmup_steps: Int, clip_norm: Double
            let groups: [Group], steps: [Step]
        }
        let fixture = try JSONDecoder().decode(
            Fixture.self, from: Data(contentsOf: Fixtures.directory.appending(path: "adamw.json")))
        let parameters = fixture.groups.enumerated().map { i, group in
            Parameter(
                "p\(i)", Matrix(1, group.initial.count, group.initial.map { Float($0) }),
                group: i == 0 ? .adapter : .head)
        }
        var count = 0
        for parameter in parameters {
            parameter.offset = count
            count += parameter.value.count
        }
        let adamW = AdamW(
            zip(parameters, fixture.groups).map { .init(parameter: $0, decay: $1.weight_decay) }, count: count)
        var configuration = TrainingConfiguration(
            adapter: .standard(.edora, rank: 4), task: .rte, epochs: 1, rates: .init(adapter: 1, head: 1),
            weightDecay: 0, seed: 1)
        configuration.steps.warmup = 0.25
        for (number, step) in fixture.steps.enumerated() {
            let gradients = Gradients(count: count)
            for (i, value) in step.gradients.flatMap({ $0 }).enumerated() { gradients.flat.base[i] = Float(value) }
            #expect(abs(gradients.flat.norm - step.norm) < 1e-5 * step.norm)
            let share = configuration.steps.rateShare(step: number, total: fixture.total_steps)
            for (group, rate) in zip(fixture.groups, step.learning_rates) {
                #expect(abs(share * group.learning_rate - rate) < 1e-12)
            }
            adamW.update(
                gradients, step: number + 1, scale: Float(min(1, fixture.clip_norm / (step.norm + 1e-6))), threads: 1
            ) {
                share * fixture.groups[$0.group == .adapter ? 0 : 1].learning_rate
            }
            for (parameter, expected) in zip(parameters, step.values) {
                for (value, reference) in zip(parameter.value.values, expected) {
                    #expect(
                        abs(Double(value) - reference) < 2e-6 * max(1, abs(reference)),
                        "step \(number), \(parameter.name)")
                }
            }
        }
    }

    @Test func metricsAreThoseOfScikitLearnAndSciPy() throws {
        struct Fixture: Decodable {
            struct Labels: Decodable {
                let name: String; let labels, predictions: [Double]; let accuracy, f1, matthews: Double
            }
            struct Scores: Decodable {
                let name: String; let scores, predictions: [Double]; let pearson, spearman: Double?
            }
            struct Classes: Decodable {
                let name: String; let classes: Int; let labels, predictions: [Double]
                let counts: [[Int]]; let precision, recall, f1: [Double]; let support: [Int]
                let macro_f1, macro_f1_present: Double
            }
            let classification: [Labels], regression: [Scores], multiclass: [Classes]
        }
        let fixture = try JSONDecoder().decode(
            Fixture.self, from: Data(contentsOf: Fixtures.directory.appending(path: "metrics.json")))
        for row in fixture.multiclass {
            let macro = try Metric.macroF1.score(row.predictions, row.labels, classes: row.classes)
            #expect(abs(macro - row.macro_f1) < 1e-12, "\(row.name)")
            let ofPresent = try Metric.macroF1.score(row.predictions, row.labels)
            #expect(abs(ofPresent - row.macro_f1_present) < 1e-12, "\(row.name)")
            let matrix = try ConfusionMatrix(
                predicted: row.predictions, actual: row.labels, labels: (0 ..< row.classes).map { "class \($0)" })
            let scores = matrix.classScores
            #expect(matrix.counts == row.counts && scores.map(\.support) == row.support, "\(row.name)")
            for (i, score) in scores.enumerated() {
                #expect(abs(score.precision - row.precision[i]) < 1e-12, "\(row.name), class \(i)")
                #expect(abs(score.recall - row.recall[i]) < 1e-12, "\(row.name), class \(i)")
                #expect(abs(score.f1 - row.f1[i]) < 1e-12, "\(row.name), class \(i)")
            }
        }
        for row in fixture.classification {
            #expect(try abs(Metric.accuracy.score(row.predictions, row.labels) - row.accuracy) < 1e-12, "\(row.name)")
            #expect(try abs(Metric.f1.score(row.predictions, row.labels) - row.f1) < 1e-12, "\(row.name)")
            #expect(try abs(Metric.matthews.score(row.predictions, row.labels) - row.matthews) < 1e-12, "\(row.name)")
        }
        for row in fixture.regression {  // an undefined correlation counts as 0
            #expect(
                try abs(Metric.pearson.score(row.predictions, row.scores) - (row.pearson ?? 0)) < 1e-9, "\(row.name)")
            #expect(
                try abs(Metric.spearman.score(row.predictions, row.scores) - (row.spearman ?? 0)) < 1e-9, "\(row.name)")
        }
        #expect(!fixture.classification.isEmpty && !fixture.regression.isEmpty && !fixture.multiclass.isEmpty)
    }

    @Test func miniLMLogitsAreThoseOfTransformers() throws {
        struct Row: Decodable {
            let first: String; let second: String?; let ids: [Int32]; let token_types: [UInt8]; let logits: [Float]
        }
        let rows = try JSONDecoder().decode(
            [Row].self, from: Data(contentsOf: Fixtures.directory.appending(path: "minilm-logits.json")))
        let model = try SequenceClassifier(directory: Fixtures.minilm, classes: 2, seed: 1)
        #expect(!model.hasPretrainedHead)
        model.setFixtureClassifier()
        let tokenizer = try loadTokenizer(Fixtures.minilm)
        let encodings = rows.map { tokenizer.encode($0.first, $0.second, maxLength: 128) }
        for (encoding, row) in zip(encodings, rows) {
            #expect(encoding.ids == row.ids && encoding.tokenTypes == row.token_types, "\(row.first)")
        }
        let logits = try Evaluator(model, threads: 2).logits(encodings)
        for (i, row) in rows.enumerated() {
            for j in 0 ..< 2 { #expect(abs(logits[i, j] - row.logits[j]) < 2e-5, "\(row.first)") }
        }
    }

    @Test func edoraStartsAtThePretrainedModelWhenRIsZero() throws {
        let encoding = try loadTokenizer(Fixtures.minilm).encode("The quick brown fox.", maxLength: 32)
        let plain = try SequenceClassifier(directory: Fixtures.minilm, classes: 2, seed: 1)
        let adapted = try SequenceClassifier(directory: Fixtures.minilm, classes: 2, seed: 1)
        var configuration = AdapterConfiguration.standard(.edora, rank: 8)
        (configuration.deviation, configuration.svdAlgorithm) = (0, .randomised)
        #expect(try adapted.adapt(configuration, seed: 1, threads: 2).isEmpty)
        #expect(adapted.trainableParameters.filter { $0.group == .adapter }.reduce(0) { $0 + $1.value.count } == 10_752)
        let difference = try Evaluator(adapted, threads: 1).logits([encoding])
            .largestDifference(from: Evaluator(plain, threads: 1).logits([encoding]))
        #expect(difference < 1e-6)
    }
}
