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
    public enum BasisKind: String, NamedChoice, Sendable {
        /// `svd`: singular triplets, as in the papers. `random`: Kaiming-uniform numbers.
        case svd, random
        /// Random orthonormal directions: with all singular values one, or with those of the SVD.
        case orthonormal, orthonormalSigma = "orthonormal-sigma"
    }
    /// Which singular vectors of the SVD span the basis.
    public enum Vectors: String, NamedChoice, Sendable {
        /// The first r, the r in the middle, the last r; always with the first r singular values, so that the
        /// directions alone differ.
        case top, middle, bottom
    }
    /// What the SVD decomposes: D = W₀/‖W₀‖ (the paper) or W₀ (the released code).
    public enum Decomposed: String, NamedChoice, Sendable {
        /// `direction`: D, whose rows have norm 1. `weight`: W₀ itself.
        case direction, weight
    }
    /// How the SVD is computed.
    public enum Algorithm: String, NamedChoice, Sendable {
        /// `exact`: by LAPACK, then cut. `randomised`: faster and approximate (see `SVD`).
        case exact, randomised
    }

    /// Which parametrisation W(θ), and with it what trains.
    public var method: AdapterMethod
    /// Rank r: rows of A and columns of B, from 1 to min(out, in), of drawn directions to 16 times that. Without effect
    /// where the method has none.
    public var rank: Int
    /// How s is given. Without effect where the method has no rank.
    public var scaling: Scaling
    /// Where A and B come from. Like the settings below, it concerns methods with a basis only.
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
    /// Whether the gradient differentiates the norm; nil, as in records made before there was a choice, for the usual
    /// one that holds it.
    public var differentiatesNorm: Bool?

    /// Ranks of single matrices, by the path of their layer, as PEFT's `rank_pattern`; the others, and all where it is
    /// nil, have `rank`.
    public var rankPattern: [String: Int]?
    /// Scales s of single matrices, by the path of their layer, as PEFT's `alpha_pattern` gives them; the others, and
    /// all where it is nil, follow `scaling`.
    public var scalePattern: [String: Double]?
    /// How many values the one vector has that trains for all matrices, where a method has such; nil for the method's
    /// own choice. Without effect under other methods.
    public var thetaLength: Int?
    /// Which biases of the model the adapter replaces, as PEFT's `bias`; nil for none. No method here trains them
    /// beside an adapter: it was imported.
    public var biases: SavedBiases?
    /// Which matrices get adapters, by the ends of their paths as PEFT's `target_modules` (`query`,
    /// `attention.output.dense`), or `all-linear`; nil for the backbone's usual ones.
    public var targets: [String]?
    /// Whether a pooler that is frozen under the classifier trains whole beside it, whatever the method; nil, as false,
    /// leaves it as it is.
    public var trainsPooler: Bool?
    /// What the head reads of a sequence's states; nil for what the backbone's own head reads, the first token's.
    public var pooling: Pooling?

    /// The method's form in PEFT; nil where it has none, and under a pooling, which no class that PEFT adapts has: it
    /// would load the tensors under another head.
    public var peftForm: PEFTForm? { pooling == nil ? method.peft : nil }

    /// The rank of the matrix at a path.
    public func rank(at path: String) -> Int { rankPattern?[path] ?? rank }

    /// Every setting stated but those of the ablation; `standard` gives the customary ones.
    public init(
        method: AdapterMethod, rank: Int, scaling: Scaling, basis: BasisKind, svdOf: Decomposed,
        svdAlgorithm: Algorithm, sigmaSide: Basis.SigmaSide, deviation: Double
    ) {
        (self.method, self.rank, self.scaling, self.basis) = (method, rank, scaling, basis)
        (self.svdOf, self.svdAlgorithm, self.sigmaSide, self.deviation) = (svdOf, svdAlgorithm, sigmaSide, deviation)
    }

    /// The paper's EDoRA, and the customary settings of the other methods: the method's own scale, and R ~ N(0, 0.01²)
    /// between factors from the SVD of the direction where there are such.
    public static func standard(_ method: AdapterMethod, rank: Int) -> AdapterConfiguration {
        AdapterConfiguration(
            method: method, rank: rank, scaling: method.defaults.scaling,
            basis: .svd, svdOf: .direction, svdAlgorithm: .exact, sigmaSide: .input, deviation: 0.01)
    }

    /// s
    public var scale: Double { scale(rank: rank) }

    /// s of the matrix at a path: its own where the pattern says one, or it has a rank of its own and s is α/r.
    func scale(at path: String) -> Double { scalePattern?[path] ?? scale(rank: rank(at: path)) }

    private func scale(rank: Int) -> Double {
        guard !method.traits.contains(.unscaled) else { return 1 }
        return switch scaling {
        case .value(let value): value
        case .alphaOverRank(let alpha): alpha / Double(rank)
        }
    }

    /// - Throws: `InputError` for a scale that is no number, or that is zero or infinite as a Float.
    func requireScale(_ place: String) throws {
        for scale in [scale] + (scalePattern ?? [:]).values where !Float(scale).isFinite || Float(scale) == 0 {
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

    /// An adapter for W₀ [out, in] of the layer at `path`; its random numbers depend on seed and path alone.
    ///
    /// - Parameters:
    ///   - W0: the matrix.
    ///   - path: the layer's.
    ///   - seed: of what is drawn.
    ///   - shared: what the model's adapters have in common; nil to make it for this matrix alone.
    ///   - firstUpdate: for a method that starts from gradients: see `AdapterSite.firstUpdate`.
    /// - Throws: `InputError` when the rank does not fit the matrix, or its rows cannot be divided by their norms;
    ///   `SVDError` when it cannot be decomposed.
    public func adapt(
        _ W0: Matrix, at path: String, seed: UInt64, shared: SharedTensors? = nil, firstUpdate: Matrix? = nil
    ) throws -> Outcome {
        try adapt(W0, at: path, seed: seed, shared: shared, firstUpdate: firstUpdate, stored: nil)
    }

    /// What the adapters of these matrices have in common: a file's, or what the seed gives.
    func shared(by matrices: [AdapterTarget], seed: UInt64, stored: AdapterSite.Stored? = nil) throws -> SharedTensors {
        var site = SharedSite(matrices, self, seed: seed, stored: stored)
        return try method.shared?.make(&site) ?? .none
    }

    /// The same, where what is frozen may be a file's.
    func adapt(
        _ W0: Matrix, at path: String, seed: UInt64, shared: SharedTensors?, firstUpdate: Matrix?,
        stored: AdapterSite.Stored?
    ) throws -> Outcome {
        guard let make = method.make else { return .none }
        try requireRank(fits: W0, at: path, "rank")
        if dividesByRowNorms { try W0.requireRowNorms(path + ".weight") }
        let shared = try shared ?? self.shared(by: [AdapterTarget(path, W0.rows, W0.columns)], seed: seed)
        var site = AdapterSite(
            W0, at: path, self, seed: seed, shared: shared, firstUpdate: firstUpdate, stored: stored)
        do { return .adapted(try make(&site)) } catch let left as NotAdaptable { return .skipped(reason: left.reason) }
    }

    /// Whether W(θ), or the basis, is made with 1/‖w‖ of the rows of W₀.
    private var dividesByRowNorms: Bool {
        let decomposes = method.hasBasis && [.svd, .orthonormalSigma].contains(basis)
        return method.dividesByNorms || decomposes && svdOf == .direction
    }

    /// - Throws: `InputError` for a rank that a matrix cannot have.
    func requireRank(fits W0: Matrix, at path: String, _ place: String) throws {
        let rank = rank(at: path), largest = method.largestRank(W0.rows, W0.columns)
        guard !method.hasRank || (1 ... largest).contains(rank) else {
            throw InputError(place, expected: "1 to \(largest) for \(path) of \(W0.shape)", found: "\(rank)")
        }
    }
}

extension AdapterMethod {
    /// The largest rank that fits every one of some matrices; 1 without any.
    public func largestRank(of matrices: [AdapterTarget]) -> Int {
        matrices.map { largestRank($0.outputs, $0.inputs) }.min() ?? 1
    }

    /// The smaller side. Drawn directions have no end of their own; more than sixteen times that would only fill the
    /// memory.
    func largestRank(_ outputs: Int, _ inputs: Int) -> Int {
        (traits.contains(.drawnDirections) ? 16 : 1) * min(outputs, inputs)
    }
}
