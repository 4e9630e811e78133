import Testing

@testable import Core

/// What a backbone says of itself is what it is.
@Suite struct BackboneTests {
    @Test(arguments: ["tiny-bert", "tiny-roberta", "tiny-distilbert", "tiny-electra", "tiny-gemma"])
    func theMatricesThatItNamesAreThoseThatItAdapts(_ name: String) throws {
        let directory = Fixtures.directory.appending(path: name)
        let model = try SequenceClassifier(directory: directory, classes: 2, seed: 1)
        let named = model.configuration.adapterTargets, perLayer = named.count
        #expect(model.targets.count == model.configuration.adaptedMatrixCount)
        let layers = ["tiny-distilbert": "transformer.layer", "tiny-gemma": "layers"][name] ?? "encoder.layer"
        for (number, layer) in model.targets.enumerated() {
            let target = named[number % perLayer]
            #expect(layer.name == "\(layers).\(number / perLayer).\(target.path)")
            #expect(layer.outputs == target.outputs && layer.inputs == target.inputs, "\(layer.name)")
        }
        #expect(model.backbone.trainedHead.allSatisfy { $0.hasBias == (name != "tiny-gemma") })
        let head = model.trainableParameters.reduce(0) { $0 + $1.value.count }
        #expect(head == model.configuration.headCount(classes: 2))
        let all = model.mergedTensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
        #expect(all == model.configuration.totalCount(classes: 2))
    }

    /// Decoders' layers have none.
    @Test func aLayerWithoutABiasWritesAndAddsNone() {
        let W = Matrix.sample(3, 4, "W"), x = Matrix.sample(5, 4, "x"), arena = Arena()
        let plain = Linear("q", weight: W, bias: nil), biased = Linear("q", weight: W, bias: Matrix.sample(1, 3, "b"))
        #expect(plain.tensors("model.q").map(\.name) == ["model.q.weight"])
        #expect(biased.tensors("q").map(\.name) == ["q.weight", "q.bias"])
        #expect(plain.forward(x, in: arena).largestDifference(from: x * W.T) < 1e-6)
    }
}
