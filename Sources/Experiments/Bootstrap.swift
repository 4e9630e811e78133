import Foundation

/// Intervals for differences between two methods over several tasks, which are no sample of a normal distribution.
public enum Bootstrap {
    /// With fewer tasks nothing can be said of another one.
    public static let fewestTasks = 4

    /// The 95 % interval of the mean over tasks of the mean over seeds, by the bootstrap in two levels: as many tasks
    /// are drawn with replacement as there are, then as many seeds within each task drawn; a share `tail` of the
    /// possible draws is cut off at each end.
    ///
    /// Two levels, since seeds of one task resemble each other: to draw from all values alike would count a task three
    /// times. All possible draws are counted, none is sampled, since the tails of few tasks are thin; with three seeds
    /// and six tasks that takes a moment. Where there are too many for that, as with five seeds and six tasks, values
    /// are moved to a fine grid first. nil for fewer than four tasks. (Davison and Hinkley, Bootstrap Methods and Their
    /// Application, 1997, section 3.8, on data in two levels; to draw with replacement on both, as here, is the wider
    /// of the recipes there.)
    ///
    /// With four tasks the interval leaves out zero only where the means of all four have one sign: that a draw takes
    /// the worst task four times is likelier than the tail.
    ///
    /// - Parameter tasks: the values of each task, at least one each.
    public static func interval(_ tasks: [[Double]]) -> ClosedRange<Double>? {
        tasks.count < fewestTasks ? nil : interval(tasks, tail: tail(tasks: tasks.count))
    }

    /// The same with 2.5 % cut off at each end: the plain percentile interval, too narrow for few tasks.
    public static func plain(_ tasks: [[Double]]) -> ClosedRange<Double>? {
        tasks.count < fewestTasks ? nil : interval(tasks, tail: 0.025)
    }

    static func interval(_ tasks: [[Double]], tail: Double) -> ClosedRange<Double>? {
        guard tasks.allSatisfy({ !$0.isEmpty }) else { return nil }
        guard sumsOfHalf(tasks) <= mostCounted else { return onGrid(tasks, tail: tail) }
        let count = Double(tasks.count)
        // What one drawn task brings, and how likely; then the sum over all tasks drawn, as the sum of two halves.
        let outcomes = tasks.flatMap { seeds -> [Outcome] in
            let n = Double(seeds.count), one = seeds.map { Outcome(value: $0 / n, probability: 1 / n) }
            return sums(of: seeds.count, drawnFrom: one)
                .map { Outcome(value: $0.value / count, probability: $0.probability / count) }
        }
        let half = tasks.count / 2
        let mean = SumOfTwo(
            sums(of: half, drawnFrom: outcomes), sums(of: tasks.count - half, drawnFrom: outcomes))
        return mean.quantile(tail) ... mean.quantile(1 - tail)
    }

    /// The share that is cut off at each end, Φ(−√(n/(n−1))·t) with Student's 97.5 % quantile t of n − 1 degrees of
    /// freedom.
    ///
    /// To cut off 2.5 % is too much for so few tasks, as the normal quantile is for so few values: in a simulation with
    /// four normal tasks that differ twice as much as seeds do, 79 of 100 such intervals held the truth, and 94 of
    /// these. (Hesterberg, What Teachers Should Know About the Bootstrap, The American Statistician 69(4), 2015: the
    /// expanded percentile interval.)
    public static func tail(tasks: Int) -> Double {
        let n = Double(tasks), t = Sample.quantile(degreesOfFreedom: tasks - 1)
        return erfc((n / (n - 1)).squareRoot() * t / 2.squareRoot()) / 2
    }

    struct Outcome {
        let value, probability: Double
    }

    /// The sum of `count` independent draws: every selection with repetition once, with the probability of all its
    /// orders.
    private static func sums(of count: Int, drawnFrom outcomes: [Outcome]) -> [Outcome] {
        var found: [Outcome] = []
        func add(from last: Int, repeated: Int, left: Int, _ sum: Outcome) {
            guard left > 0 else { return found.append(sum) }
            for i in last ..< outcomes.count {
                let times = i == last ? repeated + 1 : 1
                let probability = sum.probability * outcomes[i].probability / Double(times)
                add(
                    from: i, repeated: times, left: left - 1,
                    Outcome(value: sum.value + outcomes[i].value, probability: probability))
            }
        }
        let orders = (0 ..< count).reduce(1) { $0 * Double($1 + 1) }
        add(from: 0, repeated: 0, left: count, Outcome(value: 0, probability: orders))
        return found
    }

    /// The distribution of x + y for two independent x and y.
    private struct SumOfTwo {
        private let x, y: [Outcome]
        /// The probability of the first values of y.
        private let cumulative: [Double]

        init(_ x: [Outcome], _ y: [Outcome]) {
            (self.x, self.y) = (x.sorted { $0.value < $1.value }, y.sorted { $0.value < $1.value })
            cumulative = self.y.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.probability) }
        }

        /// The least sum whose probability, with that of all smaller ones, is at least `share`.
        func quantile(_ share: Double) -> Double {
            var (low, high) = (x[0].value + y[0].value - 1, x[x.count - 1].value + y[y.count - 1].value)
            while high - low > 1e-12 {
                let middle = (low + high) / 2
                guard middle > low, middle < high else { break }  // large values are further apart than that
                if probability(upTo: middle) < share { low = middle } else { high = middle }
            }
            return (high * 1e9).rounded() / 1e9  // a sum of zeros must come out as zero
        }

        private func probability(upTo limit: Double) -> Double {
            var count = y.count
            return x.reduce(0) { sum, one in
                while count > 0, y[count - 1].value > limit - one.value { count -= 1 }
                return sum + one.probability * cumulative[count]
            }
        }
    }
}
