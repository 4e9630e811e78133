import Foundation
import Testing

@testable import Core

/// A head that reads the mean of all tokens' states: what trains, what is written, what is refused.
/// `EncoderParityTests` compares its numbers with PyTorch's.
@Suite struct PoolingTests {
    private let training = TrainingTests()
    static let methods = [AdapterMethod.lora, .dora, .loraXS, .edora, .magnitude, .head]

    private func configuration(_ method: AdapterMethod) -> TrainingConfiguration {
        var result = training.configuration(method)
        result.adapter.pooling = .mean
        return result
    }

    private func fresh(_ backbone: String = "bert", _ pooling: Pooling? = .mean) throws -> SequenceClassifier {
        try SequenceClassifier(
            directory: Fixtures.directory.appending(path: "tiny-\(backbone)"), classes: 2, pooling: pooling, seed: 9)
    }

    private func trained(_ method: AdapterMethod) throws -> (TrainingConfiguration, SequenceClassifier) {
        let configuration = configuration(method), model = try training.model(configuration)
        _ = try Trainer(
            model, configuration, key: "k", train: training.examples(22, "train"), dev: [], threads: 1
        ).run()
        return (configuration, model)
    }

    /// BERT's pooler does not train and is no part of the model; where a head has a dense layer of its own, it stays.
    @Test(arguments: methods + [.full], ["bert", "roberta"])
    func theClosedFormulasCountWhatTrains(_ method: AdapterMethod, _ backbone: String) throws {
        let adapter = configuration(method).adapter, model = try fresh(backbone)
        _ = try model.adapt(adapter, seed: 1, threads: 1)
        let found = Optimiser(model, configuration(method), threads: 1)
        #expect(try model.configuration.trainableCounts(adapter) == (found.count(.adapter), found.count(.head)))
        #expect(!model.trainableParameters.contains { $0.name.contains("pooler") })
        let all = model.mergedTensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
        #expect(all == model.configuration.totalCount(classes: 2))
        let own = try fresh(backbone, nil).configuration
        #expect(own.totalCount(classes: 2) - all == (backbone == "bert" ? 32 * 33 : 0))
        let lengths = [5, 20], cost = model.configuration.stepOperations(lengths: lengths, method, rank: 4)
        #expect(cost > own.stepOperations(lengths: lengths, method, rank: 4))
    }

