import ChapterSupport
import Core
import Notebook
import TextFormat

/// The largest singular value of what a truncated matrix misses, against the next one of the matrix itself.
func eckartRows(_ name: String, _ X: Matrix, _ svd: SVD, ranks: [Int]) throws -> [[String]] {
    try ranks.map { k in
        let measured = try SVD.exact(X - svd.prefix(k).product).values[0, 0], next = svd.values[0, k]
        return [
            name, "\(k)", decimalText(Double(svd.values[0, 0]), decimals: 2), decimalText(Double(next), decimals: 4),
            decimalText(Double(measured), decimals: 4),
            abs(measured - next) < 1e-5 * svd.values[0, 0] ? "yes" : "no",
        ]
    }
}

/// Milliseconds of both decompositions at several sizes, each the median of `runs`, as a block of text.
///
/// - Parameter runs: an odd number.
func decompositionTimes(_ sizes: [Int], runs: Int, of made: (Int) -> Matrix) throws -> String {
    func median(_ work: () throws -> SVD) rethrows -> Double {
        let seconds = try (0 ..< runs).map { _ in
            let clock = Stopwatch()
            _ = try work()
            return clock.seconds
        }
        return seconds.sorted()[runs / 2]
    }
    let lines = try sizes.map { n -> String in
        let X = made(n)
        let exact = try median { try SVD.truncated(X, rank: 32) }
        let quick = try median { try SVD.randomised(X, rank: 32) }
        return decimalText(Double(n), decimals: 0, width: 16) + decimalText(1e3 * exact, decimals: 1, width: 8)
            + decimalText(1e3 * quick, decimals: 1, width: 13)
    }
    return (["rows and columns   exact   randomised"] + lines).joined(separator: "\n")
}
