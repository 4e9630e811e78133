import Foundation

/// What the drawings of a decoder's parts are computed from.
enum Mechanics {
    /// Whether the token at `asks` sees that at `other`, both counted from 0.
    ///
    /// - Parameter window: how many tokens a token sees, itself counted; nil for all.
    static func sees(_ asks: Int, _ other: Int, isCausal: Bool, window: Int? = nil) -> Bool {
        guard isCausal else { return true }
        return other <= asks && (window.map { asks - other < $0 } ?? true)
    }

    /// The pairs of a text of so many tokens in which one sees the other.
    static func pairs(_ tokens: Int, isCausal: Bool, window: Int? = nil) -> [(sees: Int, seen: Int)] {
        (0 ..< tokens).flatMap { row in
            (0 ..< tokens).filter { sees(row, $0, isCausal: isCausal, window: window) }.map { (row, $0) }
        }
    }

    /// θᵢ = base^(−2i/d), the angle by which pair i of a head of d values turns from one position to the next.
    static func angle(_ pair: Int, base: Double, size: Int) -> Double { pow(base, -2 * Double(pair) / Double(size)) }

    /// The score of two equal vectors so far apart, whose pairs all have the same length, over that at distance 0: the
    /// mean of cos(distance·θᵢ).
    static func score(_ distance: Int, base: Double, size: Int = 256) -> Double {
        let pairs = size / 2
        return (0 ..< pairs).reduce(0) { $0 + cos(Double(distance) * angle($1, base: base, size: size)) }
            / Double(pairs)
    }

    /// The point (x, y) turned by an angle about the origin.
    static func turned(_ point: (x: Double, y: Double), by angle: Double) -> (x: Double, y: Double) {
        (point.x * cos(angle) - point.y * sin(angle), point.x * sin(angle) + point.y * cos(angle))
    }
}
