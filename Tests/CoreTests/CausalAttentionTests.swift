import Foundation
import Testing

@testable import Core

/// Attention of decoders against plain loops in Double, over several blocks of rows, and its gradient against
/// differences of them.
@Suite struct CausalAttentionTests {
    private let heads = 4, size = 6, lengths = [150, 1, 67]

    private func bounds(lastOnly: Bool) -> Attention.Bounds {
        var result = Attention.Bounds()
        for (number, length) in lengths.enumerated() {
            result.append(number, queries: lastOnly ? 1 : length, keys: length)
        }
        return result
    }

    /// softmax(q·kᵀ·scale)·v over what each row sees, row by row.
    private func context(
        _ Q: [Double], _ K: [Double], _ V: [Double], _ own: CausalAttention, lastOnly: Bool
    ) -> [Double] {
        let width = heads * size, keyWidth = own.keyHeads * size
        var result: [Double] = [], start = 0, query = 0
        for length in lengths {
            for t in (lastOnly ? length - 1 : 0) ..< length {
                for h in 0 ..< heads {
                    let column = h / (heads / own.keyHeads) * size, first = max(0, t + 1 - (own.window ?? length))
                    let weights = (first ... t).map { other in
                        exp(
                            Double(own.scale)
                                * (0 ..< size).reduce(0.0) {
                                    $0 + Q[query * width + h * size + $1] * K[(start + other) * keyWidth + column + $1]
                                })
                    }
                    let sum = weights.reduce(0, +)
                    result += (0 ..< size).map { j in
                        zip(first ... t, weights).reduce(0.0) {
                            $0 + $1.1 / sum * V[(start + $1.0) * keyWidth + column + j]
                        }
                    }
                }
                query += 1
            }
            start += length
        }
        return result
    }

    @Test(arguments: [1, 2, 4], [nil, 1, 20, 64, 100, 500] as [Int?])
    func isTheFormula(keyHeads: Int, window: Int?) {
        for lastOnly in [false, true] {
            let own = CausalAttention(heads: heads, keyHeads: keyHeads, size: size, window: window, scale: 0.4)
            let rows = lengths.reduce(0, +), asking = lastOnly ? lengths.count : rows
            let Q = Matrix.sample(asking, heads * size, "Q"), K = Matrix.sample(rows, keyHeads * size, "K")
            let V = Matrix.sample(rows, keyHeads * size, "V"), dcontext = Matrix.sample(asking, heads * size, "dc")
            let arena = Arena(), inputs = CausalAttention.Inputs(Q: Q, K: K, V: V, bounds: bounds(lastOnly: lastOnly))
            let (found, probabilities) = own.forward(inputs, in: arena)
            let values = [Q, K, V].map { $0.values.map(Double.init) }
            let expected = context(values[0], values[1], values[2], own, lastOnly: lastOnly)
            let difference = zip(found.values, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
            #expect(difference < 1e-5, "window \(window ?? 0), last tokens alone: \(lastOnly)")

            let back = own.backward(dcontext: dcontext, inputs, probabilities, in: arena)
            let dc = dcontext.values.map(Double.init), reach = 1e-5
            for (number, gradient) in [back.dQ, back.dK, back.dV].enumerated() {
                let direction = Matrix.sample(gradient.rows, gradient.columns, "direction").values.map(Double.init)
                func loss(_ sign: Double) -> Double {
                    var moved = values
                    for i in direction.indices { moved[number][i] += sign * reach * direction[i] }
                    return zip(context(moved[0], moved[1], moved[2], own, lastOnly: lastOnly), dc).reduce(0) {
                        $0 + $1.0 * $1.1
                    }
                }
                let slope = (loss(1) - loss(-1)) / (2 * reach)
                let along = zip(gradient.values, direction).reduce(0) { $0 + Double($1.0) * $1.1 }
                #expect(
                    abs(slope - along) < 1e-4 * max(1, Double(gradient.norm)),
                    "gradient \(number), window \(window ?? 0), last tokens alone: \(lastOnly)")
            }
        }
    }
}
