import Core
import Foundation

/// A row of a table: a method, its rank where it has one, and what an ablation changes.
public struct Setting: Hashable, Sendable {
    public let method: AdapterMethod
    public let rank: Int
    public let change: Change?

    public init(_ method: AdapterMethod, rank: Int = 16, _ change: Change? = nil) {
        (self.method, self.rank, self.change) = (method, rank, change)
    }

    /// One thing that differs from the paper's description, or everything in which the released code does.
    public enum Change: Hashable, Sendable {
        case basis(AdapterConfiguration.BasisKind)
        case vectors(AdapterConfiguration.Vectors)
        case decomposedWeight, sigmaOnOutput, exactNorm, decayedMagnitude, released
        /// The released code's scale of the update, 16/r in place of 1; at rank 16 the same.
        case scaledByRank
        /// The share of the training rows that train, in per cent.
        case rows(percent: Int)
        /// The same for as many steps as all rows have, within five in a hundred, so many more times each; with another
        /// weight decay where one is given. The per cent divide a hundred.
        case rowsAtEqualSteps(percent: Int, decay: Double? = nil)
        /// Passes over the training rows.
        case epochs(Int)
        case deviation(Double)
        /// Magnitudes with a rate of their own beside R's.
        case magnitudeRate(Double)
        /// A rank for each matrix, from `RankPattern`'s file.
        case ranks(RankAllocation.Rule)
        /// What the head reads in place of the first token's state.
        case pooling(Pooling)
        /// The number format of factors of products.
        case precision(Precision)
        /// The pooler under the classifier trains, which else is frozen but under full fine-tuning.
        case trainedPooler
    }

    /// The method as the paper describes it, but for the change.
    public var adapter: AdapterConfiguration {
        var adapter = AdapterConfiguration.standard(method, rank: rank)
        switch change {
        case .basis(let kind): adapter.basis = kind
        case .vectors(let vectors): adapter.vectors = vectors
        case .decomposedWeight: adapter.svdOf = .weight
        case .sigmaOnOutput: adapter.sigmaSide = .output
        case .exactNorm: adapter.differentiatesNorm = true
        case .deviation(let deviation): adapter.deviation = deviation
        case .released:
            (adapter.basis, adapter.svdOf, adapter.deviation) = (.random, .weight, 1e-5)
            adapter.scaling = .alphaOverRank(alpha: 16)
        case .scaledByRank: adapter.scaling = .alphaOverRank(alpha: 16)
        case .pooling(let pooling): adapter.pooling = pooling
        case .trainedPooler: adapter.trainsPooler = true
        case .decayedMagnitude, .rows, .rowsAtEqualSteps, .epochs, .magnitudeRate, .ranks, .precision, nil: break
        }
        return adapter
    }

    /// The setting whose rate it is trained at, where it has no search of its own.
    var atItsRate: Setting { Setting(method, rank: rank) }

    /// The colour of this method in every figure, as gnuplot writes it; a rank above sixteen is paler.
    public var colour: String { rank <= 16 ? method.style.colour : method.style.pale }
    /// gnuplot's point type of the method.
    public var mark: Int { method.style.mark }

    /// σ of R at the start: "0.01"
    public var deviationText: String { String(format: "%g", adapter.deviation) }

    /// "EDoRA, r = 16"; methods without a rank have their name alone; a change follows.
    public var title: String {
        let name = method.hasRank ? "\(method.title), r = \(rank)" : method.title
        return change.map { "\(name), \($0.title)" } ?? name
    }
}

extension Setting.Change {
    public var title: String {
        switch self {
        case .basis(.random): "random basis (Kaiming)"
        case .basis(.orthonormal): "random orthonormal basis"
        case .basis(.orthonormalSigma): "random orthonormal basis with Σ"
        case .basis(.svd), .vectors(.top): "as it is"
        case .vectors(.middle): "middle singular vectors"
        case .vectors(.bottom): "last singular vectors"
        case .decomposedWeight: "SVD of the weight"
        case .sigmaOnOutput: "Σ on the output side"
        case .exactNorm: "norm differentiated"
        case .decayedMagnitude: "decay on m"
        case .released: "released code"
        case .scaledByRank: "scale 16/r"
        case .rows(let percent): "\(percent) % of the rows"
        case .rowsAtEqualSteps(let percent, let decay):
            "\(percent) % of the rows, \(100 / percent) times as often"
                + (decay.map { ", weight decay \($0)" } ?? "")
        case .epochs(let epochs): "\(epochs) epochs"
        case .deviation(let deviation): "σ = " + String(format: "%g", deviation)
        case .magnitudeRate(let rate): "m at \(Rates.text(rate))"
        case .ranks(.energy): "ranks by energy"
        case .ranks(.gradient): "ranks by gradient"
        case .pooling(.mean): "mean pooling"
        case .trainedPooler: "pooler trained"
        case .precision(let precision): "in \(precision.rawValue)"
        }
    }
}
