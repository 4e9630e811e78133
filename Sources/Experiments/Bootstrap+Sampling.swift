import Core

/// Where draws are too many to be counted.
extension Bootstrap {
    /// So many sums take a second.
    static let mostCounted = 1e6
    private static let draws = 100_000

    /// How many sums the larger half of the tasks has: with n seeds a task has C(2n−1, n) outcomes, and h tasks drawn
    /// of o outcomes in all have C(o+h−1, h).
    static func sumsOfHalf(_ tasks: [[Double]]) -> Double {
        func choose(_ n: Double, _ k: Int) -> Double { (0 ..< k).reduce(1) { $0 * (n - Double($1)) / Double($1 + 1) } }
        let outcomes = tasks.reduce(0) { $0 + choose(Double(2 * $1.count - 1), $1.count) }
        let half = (tasks.count + 1) / 2
        return choose(outcomes + Double(half) - 1, half)
    }

    /// The interval of draws by a generator of a fixed seed.
    static func sampled(_ tasks: [[Double]], tail: Double) -> ClosedRange<Double> {
        var random = Random(seed: 0, purpose: "bootstrap")
        let means = (0 ..< draws).map { _ in
            tasks.indices.reduce(0.0) { sum, _ in
                let seeds = tasks[random.below(tasks.count)]
                return sum + seeds.indices.reduce(0.0) { mean, _ in mean + seeds[random.below(seeds.count)] }
                    / Double(seeds.count)
            } / Double(tasks.count)
        }.sorted()
        func quantile(_ share: Double) -> Double {
            let place = Int((share * Double(draws)).rounded(.up)) - 1
            return (means[min(max(place, 0), draws - 1)] * 1e9).rounded() / 1e9
        }
        return quantile(tail) ... quantile(1 - tail)
    }
}
