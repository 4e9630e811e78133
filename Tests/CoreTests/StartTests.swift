import Foundation
import Testing

@testable import Core

/// How large the numbers are that a run starts from: what training does not show, and fixtures replace.
@Suite struct StartTests {
    private func deviation(_ matrix: Matrix) -> Double {
        let values = matrix.values.map(Double.init), mean = values.reduce(0, +) / Double(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }

    private func adapter(_ method: AdapterMethod, rank: Int, _ change: (inout AdapterConfiguration) -> Void = { _ in })
        throws -> any Adapter
    {
        var configuration = AdapterConfiguration.standard(method, rank: rank)
        change(&configuration)
        let outcome = try configuration.adapt(Matrix.sample(100, 400, "W0"), at: "layer", seed: 1)
        guard case .adapted(let adapter) = outcome else { throw InputError("test", expected: "one", found: "none") }
        return adapter
    }

    /// U(−1/√in, 1/√in): a deviation of 1/√(3·in). PyTorch's `kaiming_uniform_(a=√5)`, which `nn.Linear` and PEFT use.
    @Test func kaimingsNumbersFollowTheColumns() throws {
        var random = Random(seed: 1, purpose: "kaiming")
        for A in [
            kaimingUniform(64, 400, using: &random), try #require(try adapter(.lora, rank: 40).tensors[.loraA]),
            try #require(try adapter(.edora, rank: 40) { $0.basis = .random }.tensors[.loraA]),
        ] {
            #expect(A.largest <= 0.05 && A.largest > 0.0499, "\(A.largest)")
            #expect(abs(deviation(A) - 0.05 / 3.0.squareRoot()) < 5e-4)
        }
        #expect(try adapter(.lora, rank: 40).tensors[.loraB]?.largest == 0)
    }

    @Test func theCoreStartsWithTheDeviationThatIsAskedFor() throws {
        for method in [AdapterMethod.edora, .directions, .loraXS] {
            let usual = try #require(try adapter(method, rank: 60).tensors[.core])
            let wide = try #require(try adapter(method, rank: 60) { $0.deviation = 0.3 }.tensors[.core])
            #expect(abs(deviation(usual) - 0.01) < 5e-4 && abs(deviation(wide) - 0.3) < 0.015, "\(method)")
        }
    }

    /// transformers' `initializer_range`.
    @Test func aNewClassifierStartsAtTwoHundredths() throws {
        let model = try SequenceClassifier(directory: Fixtures.minilm, classes: 3, seed: 1)
        let classifier = try #require(model.backbone.trainedHead.last)
        #expect(abs(deviation(classifier.weight) - 0.02) < 2e-3 && classifier.bias.value.largest == 0)
    }
}