    @Test(arguments: [AdapterMethod.edora, .full])
    func theBitsDoNotDependOnTheNumberOfThreads(_ method: AdapterMethod) throws {
        var configuration = configuration(method)
        configuration.steps.batchSize = 96
        let results = try [1, 2, 3, 8].map { threads in
            let model = try training.model(configuration)
            _ = try Trainer(
                model, configuration, key: "k", train: training.examples(192, "train"), dev: [], threads: threads
            ).run()
            return training.bits(model)
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test(arguments: [AdapterMethod.edora, .lora, .full])
    func aResumedRunEndsWithTheSameBits(_ method: AdapterMethod) throws {
        let configuration = configuration(method),
            checkpoint = try Fixtures.temporary().appending(path: "checkpoint.safetensors")
        func trained(stopAt: Int?) throws -> [[Float]] {
            try training.bits(configuration, from: checkpoint, stopAt: stopAt)
        }
        let undisturbed = try trained(stopAt: nil), half = try trained(stopAt: 5)
        #expect(half != undisturbed)
        #expect(try trained(stopAt: nil) == undisturbed)
    }

    /// PEFT would put the tensors under another head, so the native form is the only one; a head alone has none there
    /// anyway.
    @Test(arguments: methods) func anAdapterComesBackFromTheFormThatPEFTDoesNotRead(_ method: AdapterMethod) throws {
        let (configuration, model) = try trained(method), folder = try Fixtures.temporary()
        let rows = training.examples(6, "dev").map(\.encoding)
        let expected = try Evaluator(model, threads: 1).logits(rows)
        let description = try AdapterDirectory(
            of: model, task: .rte, maxLength: 24, baseDigest: "d", run: "k", seed: configuration.seed)
        if method == .head {
            try description.write(model, to: folder)
        } else {
            let error = #expect(throws: InputError.self) { try description.write(model, to: folder) }
            #expect("\(error, default: "")".contains("mean pooling"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
            try NativeAdapter(description).write(model, to: folder)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "adapter_config.json").path))
        let found = try AdapterFolder.read(folder), restored = try fresh()
        #expect(found.description.adapter.pooling == .mean)
        try found.install(on: restored, from: folder, baseDigest: "d", allowBaseMismatch: false)
        #expect(try Evaluator(restored, threads: 1).logits(rows).values == expected.values)
        #expect(throws: InputError.self) { try restored.requireHeadOfTransformers("it") }
        let error = #expect(throws: InputError.self) {
            try found.install(on: fresh("bert", nil), from: folder, baseDigest: "d", allowBaseMismatch: false)
        }
        #expect("\(error, default: "")".contains("adapter.pooling: expected none"), "a model under another head")
        // A description that lost the pooling, or gained one, would be read as another model.
        let name = method == .head ? AdapterDirectory.configurationName : NativeAdapter.configurationName
        let file = folder.appending(path: name), text = try String(contentsOf: file, encoding: .utf8)
        let lost = text.replacing("\"pooling\"", with: "\"poolinh\"")
        #expect(lost != text)
        try Data(lost.utf8).write(to: file)
        let misread = try AdapterFolder.read(folder),
            fault = #expect(throws: InputError.self) {
                try misread.install(on: fresh("bert", nil), from: folder, baseDigest: "d", allowBaseMismatch: false)
            }
        #expect(fault?.expected.hasPrefix("none") == true && fault?.found == "mean")
        try Data(text.utf8).write(to: file)
        // A description that says PEFT's form of it is none that was written here.
        guard method != .head else { return }
        try JSONEncoder().encode(description).write(to: folder.appending(path: AdapterDirectory.configurationName))
        #expect(throws: InputError.self) { try AdapterDirectory.read(folder) }
    }

    /// The folder says its pooling twice, in config.json and by the name of its weights' file; both must agree.
    @Test(arguments: ["bert", "roberta"]) func aWholeModelComesBackWithItsPooling(_ backbone: String) throws {
        let model = try fresh(backbone), folder = try Fixtures.temporary()
        _ = try model.adapt(configuration(.full).adapter, seed: 1, threads: 1)
        let rows = training.examples(6, "dev").map(\.encoding),
            base = Fixtures.directory.appending(path: "tiny-\(backbone)")
        let logits = try Evaluator(model, threads: 1).logits(rows).values
        // What lay there before would be read in its place.
        try ModelDirectory.write(fresh(backbone, nil), task: .rte, base: base, to: folder)
        try ModelDirectory.write(model, task: .rte, base: base, to: folder)
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
        #expect(names == ["config.json", "edora_model.safetensors"])
        let again = try SequenceClassifier(directory: folder, seed: 5)
        #expect(again.hasPretrainedHead && again.startNotes.isEmpty && again.unusedTensors.isEmpty)
        #expect(again.configuration.pooling == .mean)
        #expect(try Evaluator(again, threads: 1).logits(rows).values == logits)
        #expect(throws: InputError.self, "the checkpoint's own reading is stated by who trains on") {
            try again.adapt(.standard(.lora, rank: 2), seed: 1)
        }

        let file = folder.appending(path: "config.json"), json = try JSONFile(file).object
        #expect((json["architectures"] as? [String])?.first?.hasSuffix("MeanPoolingForSequenceClassification") == true)
        func refusal(_ pooling: String?) throws -> String {
            var changed = json
            changed["edora_pooling"] = pooling
            try JSONSerialization.data(withJSONObject: changed).write(to: file)
            let error = #expect(throws: InputError.self) { try SequenceClassifier(directory: folder, seed: 5) }
            return "\(error, default: "")"
        }
        #expect(try refusal(nil).contains("expected a pooling"))
        #expect(try refusal("max").contains("expected mean"))
        try FileManager.default.moveItem(
            at: folder.appending(path: "edora_model.safetensors"), to: folder.appending(path: "model.safetensors"))
        #expect(try refusal("mean").contains("expected nothing, as the weights are in model.safetensors"))

        // A model of the usual kind takes the place of the other, and leaves nothing of it.
        try ModelDirectory.write(model, task: .rte, base: base, to: folder)
        try ModelDirectory.write(fresh(backbone, nil), task: .rte, base: base, to: folder)
        #expect(
            Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == [
                "config.json", "model.safetensors",
            ])
        #expect(try JSONFile(file).object["edora_pooling"] == nil)
    }

    @Test func aPoolerThatIsLeftOutNeitherTrainsNorIsAdapted() throws {
        var adapter = configuration(.lora).adapter
        adapter.trainsPooler = true
        let error = #expect(throws: InputError.self) { try fresh().adapt(adapter, seed: 1) }
        #expect("\(error, default: "")".contains("mean pooling, which leaves a pooler out"))
        (adapter.trainsPooler, adapter.targets) = (nil, ["pooler.dense"])
        #expect(throws: InputError.self) { try fresh().adapt(adapter, seed: 1) }
        adapter.targets = ["all-linear"]
        let model = try fresh()
        _ = try model.adapt(adapter, seed: 1)
        #expect(model.adaptedLayers.count == 12)
        #expect(try model.configuration.targets(of: adapter).count == 12)
    }

    /// A checkpoint that lacks a pooler, which without a pooling would start from the seed, needs none.
    @Test func aCheckpointWithoutAPoolerStartsWithoutANote() throws {
        let directory = Fixtures.directory.appending(path: "checkpoints/masked-lm")
        let model = try SequenceClassifier(directory: directory, classes: 2, pooling: .mean, seed: 1)
        #expect(model.startNotes.isEmpty && model.backbone.trainedHead.map(\.name) == ["classifier"])
    }

    /// A family whose head cannot read otherwise says so in place of reading on as it does.
    @Test func aBackboneWithoutTheChoiceRefusesIt() throws {
        struct Other: BackboneConfiguration {
            let shape = EncoderConfiguration.miniLM
            var modelType: String { "other" }
            var tensorPrefix: String { shape.tensorPrefix }
            var classifierArchitecture: String { shape.classifierArchitecture }
            var summary: String { shape.summary }
            var layerCount: Int { shape.layerCount }
            var hiddenSize: Int { shape.hiddenSize }
            var embeddingSize: Int { shape.embeddingSize }
            var vocabularySize: Int { shape.vocabularySize }
            var maxTokens: Int { shape.maxTokens }
            var tokenTypes: Int { shape.tokenTypes }
            var readsTokenTypes: Bool { shape.readsTokenTypes }
            var positionRule: PositionRule { shape.positionRule }
            var dropout: DropoutRates { shape.dropout }
            var adapterTargets: [AdapterTarget] { shape.adapterTargets }
            var layerMatrices: [AdapterTarget] { shape.layerMatrices }
            var poolerMatrices: [AdapterTarget] { shape.poolerMatrices }
            func headCount(classes: Int) -> Int { shape.headCount(classes: classes) }
            func totalCount(classes: Int) -> Int { shape.totalCount(classes: classes) }
            func stepOperations(lengths: [Int], _ method: AdapterMethod, rank: Int) -> Double { 0 }
        }
        #expect(try Other().pooled(by: nil).pooling == nil)
        let error = #expect(throws: InputError.self) { try Other().pooled(by: .mean) }
        #expect("\(error, default: "")".contains("adapter.pooling"))
    }
}
