import Foundation
import Testing

@testable import Core

/// Logits, loss and every gradient of a 2-layer model against PyTorch and PEFT in float64
/// (`scripts/make_encoder_fixture.py`, `scripts/make_gemma_fixture.py`).
@Suite struct EncoderParityTests {
    func examples(_ source: Safetensors, regression: Bool) throws -> [Example] {
        let ids = try source.integers("batch.ids"), types = try source.integers("batch.token_types")
        let labels = try source.integers("batch.labels")
        let scores = try source.matrix("batch.scores", 1, labels.count)
        var start = 0
        return try source.integers("batch.lengths").enumerated().map { (i, length) -> Example in
            let range = start ..< start + Int(length)
            start = range.upperBound
            return Example(
                encoding: try Encoding(ids: Array(ids[range]), tokenTypes: types[range].map { UInt8($0) }),
                target: regression ? .score(scores[0, i]) : .label(Int(labels[i])))
        }
    }

    func adapt(_ model: SequenceClassifier, _ name: String, _ source: Safetensors) throws {
        let method: AdapterMethod =
            name == "regression" ? .full : try #require(AdapterMethod.named(name), "unknown case")
        var configuration = AdapterConfiguration.standard(method, rank: 4)
        configuration.scaling = .value(2)
        configuration.svdOf = .weight
        configuration.pooling = model.configuration.pooling
        guard method.hasBasis else {
            _ = try model.adapt(configuration, seed: 1, threads: 1)
            return
        }
        try model.install(
            model.targets.map { layer in
                let path = "\(name).frozen.\(layer.name)"
                let basis = Basis(
                    A: try source.matrix(path + ".lora_A", 4, layer.inputs),
                    B: try source.matrix(path + ".lora_B", layer.outputs, 4))
                return (layer, try configuration.made(for: layer, basis))
            }, configuration)
    }

    @Test(
        arguments: ["full", "regression", "head", "lora", "dora", "lora-xs", "magnitude", "edora"],
        [
            ("bert", 1), ("bert", 2), ("roberta", 1), ("roberta", 2), ("distilbert", 2), ("electra", 2),
            ("gemma", 1), ("gemma", 2),
        ])
    func everyGradientMatchesPyTorch(_ name: String, _ setting: (backbone: String, threads: Int)) throws {
        let threads = setting.threads
        let directory = Fixtures.directory.appending(path: "tiny-\(setting.backbone)")
        let source = try Safetensors(contentsOf: directory.appending(path: "gradients.safetensors"))
        let isRegression = name == "regression"
        let model = try SequenceClassifier(
            directory: isRegression ? try regressionDirectory(source, directory) : directory,
            classes: isRegression ? 1 : 2, seed: 1)
        #expect(model.hasPretrainedHead)
        #expect(model.unusedTensors.isEmpty)
        try compare(model, name, source, threads: threads)
    }

    /// The head on the mean of all tokens' states, over sequences of 2 to 20 tokens.
    @Test(
        arguments: [
            ("full", "bert"), ("lora", "bert"), ("edora", "bert"), ("full", "roberta"), ("full", "distilbert"),
            ("full", "electra"), ("lora", "gemma"), ("edora", "gemma"),
        ], [1, 2])
    func everyGradientUnderMeanPoolingMatchesPyTorch(_ setting: (name: String, backbone: String), _ threads: Int) throws
    {
        let directory = Fixtures.directory.appending(path: "tiny-\(setting.backbone)")
        let source = try Safetensors(contentsOf: directory.appending(path: "mean-pooling.safetensors"))
        let model = try SequenceClassifier(directory: directory, classes: 2, pooling: .mean, seed: 1)
        #expect(!model.hasPretrainedHead && model.startNotes.contains { $0.contains("reads other states") })
        #expect(model.unusedTensors.contains("bert.pooler.dense.weight") == (setting.backbone == "bert"))
        try compare(model, setting.name, source, threads: threads)
    }

