import ArgumentParser
import Core
import CoreBenchmark
import Terminal
import TextFormat

/// In which number format states and weights enter their products.
struct PrecisionOptions: ParsableArguments {
    @Option(
        help: """
            Number format of states and weights in products of whole layers: float32, bfloat16 (8 bits of fraction, \
            for processors with AVX512-BF16), or auto: float32 in training, what is faster in predicting.
            """)
    var precision = PrecisionChoice.float32
    @Flag(
        help: """
            Compute bfloat16 without the processor's instructions for it: the same bits of products, slower than \
            float32.
            """)
    var emulate = false

    /// An option that would do nothing is refused.
    func validate() throws {
        if emulate && precision != .bfloat16 {
            throw ValidationError("--emulate needs --precision bfloat16 beside it")
        }
    }

    /// For a training, whose numbers must not depend on the machine: float32 where it is left to choose, with a note of
    /// what bfloat16 would bring.
    ///
    /// - Throws: `InputError` for a format that the processor lacks.
    func ofTraining() throws -> Precision {
        guard precision == .auto else { return try stated() }
        note("float32: " + (try Self.gain()))
        return .float32
    }

    /// For predictions: what is faster, where it is left to choose.
    ///
    /// - Throws: the same.
    func ofPredictions() throws -> Precision {
        guard precision == .auto else { return try stated() }
        let isThere = Precision.bfloat16.isInHardware
        note(isThere ? "bfloat16: this processor has AVX512-BF16" : "float32: this processor has no AVX512-BF16")
        return isThere ? .bfloat16 : .float32
    }

    private func stated() throws -> Precision {
        let precision = precision == .bfloat16 ? Precision.bfloat16 : .float32
        try precision.requireHardware(orEmulated: emulate)
        return precision
    }

    /// What this machine would gain, measured in a second.
    private static func gain() throws -> String {
        guard Precision.bfloat16.isInHardware else {
            return "this processor has no AVX512-BF16, so bfloat16 would bring nothing."
        }
        let seconds = 0.3, wide = try ProductPeak.measure(.float32, threads: 1, seconds: seconds),
            narrow = try ProductPeak.measure(.bfloat16, threads: 1, seconds: seconds)
        return "under --precision bfloat16 products would run \(decimalText(narrow / wide, decimals: 1)) times as fast."
    }
}

/// float32 and bfloat16 as stated; auto leaves the choice to the command.
enum PrecisionChoice: String, ExpressibleByArgument, CaseIterable {
    case float32, bfloat16, auto
}
