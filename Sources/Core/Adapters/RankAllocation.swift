/// A rank of its own for each matrix, at the cost of one common rank: the paper's open question.
///
/// R of rank r costs r² values, and raising r by one costs 2r + 1 more. Each step of the allocation goes to the matrix
/// that gains most for its cost, until the budget of N·r² values is spent.
public enum RankAllocation {
    /// Where a gain comes from.
    public enum Rule: String, NamedChoice, Sendable {
        /// `energy`: the share of ‖D‖² that the next singular direction holds; it needs no data.
        /// `gradient`: the squared gradient of the entries of R that the next direction brings, over batches of the
        /// task at the start.
        case energy, gradient
    }

    /// Ranks of at least 1 whose squares sum to at most the budget. A direction that brings nothing gets none of it.
    ///
    /// - Parameters:
    ///   - gains: for each matrix, what the first, the second, … direction brings.
    ///   - budget: values of all R together; at least one a matrix.
    /// - Throws: `InputError` for a smaller budget, a matrix without gains, and a gain that is no number from 0.
    public static func ranks(gains: [[Double]], budget: Int) throws -> [Int] {
        guard budget >= gains.count, gains.allSatisfy({ !$0.isEmpty }) else {
            throw InputError(
                "budget", expected: "at least 1 for each of \(gains.count) matrices with gains", found: "\(budget)")
        }
        if let (matrix, found) = gains.enumerated().first(where: { !$1.allSatisfy { $0 >= 0 && $0.isFinite } }) {
            throw InputError(
                "the gains of matrix \(matrix + 1) of \(gains.count)", expected: "finite numbers from 0",
                found: found.first { !($0 >= 0 && $0.isFinite) }.map { "\($0)" } ?? "others")
        }
        var ranks = gains.map { _ in 1 }, left = budget - gains.count
        func worth(_ i: Int) -> Double { gains[i][ranks[i]] / Double(2 * ranks[i] + 1) }
        while true {
            let open = gains.indices.filter {
                ranks[$0] < gains[$0].count && 2 * ranks[$0] + 1 <= left && gains[$0][ranks[$0]] > 0
            }
            guard let best = open.max(by: { worth($0) < worth($1) }) else { return ranks }
            left -= 2 * ranks[best] + 1
            ranks[best] += 1
        }
    }

    /// σᵢ²/‖D‖² of the first `count` singular values of the direction D of W₀; zeros where D is zero.
    ///
    /// - Throws: `SVDError`.
    public static func energies(_ W0: Matrix, count: Int) throws -> [Double] {
        let squares = try SVD.exact(direction(W0)).values.values.map { Double($0) * Double($0) },
            sum = squares.reduce(0, +)
        return squares.prefix(count).map { sum > 0 ? $0 / sum : 0 }
    }

    static func direction(_ W0: Matrix) -> Matrix { W0.scalingRows(by: W0.rowNorms.map { $0 > 0 ? 1 / $0 : 0 }) }
}
