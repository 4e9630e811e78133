/// Where the frozen factors come from: the SVD, or a draw.
extension Basis {
    /// A matrix whose r-th singular value is below this share of its first is left out.
    static let singularLimit: Float = 1e-6

    /// The factors that a configuration asks for.
    ///
    /// - Throws: `SVDError`, and `NotAdaptable` where the r-th singular value is next to nothing.
    init(
        for W0: Matrix, at path: String, rank: Int, _ configuration: AdapterConfiguration, using random: inout Random
    ) throws {
        let side = configuration.sigmaSide
        switch configuration.basis {
        case .random: self = .random(W0.rows, W0.columns, rank: rank, using: &random)
        case .orthonormal:
            let ones = Matrix(1, rank) { _, _ in 1 }
            self = try .orthonormal(W0.rows, W0.columns, values: ones, sigmaSide: side, using: &random)
        case .svd:
            self = Basis(try Self.decomposed(W0, at: path, rank: rank, configuration), sigmaSide: side)
        case .orthonormalSigma:
            let values = try Self.decomposed(W0, at: path, rank: rank, configuration).values
            self = try .orthonormal(W0.rows, W0.columns, values: values, sigmaSide: side, using: &random)
        }
    }

    private static func decomposed(
        _ W0: Matrix, at path: String, rank: Int, _ configuration: AdapterConfiguration
    ) throws -> SVD {
        let svd = try configuration.decompose(W0, rank: rank), first = svd.values[0, 0], last = svd.values[0, rank - 1]
        guard last > singularLimit * first else {
            throw NotAdaptable(
                reason:
                    """
                    \(path) is left out: singular value \(rank) is \(last), under \(singularLimit) of the first, \
                    \(first)
                    """
            )
        }
        return svd
    }
}

extension AdapterConfiguration {
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
