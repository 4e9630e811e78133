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

/// A path that a person gave. An empty one, such as a shell's unset variable, is none.
struct PathArgument: ExpressibleByArgument, CustomStringConvertible {
    let description: String
    var url: URL { URL(fileURLWithPath: description) }

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        description = argument
    }
}

/// `--scaling 1.5` or `--scaling alpha/r`.
enum ScalingOption: ExpressibleByArgument {
    case value(Double), alphaOverRank

    init?(argument: String) {
        if argument == "alpha/r" {
            self = .alphaOverRank
        } else {
            guard let value = Double(argument) else { return nil }
            self = .value(value)
        }
    }
}

/// The adapter, option by option; what is not given follows the paper, or the method's custom.
struct AdapterOptions: ParsableArguments {
    @Option(help: "Fine-tuning method.") var method: Method = .edora
    @Option(help: "Rank r of the low-rank methods. (default: 16)") var rank: Int?
    @Option(help: "File with a rank for each matrix, written by edora ranks; --rank is that of the others.")
    var rankPattern: String?
    @Option(
        help:
            """
            Scale s of the low-rank update: a number, or alpha/r. (default: 1 for edora and lora-xs, alpha/r for \
            lora and dora)
            """
    )
    var scaling: ScalingOption?
    @Option(help: "α of --scaling alpha/r. (default: 16)") var alpha: Double?
    @Option(
        help:
            "What the SVD decomposes: the direction W₀/‖W₀‖ (paper) or the weight (released code). (default: direction)"
    )
    var svdOf: AdapterConfiguration.Decomposed?
    @Option(help: "Which factor carries the singular values. (default: input)") var sigmaSide: Basis.SigmaSide?
    @Option(help: "Where the frozen factors come from. (default: svd)") var basis: AdapterConfiguration.BasisKind?
    @Option(
        help: "Which singular vectors span the SVD's basis, always with the largest singular values. (default: top)")
    var vectors: AdapterConfiguration.Vectors?
    @Flag(help: "Differentiate EDoRA's norm, which papers and released code hold constant.") var exactNorm = false
    @Option(help: "How the SVD is computed. (default: exact)") var svd: AdapterConfiguration.Algorithm?
    @Option(help: "Standard deviation of R at the start; 0 starts at the pretrained weights. (default: 0.01)")
    var sigma: Double?

    /// - Throws: `InputError` for a file of ranks that cannot be read.
    func configuration() throws -> AdapterConfiguration {
        var result = AdapterConfiguration.standard(method, rank: rank ?? 16)
        switch scaling {
        case .value(let value): result.scaling = .value(value)
        case .alphaOverRank: result.scaling = .alphaOverRank(alpha: alpha ?? 16)
        case nil: if !method.hasBasis { result.scaling = .alphaOverRank(alpha: alpha ?? 16) }
        }
        result.svdOf = svdOf ?? result.svdOf
        result.sigmaSide = sigmaSide ?? result.sigmaSide
        result.basis = basis ?? result.basis
        result.svdAlgorithm = svd ?? result.svdAlgorithm
        result.deviation = sigma ?? result.deviation
        if let vectors, vectors != .top { result.vectors = vectors }
        if exactNorm { result.differentiatesNorm = true }
        if let rankPattern { result.rankPattern = try RankPattern.read(URL(fileURLWithPath: rankPattern)).ranks }
        return result
    }

    /// An option that would do nothing is refused: whoever gave it expects something else.
    func validate() throws {
        if scaling != nil && !method.isLowRank {
            throw ValidationError(
                "--scaling has no effect under --method \(method.rawValue), which has no low-rank update")
        }
        if rank != nil && !method.isLowRank {
            throw ValidationError("--rank has no effect under --method \(method.rawValue), which has none")
        }
        if basis == .orthonormalSigma && vectors != nil {
            throw ValidationError(
                "--vectors has no effect with --basis orthonormal-sigma, which takes the singular values alone")
        }
        if basis == .random || basis == .orthonormal {
            for (name, isGiven) in [
                ("--svd-of", svdOf != nil), ("--sigma-side", sigmaSide != nil), ("--vectors", vectors != nil),
                ("--svd", svd != nil),
            ] where isGiven {
                throw ValidationError("\(name) has no effect with --basis \(basis?.rawValue ?? ""), which has no SVD")
            }
        }
        if svd == .randomised, let vectors, vectors != .top {
            throw ValidationError(
                "--svd randomised finds the first singular vectors alone, not --vectors \(vectors.rawValue)")
        }
        let ofTheBasis = [
            ("--svd-of", svdOf != nil), ("--sigma-side", sigmaSide != nil), ("--basis", basis != nil),
            ("--vectors", vectors != nil), ("--svd", svd != nil),
            ("--sigma", sigma != nil),
        ]
        for (name, isGiven) in ofTheBasis where isGiven && !method.hasBasis {
            throw ValidationError(
                "\(name) has no effect under --method \(method.rawValue); edora and lora-xs stand on a frozen basis")
        }
        if rankPattern != nil && !method.isLowRank {
            throw ValidationError("--rank-pattern has no effect under --method \(method.rawValue), which has no rank")
        }
        if exactNorm && method != .edora {
            throw ValidationError("--exact-norm has no effect under --method \(method.rawValue), but under edora")
        }
        let isByAlpha =
            switch scaling {
            case .value: false
            case .alphaOverRank: true
            case nil: !method.hasBasis
            }
        if alpha != nil && !(isByAlpha && method.isLowRank) {
            throw ValidationError("--alpha has no effect without --scaling alpha/r under --method \(method.rawValue)")
        }
    }
}

/// Which model runs, and on how many threads.
struct ModelOptions: ParsableArguments {
    @Option(help: "A Hugging Face checkpoint folder, minilm, or roberta-base.") var model = "minilm"
    @Option(help: "Threads; the numbers do not depend on it. (default: all cores)") var threads: Int?
    @Flag(help: "Say which OpenBLAS kernel runs.") var verbose = false

    func threadCount() throws -> Int {
        let count = threads ?? ProcessInfo.processInfo.activeProcessorCount
        guard count >= 1, count <= 1024 else {
            throw InputError("--threads", expected: "1 to 1024", found: "\(count)")
        }
        if verbose {
            note("OpenBLAS runs its \(OpenBLAS.coreName) kernel (\(OpenBLAS.configuration)); \(count) threads")
        }
        return count
    }

    func directory() throws -> URL { try ModelDirectory.locate(model) }
}

/// A line for the person at the terminal; results go to standard output.
///
/// A terminal that is gone, or a log on a full disk, must not end hours of training. (`StopOnSignal.ignoreClosedPipes`
/// sees to pipes.)
func note(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8)) }
