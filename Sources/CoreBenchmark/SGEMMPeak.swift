import Core

/// The fastest that this machine multiplies matrices: what all of training is measured against.
public enum SGEMMPeak {
    /// Operations a second (two for each multiply-add) of `threads` products 1024 × 1024 × 1024 side by
    /// side, each on one thread; the best of repeated runs over about `seconds`.
    public static func measure(threads: Int, seconds: Double = 1.5) -> Double {
        OpenBLAS.useOneThreadPerCall()
        let work = WorkProgress.begin("SGEMM peak")
        defer { work.end() }
        let n = 1024, repeats = 3
        let factors = (0 ..< threads).map { _ in
            (
                Matrix(n, n) { Float($0 % 7) - Float($1 % 5) }, Matrix(n, n) { Float($0 % 3) + Float($1 % 11) },
                Matrix(n, n)
            )
        }
        let operations = Double(threads * repeats) * 2 * Double(n * n * n)
        var best = 0.0
        let whole = Stopwatch()
        repeat {
            let clock = Stopwatch()
            Parallel.run(threads, threads: threads) { i, _ in
                for _ in 0 ..< repeats { factors[i].2.setProduct(factors[i].0, factors[i].1) }
            }
            best = max(best, operations / clock.seconds)
        } while whole.seconds < seconds
        return best
    }
}
