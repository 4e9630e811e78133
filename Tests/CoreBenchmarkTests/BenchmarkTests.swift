import Core
import Foundation
import Testing

@testable import CoreBenchmark

@Suite("Benchmark")
struct BenchmarkTests {
    private let tiny = EncoderConfiguration(
        .bert, .init(vocabulary: 50, positions: 16, tokenTypes: 2, hidden: 8, intermediate: 16, layers: 2, heads: 2),
        padding: 0, layerNormEpsilon: 1e-12, dropout: .init(hidden: 0.1, attention: 0.1, classifier: 0.1))

    @Test("The needed operations of a head-only step are those of a forward pass, counted by hand")
    func headCost() {
        // Layer 0: Q, K, V, output 4·64 and feed-forward 2·128 a token, 2·8 a pair; layer 1: the same for the first
        // token alone, and for two heads 2·8 a token; pooler 64.
        let first = 7 * (4 * 64 + 2 * 128) + (9 + 16) * 16
        let last = 2 * (4 * 64 + 2 * 128) + 7 * 2 * 16
        let cost = tiny.stepOperations(lengths: [3, 4], .head, rank: 2)
        #expect(cost == Double(2 * (first + last + 2 * 64)))
    }

    @Test("Full fine-tuning needs about three forward passes; EDoRA between one and two more")
    func order() {
        let lengths = [40, 60, 80]
        func cost(_ method: AdapterMethod) -> Double {
            EncoderConfiguration.miniLM.stepOperations(lengths: lengths, method, rank: 16)
        }
        let forward = cost(.head)
        #expect(cost(.full) > 2.9 * forward && cost(.full) < 3.1 * forward)
        #expect(cost(.loraXS) <= cost(.edora) && cost(.edora) < cost(.lora) && cost(.lora) < cost(.full))
        #expect(cost(.edora) > 1.7 * forward && cost(.edora) < 2.3 * forward)
    }

    @Test("Batches take the committed lengths in order, cut to the longest allowed")
    func batches() {
        var random = Random(seed: 1, purpose: "test")
        let workload = Workload(
            task: .rte, method: .edora, rank: 2, batchSize: 2, backbone: "minilm", hasRandomWeights: true, threads: 1,
            maxLength: 8)
        let batch = workload.batch(1, lengths: [3, 4, 9], vocabulary: 50, random: &random)
        #expect(batch.map(\.encoding.ids.count) == [8, 3])
        #expect(batch.allSatisfy { $0.encoding.ids.allSatisfy { (0 ..< 50).contains($0) } && $0.target != nil })
    }

    @Test("A file without the task's lengths is refused with the reason")
    func badLengths() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "lengths-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let workload = Workload(
            task: .rte, method: .edora, rank: 2, batchSize: 2, backbone: "minilm", hasRandomWeights: true, threads: 1)
        for text in ["{\"CoLA\": [4]}", "{\"RTE\": []}", "{\"RTE\": [-1]}", "{\"RTE\": 4", ""] {
            try Data(text.utf8).write(to: file)
            #expect(throws: InputError.self) { try workload.lengths(from: file) }
        }
    }

    @Test func theMedianIsTheMiddleOrTheMeanOfTwo() {
        #expect([3, 1, 2].median == 2 && [5.0].median == 5 && [4, 1, 3, 2].median == 2.5 && [Double]().median.isNaN)
    }
}
