import Foundation
import Testing

@testable import Core

/// Products of numbers rounded to bfloat16: against sums in Double of the rounded numbers, and in training.
@Suite struct BFloat16Tests {
    static let seed: UInt64 = 7
    private let training = TrainingTests(), products = OwnProductTests()

    /// The nearest number with eight bits of fraction: between 2ᵉ and 2ᵉ⁺¹ they lie 2ᵉ⁻⁷ apart. Ties, which random
    /// numbers do not meet, go where `rounded` puts them.
    private func rounded(_ x: Float) -> Double {
        guard x != 0 else { return 0 }
        let unit = exp2(Double(x.exponent) - 7)
        return (Double(x) / unit).rounded(.toNearestOrEven) * unit
    }

    @Test(arguments: [(1, 3, 5), (13, 32, 449), (113, 40, 16), (230, 96, 900), (29, 70, 33)])
    func productsAgreeWithSumsOfRoundedNumbers(rows: Int, columns: Int, depth: Int) {
        var random = Random(seed: Self.seed, purpose: "bfloat16")
        let x = products.cut((rows, depth), using: &random), W = products.cut((columns, depth), using: &random)
        let bias = products.cut((1, columns), using: &random).copy(),
            before = products.cut((rows, columns), using: &random).copy()
        let which: Comment = "\(rows) × \(depth) · \(depth) × \(columns), seed \(Self.seed)"
        let panels = BFloat16Panels(depth: depth, columns: columns, emulated: true)
        panels.pack(W.T)
        let biased = Matrix(rows, columns), added = before.copy(), turned = Matrix(rows, columns)
        panels.multiply(x, into: biased, bias: bias)
        panels.multiply(x, into: added, bias: nil, accumulating: true)
        ProductFormat.bfloat16(emulated: true).setProduct(
            x.transposed().T, W.transposed(), into: turned, in: Arena())
        for i in 0 ..< rows {
            for j in 0 ..< columns {
                let tolerance = 1e-5 * Double(depth).squareRoot()
                let sum = (0 ..< depth).reduce(0.0) { $0 + rounded(x[i, $1]) * rounded(W[j, $1]) }
                #expect(abs(Double(turned[i, j]) - sum) < tolerance, which)
                #expect(abs(Double(biased[i, j]) - sum - Double(bias[0, j])) < tolerance, which)
                #expect(abs(Double(added[i, j]) - sum - Double(before[i, j])) < tolerance, which)
            }
        }
    }

    @Test(.enabled(if: Precision.bfloat16.isInHardware))
    func theProcessorsInstructionGivesTheEmulationsBits() {
        var random = Random(seed: Self.seed, purpose: "bfloat16")
        for (rows, columns, depth) in [(1, 3, 5), (13, 32, 449), (113, 40, 1800), (230, 96, 900)] {
            let x = products.cut((rows, depth), using: &random), W = products.cut((columns, depth), using: &random)
            let found = [false, true].map { emulated in
                let y = Matrix(rows, columns)
                ProductFormat.bfloat16(emulated: emulated).setProduct(
                    x.asFactor, W.transposed(), into: y, in: Arena())
                return y.values
            }
            #expect(found[0] == found[1], "\(rows) × \(depth) · \(depth) × \(columns), seed \(Self.seed)")
        }
    }

    @Test(.enabled(if: !Precision.bfloat16.isInHardware))
    func aProcessorWithoutItRefuses() throws {
        let model = try training.model(training.configuration())
        let error = #expect(throws: InputError.self) { try model.compute(in: .bfloat16) }
        #expect(error?.description.contains("has no AVX512-BF16") == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("`emulated`") == true)
        #expect(model.precision == .float32)
        try model.compute(in: .bfloat16, emulated: true)
        #expect(model.precision == .bfloat16)
    }

    private func configuration(_ method: AdapterMethod, epochs: Int = 2) -> TrainingConfiguration {
        var configuration = training.configuration(method, epochs: epochs)
        configuration.precision = .bfloat16
        return configuration
    }

    @Test(arguments: [AdapterMethod.edora, .full])
    func theBitsDoNotDependOnTheNumberOfThreads(_ method: AdapterMethod) throws {
        var configuration = configuration(method)
        configuration.steps.batchSize = 96
        let train = training.examples(192, "train")
        let results = try [1, 2, 3].map { threads in
            let model = try training.model(configuration)
            _ = try Trainer(model, configuration, key: "k", train: train, dev: [], threads: threads).run()
            return training.bits(model)
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test func aStoppedRunEndsWithTheSameBits() throws {
        let configuration = configuration(.edora), folder = try Fixtures.temporary()
        func bits(_ name: String, stopAt: Int?) throws -> [[Float]] {
            try training.bits(configuration, from: folder.appending(path: name), stopAt: stopAt)
        }
        _ = try bits("stopped", stopAt: 5)
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "stopped").path))
        #expect(try bits("stopped", stopAt: nil) == bits("undisturbed", stopAt: nil))
    }

    /// Rounding moves a training a little: not at all would mean that nothing was rounded.
    @Test(arguments: [AdapterMethod.edora, .lora, .full])
    func lossesStayNearFloat32s(_ method: AdapterMethod) throws {
        func losses(_ precision: Precision) throws -> [Double] {
            var configuration = configuration(method, epochs: 4)
            configuration.precision = precision
            let train = training.examples(20, "train")
            return try Trainer(
                training.model(configuration), configuration, key: "k", train: train, dev: [], threads: 1
            ).run().losses
        }
        let exact = try losses(.float32), narrow = try losses(.bfloat16)
        let furthest = zip(exact, narrow).map { abs($0 - $1) }.max() ?? 1
        #expect(exact.count == 20 && furthest > 0 && furthest < 2e-2, "\(method): \(furthest)")
    }

    @Test func aModelInAnotherPrecisionThanTheConfigurationsIsRefused() throws {
        let configuration = configuration(.edora), rows = training.examples(8, "train")
        let error = #expect(throws: InputError.self) {
            try Trainer(
                training.model(training.configuration()), configuration, key: "k", train: rows, dev: [], threads: 1)
        }
        #expect(
            error?.description.contains("expected one that computes in bfloat16, as the configuration says") == true)
    }

    @Test func thePrecisionIsPartOfAKeyAndFloat32LeavesItAsItWas() throws {
        let inputs = RunRecord.Inputs(
            model: "m", modelConfiguration: nil, tokenizer: "t", train: "a", dev: "b", trainRows: 1, devRows: 1)
        var configuration = training.configuration()
        let key = try RunRecord.key(configuration, inputs)
        #expect(!String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self).contains("precision"))
        configuration.precision = .bfloat16
        #expect(try RunRecord.key(configuration, inputs) != key)
        let again = try JSONDecoder().decode(
            TrainingConfiguration.self, from: JSONEncoder().encode(configuration))
        #expect(again == configuration)
    }
}
