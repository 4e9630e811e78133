import Core
import Experiments
import Foundation
import Testing

@Suite struct SampleTests {
    /// R: x <- c(.77, .79, .75); mean(x); sd(x); t.test(x)$conf.int
    @Test func meanDeviationAndIntervalAreStudents() throws {
        let sample = Sample([0.77, 0.79, 0.75])
        #expect(abs(sample.mean - 0.77) < 1e-12)
        #expect(abs(sample.deviation - 0.02) < 1e-12)
        let interval = try #require(sample.interval)
        #expect(abs(interval.lowerBound - 0.7203172) < 1e-5 && abs(interval.upperBound - 0.8196828) < 1e-5)
        #expect(sample.percent == "77.0 ± 2.0 % (n = 3)")
        #expect(Sample([]).percent == "not run" && Sample([0.5]).interval == nil)
    }

    @Test func differencesArePairedAndNeedEverySeed() {
        let a = Sample([0.9, 0.8, 0.7]), b = Sample([0.7, 0.7, 0.7])
        #expect(abs(a.minus(b).mean - 0.1) < 1e-12)
        #expect(a.minus(Sample([0.7])).count == 0 && Sample([0.9, 0.8]).minus(Sample([0.7, 0.7])).count == 0, "which seed is missing is not known")
        #expect(a.pointsAbove(Sample([0.7])) == "not run")
    }

    @Test func verdictsFollowFromTheInterval() {
        let high = Sample([0.9, 0.91, 0.92]), around = Sample([0.7, 0.9, 0.8])
        #expect(Verdict.reaches(0.8, high) == .reproduced)
        #expect(Verdict.reaches(0.99, high) == .notReproduced)
        #expect(Verdict.reaches(0.8, around) == .inconclusive)
        #expect(Verdict.reaches(0.8, Sample([0.9])) == .inconclusive, "one value has no interval")
        #expect(Verdict.reaches(0.8, Sample([])) == .notRun)
        #expect(Verdict.reaches(30, exactly: 30) == .reproduced && Verdict.reaches(30, exactly: 29.9) == .notReproduced)
        func difference(of claimed: Double, _ sample: Sample) -> Verdict { .difference(of: claimed, mean: sample.mean, interval: sample.interval) }
        let small = Sample([0.0050, 0.0052, 0.0048])
        #expect(difference(of: 0.018, small) == .directionOnly)
        #expect(difference(of: 0.005, small) == .reproduced)
        #expect(difference(of: -0.018, small) == .notReproduced)
        #expect(difference(of: 0.018, Sample([-0.1, 0.1, 0.02])) == .inconclusive)
        #expect(Verdict.level(0.91, high) == .inconclusive, "an interval of five points holds much")
        let narrow = Sample([0.909, 0.910, 0.911])
        #expect(Verdict.level(0.911, narrow) == .reproduced && Verdict.level(0.8, high) == .reproduced && Verdict.level(0.95, high) == .notReproduced && Verdict.level(0.9, Sample([])) == .notRun)
        #expect(Verdict.exactly(49_152, measured: 49_152) == .reproduced && Verdict.exactly(1, measured: nil) == .notRun)
    }

    @Test func theSearchTakesTheBestRateAndTheSmallerOfTwoThatTie() {
        #expect(Rates.best(.edora, [0.5, 0.9, 0.9, 0.7]) == 5e-3)
        #expect(Rates.best(.edora, [0.5, nil, 0.9, 0.7]) == nil)
        #expect(Rates.text(5e-4) == "5e-4")
    }
}
