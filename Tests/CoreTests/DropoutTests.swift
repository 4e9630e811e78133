import Foundation
import Testing

@testable import Core

@Suite struct DropoutTests {
    /// The spread that dropout gives the logits is PyTorch's (`scripts/make_dropout_fixture.py`).
    @Test func dropoutMovesTheLogitsAsMuchAsInPyTorch() throws {
        struct Fixture: Decodable { let first, second: String; let passes: Int; let without, mean, deviation: [Double] }
        let fixture = try JSONDecoder().decode(
            Fixture.self, from: Data(contentsOf: Fixtures.directory.appending(path: "dropout.json")))
        let model = try SequenceClassifier(directory: Fixtures.minilm, classes: 2, seed: 1)
        model.setFixtureClassifier()
        let encoding = try loadTokenizer(Fixtures.minilm).encode(fixture.first, fixture.second, maxLength: 128)
        let arena = Arena(), rates = model.configuration.dropout, count = 500
        let batch = PackedBatch([encoding])
        let drawn = (0 ..< count).map { step -> [Double] in
            arena.reset()
            let dropout = Dropout(
                hidden: rates.hidden, attention: rates.attention, pooled: rates.classifier, seed: 1, step: step)
            let logits = model.backbone.forward(batch, dropout: dropout, in: arena).logits
            return [Double(logits[0, 0]), Double(logits[0, 1])]
        }
        for j in 0 ..< 2 {
            let mean = drawn.reduce(0) { $0 + $1[j] } / Double(count)
            let deviation = (drawn.reduce(0) { $0 + ($1[j] - mean) * ($1[j] - mean) } / Double(count - 1)).squareRoot()
            #expect(
                abs(deviation - fixture.deviation[j]) < 0.1 * fixture.deviation[j],
                "\(deviation) against \(fixture.deviation[j])")
            #expect(abs(mean - fixture.mean[j]) < 0.15 * fixture.deviation[j], "\(mean) against \(fixture.mean[j])")
        }
    }

    /// Every place of a toy drops, and no other under its rate: without any one of them PyTorch's own spread changes by
    /// three per cent or more, as the script sees to.
    @Test(arguments: ["hidden", "attention", "pooled"]) func everyPlaceDrops(kind: String) throws {
        struct Fixture: Decodable { let toy: Toy }
        struct Toy: Decodable {
            struct Spread: Decodable { let mean, deviation: [Double] }
            let ids: [Int32], token_types: [UInt8]
            let rate: Double
            let hidden, attention, pooled: Spread
        }
        let toy = try JSONDecoder().decode(
            Fixture.self, from: Data(contentsOf: Fixtures.directory.appending(path: "dropout.json"))
        ).toy
        let expected = try #require(["hidden": toy.hidden, "attention": toy.attention, "pooled": toy.pooled][kind])
        let model = try SequenceClassifier(
            directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 1)
        let row = Encoding(ids: toy.ids, typeOf: { toy.token_types[$0] })
        // A row's masks follow from its number in the batch and from the step.
        let batch = PackedBatch([Encoding](repeating: row, count: 1_000)), arena = Arena()
        func rate(_ place: String) -> Double { place == kind ? toy.rate : 0 }
        let drawn = (0 ..< 40).map { step -> Matrix in
            arena.reset()
            let dropout = Dropout(
                hidden: rate("hidden"), attention: rate("attention"), pooled: rate("pooled"), seed: 1, step: step)
            return model.backbone.forward(batch, dropout: dropout, in: arena).logits.copy()
        }
        for j in 0 ..< 2 {
            let values = drawn.flatMap { logits in (0 ..< logits.rows).map { Double(logits[$0, j]) } }
            let count = Double(values.count), mean = values.reduce(0, +) / count
            let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
            #expect(abs(deviation / expected.deviation[j] - 1) < 0.015, "\(deviation), \(expected.deviation[j])")
            #expect(abs(mean - expected.mean[j]) < 0.02 * expected.deviation[j], "\(mean), \(expected.mean[j])")
        }
    }
}
