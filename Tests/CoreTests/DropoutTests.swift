import Foundation
import Testing

@testable import Core

@Suite struct DropoutTests {
    /// The spread that dropout gives the logits is PyTorch's (`scripts/make_dropout_fixture.py`): every place drops, at
    /// the right rate.
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
}
