import Foundation
import Testing

@testable import Core

/// Runs on a decoder of a GGUF file: every method learns, is kept in every form, and goes on after a stop to the bit.
@Suite struct Gemma3TrainingTests {
    private let folder = Gemma3Tests.ggufFolder
    private static let methods = [AdapterMethod.full, .lora, .dora, .loraXS, .edora, .magnitude, .head]

    private func configuration(_ method: AdapterMethod, _ targets: [String]? = nil) -> TrainingConfiguration {
        var adapter = AdapterConfiguration.standard(method, rank: 4)
        adapter.targets = targets
        return TrainingConfiguration(
            adapter: adapter, task: .rte, steps: StepPlan(batchSize: 4, epochs: 3),
            rates: .init(adapter: method == .full ? 1e-3 : 1e-2, head: 1e-2),
            regularisation: Regularisation(weightDecay: 0.01), seed: 3)
    }

    private func model(_ configuration: TrainingConfiguration) throws -> SequenceClassifier {
        let model = try SequenceClassifier(directory: folder, classes: 2, seed: 1)
        _ = try model.adapt(configuration.adapter, seed: configuration.seed, threads: 2)
        return model
    }

    /// The second token decides the label; lengths beyond the window of 9.
    private func examples(_ count: Int) -> [Example] {
        var random = Random(seed: 11, purpose: "examples")
        return (0 ..< count).map { _ in
            let ids = [2] + (0 ..< 2 + random.below(25)).map { _ in Int32(50 + random.below(1000)) }
            return Example(encoding: Encoding(ids: ids), target: .label(ids[1] < 550 ? 0 : 1))
        }
    }

    private func bits(_ configuration: TrainingConfiguration, from checkpoint: URL, stopAt: Int?) throws -> [[Float]] {
        let model = try model(configuration), flag = Trainer.StopFlag()
        let trainer = try Trainer(model, configuration, key: "k", train: examples(14), dev: [], threads: 2)
        do {
            _ = try trainer.run(checkpoint: checkpoint, interval: 1000, stop: flag) { event in
                if case .step(let step) = event, step.step == stopAt { flag.stop() }
            }
        } catch is Trainer.Stopped {}
        return model.trainableParameters.map(\.value.values)
    }

    @Test(arguments: methods) func aResumedRunEndsWithTheSameBits(_ method: AdapterMethod) throws {
        let checkpoint = try Fixtures.temporary().appending(path: "checkpoint.safetensors")
        let undisturbed = try bits(configuration(method), from: checkpoint, stopAt: nil)
        let half = try bits(configuration(method), from: checkpoint, stopAt: 5)
        #expect(half != undisturbed)
        #expect(try bits(configuration(method), from: checkpoint, stopAt: nil) == undisturbed)
    }

    @Test(arguments: methods.dropFirst(), [nil, ["gate_proj", "up_proj", "k_proj"], [TargetNames.allLinear]])
    func everyFormIsTheTrainedModel(_ method: AdapterMethod, _ targets: [String]?) throws {
        guard method != .head || targets == nil else { return }
        let configuration = configuration(method, targets), trained = try model(configuration)
        let outcome = try Trainer(trained, configuration, key: "k", train: examples(14), dev: [], threads: 2).run()
        #expect(outcome.losses.count == 12 && outcome.losses.allSatisfy { $0.isFinite })
        let rows = examples(9).map(\.encoding), expected = try Evaluator(trained, threads: 1).logits(rows)
        let peft = try Fixtures.temporary(), native = try Fixtures.temporary(), merged = try Fixtures.temporary()
        let description = try AdapterDirectory(
            of: trained, task: .rte, maxLength: 64, baseDigest: "d", run: "k", seed: configuration.seed)
        try description.write(trained, to: peft)
        try NativeAdapter(description).write(trained, to: native)
        for form in [peft, native] {
            let restored = try SequenceClassifier(directory: folder, classes: 2, seed: 2)
            try AdapterFolder.read(form).install(on: restored, from: form, baseDigest: "d", allowBaseMismatch: false)
            #expect(try Evaluator(restored, threads: 1).logits(rows).values == expected.values)
        }
        try ModelDirectory.write(trained, task: .rte, base: folder, to: merged)
        let plain = try SequenceClassifier(directory: merged, seed: 5)
        let logits = try Evaluator(plain, threads: 1).logits(rows)
        #expect(logits.largestDifference(from: expected) < 1e-5 * max(1, expected.largest))

        let file = try Safetensors(contentsOf: peft.appending(path: AdapterDirectory.tensorsName))
        #expect(file.entries["base_model.model.score.weight"]?.shape == [2, 32])
        guard method != .head else { return }
        let written = try JSONFile(peft.appending(path: "adapter_config.json")).object
        #expect(written["modules_to_save"] as? [String] == ["score"])
        let layer = targets == nil ? "self_attn.q_proj" : "mlp.gate_proj"
        #expect(file.entries["base_model.model.model.layers.5.\(layer).lora_A.weight"] != nil)
    }

    @Test func trainingLowersTheLoss() throws {
        var configuration = configuration(.edora)
        configuration.steps = StepPlan(batchSize: 4, epochs: 15)
        let model = try model(configuration)
        let outcome = try Trainer(
            model, configuration, key: "k", train: examples(24), dev: examples(8), threads: 2
        ).run()
        #expect(outcome.epochs[14].trainLoss < 0.7 * outcome.epochs[0].trainLoss)
    }
}
