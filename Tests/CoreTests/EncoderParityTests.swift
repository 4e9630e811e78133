import Foundation
import Testing

@testable import Core

/// Logits, loss and every gradient of a 2-layer model against PyTorch and PEFT in float64
/// (`scripts/make_encoder_fixture.py`).
@Suite struct EncoderParityTests {
    let directory = Fixtures.directory.appending(path: "tiny-bert")

    func examples(_ source: Safetensors, regression: Bool) throws -> [Example] {
        let ids = try source.integers("batch.ids"), types = try source.integers("batch.token_types")
        let labels = try source.integers("batch.labels")
        let scores = try source.matrix("batch.scores", 1, labels.count)
        var start = 0
        return try source.integers("batch.lengths").enumerated().map { (i, length) -> Example in
            let range = start ..< start + Int(length)
            start = range.upperBound
            return Example(
                encoding: Encoding(ids: Array(ids[range]), tokenTypes: types[range].map { UInt8($0) }),
                target: regression ? .score(scores[0, i]) : .label(Int(labels[i])))
        }
    }

    func adapt(_ model: SequenceClassifier, _ name: String, _ source: Safetensors) throws {
        let method: Method = name == "regression" ? .full : try #require(Method(rawValue: name), "unknown case")
        var configuration = AdapterConfiguration.standard(method, rank: 4)
        configuration.scaling = .value(2)
        configuration.svdOf = .weight
        guard method.hasBasis else {
            _ = try model.adapt(configuration, seed: 1, threads: 1)
            return
        }
        model.install(try model.targets.map { layer in
            let path = "\(name).frozen.\(layer.name)"
            let basis = Basis(
                A: try source.matrix(path + ".lora_A", 4, layer.inputs), B: try source.matrix(path + ".lora_B", layer.outputs, 4))
            return (layer, configuration.make(layer.base, at: layer.name, basis, R: Matrix(4, 4)))
        }, configuration)
    }

    @Test(arguments: ["full", "regression", "head", "lora", "dora", "lora-xs", "magnitude", "edora"], [1, 2])
    func everyGradientMatchesPyTorch(_ name: String, threads: Int) throws {
        let source = try Safetensors(contentsOf: directory.appending(path: "gradients.safetensors"))
        let isRegression = name == "regression"
        let model = try SequenceClassifier(
            directory: isRegression ? try regressionDirectory(source) : directory, classes: isRegression ? 1 : 2, seed: 1)
        #expect(model.hasPretrainedHead)
        #expect(model.unusedTensors.isEmpty)
        try adapt(model, name, source)
        var training = TrainingConfiguration(
            adapter: try #require(model.adapterConfiguration), task: isRegression ? .stsb : .rte, epochs: 1,
            learningRate: 1e-3, headLearningRate: 1e-3, weightDecay: 0, seed: 1)
        training.dropout = 0
        let optimiser = Optimiser(model, training, threads: threads)
        for parameter in optimiser.parameters {
            let key = "\(name).value.\(parameter.name)"
            guard source.entries[key] != nil else { continue }
            parameter.value.assign(try source.matrix(key, parameter.value.rows, parameter.value.columns))
        }
        model.refresh(threads: 1)

        let batch = try examples(source, regression: isRegression)
        let expected = try source.matrix("\(name).logits", batch.count, model.classes)
        let logits = Evaluator(model, threads: threads).logits(batch.map(\.encoding))
        #expect(logits.largestDifference(from: expected) < 2e-5)
        let (loss, _) = optimiser.accumulate(batch, dropout: nil)
        let expectedLoss = Double(try source.matrix("\(name).loss", 1, 1)[0, 0])
        #expect(abs(loss - expectedLoss) < 1e-5 * max(1, abs(expectedLoss)))

        var checked = 0
        for parameter in optimiser.parameters {
            let gradient = try #require(optimiser.gradient(parameter))
            let reference = try source.matrix("\(name).gradient.\(parameter.name)", gradient.rows, gradient.columns)
            let difference = gradient.largestDifference(from: reference)
            if parameter.name.hasSuffix("key.bias") {
                #expect(difference < 1e-5, "\(parameter.name), which is zero: \(difference)")
            } else {
                #expect(difference < 1e-3 * reference.largest, "\(parameter.name): \(difference) of \(reference.largest)")
            }
            checked += 1
        }
        // Nothing of the reference is left unchecked.
        #expect(checked == source.names.filter { $0.hasPrefix("\(name).gradient.") }.count)
    }

    /// The checkpoint with the fixture's one-output classifier.
    func regressionDirectory(_ source: Safetensors) throws -> URL {
        let base = try Safetensors(contentsOf: directory.appending(path: "model.safetensors"))
        let folder = try Fixtures.temporary()
        var tensors: [Safetensors.Output] = []
        for name in base.names where !name.hasPrefix("classifier.") {
            let shape = try #require(base.entries[name]).shape
            let (rows, columns) = shape.count == 2 ? (shape[0], shape[1]) : (1, shape[0])
            tensors.append(.init(name, try base.matrix(name, rows, columns), isVector: shape.count == 1))
        }
        tensors.append(.init("classifier.weight", try source.matrix("regression.classifier.weight", 1, 32), isVector: false))
        tensors.append(.init("classifier.bias", try source.matrix("regression.classifier.bias", 1, 1), isVector: true))
        try Safetensors.write(tensors, to: folder.appending(path: "model.safetensors"))
        try FileManager.default.copyItem(at: directory.appending(path: "config.json"), to: folder.appending(path: "config.json"))
        return folder
    }
}
