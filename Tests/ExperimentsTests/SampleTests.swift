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
        for (freedom, quantile) in [(31, 2.0395), (60, 2.0003)] {
            #expect(abs(Sample.quantile(degreesOfFreedom: freedom) - quantile) < 1e-4, "R: qt(.975, c(31, 60))")
        }
    }

    /// Each quantile has 47.5 % of Student's distribution between zero and itself: its density by Simpson's rule.
    @Test func everyQuantileLeavesOutOneInTwenty() {
        for freedom in Array(1 ... 40) + [60, 120, 1_000] {
            let ν = Double(freedom), quantile = Sample.quantile(degreesOfFreedom: freedom), parts = 20_000
            let scale = exp(lgamma((ν + 1) / 2) - lgamma(ν / 2)) / (ν * .pi).squareRoot()
            let step = quantile / Double(parts)
            func density(_ i: Int) -> Double {
                let t = step * Double(i)
                return scale * pow(1 + t * t / ν, -(ν + 1) / 2)
            }
            let sum = (1 ..< parts).reduce(density(0) + density(parts)) { $0 + (2 + 2 * Double($1 % 2)) * density($1) }
            #expect(abs(sum * step / 3 - 0.475) < (freedom <= 30 ? 1e-6 : 1e-5), "\(freedom) degrees of freedom")
        }
    }

    /// Welch and Satterthwaite give 2.56 degrees of freedom here, of which two count.
    @Test func degreesOfFreedomAreRoundedDown() throws {
        let a = [0.01, 0.02, 0.06], b = [0.03, 0.04, 0.05]
        let found = try #require(Sample.interval(onTheseTasks: [a, b]))
        let parts = [a, b].map { pow(Sample($0).deviation / 2, 2) / 3 }, sum = parts[0] + parts[1]
        let freedom = sum * sum / (parts[0] * parts[0] / 2 + parts[1] * parts[1] / 2)
        try #require(freedom > 2.5 && freedom < 3, "\(freedom)")
        #expect(abs((found.upperBound - found.lowerBound) / 2 - 4.30265 * sum.squareRoot()) < 1e-9)
    }

    @Test func differencesArePairedAndNeedEverySeed() {
        let a = Sample([0.9, 0.8, 0.7]), b = Sample([0.7, 0.7, 0.7])
        #expect(abs(a.minus(b).mean - 0.1) < 1e-12)
        #expect(a.minus(Sample([0.7])).count == 0)
        #expect(Sample([0.9, 0.8]).minus(Sample([0.7, 0.7])).count == 0, "which seed is missing is not known")
        #expect(a.pointsAbove(Sample([0.7])) == "not run")
    }

    @Test func whatADifferenceHangsOnIsNamed() {
        let whole = [[0.02, 0.021, 0.019], [0.011, 0.01, 0.009], [0.001, -0.001, 0]]
        #expect(Points.hold(whole, without: [.cola, .mrpc, .rte]).isEmpty)
        let one = Points.hold([[0.02, 0.021, 0.019], [0.001, -0.002, 0]], without: [.cola, .mrpc])
        #expect(one == "; without CoLA the interval on these tasks holds zero")
        #expect(Points.hold([[0.02, -0.03, 0.01]], without: [.rte]).isEmpty, "with all it holds zero, too")
    }

    @Test func edoraIsNearerToFullFineTuningOnWhicheverSideItLies() {
        let full = Sample([0, 0.1, -0.1]), lora = Sample([0.8, 0.8, 0.8])
        let between = MovementComparison(whole: full, baseline: lora, proposed: Sample([0.3, 0.3, 0.3]))
        let below = MovementComparison(whole: full, baseline: lora, proposed: Sample([-0.3, 0.3, 0.3]))
        #expect(between.isBetween && between.nearer.values.allSatisfy { abs($0 - 0.5) < 1e-12 })
        #expect(!below.isBetween && below.nearer.values.allSatisfy { abs($0 - 0.5) < 1e-12 })
        let further = MovementComparison(whole: full, baseline: Sample([0.2, 0.2, 0.2]), proposed: lora)
        #expect(further.nearer.values.allSatisfy { abs($0 + 0.6) < 1e-12 })
        #expect(further.apart == lora.minus(full))
    }

    /// Tasks as given: by hand for two tasks of two seeds, and equal to Student's where only one task varies.
    @Test func theIntervalOnTheseTasksAddsTheirVariances() throws {
        let two = try #require(Sample.interval(onTheseTasks: [[0.01, 0.03], [0.02, 0.04]]))
        // Each mean has the variance 2e-4/2; their mean has 5e-5, with two degrees of freedom: 4.30265·√5e-5.
        #expect(abs(two.upperBound - (0.025 + 4.30265 * 5e-5.squareRoot())) < 1e-9)
        #expect(abs(two.lowerBound + two.upperBound - 0.05) < 1e-12)
        let one = try #require(Sample.interval(onTheseTasks: [[0.01, 0.02, 0.06], [0.03, 0.03, 0.03]]))
        let student = try #require(Sample([0.01, 0.02, 0.06]).interval)
        #expect(abs((one.upperBound - one.lowerBound) - (student.upperBound - student.lowerBound) / 2) < 1e-9)
        let still = try #require(Sample.interval(onTheseTasks: [[0.1, 0.1], [0.2, 0.2]]))
        #expect(still.lowerBound == still.upperBound && abs(still.lowerBound - 0.15) < 1e-12)
        #expect(Sample.interval(onTheseTasks: [[0.1], [0.2, 0.3]]) == nil && Sample.interval(onTheseTasks: []) == nil)
    }

    @Test func boundsNearZeroKeepTheirSign() {
        #expect(Points.text(-0.0364 ... -0.0003) == "-3.6 to -0.03" && Points.text(0 ... 0.012) == "0.0 to +1.2")
    }

    @Test func theSearchTakesTheBestRateAndTheSmallerOfTwoThatTie() {
        #expect(Rates.best(.edora, [0.5, 0.9, 0.9, 0.7]) == 5e-3)
        #expect(Rates.best(.edora, [0.5, nil, 0.9, 0.7]) == nil)
        #expect(Rates.text(5e-4) == "5e-4" && Rates.text(1) == "1" && Rates.text(1.5e-3) == "1.5e-3")
    }
}
