import ArgumentParser
import Core
import Foundation

extension Method: ExpressibleByArgument {}
extension Basis.SigmaSide: ExpressibleByArgument {}
extension AdapterConfiguration.BasisKind: ExpressibleByArgument {}
extension AdapterConfiguration.Decomposed: ExpressibleByArgument {}
extension AdapterConfiguration.Vectors: ExpressibleByArgument {}
extension AdapterConfiguration.Algorithm: ExpressibleByArgument {}
extension TrainingConfiguration.Schedule: ExpressibleByArgument {}
extension GLUETask.Split: ExpressibleByArgument {}
extension Division: ExpressibleByArgument {}

extension GLUETask: ExpressibleByArgument {
    public init?(argument: String) { self.init(name: argument) }
    public static var allValueStrings: [String] { allCases.map(\.rawValue) }
}

/// `--scaling 1.5` or `--scaling alpha/r`.
enum ScalingOption: ExpressibleByArgument {
    case value(Double), alphaOverRank

    init?(argument: String) {
        if argument == "alpha/r" { self = .alphaOverRank } else {
            guard let value = Double(argument) else { return nil }
            self = .value(value)
        }
    }
}

/// The adapter, option by option; what is not given follows the paper, or the method's custom.
struct AdapterOptions: ParsableArguments {
    @Option(help: "Fine-tuning method.") var method: Method = .edora
    @Option(help: "Rank r of the low-rank methods.") var rank = 16
    @Option(help: "Scale s of the low-rank update: a number, or alpha/r. (default: 1 for edora and lora-xs, alpha/r for lora and dora)")
    var scaling: ScalingOption?
    @Option(help: "α of --scaling alpha/r.") var alpha = 16.0
    @Option(help: "What the SVD decomposes: the direction W₀/‖W₀‖ (paper) or the weight (released code).")
    var svdOf: AdapterConfiguration.Decomposed = .direction
    @Option(help: "Which factor carries the singular values.") var sigmaSide: Basis.SigmaSide = .input
    @Option(help: "Where the frozen factors come from.") var basis: AdapterConfiguration.BasisKind = .svd
    @Option(help: "Which singular vectors span the SVD's basis, always with the largest singular values.") var vectors: AdapterConfiguration.Vectors = .top
    @Flag(help: "Differentiate EDoRA's norm, which papers and released code hold constant.") var exactNorm = false
    @Option(help: "How the SVD is computed.") var svd: AdapterConfiguration.Algorithm = .exact
    @Option(help: "Standard deviation of R at the start; 0 starts at the pretrained weights.") var sigma = 0.01

    var configuration: AdapterConfiguration {
        var result = AdapterConfiguration.standard(method, rank: rank)
        switch scaling {
        case .value(let value): result.scaling = .value(value)
        case .alphaOverRank: result.scaling = .alphaOverRank(alpha: alpha)
        case nil: if !method.hasBasis { result.scaling = .alphaOverRank(alpha: alpha) }
        }
        (result.svdOf, result.sigmaSide, result.basis) = (svdOf, sigmaSide, basis)
        (result.svdAlgorithm, result.deviation) = (svd, sigma)
        if vectors != .top { result.vectors = vectors }
        if exactNorm { result.differentiatesNorm = true }
        return result
    }
}

/// Which model runs, and on how many threads.
struct ModelOptions: ParsableArguments {
    @Option(help: "A Hugging Face checkpoint folder, or minilm.") var model = "minilm"
    @Option(help: "Threads; the numbers do not depend on it. (default: all cores)") var threads: Int?
    @Flag(help: "Say which OpenBLAS kernel runs.") var verbose = false

    func threadCount() throws -> Int {
        let count = threads ?? ProcessInfo.processInfo.activeProcessorCount
        guard count >= 1, count <= 1024 else {
            throw InputError("--threads", expected: "1 to 1024", found: "\(count)")
        }
        if verbose { note("OpenBLAS runs its \(OpenBLAS.coreName) kernel (\(OpenBLAS.configuration)); \(count) threads") }
        return count
    }

    func directory() throws -> URL { try ModelDirectory.locate(model) }
}

/// A line for the person at the terminal; results go to standard output.
func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
