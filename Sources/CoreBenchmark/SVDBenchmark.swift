import Core

/// Times what making an EDoRA model of the paper's size costs: the randomised SVD of its 48 adapted matrices.
public enum SVDBenchmark {
    /// Time and accuracy of the randomised SVD.
    public struct Report: Codable, Sendable {
        /// Matrices decomposed, triplets kept of each, and matrices at a time.
        public let matrices, rank, threads: Int
        /// For all matrices; the best of three.
        public let seconds: Double
        /// The largest difference of a singular value from LAPACK's, relative to it.
        public let largestError: Double
    }

    /// - Throws: `SVDError`.
    public static func run(threads: Int, rank: Int = 32) throws -> Report {
        let weights = KernelWorkload.weights(of: .papers)
        var best = Double.infinity, found: [SVD] = []
        let work = WorkProgress.begin("rounds of decompositions", of: 3)
        defer { work.end() }
        for _ in 0 ..< 3 {
            defer { work.advance() }
            let clock = Stopwatch()
            found = try KernelWorkload.decompose(weights, rank: rank, threads: threads)
            best = min(best, clock.seconds)
        }
        // Those of a layer are of two shapes, and equal where the shape is.
        var error = 0.0
        for i in [0, 3] {
            let exact = try SVD.truncated(weights[i], rank: rank)
            for j in 0 ..< rank {
                error = max(error, Double(abs(found[i].values[0, j] - exact.values[0, j]) / exact.values[0, j]))
            }
        }
        return Report(matrices: weights.count, rank: rank, threads: threads, seconds: best, largestError: error)
    }
}
