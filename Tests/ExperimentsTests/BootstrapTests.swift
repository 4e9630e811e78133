@testable import Core
@testable import Experiments
import Foundation
import Testing

@Suite struct BootstrapTests {
    /// Against every one of the (4·2·2)⁴ draws of four tasks with two seeds, listed one by one.
    @Test func theBootstrapCountsAllDrawsOfTasksAndThenOfSeeds() throws {
        let tasks = [[-0.021, 0.004], [0.013, 0.017], [0.031, 0.009], [0.002, 0.006]]
        let once = tasks.flatMap { seeds in seeds.flatMap { a in seeds.map { b in (a + b) / 2 } } }
        var sums = [0.0]
        for _ in tasks { sums = sums.flatMap { sum in once.map { sum + $0 } } }
        sums.sort()
        for tail in [0.025, 0.2] {
            let found = try #require(Bootstrap.interval(tasks, tail: tail))
            let cut = Int((tail * Double(sums.count)).rounded(.up))
            #expect(abs(found.lowerBound - sums[cut - 1] / 4) < 1e-8)
            #expect(abs(found.upperBound - sums[sums.count - 1 - cut] / 4) < 5e-4)
        }
        // Tasks that differ, seeds that hardly do: three seeds are not three tasks.
        let apart = [-0.02, -0.01, 0.01, 0.02].map { [$0, $0, $0] }, one = apart.map { [$0[0]] }
        #expect(abs(width(apart) - width(one)) < 1e-8)
        #expect(Bootstrap.interval([[0.1], [0.1], [0.1]]) == nil)
        #expect(Bootstrap.interval([[0.1], [0.2], [0.3], []]) == nil)
        let zeros = try #require(Bootstrap.interval([[0, 0, 0], [0, 0, 0], [0.1, -0.1, 0], [0, 0, 0]], tail: 0.4))
        #expect(zeros == 0 ... 0)
        // Φ(−√(n/(n−1))·t), by SciPy.
        #expect(abs(Bootstrap.tail(tasks: 4) - 0.000119031) < 1e-8)
        #expect(abs(Bootstrap.tail(tasks: 6) - 0.002431803) < 1e-7)
    }

    /// With four tasks the interval leaves out zero only where all four agree.
    @Test func oneOfFourTasksCanKeepZeroInTheInterval() throws {
        let tasks = [0.08, 0.03, 0.05, -0.002].map { [$0, $0, $0] }
        let found = try #require(Bootstrap.interval(tasks))
        #expect(found.contains(0) && abs(found.lowerBound + 0.002) < 1e-8)
    }

    /// A hundred made-up experiments on four tasks that differ twice as much as seeds do: how often the interval holds
    /// the truth, zero.
    @Test func theBootstrapHoldsTheTruthAboutAsOftenAsItSays() {
        let seed: UInt64 = 4
        var random = Random(seed: seed, purpose: "test"), held = 0, plain = 0
        for _ in 0 ..< 100 {
            let tasks = (0 ..< 4).map { _ in
                let effect = random.normal()
                return (0 ..< 3).map { _ in effect + 0.5 * random.normal() }
            }
            if Bootstrap.interval(tasks)?.contains(0) ?? false { held += 1 }
            if Bootstrap.interval(tasks, tail: 0.025)?.contains(0) ?? false { plain += 1 }
        }
        #expect(held > 88 && plain < 88, "\(held) and \(plain) of 100, seed \(seed)")
    }

    /// The grid gives what counting gives, to a hundredth of a point, in the tails, too.
    @Test func theGridIsNearWhatIsCounted() throws {
        var random = Random(seed: 3, purpose: "test")
        for count in [2, 3] {
            let tasks = (0 ..< 4).map { task in
                (0 ..< count).map { _ in 0.01 * Double(task) + 0.005 * random.normal() }
            }
            for tail in [Bootstrap.tail(tasks: 4), 0.025, 0.2] {
                let counted = try #require(Bootstrap.interval(tasks, tail: tail))
                let found = Bootstrap.onGrid(tasks, tail: tail)
                #expect(abs(counted.lowerBound - found.lowerBound) < 1e-4, "\(count) seeds, tail \(tail)")
                #expect(abs(counted.upperBound - found.upperBound) < 1e-4, "\(count) seeds, tail \(tail)")
            }
        }
        #expect(Bootstrap.onGrid([[0.1, 0.1], [0.1, 0.1]], tail: 0.1) == 0.1 ... 0.1)
    }

    /// Ten seeds are too many to be counted: against two hundred thousand draws, and nearer to the mean than three.
    @Test func manySeedsHaveAnInterval() throws {
        var random = Random(seed: 5, purpose: "test")
        let tasks = (0 ..< 4).map { task in (0 ..< 10).map { _ in 0.01 * Double(task) + 0.02 * random.normal() } }
        #expect(Bootstrap.sumsOfHalf(tasks) > Bootstrap.mostCounted)
        let draws = (0 ..< 200_000).map { _ in
            tasks.indices.reduce(0.0) { sum, _ in
                let seeds = tasks[random.below(4)]
                return sum + (0 ..< 10).reduce(0.0) { mean, _ in mean + seeds[random.below(10)] } / 40
            }
        }.sorted()
        let found = Bootstrap.onGrid(tasks, tail: 0.05)
        // Four standard errors of such a quantile are two hundredths of a point.
        #expect(abs(found.lowerBound - draws[10_000]) < 3e-4 && abs(found.upperBound - draws[190_000]) < 3e-4)
        let three = try #require(Bootstrap.interval(tasks.map { Array($0.prefix(3)) })), ten = Bootstrap.interval(tasks)
        #expect(try #require(ten).upperBound - #require(ten).lowerBound < three.upperBound - three.lowerBound)
    }

    private func width(_ tasks: [[Double]]) -> Double {
        Bootstrap.interval(tasks).map { $0.upperBound - $0.lowerBound } ?? 0
    }
}
