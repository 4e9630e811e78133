import CVectorKernels
import Core

/// Pieces of the training step by themselves, on random numbers of real sizes: for the `Benchmarks` package.
///
/// Each is made once, with its memory, and then run as often as the benchmark likes.
public struct KernelWorkload {
    /// Does the piece once, on the same numbers at every call.
    public let run: () -> Void

    /// Attention of `sequences` sequences of one length, with dropout as in training: forward, and with `backward` its
    /// gradient, too.
    public static func attention(
        sequences: Int, length: Int, hidden: Int, heads: Int, backward: Bool
    ) -> KernelWorkload {
        var random = Random(seed: 1, purpose: "attention benchmark")
        let rows = sequences * length, arena = Arena(), attention = Attention(heads: heads, layer: 0)
        let Q = Matrix.normal(rows, hidden, deviation: 1, using: &random)
        let K = Matrix.normal(rows, hidden, deviation: 1, using: &random)
        let V = Matrix.normal(rows, hidden, deviation: 1, using: &random)
        let dcontext = Matrix.normal(rows, hidden, deviation: 1, using: &random)
        var bounds = Attention.Bounds()
        for number in 0 ..< sequences { bounds.append(number, queries: length, keys: length) }
        let inputs = Attention.Inputs(Q: Q, K: K, V: V, bounds: bounds)
        let dropout = Dropout(hidden: 0.1, attention: 0.1, pooled: 0.1, seed: 1, step: 0)
        return KernelWorkload {
            arena.reset()
            let (_, saved) = attention.forward(inputs, dropout: dropout, in: arena)
            guard backward else { return }
            _ = attention.backward(dcontext: dcontext, inputs, saved, needsKeys: true, in: arena)
        }
    }

    /// GELU with its bias, and its derivative, over [tokens, width].
    public static func gelu(tokens: Int, width: Int) -> KernelWorkload {
        var random = Random(seed: 1, purpose: "GELU benchmark")
        let x = Matrix.normal(tokens, width, deviation: 1, using: &random), y = Matrix(tokens, width)
        let bias = Matrix(1, width)
        return KernelWorkload { vk_bias_gelu(x.base, bias.base, y.base, tokens, width) }
    }

    /// LayerNorm over [tokens, hidden].
    public static func layerNorm(tokens: Int, hidden: Int) -> KernelWorkload {
        var random = Random(seed: 1, purpose: "LayerNorm benchmark")
        let x = Matrix.normal(tokens, hidden, deviation: 1, using: &random), y = Matrix(tokens, hidden)
        let normalised = Matrix(tokens, hidden), inverse = Matrix(1, tokens)
        let gain = Matrix(1, hidden), offset = Matrix(1, hidden)
        return KernelWorkload {
            vk_layer_norm(
                x.base, gain.base, offset.base, 1e-12, y.base, normalised.base, inverse.base, tokens, hidden)
        }
    }

    /// The row norms of W₀ + B·R·A in closed form, from r-wide matrices alone (see `LowRankUpdate.rowNorms`).
    public static func closedFormNorm(outputs: Int, inputs: Int, rank: Int) -> KernelWorkload {
        let (W0, C, A) = factors(outputs, inputs, rank)
        let update = LowRankUpdate(W0, scale: 1, A: A)
        return KernelWorkload { _ = update.rowNorms(C: C) }
    }

    /// The same norms from the dense sum, as the released code takes them.
    public static func denseNorm(outputs: Int, inputs: Int, rank: Int) -> KernelWorkload {
        let (W0, C, A) = factors(outputs, inputs, rank)
        let V = Matrix(outputs, inputs)
        return KernelWorkload {
            V.assign(W0)
            V.setProduct(C, A, accumulating: true)
            _ = V.rowNorms
        }
    }

    private static func factors(_ outputs: Int, _ inputs: Int, _ rank: Int) -> (W0: Matrix, C: Matrix, A: Matrix) {
        var random = Random(seed: 1, purpose: "norm benchmark")
        return (
            Matrix.normal(outputs, inputs, deviation: 0.04, using: &random),
            Matrix.normal(outputs, rank, deviation: 0.01, using: &random),
            Matrix.normal(rank, inputs, deviation: 1, using: &random)
        )
    }

    /// Matrices of the shapes that adapters are put on in a checkpoint, layer by layer, with slowly falling singular
    /// values (near 1/√i): a large gap would make the randomised SVD's work too easy.
    public static func weights(of checkpoint: Checkpoint) -> [Matrix] {
        let shape = checkpoint.configuration
        let layer = shape.adapterTargets.map { decayingWeight($0.outputs, $0.inputs) }
        return (0 ..< shape.layerCount).flatMap { _ in layer.map { $0.copy() } }
    }

    /// A matrix with singular values near 1/√i.
    public static func decayingWeight(_ outputs: Int, _ inputs: Int) -> Matrix {
        var random = Random(seed: 1, purpose: "SVD benchmark")
        let k = min(outputs, inputs)
        let left = Matrix.normal(outputs, k, deviation: 1 / Double(outputs).squareRoot(), using: &random)
        let right = Matrix.normal(k, inputs, deviation: 1 / Double(inputs).squareRoot(), using: &random)
        for i in 0 ..< k {
            let sigma = 1 / Float(i + 1).squareRoot()
            for j in 0 ..< inputs { right[i, j] *= sigma }
        }
        return left * right
    }

    /// The randomised SVD of every matrix, `threads` of them at a time: what making an EDoRA model costs.
    ///
    /// - Throws: `SVDError`.
    public static func decompose(_ weights: [Matrix], rank: Int, threads: Int) throws -> [SVD] {
        OpenBLAS.useOneThreadPerCall()
        return try Parallel.map(weights.count, threads: threads) { try SVD.randomised(weights[$0], rank: rank) }
    }
}
