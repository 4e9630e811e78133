import Foundation
import Testing

@testable import Core

/// Numbers of files and settings that compute nothing sensible: each is refused by the name of its tensor or field.
@Suite struct AbsurdNumberTests {
    private static let names = ["encoder.layer.0.attention.self.query", "encoder.layer.1.output.dense"]

    /// The tiny model with another matrix.
    private func model(_ name: String, _ change: (Matrix) -> Void) throws -> URL {
        let folder = try CheckpointFieldTests.edited("tiny-bert") { _ in }
        let file = folder.appending(path: "model.safetensors"), source = try Safetensors(contentsOf: file)
        let tensors = try source.names.filter { source.entries[$0]?.type == "F32" }.map { tensor in
            let shape = source.entries[tensor]?.shape ?? []
            let value = try source.matrix(tensor, shape.count == 2 ? shape[0] : 1, shape.last ?? 1)
            if tensor.hasSuffix(name + ".weight") { change(value) }
            return Safetensors.Output(tensor, value, isVector: shape.count == 1)
        }
        try Safetensors.write(tensors, to: file)
        return folder
    }

    @Test func aRowOfDenormalWeightsIsNamed() throws {
        let name = Self.names[0]
        let denormal = Float(bitPattern: 7_000)  // about 1e-41
        let folder = try model(name) { matrix in for j in 0 ..< matrix.columns { matrix[3, j] = denormal } }
        func refusal(
            _ method: AdapterMethod, _ change: (inout AdapterConfiguration) -> Void = { _ in }
        ) throws -> String {
            var adapter = AdapterConfiguration.standard(method, rank: 2)
            change(&adapter)
            let model = try SequenceClassifier(directory: folder, classes: 2, seed: 1)
            do {
                _ = try model.adapt(adapter, seed: 1, threads: 1)
                return "none"
            } catch let fault as InputError { return fault.place }
        }
        for method in [AdapterMethod.dora, .edora, .directions, .magnitude] {
            #expect(try refusal(method) == "tensor \(name).weight, row 3", "\(method)")
        }
        #expect(try refusal(.lora) == "none" && refusal(.head) == "none" && refusal(.full) == "none")
        #expect(try refusal(.loraXS) == "tensor \(name).weight, row 3", "its basis is that of the direction")
        #expect(try refusal(.loraXS) { $0.svdOf = .weight } == "none")
        let fault = #expect(throws: InputError.self) {
            try RankPattern(.energy, rank: 2, model: folder, data: Fixtures.miniGLUE, task: nil, threads: 1)
        }
        #expect(fault?.place == "tensor \(name).weight, row 3")
        // Reading an adapter divides by the norms as making one does.
        let base = Fixtures.directory.appending(path: "tiny-bert"), output = try Fixtures.temporary()
        let trained = try SequenceClassifier(directory: base, classes: 2, seed: 1)
        _ = try trained.adapt(.standard(.dora, rank: 2), seed: 1, threads: 1)
        let description = try AdapterDirectory(
            of: trained, task: .rte, maxLength: 24, baseDigest: "d", run: "k", seed: 1)
        try description.write(trained, to: output)
        let other = try SequenceClassifier(directory: folder, classes: 2, seed: 1)
        let read = #expect(throws: InputError.self) {
            try description.install(on: other, from: output, baseDigest: "d", allowBaseMismatch: false)
        }
        #expect(read?.place == "tensor \(name).weight, row 3")
    }

    @Test func aMatrixOfZerosHasTheLeastRank() throws {
        let name = Self.names[1]
        let folder = try model(name) { $0.fill(0) }
        let pattern = try RankPattern(.energy, rank: 4, model: folder, data: Fixtures.miniGLUE, task: nil, threads: 1)
        #expect(pattern.ranks[name] == 1 && pattern.ranks.values.max() ?? 0 > 4, "\(pattern.ranks)")
        #expect(try RankAllocation.energies(Matrix(3, 4), count: 2) == [0, 0])
        #expect(try RankAllocation.ranks(gains: [[0, 0, 0], [1, 0, 0]], budget: 100) == [1, 1])
        for gain in [Double.nan, .infinity, -1] {
            #expect(throws: InputError.self) { try RankAllocation.ranks(gains: [[1, 1], [1, gain]], budget: 9) }
        }
    }

    @Test func fieldsOfTheConfigurationHaveBounds() throws {
        func refusal(_ key: String, _ value: Double, _ fixture: String = "tiny-bert") throws -> String? {
            let folder = try CheckpointFieldTests.edited(fixture) { $0[key] = value }
            do {
                _ = try BackboneFamily.configuration(contentsOf: folder.appending(path: "config.json"))
                return nil
            } catch let fault as InputError { return fault.place }
        }
        for (key, value) in [
            ("layer_norm_eps", -1), ("layer_norm_eps", 1e300), ("initializer_range", 1e300), ("initializer_range", -1),
            ("hidden_dropout_prob", 1), ("attention_probs_dropout_prob", -0.1), ("classifier_dropout", 2),
            ("vocab_size", 0), ("num_hidden_layers", 1e6), ("type_vocab_size", 1.5), ("hidden_size", 1e300),
        ] {
            #expect(try refusal(key, value)?.contains("\"\(key)\"") == true, "\(key) \(value)")
        }
        #expect(try refusal("layer_norm_eps", 0) == nil && refusal("initializer_range", 0) == nil)
        #expect(try refusal("pad_token_id", -1, "tiny-roberta")?.contains("\"pad_token_id\"") == true)
    }

    /// 2¹⁴ layers of 2²⁰ × 2²⁰ matrices: their count is no Int.
    @Test func sizesWhoseProductsAreTooLargeAreRefused() throws {
        func shape(_ sizes: [String: Int]) throws -> any BackboneConfiguration {
            let folder = try CheckpointFieldTests.edited("tiny-bert") { json in
                for (key, value) in sizes { json[key] = value }
            }
            return try BackboneFamily.configuration(contentsOf: folder.appending(path: "config.json"))
        }
        let most = 1 << 20
        for sizes in [
            ["hidden_size": most, "intermediate_size": most, "num_hidden_layers": 1 << 14, "vocab_size": most],
            ["hidden_size": most, "vocab_size": most - 1], ["hidden_size": most, "intermediate_size": most],
        ] {
            let fault = #expect(throws: InputError.self) { try shape(sizes) }
            #expect(fault?.place.contains("\"hidden_size\"") == true && fault?.expected.contains("2^40") == true)
        }
        // The largest that are taken can be counted, for every method at its largest rank.
        for sizes in [
            ["hidden_size": 1 << 18, "intermediate_size": 1 << 19, "num_hidden_layers": 1, "vocab_size": most],
            ["hidden_size": 1 << 13, "intermediate_size": 1 << 13, "num_hidden_layers": 1 << 9],
        ] {
            let shape = try shape(sizes)
            for method in AdapterMethod.all {
                let adapter = AdapterConfiguration.standard(method, rank: shape.hiddenSize)
                #expect(try shape.trainableCounts(adapter).adapter >= 0)
                #expect(shape.stepOperations(lengths: [512], method, rank: shape.hiddenSize) > 0)
            }
        }
    }

    @Test func sizesOfAnAdaptersDescriptionHaveBounds() throws {
        let model = try SequenceClassifier(
            directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 1)
        _ = try model.adapt(.standard(.edora, rank: 2), seed: 1, threads: 1)
        let folder = try Fixtures.temporary(), file = folder.appending(path: AdapterDirectory.configurationName)
        try AdapterDirectory(of: model, task: .rte, maxLength: 24, baseDigest: "d", run: "k", seed: 1)
            .write(model, to: folder)
        let json = try JSONFile(file).object
        func refusal(_ change: (inout [String: Any]) -> Void) throws -> String? {
            var changed = json
            change(&changed)
            try JSONSerialization.data(withJSONObject: changed).write(to: file)
            return #expect(throws: InputError.self) { try AdapterDirectory.read(folder) }?.place
        }
        func adapter(_ key: String, _ value: Any) -> (inout [String: Any]) -> Void {
            { json in
                var adapter = json["adapter"] as? [String: Any] ?? [:]
                adapter[key] = value
                json["adapter"] = adapter
            }
        }
        #expect(try refusal { $0["classes"] = 1 << 40 }?.hasSuffix("\"classes\"") == true)
        #expect(try refusal(adapter("rank", Int.max))?.hasSuffix("\"rank\"") == true)
        #expect(try refusal(adapter("rankPattern", ["a": Int.max]))?.hasSuffix("\"rank\"") == true)
        #expect(try refusal(adapter("deviation", 1e300))?.hasSuffix("\"deviation\"") == true)
        #expect(
            try refusal { json in
                var task = json["task"] as? [String: Any] ?? [:]
                task["name"] = "mine"
                task["layouts"] = [
                    "train": ["hasHeader": true, "columns": -1, "first": ["name": "a", "place": 0]]
                ]
                json["task"] = task
            } != nil)
    }

    @Test func settingsThatAFloatCannotHoldAreNamed() throws {
        func refusal(_ change: (inout TrainingConfiguration) -> Void) -> String? {
            var configuration = TrainingTests().configuration()
            change(&configuration)
            do { try configuration.validate() } catch { return (error as? InputError)?.place }
            return nil
        }
        #expect(refusal { _ in } == nil)
        for rate in [1e300, 1e-60, 0, -1, .nan] {
            #expect(refusal { $0.rates.adapter = rate } == "rates.adapter", "\(rate)")
            #expect(refusal { $0.rates.magnitudes = rate } == "rates.magnitudes", "\(rate)")
        }
        #expect(refusal { $0.regularisation.weightDecay = 1e300 } == "regularisation.weightDecay")
        #expect(refusal { $0.regularisation.clip = 1e-300 } == "regularisation.clip")
        #expect(refusal { $0.regularisation.clip = 0 } == nil)
        #expect(refusal { $0.adapter.deviation = 1e300 } == "adapter.deviation")
    }
}