    func compare(
        _ model: SequenceClassifier, _ name: String, _ source: Safetensors, threads: Int
    ) throws {
        let isRegression = name == "regression"
        try adapt(model, name, source)
        var training = TrainingConfiguration(
            adapter: try #require(model.adapterConfiguration), task: isRegression ? .stsb : .rte, epochs: 1,
            rates: .init(adapter: 1e-3, head: 1e-3), weightDecay: 0, seed: 1)
        training.regularisation.dropout = 0
        let optimiser = Optimiser(model, training, threads: threads)
        try assignValues(of: name, source, to: optimiser)
        model.refresh(threads: 1)

        let batch = try examples(source, regression: isRegression)
        let expected = try source.matrix("\(name).logits", batch.count, model.classes)
        let logits = try Evaluator(model, threads: threads).logits(batch.map(\.encoding))
        #expect(logits.largestDifference(from: expected) < 2e-5)
        let (loss, _) = optimiser.accumulate(batch, dropout: nil)
        let expectedLoss = Double(try source.matrix("\(name).loss", 1, 1)[0, 0])
        #expect(abs(loss - expectedLoss) < 1e-5 * max(1, abs(expectedLoss)))

        var checked = 0
        for parameter in optimiser.parameters {
            let gradient = try #require(optimiser.gradient(parameter))
            let reference = try source.matrix("\(name).gradient.\(parameter.name)", gradient.rows, gradient.columns)
            let difference = gradient.largestDifference(from: reference)
            if parameter.name.hasSuffix("key.bias") || parameter.name.hasSuffix("k_lin.bias") {
                #expect(difference < 1e-5, "\(parameter.name), which is zero: \(difference)")
            } else {
                #expect(
                    difference < 1e-4 * reference.largest, "\(parameter.name): \(difference) of \(reference.largest)")
            }
            checked += 1
        }
        // Nothing of the reference is left unchecked.
        #expect(checked == source.names.filter { $0.hasPrefix("\(name).gradient.") }.count)
    }

    /// The values of a case that the checkpoint does not have.
    private func assignValues(of name: String, _ source: Safetensors, to optimiser: Optimiser) throws {
        for parameter in optimiser.parameters {
            let key = "\(name).value.\(parameter.name)"
            guard source.entries[key] != nil else { continue }
            parameter.value.assign(try source.matrix(key, parameter.value.rows, parameter.value.columns))
        }
    }

    /// Under dropout with fixed masks: along the gradient of each parameter the loss rises as the gradient says. A mask
    /// in another place, layer or row backward than forward would show.
    @Test(arguments: ["bert", "roberta", "distilbert", "electra"], [nil, Pooling.mean])
    func everyGradientUnderDropoutMatchesDifferences(_ backbone: String, _ pooling: Pooling?) throws {
        let directory = Fixtures.directory.appending(path: "tiny-\(backbone)")
        let file = pooling == nil ? "gradients.safetensors" : "mean-pooling.safetensors"
        let source = try Safetensors(contentsOf: directory.appending(path: file))
        let model = try SequenceClassifier(directory: directory, classes: 2, pooling: pooling, seed: 1),
            dropout = Dropout(hidden: 0.3, attention: 0.3, pooled: 0.3, seed: 5, step: 3)
        try adapt(model, "full", source)
        let training = TrainingConfiguration(
            adapter: try #require(model.adapterConfiguration), task: .rte, epochs: 1,
            rates: .init(adapter: 1e-3, head: 1e-3), weightDecay: 0, seed: 1)
        let optimiser = Optimiser(model, training, threads: 1), batch = try examples(source, regression: false)
        try assignValues(of: "full", source, to: optimiser)
        func loss() -> Double {
            model.refresh(threads: 1)
            return optimiser.accumulate(batch, dropout: dropout).loss
        }
        _ = loss()
        let gradients = optimiser.parameters.map { optimiser.gradient($0)?.copy() }
        var checked = 0
        for (parameter, gradient) in zip(optimiser.parameters, gradients) {
            guard let gradient, case let norm = Double(gradient.norm), norm > 5e-3 else { continue }
            // Short, so that few of a head's rectified units change sign on the way.
            let start = parameter.value.copy(), reach = 0.003, step = Float(reach / norm)
            func moved(_ sign: Float) -> Double {
                parameter.value.assign(
                    Matrix(start.rows, start.columns) { start[$0, $1] + sign * step * gradient[$0, $1] })
                return loss()
            }
            let slope = (moved(1) - moved(-1)) / (2 * reach)
            parameter.value.assign(start)
            #expect(abs(slope - norm) < 0.03 * norm, "\(parameter.name): \(slope) and not \(norm)")
            checked += 1
        }
        #expect(checked > optimiser.parameters.count / 2, "\(checked) of \(optimiser.parameters.count)")
    }

    /// The checkpoint with the fixture's one-output classifier.
    func regressionDirectory(_ source: Safetensors, _ directory: URL) throws -> URL {
        let base = try Safetensors(contentsOf: directory.appending(path: "model.safetensors"))
        let folder = try Fixtures.temporary()
        let last = try #require(
            ["classifier.out_proj", "classifier", "score"].first { base.entries[$0 + ".weight"] != nil })
        var tensors: [Safetensors.Output] = []
        for name in base.names where name != last + ".weight" && name != last + ".bias" {
            let shape = try #require(base.entries[name]).shape
            let (rows, columns) = shape.count == 2 ? (shape[0], shape[1]) : (1, shape[0])
            tensors.append(.init(name, try base.matrix(name, rows, columns), isVector: shape.count == 1))
        }
        let width = try #require(base.entries[last + ".weight"]?.shape.last)
        tensors.append(
            .init(last + ".weight", try source.matrix("regression.\(last).weight", 1, width), isVector: false))
        if base.entries[last + ".bias"] != nil {
            tensors.append(.init(last + ".bias", try source.matrix("regression.\(last).bias", 1, 1), isVector: true))
        }
        try Safetensors.write(tensors, to: folder.appending(path: "model.safetensors"))
        try FileManager.default.copyItem(
            at: directory.appending(path: "config.json"), to: folder.appending(path: "config.json"))
        return folder
    }
}

