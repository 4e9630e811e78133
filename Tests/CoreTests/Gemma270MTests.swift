import Foundation
import Testing

@testable import Core

/// Gemma 3 270M from its GGUF file against transformers 5.24 in float32, where the file is there.
@Suite struct Gemma270MTests {
    private static let folder = Fixtures.root.appending(path: "data/models/gemma3-270m")

    private struct Reference: Decodable {
        struct Row: Decodable {
            let first: String
            let second: String?
            let ids: [Int32]
            let logits: [Float]
        }
        struct Next: Decodable {
            let text: String
            let ids, best: [Int32]
            let logits: [Float]
        }
        struct Sentence: Decodable {
            let text: String
            let ids: [Int32]
            let perplexity: Double
        }

        let rows: [Row]
        let next: [Next]
        let sentence: Sentence
    }

    /// Logits of a head of a fixed formula on texts and pairs, the next tokens, and a perplexity
    /// (`scripts/make_gemma_logits_fixture.py`).
    @Test(.enabled(if: FileManager.default.fileExists(atPath: folder.path), "make gemma"))
    func itsNumbersAreThoseOfTransformers() throws {
        let reference = try JSONDecoder().decode(
            Reference.self, from: Data(contentsOf: Fixtures.directory.appending(path: "gemma-logits.json")))
        let model = try SequenceClassifier(directory: Self.folder, classes: 2, seed: 1)
        let decoder = try #require(model.backbone as? Gemma3), tokenizer = try loadTokenizer(Self.folder)
        #expect(model.unusedTensors.isEmpty)
        #expect(model.configuration.summary == Gemma3Configuration.gemma270M.summary && model.targets.count == 72)
        model.backbone.trainedHead[0].assign(
            weight: Matrix(2, 640) { Float(0.02 * sin(Double(1 + 640 * $0 + $1))) }, bias: nil)
        for row in reference.rows {
            #expect(tokenizer.encode(row.first, row.second, maxLength: 512).ids == row.ids)
        }
        let logits = try Evaluator(model, threads: 2).logits(reference.rows.map { Encoding(ids: $0.ids) })
        let expected = Matrix(reference.rows.count, 2, reference.rows.flatMap(\.logits))
        #expect(logits.largestDifference(from: expected) < 2e-4)
        for next in reference.next {
            let last = decoder.nextTokenLogits(next.ids).rows(next.ids.count - 1 ..< next.ids.count).values
            #expect(last.indices.sorted { last[$0] > last[$1] }.prefix(5).map { Int32($0) } == next.best)
            #expect(zip(next.best, next.logits).allSatisfy { abs(last[Int($0)] - $1) < 5e-4 }, "\(next.text)")
        }
        let ids = reference.sentence.ids, all = decoder.nextTokenLogits(ids)
        let losses = (1 ..< ids.count).map { -log(all.softmax(row: $0 - 1)[Int(ids[$0])]) }
        let perplexity = exp(losses.reduce(0, +) / Double(losses.count))
        #expect(abs(perplexity / reference.sentence.perplexity - 1) < 1e-4, "\(perplexity)")
    }
}
