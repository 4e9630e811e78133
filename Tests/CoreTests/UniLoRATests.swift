import Foundation
import Testing

@testable import Core

/// One vector for all matrices. (Gradients and PEFT's files are in `RelativesTests`.)
@Suite struct UniLoRATests {
    func adapted(
        _ change: (inout AdapterConfiguration) -> Void = { _ in }, seed: UInt64 = 3, threads: Int = 1
    ) throws -> SequenceClassifier {
        let model = try SequenceClassifier(directory: RelativesTests.bert, classes: 2, seed: 1)
        var configuration = AdapterConfiguration.standard(.uniLoRA, rank: 5)
        change(&configuration)
        _ = try model.adapt(configuration, seed: seed, threads: threads)
        return model
    }

    func tensors(_ model: SequenceClassifier, _ roles: [TensorRole]) throws -> [Float] {
        try model.adaptedLayers.flatMap { layer in
            let tensors = try #require(layer.adapter).tensors
            return try roles.flatMap { try #require(tensors[$0]).values }
        }
    }

    /// Every value fills ⌊D/d⌋ or ⌈D/d⌉ entries of all A and B, so that the map from θ to the entries keeps lengths.
    @Test(arguments: [nil, 1, 77, 2880]) func placesAreBalanced(_ length: Int?) throws {
        let model = try adapted { $0.thetaLength = length }
        let p = try tensors(model, [.uniLoRAIndicesA, .uniLoRAIndicesB])
        let c = try tensors(model, [.uniLoRAScalesA, .uniLoRAScalesB]), D = 2 * 5 * (3 * 64 + 96)
        let theta = try #require(model.trainableParameters.first), d = theta.value.count
        #expect(p.count == D && c.count == D && d == length ?? 2 * (4 * 32 + 4 * 25))
        var counts = [Int](repeating: 0, count: d), squares = [Double](repeating: 0, count: d)
        for (place, scale) in zip(p, c) {
            counts[Int(place)] += 1
            squares[Int(place)] += Double(scale) * Double(scale)
        }
        #expect(Set(counts).isSubset(of: [D / d, (D + d - 1) / d]))
        #expect(squares.allSatisfy { abs($0 - 1) < 1e-5 })
        #expect(d == 1 || p != p.sorted())
        #expect(theta.value.values.allSatisfy { abs($0) <= 0.02 } && Set(theta.value.values).count == d)
    }

    /// θ is one: what trains are its values and the head's, and every matrix sees a change of it.
    @Test func oneVectorTrains() throws {
        let model = try adapted(), names = model.trainableParameters.map(\.name)
        #expect(names == ["unilora_theta_d", "classifier.weight", "classifier.bias"])
        #expect(model.adaptedLayers.count == 8)
        let theta = try #require(model.trainableParameters.first)
        #expect(model.adaptedLayers.allSatisfy { $0.adapter?.shared.parameters.first === theta })
        let before = model.adaptedLayers.map { $0.weight.copy() }
        for (layer, W) in zip(model.adaptedLayers, before) {
            let difference = W.largestDifference(from: layer.base)
            #expect(difference > 0 && difference <= 5 * 0.02 * 0.02, "W(θ) starts near W₀")
        }
        theta.value.assign(theta.value + theta.value)
        model.refresh(threads: 2)
        for (layer, W) in zip(model.adaptedLayers, before) {
            let expected = layer.base + 4 * (W - layer.base)
            #expect(
                layer.weight.largestDifference(from: expected) < 1e-6, "an update of twice the factors is four times it"
            )
        }
    }

