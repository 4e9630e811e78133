import Core

extension Sample {
    /// The 95 % interval of the mean by the percentile bootstrap: as many values drawn with replacement, ten thousand times over.
    ///
    /// For differences pooled over tasks and seeds, which are no sample of a normal distribution. The draws are seeded, so
    /// that a page comes out alike each time. nil for fewer than two values. (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.)
    public var bootstrapInterval: ClosedRange<Double>? {
        guard count > 1 else { return nil }
        var random = Random(seed: 0, purpose: "bootstrap")
        let means = (0 ..< 10_000).map { _ in (0 ..< count).reduce(0) { sum, _ in sum + values[random.below(count)] } / Double(count) }.sorted()
        return means[249] ... means[9_749]
    }
}
