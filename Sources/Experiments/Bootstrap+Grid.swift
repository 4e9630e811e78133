/// Where the draws are too many to be counted one by one.
extension Bootstrap {
    /// So many sums take a second.
    static let mostCounted = 1e6
    /// Places between the least value and the greatest. With values that lie ten points apart, half a hundredth of a
    /// point is between two.
    private static let places = 2048

    /// How many sums the larger half of the tasks has: with n seeds a task has C(2n−1, n) outcomes, and h tasks drawn
    /// of o outcomes in all have C(o+h−1, h).
    static func sumsOfHalf(_ tasks: [[Double]]) -> Double {
        func choose(_ n: Double, _ k: Int) -> Double { (0 ..< k).reduce(1) { $0 * (n - Double($1)) / Double($1 + 1) } }
        let outcomes = tasks.reduce(0) { $0 + choose(Double(2 * $1.count - 1), $1.count) }
        let half = (tasks.count + 1) / 2
        return choose(outcomes + Double(half) - 1, half)
    }

    /// The interval with values moved to the places of a grid, on which sums of draws meet: then all draws are counted
    /// here, too. (Drawn at random they would say little of the tails: of a hundred thousand draws of four tasks
    /// twelve lie beyond each end.)
    static func onGrid(_ tasks: [[Double]], tail: Double) -> ClosedRange<Double> {
        let values = tasks.joined(), low = values.min() ?? 0, step = ((values.max() ?? 0) - low) / Double(places)
        guard step > 0 else { return low ... low }
        var ofTask = Distribution(places: places)
        for seeds in tasks {
            var ofSeed = Distribution(places: places)
            for value in seeds { ofSeed.add(1 / Double(seeds.count), at: (value - low) / step) }
            // The mean of the seeds drawn lies on the same grid again.
            for (place, probability) in ofSeed.sum(of: seeds.count).probabilities.enumerated() {
                ofTask.add(probability / Double(tasks.count), at: Double(place) / Double(seeds.count))
            }
        }
        let sums = ofTask.sum(of: tasks.count)
        func end(_ share: Double) -> Double {
            let value = low + step * Double(sums.quantile(share)) / Double(tasks.count)
            return (value * 1e9).rounded() / 1e9  // a sum of zeros must come out as zero
        }
        return end(tail) ... end(1 - tail)
    }

    /// Probabilities at places 0, 1, 2 …
    private struct Distribution {
        var probabilities: [Double]

        init(places: Int) { probabilities = [Double](repeating: 0, count: places + 1) }

        /// Between two places it is shared so that the mean stays what it is.
        mutating func add(_ probability: Double, at place: Double) {
            let below = min(Int(place), probabilities.count - 1), above = min(below + 1, probabilities.count - 1)
            let part = place - Double(below)
            probabilities[below] += probability * (1 - part)
            probabilities[above] += probability * part
        }

        /// Of the sum of `count` independent draws.
        func sum(of count: Int) -> Distribution {
            (1 ..< count).reduce(self) { sum, _ in sum.plus(self) }
        }

        private func plus(_ other: Distribution) -> Distribution {
            var sum = Distribution(places: probabilities.count + other.probabilities.count - 2)
            for (i, p) in other.probabilities.enumerated() where p > 0 {
                for (j, q) in probabilities.enumerated() { sum.probabilities[i + j] += p * q }
            }
            return sum
        }

        /// The first place up to which the probabilities make the share.
        func quantile(_ share: Double) -> Int {
            var sum = 0.0
            return probabilities.firstIndex {
                sum += $0
                return sum >= share
            } ?? probabilities.count - 1
        }
    }
}
