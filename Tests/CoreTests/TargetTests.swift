import Foundation
import Testing

@testable import Core

/// Adapters on other matrices than the usual ones, and a pooler that trains beside the classifier.
@Suite struct TargetTests {
    private let training = TrainingTests()
    static let methods = [AdapterMethod.lora, .dora, .loraXS, .edora, .directions, .magnitude, .head]
    static let all = ["all-linear"]

    func configuration(_ method: AdapterMethod, _ targets: [String]?, trainsPooler: Bool = true)
        -> TrainingConfiguration
    {
        var result = training.configuration(method)
        result.adapter.targets = method.scope == .adaptedMatrices ? targets : nil
        result.adapter.trainsPooler = trainsPooler ? true : nil
        return result
    }

    func fresh(_ backbone: String = "bert") throws -> SequenceClassifier {
        try SequenceClassifier(directory: Fixtures.directory.appending(path: "tiny-\(backbone)"), classes: 2, seed: 9)
    }

    @Test func namesAreEndsOfPathsAsInPEFT() throws {
        func adapted(_ names: [String], _ backbone: String = "bert") throws -> [String] {
            var adapter = AdapterConfiguration.standard(.lora, rank: 2)
            adapter.targets = names
            let model = try fresh(backbone)
            _ = try model.adapt(adapter, seed: 1)
            let found = model.adaptedLayers.map(\.name)
            #expect(try model.configuration.targets(of: adapter).map(\.path) == found)
            return found
        }
        #expect(try adapted(["query"]) == (0 ..< 2).map { "encoder.layer.\($0).attention.self.query" })
        #expect(
            try adapted(["encoder.layer.1.output.dense", "pooler.dense"])
                == ["encoder.layer.1.output.dense", "pooler.dense"])
        #expect(try adapted(["bert.pooler.dense"]) == ["pooler.dense"])
        #expect(try adapted(["output.dense"]).count == 4, "attention.output.dense ends so, too")
        #expect(try adapted(["dense"]).count == 7)
        #expect(try adapted(Self.all).count == 13)
        #expect(try adapted(Self.all, "roberta").count == 12)
        for name in ["quer", "ery", "classifier", "pooler"] {
            let error = #expect(throws: InputError.self) { try adapted([name]) }
            #expect("\(error, default: "")".contains("intermediate.dense, output.dense, pooler.dense or all-linear"))
        }
    }

    @Test(arguments: methods + [.full], [nil, ["key", "intermediate.dense"], all])
    func theClosedFormulasCountWhatTrains(_ method: AdapterMethod, _ targets: [String]?) throws {
        let configuration = configuration(method, targets, trainsPooler: method != .full)
        let model = try training.model(configuration)
        let found = try Trainer(
            model, configuration, key: "k", train: training.examples(4, "train"), dev: [], threads: 1
        ).trainableValues
        #expect(try model.configuration.trainableCounts(configuration.adapter) == (found.adapter, found.head))
    }

    /// Along the gradient of each parameter the loss rises as the gradient says: on every matrix, with the pooler.
    @Test(arguments: methods, [false, true])
    func everyGradientMatchesDifferences(_ method: AdapterMethod, trainsPooler: Bool) throws {
        let configuration = configuration(method, Self.all, trainsPooler: trainsPooler)
        let model = try training.model(configuration), batch = training.examples(6, "gradients")
        let optimiser = Optimiser(model, configuration, threads: 1)
        for parameter in optimiser.parameters where parameter.role != .weight && parameter.role != nil {
            let noise = Matrix.sample(parameter.value.rows, parameter.value.columns, parameter.name)
            parameter.value.assign(parameter.value + 0.1 * noise)
        }
        func loss() -> Double {
            model.refresh(threads: 1)
            return optimiser.accumulate(batch, dropout: nil).loss
        }
        _ = loss()
        let gradients = optimiser.parameters.map { optimiser.gradient($0)?.copy() }
        // Away from the start no factor is zero, so each of every matrix has a gradient.
        for (parameter, gradient) in zip(optimiser.parameters, gradients) {
            #expect(gradient.map { $0.norm > 0 } == true, "\(parameter.name)")
        }
        var checked = 0
        for (parameter, gradient) in zip(optimiser.parameters, gradients) {
            // The norm is held in the gradients of these; `brokenLaws` differentiates them so.
            guard
                ![.dora, .edora, .directions].contains(method) || parameter.role == .magnitude
                    || parameter.group == .head
            else { continue }
            guard let gradient, case let norm = Double(gradient.norm), norm > 5e-3 else { continue }
            let start = parameter.value.copy(), step = Float(0.01 / norm)
            func moved(_ sign: Float) -> Double {
                parameter.value.assign(start + (sign * step) * gradient)
                return loss()
            }
            let slope = (moved(1) - moved(-1)) / 0.02
            parameter.value.assign(start)
            #expect(abs(slope - norm) < 0.03 * norm, "\(parameter.name): \(slope) and not \(norm)")
            checked += 1
        }
        #expect(checked >= (trainsPooler ? 3 : 1), "\(checked) of \(optimiser.parameters.count)")
    }

    /// Folder, native form and merged model compute what was trained.
    @Test(arguments: methods, [["key", "pooler.dense"], all])
    func everyFormIsTheTrainedModel(_ method: AdapterMethod, _ targets: [String]) throws {
        for trainsPooler in [false, true] where !(trainsPooler && targets.contains("pooler.dense")) {
            let configuration = configuration(method, targets, trainsPooler: trainsPooler)
            let trained = try training.model(configuration), base = Fixtures.directory.appending(path: "tiny-bert")
            let before = try #require(trained.linear("pooler.dense")).weight.copy()
            _ = try Trainer(
                trained, configuration, key: "k", train: training.examples(22, "train"), dev: [], threads: 1
            ).run()
            #expect(
                (trained.linear("pooler.dense")?.weight.values != before.values) == (trainsPooler || method != .head))
            let rows = training.examples(6, "dev").map(\.encoding)
            let expected = try Evaluator(trained, threads: 1).logits(rows)
            let peft = try Fixtures.temporary(), native = try Fixtures.temporary(), merged = try Fixtures.temporary()
            let description = try AdapterDirectory(
                of: trained, task: .rte, maxLength: 24, baseDigest: "d", run: "k", seed: configuration.seed)
            try description.write(trained, to: peft)
            try NativeAdapter(description).write(trained, to: native)
            for folder in [peft, native] {
                let restored = try fresh()
                try AdapterFolder.read(folder).install(
                    on: restored, from: folder, baseDigest: "d", allowBaseMismatch: false)
                #expect(try Evaluator(restored, threads: 1).logits(rows).values == expected.values)
                try ModelDirectory.write(restored, task: .rte, base: base, to: merged)
                let plain = try SequenceClassifier(directory: merged, seed: 5)
                #expect(try Evaluator(plain, threads: 1).logits(rows).values == expected.values)
            }
            guard method != .head else { continue }
            let written = try JSONFile(peft.appending(path: "adapter_config.json")).object
            #expect(
                written["modules_to_save"] as? [String] == (trainsPooler ? ["classifier", "pooler"] : ["classifier"]))
            let names = try #require(written["target_modules"] as? [String])
            #expect(names.contains("pooler.dense") == !trainsPooler && !names.contains("query"))
            let file = try Safetensors(contentsOf: peft.appending(path: AdapterDirectory.tensorsName))
            #expect((file.entries["base_model.model.bert.pooler.dense.weight"] != nil) == trainsPooler)
        }
    }

    @Test(arguments: methods) func aResumedRunEndsWithTheSameBits(_ method: AdapterMethod) throws {
        let configuration = configuration(method, Self.all),
            checkpoint = try Fixtures.temporary()
                .appending(path: "checkpoint.safetensors")
        func trained(stopAt: Int?) throws -> [[Float]] {
            try training.bits(configuration, from: checkpoint, stopAt: stopAt)
        }
        let undisturbed = try trained(stopAt: nil)
        let half = try trained(stopAt: 5)
        #expect(half != undisturbed)
        #expect(try trained(stopAt: nil) == undisturbed)
    }

    /// The records' keys depend on it.
    @Test func whatIsNotAskedForLeavesNoTrace() throws {
        let json = String(decoding: try RunRecord.encoder.encode(training.configuration()), as: UTF8.self)
        #expect(!json.contains("targets") && !json.contains("ooler") && !json.contains("pooling"))
        let asked = configuration(.edora, ["query"])
        let again = try JSONDecoder().decode(TrainingConfiguration.self, from: RunRecord.encoder.encode(asked))
        #expect(again == asked)
    }

    @Test func aPoolerThatTrainsAnywayIsRefused() throws {
        for (backbone, method) in [("roberta", AdapterMethod.lora), ("bert", .full)] {
            var adapter = AdapterConfiguration.standard(method, rank: 2)
            adapter.trainsPooler = true
            #expect(throws: InputError.self) { try fresh(backbone).adapt(adapter, seed: 1) }
        }
        var adapter = AdapterConfiguration.standard(.lora, rank: 2)
        (adapter.targets, adapter.trainsPooler) = (["pooler.dense"], true)
        #expect(throws: InputError.self) { try fresh().adapt(adapter, seed: 1) }
        adapter.targets = ["dense"]
        let model = try fresh()
        _ = try model.adapt(adapter, seed: 1)
        #expect(model.adaptedLayers.count == 6)
    }
}
