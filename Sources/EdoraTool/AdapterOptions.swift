import ArgumentParser
import Core
import Foundation

/// The adapter, option by option; what is not given follows the paper, or the method's custom.
struct AdapterOptions: ParsableArguments {
    @Option(help: "Fine-tuning method.") var method: AdapterMethod = .standard
    @Option(help: "Rank r of the low-rank methods. (default: 16)") var rank: Int?
    @Option(help: "File with a rank for each matrix, written by edora ranks; --rank is that of the others.")
    var rankPattern: String?
    @Option(
        help: "Scale s of the low-rank update: a number, or alpha/r. (default: the method's own)")
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
    @Flag(help: "Differentiate the norm, which papers and released code hold constant.") var exactNorm = false
    @Option(help: "How the SVD is computed. (default: exact)") var svd: AdapterConfiguration.Algorithm?
    @Option(help: "Standard deviation of R at the start; 0 starts at the pretrained weights. (default: 0.01)")
    var sigma: Double?
    @Option(
        help: """
            Values of the one vector that trains for all matrices, where a method has such. (default: as many as \
            \(AdapterMethod.standard.title) trains at the rank)
            """)
    var thetaLength: Int?

    @OptionGroup var matrices: MatrixOptions

    /// - Throws: `InputError` for a file of ranks that cannot be read.
    func configuration() throws -> AdapterConfiguration {
        var result = AdapterConfiguration.standard(method, rank: rank ?? 16)
        switch scaling {
        case .value(let value): result.scaling = .value(value)
        case .alphaOverRank: result.scaling = .alphaOverRank(alpha: alpha ?? 16)
        case nil:
            if case .alphaOverRank(let usual) = result.scaling {
                result.scaling = .alphaOverRank(alpha: alpha ?? usual)
            }
        }
        result.svdOf = svdOf ?? result.svdOf
        result.sigmaSide = sigmaSide ?? result.sigmaSide
        result.basis = basis ?? result.basis
        result.svdAlgorithm = svd ?? result.svdAlgorithm
        result.deviation = sigma ?? result.deviation
        if let vectors, vectors != .top { result.vectors = vectors }
        if exactNorm { result.differentiatesNorm = true }
        result.thetaLength = thetaLength
        if let rankPattern { result.rankPattern = try RankPattern.read(URL(fileURLWithPath: rankPattern)).ranks }
        matrices.apply(to: &result)
        return result
    }

    /// An option that would do nothing is refused: whoever gave it expects something else.
    func validate() throws {
        let ofTheSVD = [
            ("--svd-of", svdOf != nil), ("--sigma-side", sigmaSide != nil), ("--vectors", vectors != nil),
            ("--svd", svd != nil),
        ]
        if basis == .random || basis == .orthonormal, let (name, _) = ofTheSVD.first(where: \.1) {
            throw ValidationError("\(name) has no effect with --basis \(basis?.rawValue ?? ""), which has no SVD")
        }
        if basis == .orthonormalSigma && vectors != nil {
            throw ValidationError(
                "--vectors has no effect with --basis orthonormal-sigma, which takes the singular values alone")
        }
        if svd == .randomised, let vectors, vectors != .top {
            throw ValidationError(
                "--svd randomised finds the first singular vectors alone, not --vectors \(vectors.rawValue)")
        }
        try require(
            .rank, of: [("--scaling", scaling != nil), ("--rank", rank != nil), ("--rank-pattern", rankPattern != nil)])
        let scales = [("--scaling", scaling != nil), ("--alpha", alpha != nil)]
        if method.traits.contains(.unscaled), let (name, _) = scales.first(where: \.1) {
            throw ValidationError("\(name) has no effect under --method \(method.id), whose update has no scale")
        }
        try require(.basis, of: ofTheSVD + [("--basis", basis != nil), ("--sigma", sigma != nil)])
        try require(.normGradient, of: [("--exact-norm", exactNorm)])
        try require(.sharedVector, of: [("--theta-length", thetaLength != nil)])
        try matrices.validate(for: method)
        let isByAlpha =
            switch scaling {
            case .value: false
            case .alphaOverRank: true
            case nil: if case .alphaOverRank = method.defaults.scaling { true } else { false }
            }
        if alpha != nil && !(isByAlpha && method.hasRank) {
            throw ValidationError("--alpha has no effect without --scaling alpha/r under --method \(method.id)")
        }
    }

    /// - Throws: `ValidationError` for an option that was given although the method lacks what it is about.
    func require(_ trait: AdapterMethod.Traits, of options: [(name: String, isGiven: Bool)]) throws {
        guard !method.traits.contains(trait), let option = options.first(where: \.isGiven) else { return }
        let others = AdapterMethod.all.filter { $0.traits.contains(trait) }.map(\.id).joined(separator: ", ")
        throw ValidationError(
            "\(option.name) has no effect under --method \(method.id), but under those with \(trait.name): \(others)")
    }
}

extension AdapterMethod.Traits {
    /// For messages.
    fileprivate var name: String {
        switch self {
        case .rank: "a rank"
        case .basis: "a frozen basis"
        case .magnitudes: "magnitudes that train"
        case .sharedVector: "one vector for all matrices"
        default: "a choice of the norm's gradient"
        }
    }
}
