import Core

/// The fastest that this machine multiplies matrices: what all of training is measured against.
public enum ProductPeak {
    /// Operations a second (two for each multiply-add) of `threads` products 1024 × 1024 × 1024 side by side, each on
    /// one thread; the best of repeated runs over about `seconds`. In float32 that is SGEMM's.
    ///
    /// - Throws: `InputError` where the processor lacks what the precision needs, and it is not to be emulated.
    public static func measure(
        _ precision: Precision = .float32, emulated: Bool = false, threads: Int, seconds: Double = 1.5
    ) throws -> Double {
        OpenBLAS.useOneThreadPerCall()
        let work = WorkProgress.begin(precision == .float32 ? "SGEMM peak" : "\(precision.rawValue) peak")
        defer { work.end() }
        let format = try ProductFormat(precision, emulated: emulated)
        let n = 1024, repeats = 3
        let factors = (0 ..< threads).map { _ in
            (
                Matrix(n, n) { Float($0 % 7) - Float($1 % 5) }, Matrix(n, n) { Float($0 % 3) + Float($1 % 11) },
                Matrix(n, n), Arena()
            )
        }
        let operations = Double(threads * repeats) * 2 * Double(n * n * n)
        var best = 0.0
        let whole = Stopwatch()
        repeat {
            let clock = Stopwatch()
            Parallel.run(threads, threads: threads) { i, _ in
                let (a, b, c, arena) = factors[i]
                for _ in 0 ..< repeats { format.setProduct(a.asFactor, b, into: c, in: arena) }
            }
            best = max(best, operations / clock.seconds)
        } while whole.seconds < seconds
        return best
    }
}
