/// Everything that defines an adapter beside the weight it adapts. Differences between the paper and
/// the released code are options here; the defaults of the command line follow the paper.
public struct AdapterConfiguration: Codable, Sendable, Equatable {
    /// The factor s before the low-rank update.
    public enum Scaling: Codable, Sendable, Equatable {
        /// s itself, whatever the rank.
        case value(Double)
        /// s = α/r
        case alphaOverRank(alpha: Double)
    }

    /// Where the frozen factors come from.
    public enum BasisKind: String, Codable, Sendable, CaseIterable {
        /// `svd`: singular triplets, as in the papers. `random`: Kaiming-uniform numbers.
        case svd, random
        /// Random orthonormal directions: with all singular values one, or with those of the SVD.
        case orthonormal, orthonormalSigma = "orthonormal-sigma"
    }
    /// Which singular vectors of the SVD span the basis.
    public enum Vectors: String, Codable, Sendable, CaseIterable {
        /// The first r, the r in the middle, the last r; always with the first r singular values, so that the
        /// directions alone differ.
        case top, middle, bottom
    }
    /// What the SVD decomposes: D = W₀/‖W₀‖ (the paper) or W₀ (the released code).
    public enum Decomposed: String, Codable, Sendable, CaseIterable {
        /// `direction`: D, whose rows have norm 1. `weight`: W₀ itself.
        case direction, weight
    }
    /// How the SVD is computed.
    public enum Algorithm: String, Codable, Sendable, CaseIterable {
        /// `exact`: by LAPACK, then cut. `randomised`: faster and approximate (see `SVD`).
        case exact, randomised
    }

    /// Which parametrisation W(θ), and with it what trains.
    public var method: Method
    /// Rank r: rows of A and columns of B, from 1 to min(out, in). Without effect where `isLowRank` is false.
    public var rank: Int
    /// How s is given. Without effect where `isLowRank` is false.
    public var scaling: Scaling
    /// Where A and B come from. Like the settings below, it concerns LoRA-XS and EDoRA only.
    public var basis: BasisKind
    /// Whether the SVD is of D or of W₀.
    public var svdOf: Decomposed
    /// How the SVD is computed: its cost and its last digits.
    public var svdAlgorithm: Algorithm
    /// Which factor carries Σ_r.
    public var sigmaSide: Basis.SigmaSide
    /// Standard deviation of R at the start; 0 starts exactly at the pretrained weights.
    public var deviation: Double
    /// Which singular vectors span the SVD's basis; nil, as in records made before there was a choice, for the first.
    public var vectors: Vectors?
    /// Whether EDoRA's gradient differentiates the norm; nil, as in records made before there was a choice, for the
    /// usual one that holds it.
    public var differentiatesNorm: Bool?

    /// Ranks of single matrices, by the path of their layer, as PEFT's `rank_pattern`; the others, and all where it is
    /// nil, have `rank`.
    public var rankPattern: [String: Int]?

    /// The rank of the matrix at a path.
    public func rank(at path: String) -> Int { rankPattern?[path] ?? rank }

    /// Every setting stated but those of the ablation; `standard` gives the customary ones.
    public init(
        method: Method, rank: Int, scaling: Scaling, basis: BasisKind, svdOf: Decomposed,
        svdAlgorithm: Algorithm, sigmaSide: Basis.SigmaSide, deviation: Double
    ) {
        (self.method, self.rank, self.scaling, self.basis) = (method, rank, scaling, basis)
        (self.svdOf, self.svdAlgorithm, self.sigmaSide, self.deviation) = (svdOf, svdAlgorithm, sigmaSide, deviation)
    }

    /// The paper's EDoRA, and the customary settings of the other methods: s = 1 and R ~ N(0, 0.01²) for the
    /// SVD-based ones, s = α/r with α = 16 for LoRA and DoRA.
    public static func standard(_ method: Method, rank: Int) -> AdapterConfiguration {
        AdapterConfiguration(
            method: method, rank: rank, scaling: method.hasBasis ? .value(1) : .alphaOverRank(alpha: 16),
            basis: .svd, svdOf: .direction, svdAlgorithm: .exact, sigmaSide: .input, deviation: 0.01)
    }

    /// s
    public var scale: Double { scale(rank: rank) }

    /// s of the matrix at a path: its own where it has a rank of its own and s is α/r.
    func scale(at path: String) -> Double { scale(rank: rank(at: path)) }

    private func scale(rank: Int) -> Double {
        switch scaling {
        case .value(let value): value
        case .alphaOverRank(let alpha): alpha / Double(rank)
        }
    }

