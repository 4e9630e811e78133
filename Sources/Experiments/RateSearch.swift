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

    /// A row of a table, with the rank where it is not 16.
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
    /// The method's name, with its rank where that is not the usual one.
    public func title(rank: Int) -> String { rank == 16 ? title : "\(title), rank \(rank)" }
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
