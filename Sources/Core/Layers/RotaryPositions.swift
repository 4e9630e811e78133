import CVectorKernels
import Foundation
import Synchronization

/// Rotary positions: the pair of values i and i + d/2 of a head turns by the angle p·θᵢ at position p, with
/// θᵢ = base^(−2i/d)/factor. A product of a query and a key then depends on how far apart they are.  (arXiv 2104.09864)
///
/// Angles are formed in Float, as transformers does whatever the model's precision; tables of a few hundred positions
/// are kept and grow when longer texts come.
final class RotaryPositions: Sendable {
    private let half: Int
    private let frequencies: [Float]
    /// cos and sin of each position and pair, [positions, d/2].
    struct Tables: Sendable { let cosine, sine: Matrix }
    private let tables: Mutex<Tables>

    /// - Parameters:
    ///   - size: d, the values of a head.
    ///   - factor: what positions are divided by.
    init(size: Int, base: Double, factor: Double) {
        half = size / 2
        frequencies = (0 ..< size / 2).map { i in
            1 / Float(pow(base, Double(Float(2 * i) / Float(size)))) / Float(factor)
        }
        tables = Mutex(Self.tables(0, frequencies))
    }

    /// Tables of at least so many positions.
    func tables(_ positions: Int) -> Tables {
        tables.withLock { tables in
            if tables.cosine.rows < positions {
                tables = Self.tables(max(positions, 2 * tables.cosine.rows, 128), frequencies)
            }
            return tables
        }
    }

    private static func tables(_ positions: Int, _ frequencies: [Float]) -> Tables {
        func table(_ function: (Double) -> Double) -> Matrix {
            Matrix(positions, frequencies.count) { Float(function(Double(Float($0) * frequencies[$1]))) }
        }
        return Tables(cosine: table(cos), sine: table(sin))
    }

    /// Turns each head of the rows [N, heads·d], in place; `positions` has a position for each row.
    func turn(_ x: Matrix, _ positions: [Int32], _ tables: Tables, back: Bool = false) {
        precondition(positions.count == x.rows, "\(positions.count) positions for \(x.rows) rows")
        vk_rotate(
            x.base, tables.cosine.base, tables.sine.base, positions, back ? -1 : 1, x.rows, x.columns / (2 * half),
            half)
    }
}
