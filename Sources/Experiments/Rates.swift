import Core
import Foundation

/// Peak learning rates of the experiments, for adapter and head.
///
/// The adapter's rate was searched for each method on held-out training rows (`Plan.miniSearch` here, `GLUESearch` on
/// real GLUE), never on dev rows; the chapters show the search and check that these numbers follow from it. The head's
/// rate is one for all adapter methods; full fine-tuning has one rate for everything, as is customary.
public enum Rates {
    public static let head = 2e-3

    /// The rates that the search tries. R has r² entries, so at lower ranks EDoRA's best rate is sought upwards of the
    /// one at rank 16, at higher ones downwards.
    public static func candidates(_ method: Method, rank: Int = 16) -> [Double] {
        switch method {
        case .edora where rank < 16: [1e-2, 2e-2, 5e-2]
        case .edora where rank > 16: [2e-3, 5e-3, 1e-2]
        case .full: [2e-5, 5e-5, 1e-4, 2e-4, 5e-4]
        case .lora, .dora: [2e-4, 5e-4, 1e-3, 2e-3]
        case .loraXS, .edora: [2e-3, 5e-3, 1e-2, 2e-2, 5e-2]
        case .magnitude: [2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1]
        case .head: [5e-4, 2e-3, 5e-3, 2e-2, 5e-2]
        }
    }

    /// The best rate of the search on the task of chapters 3 and 4: at the ranks of `Plan.miniSearched`.
    public static func mini(_ method: Method, rank: Int = 16) -> Double {
        switch method {
        case .full: 2e-4
        case .lora, .dora: 1e-3
        case .edora: rank < 4 ? 5e-2 : rank < 16 ? 2e-2 : rank == 16 ? 1e-2 : 2e-3
        case .loraXS: rank == 16 ? 2e-2 : 5e-3
        case .magnitude, .head: 5e-2
        }
    }

    /// The rate of everything but the head, which under `head` is the head's.
    public static func pair(_ method: Method, adapter: Double) -> (adapter: Double, head: Double) {
        method == .full || method == .head ? (adapter, adapter) : (adapter, head)
    }

    /// The rule of every search: the candidate with the best score, the smaller where two tie; nil where one was not
    /// run.
    public static func best(_ method: Method, rank: Int = 16, _ scores: [Double?]) -> Double? {
        let known = scores.compactMap { $0 }
        guard known.count == scores.count, let top = known.max() else { return nil }
        return zip(candidates(method, rank: rank), known).filter { $0.1 == top }.map(\.0).min()
    }

    /// "5e-4", "1"
    public static func text(_ rate: Double) -> String {
        String(format: "%.0e", rate).replacing("e-0", with: "e-").replacing("e+00", with: "")
    }
}
