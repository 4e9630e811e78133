import Core
import TextFormat

/// The search for one setting's rate on the task of chapters 3 and 4, as far as it has records.
public struct RateSearch {
    public let method: AdapterMethod
    public let rank: Int
    /// The score of each candidate rate on held-out rows; nil where it was not run, −∞ where it diverged.
    public let scores: [Double?]

    /// - Throws: `InputError` for a file in the folder of records that is not one.
    public init(_ method: AdapterMethod, rank: Int = 16, in store: RunStore) throws {
        (self.method, self.rank) = (method, rank)
        scores = try Plan.miniSearch(method, rank: rank).map { try store.record(of: $0)?.searchScore }
    }

    /// Whether the rate in use is the best of the search, the smaller where two tie.
    public var isFollowed: Bool { Rates.mini(method, rank: rank) == Rates.best(method, rank: rank, scores) }

    public static let header = ["method", "rates tried", "accuracy, %", "chosen"]

    /// A row of a table: LoRA-XS, and EDoRA away from rank 16, with their rank.
    public var cells: [String] {
        [
            method.title(rank: rank), Rates.candidates(method, rank: rank).map(Rates.text).joined(separator: ", "),
            scores.map { $0.map { $0.isFinite ? decimalText(100 * $0, decimals: 1) : "diverged" } ?? "not run" }.joined(
                separator: ", "),
            Rates.text(Rates.mini(method, rank: rank)),
        ]
    }
}

extension AdapterMethod {
    /// The method's name, with its rank where the chapters show it at several.
    public func title(rank: Int) -> String {
        Plan.chapter4Methods.count { $0.method == self } > 1 || rank != 16 ? "\(title), rank \(rank)" : title
    }
}

extension RunStore {
    /// One line for a page: every planned run has its record, or which have none.
    public func report(on runs: [PlannedRun]) throws -> String {
        let missing = try missing(runs)
        return missing.isEmpty
            ? "Every run of this page has its record."
            : "Missing records: " + missing.map(\.name).joined(separator: ", ")
    }
}
