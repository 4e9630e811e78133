import Testing

@testable import Core

/// The last layer's attention without K and V, against `Attention` on K and V with one query a sequence.
@Suite struct FirstTokenAttentionTests {
    private let heads = 3, H = 12, layer = 5
    /// numbers 7, 2 and 4 of a batch; the second has a single token.
    private var bounds: Attention.Bounds {
        var result = Attention.Bounds()
        for (number, length) in [(7, 4), (2, 1), (4, 8)] { result.append(number, queries: 1, keys: length) }
        return result
    }

    private func linear(_ name: String) -> Linear {
        let layer = Linear(name, weight: Matrix.sample(H, H, name + "W"), bias: Matrix.sample(1, H, name + "b"))
        layer.adapt(with: TrainedWeight(layer.base, name: name))
        return layer
    }

    /// dQ, dx and the gradients of both layers' weights and of the value's bias.
    @Test(arguments: [0, 0.3, 0.9])
    func isAttentionWithOneQuery(dropped: Double) throws {
        let key = linear("key"), value = linear("value"), arena = Arena()
        let Q = Matrix.sample(3, H, "Q"), x = Matrix.sample(13, H, "x"), dcontext = Matrix.sample(3, H, "dcontext")
        var offset = 0
        for parameter in [key, value].flatMap({ ($0.adapter?.parameters ?? []) + [$0.bias] }) {
            parameter.offset = offset
            offset += parameter.value.count
        }
        let dropout = Dropout(hidden: 0, attention: dropped, pooled: 0, seed: 3, step: 1)

        let general = Attention(heads: heads, layer: layer), expected = Gradients(count: offset)
        let K = key.forward(x, in: arena), V = value.forward(x, in: arena)
        let inputs = Attention.Inputs(Q: Q, K: K, V: V, bounds: bounds)
        let (context, saved) = general.forward(inputs, dropout: dropout, in: arena)
        let (dQ, dK, dV) = general.backward(dcontext: dcontext, inputs, saved, needsKeys: true, in: arena)
        let dx = arena.zeros(13, H)
        key.accumulate(dy: try #require(dK), x: x, y: K, into: expected, arena: arena)
        value.accumulate(dy: dV, x: x, y: V, into: expected, arena: arena)
        key.inputGradient(try #require(dK), into: dx, accumulating: true, in: arena)
        value.inputGradient(dV, into: dx, accumulating: true, in: arena)

        let own = FirstTokenAttention(heads: heads, layer: layer), gradients = Gradients(count: offset)
        let ownInputs = FirstTokenAttention.Inputs(Q: Q, x: x, key: key, value: value, bounds: bounds)
        let (ownContext, ownSaved) = own.forward(ownInputs, dropout: dropout, in: arena)
        let ownDx = Matrix(13, H), unused = Gradients(count: offset)
        let ownDQ = own.backward(dcontext: dcontext, ownInputs, ownSaved, dx: ownDx, into: gradients, in: arena)
        func agree(_ own: Matrix, _ other: Matrix) -> Bool {
            own.largestDifference(from: other) < 1e-5 * max(1, other.largest)
        }
        #expect(agree(ownContext, context))
        #expect(agree(ownDQ, dQ))
        #expect(agree(ownDx, dx))
        #expect(agree(gradients.flat, expected.flat))
        #expect(context.largest > 0.1 && expected.flat.largest > 0.1)
        let withoutDx = own.backward(dcontext: dcontext, ownInputs, ownSaved, dx: nil, into: unused, in: arena)
        #expect(withoutDx.largestDifference(from: ownDQ) == 0)
        #expect(unused.flat.largestDifference(from: gradients.flat) == 0)
    }
}