    /// Shards add up their parts of θ's gradient matrix by matrix, each in one order.
    @Test func theGradientHasTheSameBitsForAnyNumberOfThreads() throws {
        let found = try [1, 2, 3].map { threads in
            let model = try adapted(), own = RelativesTests()
            let training = own.training(try #require(model.adapterConfiguration))
            let optimiser = Optimiser(model, training, threads: threads)
            _ = try optimiser.accumulate(own.examples(), dropout: nil)
            return try #require(optimiser.gradient(optimiser.parameters[0])).values
        }
        #expect(found[0] == found[1] && found[0] == found[2] && Set(found[0]).count > 100)
    }

    /// The numbers depend on the seed alone; the key of a run on the length, and only where one is given.
    @Test func everythingIsDrawnByTheSeed() throws {
        let roles: [TensorRole] = [.uniLoRATheta, .uniLoRAIndicesA, .uniLoRAScalesA, .uniLoRAIndicesB]
        let first = try tensors(adapted(), roles)
        #expect(try first == tensors(adapted(threads: 2), roles))
        #expect(try first != tensors(adapted(seed: 4), roles))
        let encoder = JSONEncoder()
        func json(_ configuration: AdapterConfiguration) throws -> String {
            String(decoding: try encoder.encode(configuration), as: UTF8.self)
        }
        for method in [AdapterMethod.uniLoRA, .edora] {
            #expect(try !json(.standard(method, rank: 4)).contains("thetaLength"))
        }
        var long = AdapterConfiguration.standard(.uniLoRA, rank: 4)
        long.thetaLength = 15_360
        #expect(try json(long).contains("\"thetaLength\":15360"))
        #expect(try EncoderConfiguration.miniLM.trainableCounts(long).adapter == 15_360)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        func refusal(_ change: (inout AdapterConfiguration) -> Void) throws -> String {
            let error = #expect(throws: InputError.self) { try self.adapted(change) }
            return error?.description ?? ""
        }
        #expect(try refusal { $0.thetaLength = 2881 }.contains("expected 1 to 2880"))
        #expect(try refusal { $0.thetaLength = 0 }.contains("adapter.thetaLength"))
        #expect(try refusal { $0.rank = 1 << 20 }.contains("rank: expected 1 to 32"))
        let path = try adapted().targets[1].name
        #expect(try refusal { $0.rankPattern = [path: 4] }.contains("whose matrices share a rank"))
    }

    /// A place that θ does not have would be read from other memory.
    @Test(arguments: [-1, 300, 0.5] as [Float]) func placesOutsideAreRefused(_ value: Float) throws {
        let layer = try #require(adapted().targets.first)
        var configuration = AdapterConfiguration.standard(.uniLoRA, rank: 4)
        configuration.thetaLength = 300
        let stored: AdapterSite.Stored = { role, rows, columns in
            Matrix(rows, columns) { i, j in role == .uniLoRAIndicesB && i == 3 && j == 1 ? value : 0 }
        }
        let shared = try configuration.shared(
            by: [AdapterTarget(layer.name, layer.outputs, layer.inputs)], seed: 0, stored: stored)
        var site = AdapterSite(layer.base, at: layer.name, configuration, seed: 0, shared: shared, stored: stored)
        let error = #expect(throws: InputError.self) { try UniLoRA(&site) }
        #expect(error?.description.contains("places in a vector of 300 values") == true)
    }

    /// Files keep places as I64, as PEFT does, and nothing else passes for them.
    @Test func placesAreWholeNumbersInFiles() throws {
        let model = try adapted(), folder = try Fixtures.temporary()
        try AdapterDirectory(of: model, task: .rte, maxLength: 24, baseDigest: "none", run: "r", seed: 3)
            .write(model, to: folder)
        let file = try Safetensors(contentsOf: folder.appending(path: AdapterDirectory.tensorsName))
        let types = Dictionary(grouping: file.entries, by: \.value.type).mapValues { $0.map(\.key) }
        #expect(types["I64"]?.count == 16 && types["I64"]?.allSatisfy { $0.contains("unilora_indices_") } == true)
        #expect(file.entries["base_model.unilora_theta_d"]?.shape == [456])
        let name = try #require(types["I64"]?.first), shape = try #require(file.entries[name]?.shape)
        #expect(try file.wholeNumbers(name, shape[0], shape[1]).values.contains { $0 > 400 })
        #expect(throws: InputError.self) { try file.matrix(name, shape[0], shape[1]) }
        let scales = name.replacing("indices", with: "scales")
        #expect(throws: InputError.self) { try file.wholeNumbers(scales, shape[0], shape[1]) }
    }
}