    /// - Throws: `InputError` for a scale that is no number, or that is zero or infinite as a Float.
    func requireScale(_ place: String) throws {
        guard Float(scale).isFinite, Float(scale) != 0 else {
            throw InputError(place, expected: "a scale that is finite and not 0", found: "\(scale)")
        }
    }

    /// What came of adapting one matrix.
    public enum Outcome {
        /// The adapter, to be put on the layer.
        case adapted(any Adapter)
        /// The method trains nothing here.
        case none
        /// Left out: its r-th singular value is next to nothing, as the reason says.
        case skipped(reason: String)
    }

    /// A matrix whose r-th singular value is below this share of its first is left out.
    static let singularLimit: Float = 1e-6

    /// An adapter for W₀ [out, in] of the layer at `path`; its random numbers depend on seed and path alone.
    ///
    /// - Throws: `InputError` when the rank does not fit the matrix, `SVDError` when it cannot be decomposed.
    public func adapt(_ W0: Matrix, at path: String, seed: UInt64) throws -> Outcome {
        let rank = rank(at: path)
        if method.isLowRank {
            guard rank >= 1, rank <= min(W0.rows, W0.columns) else {
                throw InputError(
                    "--rank", expected: "1 to \(min(W0.rows, W0.columns)) for \(path) of \(W0.shape)", found: "\(rank)")
            }
        }
        var random = Random(seed: seed, purpose: "adapter " + path)
        guard method.hasBasis else { return make(W0, at: path, random: &random).map(Outcome.adapted) ?? .none }
        let R = Matrix.normal(rank, rank, deviation: deviation, using: &random)
        let factors: Basis
        switch basis {
        case .random: factors = .random(W0.rows, W0.columns, rank: rank, using: &random)
        case .orthonormal:
            let ones = Matrix(1, rank) { _, _ in 1 }
            factors = try .orthonormal(W0.rows, W0.columns, values: ones, sigmaSide: sigmaSide, using: &random)
        case .svd, .orthonormalSigma:
            let svd = try decompose(W0, rank: rank)
            guard svd.values[0, rank - 1] > Self.singularLimit * svd.values[0, 0] else {
                return .skipped(
                    reason: "\(path) is left out: singular value \(rank) is \(svd.values[0, rank - 1]), "
                        + "under \(Self.singularLimit) of the first, \(svd.values[0, 0])")
            }
            factors =
                basis == .svd
                ? Basis(svd, sigmaSide: sigmaSide)
                : try .orthonormal(W0.rows, W0.columns, values: svd.values, sigmaSide: sigmaSide, using: &random)
        }
        return .adapted(make(W0, at: path, factors, R: R))
    }

    /// An adapter without frozen factors; nil where the method trains nothing of the encoder.
    func make(_ W0: Matrix, at path: String, random: inout Random) -> (any Adapter)? {
        switch method {
        case .full: FullFineTuning(W0, name: path)
        case .lora: LoRA(W0, rank: rank(at: path), scale: Float(scale(at: path)), name: path, random: &random)
        case .dora: DoRA(W0, rank: rank(at: path), scale: Float(scale(at: path)), name: path, random: &random)
        case .magnitude: magnitudeOnly(W0, name: path)
        case .head, .loraXS, .edora: nil
        }
    }

    /// An adapter on frozen factors.
    func make(_ W0: Matrix, at path: String, _ factors: Basis, R: Matrix) -> any Adapter {
        let scale = Float(scale(at: path))
        guard method == .edora else { return LoRAXS(W0, factors, R: R, scale: scale, name: path) }
        let edora = EDoRA(W0, factors, R: R, scale: scale, name: path)
        return differentiatesNorm == true ? ExactNormEDoRA(edora) : edora
    }

    /// r singular triplets of W₀ or of its direction: the first, or other vectors with the first values.
    func decompose(_ W0: Matrix, rank: Int) throws -> SVD {
        let target = svdOf == .weight ? W0 : RankAllocation.direction(W0)
        if let vectors, vectors != .top {
            let whole = try SVD.exact(target), left = whole.rank - rank
            let chosen = vectors == .bottom ? left ..< whole.rank : left / 2 ..< left / 2 + rank
            return SVD(
                U: whole.U.columns(chosen).copy(), values: whole.prefix(rank).values, V: whole.V.columns(chosen).copy())
        }
        switch svdAlgorithm {
        case .exact: return try .truncated(target, rank: rank)
        case .randomised: return try .randomised(target, rank: rank)
        }
    }
}