@Suite struct PositionRuleTests {
    /// transformers' create_position_ids_from_input_ids with padding 1: padding tokens in the text take its row and are
    /// not counted.
    @Test func robertaCountsFromThePaddingTokenOn() {
        let rows = [[0, 5, 1, 6, 2], [0, 2]].map { Encoding(ids: $0.map { Int32($0) }) }
        #expect(PackedBatch(rows, .after(padding: 1)).positions == [2, 3, 1, 4, 5, 2, 3])
        #expect(PackedBatch(rows).positions == [0, 1, 2, 3, 4, 0, 1])
    }

    /// Of one token type only, whatever a tokenizer writes; a RoBERTa with two uses what it is given, as transformers
    /// does.
    @Test func tokenTypesAreReadWhereTheModelTellsThemApart() throws {
        let row = try Encoding(ids: [0, 5, 2, 6, 2], tokenTypes: [0, 0, 0, 1, 1])
        #expect(PackedBatch([row], .after(padding: 1), readsTokenTypes: false).tokenTypes == [0, 0, 0, 0, 0])
        #expect(PackedBatch([row], .after(padding: 1)).tokenTypes == [0, 0, 0, 1, 1])
        let base = EncoderConfiguration.robertaBase, sizes = base.sizes
        let two = EncoderSizes(
            vocabulary: sizes.vocabulary, positions: sizes.positions, tokenTypes: 2, hidden: sizes.hidden,
            intermediate: sizes.intermediate, layers: sizes.layers, heads: sizes.heads)
        #expect(!base.readsTokenTypes && EncoderConfiguration.miniLM.readsTokenTypes)
        #expect(
            EncoderConfiguration(.roberta, two, padding: 1, layerNormEpsilon: 1e-5, dropout: base.dropout)
                .readsTokenTypes)
    }

    @Test func robertasTableHoldsTwoPositionsLessThanItsRows() throws {
        let configuration = try BackboneFamily.configuration(
            contentsOf: Fixtures.directory.appending(path: "tiny-roberta/config.json"))
        let shape = try #require(configuration as? EncoderConfiguration)
        #expect(shape.sizes.positions == 26 && shape.maxTokens == 24 && shape.padding == 1)
    }
}
