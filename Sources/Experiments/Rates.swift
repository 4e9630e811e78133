import Core
import Foundation

/// Peak learning rates of the experiments, for adapter and head.
///
/// The adapter's rate was searched for each method on held-out training rows (`Plan.miniSearch` here, `GLUESearch` on
/// real GLUE), never on dev rows; the chapters show the search and check that these numbers follow from it. The head's
/// rate is one for all adapter methods; full fine-tuning has one rate for everything, as is customary.
public enum Rates {
    public static let head = 2e-3

    /// The rates that were tried for a method at some ranks, and the best of them on held-out rows.
    struct MiniSearch {
        let method: AdapterMethod
        let ranks: ClosedRange<Int>
        let candidates: [Double]
        let best: Double

        init(_ method: AdapterMethod, _ ranks: ClosedRange<Int> = 1 ... Int.max, candidates: [Double], best: Double) {
            (self.method, self.ranks, self.candidates, self.best) = (method, ranks, candidates, best)
        }
    }

    /// The first of the list that has the method and the rank.
    private static func search(_ method: AdapterMethod, _ rank: Int) -> MiniSearch {
        guard let found = mini.first(where: { $0.method == method && $0.ranks.contains(rank) }) else {
            preconditionFailure("no rate was searched for \(method)")
        }
        return found
    }

    /// The rates that the search tries.
    public static func candidates(_ method: AdapterMethod, rank: Int = 16) -> [Double] {
        search(method, rank).candidates
    }

    /// The best rate of the search on the task of chapters 3 and 4: at the ranks of `Plan.miniSearched`.
    public static func mini(_ method: AdapterMethod, rank: Int = 16) -> Double { search(method, rank).best }

    /// The rates of a run; where no adapters train, or the whole model does, one rate is that of everything.
    public static func pair(_ method: AdapterMethod, adapter: Double) -> LearningRates {
        LearningRates(adapter: adapter, head: method.scope == .adaptedMatrices ? head : adapter)
    }

    /// The rule of every search: the candidate with the best score, the smaller where two tie; nil where one was not
    /// run.
    public static func best(_ method: AdapterMethod, rank: Int = 16, _ scores: [Double?]) -> Double? {
        let known = scores.compactMap { $0 }
        guard known.count == scores.count, let top = known.max() else { return nil }
        return zip(candidates(method, rank: rank), known).filter { $0.1 == top }.map(\.0).min()
    }

    /// "5e-4", "1", "1.5e-3": with as many digits as tell it from others.
    public static func text(_ rate: Double) -> String {
        let texts = (0 ... 16).lazy.map { String(format: "%.\($0)e", rate) }
        return (texts.first { Double($0) == rate } ?? "\(rate)")
            .replacing("e-0", with: "e-").replacing("e+00", with: "")
    }
}
