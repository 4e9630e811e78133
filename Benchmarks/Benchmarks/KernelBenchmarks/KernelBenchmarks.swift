import Benchmark
import Core
import CoreBenchmark
import Foundation

/// The pieces of training and of starting it, each by itself: `swift package benchmark` in the folder Benchmarks.
///
/// Sizes are those of MiniLM (H = 384, 12 heads) and of RoBERTa-base (H = 768, r = 32), a shard's 512 tokens.
let benchmarks: @Sendable () -> Void = {
    // A library that loads OpenBLAS must see to its kernel first; see OpenBLAS.restartWithBestKernel.
    OpenBLAS.restartWithBestKernel()
    OpenBLAS.useOneThreadPerCall()
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock], warmupIterations: 3, maxDuration: .seconds(2), maxIterations: 2000)

    func measure(_ name: String, _ workload: @escaping @Sendable () -> KernelWorkload) {
        Benchmark(name) { benchmark, piece in
            for _ in benchmark.scaledIterations { piece.run() }
        } setup: {
            workload()
        }
    }

    measure("attention, forward: 8 sequences of 64 tokens, H 384") {
        .attention(sequences: 8, length: 64, hidden: 384, heads: 12, backward: false)
    }
    measure("attention, forward and backward: 8 sequences of 64 tokens, H 384") {
        .attention(sequences: 8, length: 64, hidden: 384, heads: 12, backward: true)
    }
    measure("GELU with bias: 512 tokens of 1536") { .gelu(tokens: 512, width: 1536) }
    measure("LayerNorm: 512 tokens of 384") { .layerNorm(tokens: 512, hidden: 384) }
    measure("norm in closed form: 768 x 768, r 32") { .closedFormNorm(outputs: 768, inputs: 768, rank: 32) }
    measure("norm of the dense sum: 768 x 768, r 32") { .denseNorm(outputs: 768, inputs: 768, rank: 32) }

    let slow = Benchmark.Configuration(
        metrics: [.wallClock], warmupIterations: 1, maxDuration: .seconds(10), maxIterations: 5)

    Benchmark("SVD, exact: 768 x 768", configuration: slow) { _, weight in
        blackHole(try SVD.exact(weight))
    } setup: {
        KernelWorkload.decayingWeight(768, 768)
    }
    Benchmark("SVD, randomised: 768 x 768, r 32", configuration: slow) { _, weight in
        blackHole(try SVD.randomised(weight, rank: 32))
    } setup: {
        KernelWorkload.decayingWeight(768, 768)
    }
    Benchmark(
        """
        SVD, randomised: 48 matrices of RoBERTa-base's size, r 32, 2 threads
        """, configuration: slow
    ) { _, weights in
        blackHole(try KernelWorkload.decompose(weights, rank: 32, threads: 2))
    } setup: {
        KernelWorkload.weights(of: .papers)
    }
    Benchmark("tokenizer: the committed mini-glue CoLA training rows", configuration: slow) { _, rows in
        for text in rows.texts { blackHole(rows.tokenizer.encode(text, maxLength: 128)) }
    } setup: {
        try TokenizerRows()
    }
}

/// Sentences and the MiniLM tokenizer, found from this file's place in the repository.
struct TokenizerRows {
    let tokenizer: any Tokenizer
    let texts: [String]

    init() throws {
        let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
        tokenizer = try loadTokenizer(ModelDirectory.locate("\(root)/data/models/minilm"))
        let file = URL(fileURLWithPath: "\(root)/data/mini-glue/CoLA/train.tsv")
        texts = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
            String($0.split(separator: "\t").last ?? "")
        }
    }
}
