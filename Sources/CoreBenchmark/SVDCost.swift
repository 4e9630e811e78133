import Core
import Foundation
import TextFormat

/// What the SVD at EDoRA's start costs, exact and randomised: by the size of a square matrix, and for the adapted
/// matrices of whole encoders.
///
/// On random weights and one thread: the time of an SVD depends on its shape alone.
public enum SVDCost {
    /// One matrix of a shape; seconds of one thread.
    public struct Size: Codable, Sendable {
        /// Extents of the matrix.
        public let rows, columns: Int
        /// Seconds of the exact SVD, and of the randomised one at the report's rank; the best of `repeats`.
        public let exact, randomised: Double
    }

    /// The adapted matrices of an encoder.
    public struct Encoder: Codable, Sendable {
        /// The encoder's name, and how many matrices are adapted.
        public let name: String, matrices: Int
        /// Core seconds for all of them: the time of one of each shape, times their number.
        public let exact, randomised: Double
        /// Core seconds of one epoch of RTE (2,490 rows of real lengths) under EDoRA; nil where it was not measured.
        public let epoch: Double?
    }

    /// All sizes and encoders, with the machine that they were measured on.
    public struct Report: Codable, Sendable {
        /// As in a run record.
        public let processor: String, blasKernel: String
        /// Triplets that the randomised SVD finds.
        public let rank: Int
        /// Square matrices, ascending.
        public let sizes: [Size]
        /// By the number of their values.
        public let encoders: [Encoder]
    }

    /// Measures one size after the other.
    ///
    /// - Parameters:
    ///   - sizes: extents of square matrices.
    ///   - rank: triplets of the randomised SVD.
    ///   - lengths: the file with the lengths of RTE's rows.
    ///   - report: called after each matrix.
    /// - Throws: `SVDError`, and `InputError` for the file of lengths.
    public static func run(sizes: [Int], rank: Int = 16, lengths: URL, report: (Size) -> Void = { _ in }) throws
        -> Report
    {
        OpenBLAS.useOneThreadPerCall()
        func measured(_ rows: Int, _ columns: Int) throws -> Size {
            let work = WorkProgress.begin("SVD of \(rows) × \(columns)")
            defer { work.end() }
            let size = try measure(rows, columns, rank)
            report(size)
            return size
        }
        let squares = try sizes.map { try measured($0, $0) }
        let encoders = try KnownSize.all.map { size in
            let H = size.hidden, layers = size.layers
            let square = try measured(H, H), wide = try measured(H, 4 * H)  // query, value, attention output; output
            func all(_ seconds: (Size) -> Double) -> Double { Double(layers) * (3 * seconds(square) + seconds(wide)) }
            return Encoder(
                name: size.title, matrices: 4 * layers, exact: all(\.exact), randomised: all(\.randomised),
                epoch: try epoch(size.title, lengths))
        }
        return Report(
            processor: Machine.processor, blasKernel: OpenBLAS.coreName, rank: rank, sizes: squares, encoders: encoders)
    }

    private static func epoch(_ title: String, _ lengths: URL) throws -> Double? {
        guard let checkpoint = Checkpoint.all.first(where: { $0.title == title }) else { return nil }
        let workload = Workload(
            task: .rte, method: .standard, rank: 16, batchSize: 32, backbone: checkpoint.name, hasRandomWeights: true,
            threads: 1, maxLength: 128, fillsLength: false)
        let speed = try TrainingBenchmark.run(
            workload, lengths: lengths, steps: checkpoint.configuration.layerCount > 6 ? 4 : 12)
        return roundedToSignificant(2_490 / speed.examplesPerSecond, digits: 3)
    }

    private static func measure(_ rows: Int, _ columns: Int, _ rank: Int) throws -> Size {
        var random = Random(seed: 1, purpose: "SVD cost")
        let W = Matrix.normal(rows, columns, deviation: 0.05, using: &random),
            repeats = max(rows, columns) > 2048 ? 1 : 3
        func best(_ body: () throws -> Void) rethrows -> Double {
            var best = Double.infinity
            for _ in 0 ..< repeats {
                let clock = Stopwatch()
                try body()
                best = min(best, clock.seconds)
            }
            return roundedToSignificant(best, digits: 3)
        }
        return Size(
            rows: rows, columns: columns, exact: try best { _ = try SVD.truncated(W, rank: rank) },
            randomised: try best { _ = try SVD.randomised(W, rank: rank) })
    }
}
