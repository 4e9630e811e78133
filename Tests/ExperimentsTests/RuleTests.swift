@testable import Experiments
import Testing

/// Each rule decides at the limit that its text names.
@Suite struct RuleTests {
    let tasks = 4

    /// Four tasks whose interval on these tasks is about ±0.0012 around a mean, and three seeds with it.
    func around(_ mean: Double) -> [[Double]] {
        [[Double]](repeating: [mean - 0.001, mean, mean + 0.001], count: tasks)
    }
    func seeds(_ mean: Double, _ spread: Double = 0.001) -> Sample { Sample([mean - spread, mean, mean + spread]) }

    @Test func aCountIsThePapersToTheDigitsThatItGives() {
        let rule = SameDigits(of: 49_200, digits: 3)
        #expect(rule.text == "equal to the three digits given" && rule.ownLimit == nil)
        #expect(rule.verdict(49_152) == .reproduced && rule.verdict(49_249) == .reproduced)
        #expect(rule.verdict(49_251) == .notReproduced && rule.verdict(4_920) == .notReproduced)
        #expect(SameDigits(of: 49_200, digits: 2).verdict(49_449) == .reproduced)
        #expect(SameDigits(of: 49_200, digits: 2, remark: "so so").text == "equal to the two digits given; so so")
    }

    @Test(arguments: [30.0, 12.5]) func anExactNumberReachesTheLimitOfTheText(_ limit: Double) {
        let rule = AtLeast(limit, of: "the ratio")
        #expect(rule.text == "the ratio is at least \(limit == 30 ? "30" : "12.5")")
        #expect(rule.verdict(limit) == .reproduced && rule.verdict(limit.nextDown) == .notReproduced)
    }

    @Test(arguments: [(0.01, "one per cent"), (0.025, "2.5 per cent")])
    func aShareOfTimeIsAtMostTheLimitOfTheText(_ limit: Double, _ words: String) {
        let rule = AtMostShare(limit, part: "the SVD", whole: "five epochs")
        #expect(rule.text == "the SVD takes at most \(words) of five epochs")
        #expect(rule.ownLimit == "\(words) of the training time")
        #expect(rule.verdict(limit) == .reproduced && rule.verdict(limit.nextUp) == .notReproduced)
    }

    @Test func aScoreIsAsHighWhereANarrowIntervalHoldsItOrLiesAbove() {
        let rule = ScoreAsHigh(as: 0.91, on: "RoBERTa-base"), wider = ScoreAsHigh(as: 0.91, on: "X", widest: 0.06)
        #expect(
            rule.text == "on RoBERTa-base: the 95 % interval over seeds holds the claimed value, and is at most "
                + "two points wide, or lies above it")
        #expect(wider.text.contains("six points") && wider.ownLimit == "an interval of six points")
        let wide = seeds(0.91, 0.01)  // five points
        #expect(rule.verdict(wide) == .inconclusive && wider.verdict(wide) == .reproduced)
        #expect(rule.verdict(seeds(0.91)) == .reproduced)
        #expect(rule.verdict(seeds(0.95, 0.01)) == .reproduced, "wide, and above")
        #expect(rule.verdict(seeds(0.90)) == .notReproduced)
        #expect(rule.verdict(Sample([])) == .notRun && rule.verdict(Sample([0.95])) == .inconclusive)
    }

    @Test func aDifferenceIsAsLargeWhereItsIntervalHoldsTheClaimAndItsMeanHalfOfIt() {
        let rule = DifferenceAsLarge(as: 0.018, terms: "A − B")
        let mostOfIt = DifferenceAsLarge(as: 0.018, terms: "A − B", part: 0.9)
        #expect(rule.text.hasPrefix("(A − B), +1.8 points in the paper: the three 95 % intervals lie above"))
        #expect(rule.text.contains("a mean of at least half of it"))
        #expect(mostOfIt.text.contains("a mean of at least 0.9 of it"))
        #expect(rule.ownLimit == "half the claimed size" && mostOfIt.ownLimit == "0.9 the claimed size")
        let wide = 0.001 ... 0.03
        #expect(rule.verdict(mean: 0.009, interval: wide) == .reproduced)
        #expect(rule.verdict(mean: 0.0089, interval: wide) == .directionOnly, "a wide interval holds much")
        #expect(mostOfIt.verdict(mean: 0.009, interval: wide) == .directionOnly)
        #expect(rule.verdict(around(0.005)) == .directionOnly && rule.verdict(around(0.018)) == .reproduced)
        #expect(rule.verdict(around(0.05)) == .reproduced, "larger than claimed")
        #expect(rule.verdict(around(-0.005)) == .notReproduced)
        #expect(rule.verdict(around(0)) == .notReproduced, "zero is in it, the claim is not")
        #expect(rule.verdict(mean: 0.01, interval: -0.1 ... 0.1) == .inconclusive && rule.verdict([]) == .inconclusive)
    }

    @Test func competitiveIsNoLossLargerThanTheTextsOnTasksLikeThese() {
        let rule = Competitive(), lenient = Competitive(loss: 0.03)
        #expect(
            rule.text == "the three 95 % intervals of both differences at −1 point or above; those of one wholly "
                + "below: not reproduced")
        #expect(lenient.text.contains("at −3 points or above") && lenient.ownLimit == "a loss of three points")
        #expect(rule.ownLimit == "a loss of one point" && rule.limit == -0.01)
        #expect(rule.verdict([around(-0.005), around(0.02)]) == .reproduced)
        #expect(rule.verdict([around(0.02), around(-0.02)]) == .notReproduced)
        #expect(lenient.verdict([around(0.02), around(-0.02)]) == .reproduced)
        #expect(rule.verdict([around(0.02), around(-0.01)]) == .inconclusive)
        #expect(rule.verdict([around(0.02), [[0.02, 0.02]]]) == .inconclusive, "one task says nothing of others")
        #expect(rule.verdict(intervals: [-0.01 ... 0.02, -0.01 ... 0]) == .reproduced)
    }

    /// No method can mitigate an overfitting that is not there, and one that has learned less has not mitigated it.
    @Test func overfittingIsMitigatedOnlyWhereItIsThere() {
        let rule = MitigatesOverfitting("EDoRA", other: "LoRA")
        let lenient = MitigatesOverfitting("EDoRA", other: "LoRA", loss: 0.06)
        func verdict(gaps: Double, lessened: Double, scores: Double) -> Verdict {
            rule.verdict(.init(gaps: around(gaps), lessened: around(lessened), scores: around(scores)))
        }
        #expect(rule.text.contains("(EDoRA's dev score − LoRA's) at −1 point or above, and those of LoRA's own gap "))
        #expect(lenient.text.contains("at −6 points or above"))
        #expect(verdict(gaps: 0.05, lessened: 0.02, scores: 0) == .reproduced)
        #expect(verdict(gaps: -0.03, lessened: 0.02, scores: 0) == .inconclusive)
        #expect(verdict(gaps: 0, lessened: 0.02, scores: 0) == .inconclusive)
        #expect(verdict(gaps: 0.05, lessened: 0.02, scores: -0.05) == .notReproduced)
        let worse = MitigatesOverfitting.Evidence(gaps: around(0.05), lessened: around(0.02), scores: around(-0.05))
        #expect(lenient.verdict(worse) == .reproduced)
        #expect(verdict(gaps: -0.03, lessened: -0.02, scores: 0) == .notReproduced)
        #expect(verdict(gaps: 0.05, lessened: 0, scores: 0) == .inconclusive)
        let equal = [[Double]](repeating: [0, 0, 0], count: tasks)
        let alike = MitigatesOverfitting.Evidence(gaps: around(0.05), lessened: equal, scores: equal)
        #expect(rule.verdict(alike) == .inconclusive, "not above zero")
    }

    @Test(arguments: [(0.5, "one half"), (0, "zero"), (0.25, "0.25")])
    func aMeanIsAboveTheLimitOfTheText(_ limit: Double, _ words: String) {
        let rule = MeanAbove(limit, of: "correlation")
        #expect(rule.text == "correlation above \(words)")
        #expect(rule.verdict(seeds(limit + 0.01)) == .reproduced && rule.verdict(seeds(limit - 0.01)) == .notReproduced)
        #expect(rule.verdict(seeds(limit)) == .inconclusive)
        #expect(rule.verdict(seeds(limit, 0)) == .inconclusive, "not above")
        #expect(rule.verdict(Sample([])) == .notRun && rule.verdict(Sample([1])) == .inconclusive)
    }

    @Test func toBeNearerIsNotYetToMoveAlike() {
        func comparison(_ edora: Double) -> MovementComparison {
            MovementComparison(whole: seeds(-0.1), baseline: seeds(0.8, 0), proposed: seeds(edora, 0.002))
        }
        func compared(edora: Double, byKind: Double = 0) -> MovementReadings {
            MovementReadings(together: comparison(edora), byKind: comparison(byKind))
        }
        let rule = Nearer()
        #expect(rule.verdict(compared(edora: 0)) == .reproduced)
        #expect(rule.formerVerdict(compared(edora: 0)) == .reproduced)
        #expect(rule.verdict(compared(edora: 0.3)) == .reproduced)
        #expect(rule.formerVerdict(compared(edora: 0.3)) == .directionOnly, "one claim of two, before")
        #expect(rule.verdict(compared(edora: 1)) == .notReproduced, "further away than LoRA")
        #expect(rule.verdict(compared(edora: 0, byKind: 0.8)) == .inconclusive, "the readings do not agree")
        #expect(
            rule.formerVerdicts(compared(edora: 0.3, byKind: 0.8)) == [
                .init(change: RuleChange.date, verdict: .directionOnly),
                .init(change: RuleChange.secondDate, verdict: .reproduced),
            ])
        #expect(rule.formerVerdicts(compared(edora: 0)).isEmpty, "nothing changes")
        func alike(_ apart: Double, _ ratio: Double, _ rule: MovesAlike = MovesAlike()) -> Verdict {
            rule.verdict(.init(apart: seeds(apart, 0.02), ratio: seeds(ratio, 0.02)))
        }
        #expect(MovesAlike().text.contains("within ±0.2") && MovesAlike().text.contains("a factor of two"))
        #expect(MovesAlike(closeness: 0.5, factor: 3).ownLimit == "a correlation within 0.5 and a factor of three")
        #expect(alike(0, 1) == .reproduced && alike(0.1, 1.9) == .reproduced && alike(0.1, 0.6) == .reproduced)
        #expect(alike(0.2, 1) == .inconclusive && alike(0, 2) == .inconclusive, "across a limit")
        #expect(alike(0.5, 1) == .notReproduced && alike(0, 70) == .notReproduced && alike(0, 0.2) == .notReproduced)
        #expect(alike(0.3, 1, MovesAlike(closeness: 0.5)) == .reproduced)
    }

    /// One interval alone decides nothing.
    @Test func theThreeIntervalsMustAgree() throws {
        // A seed that is good everywhere: tasks alone see no luck, the seeds' averages do.
        let common = [[Double]](repeating: [0.001, 0.012, 0.035], count: 4)
        let found = try #require(ThreeIntervals(common))
        #expect(found.onTheseTasks.lowerBound > 0 && found.ofSeedsAverages.lowerBound < 0)
        #expect(found.ofSeedsAverages == Sample(common[0]).interval)
        #expect(HigherThanBoth().verdict([common, common]) == .inconclusive)
        let rule = DifferenceAsLarge(as: 0.018, terms: "A − B")
        #expect(rule.verdict(common) == .inconclusive && rule.formerVerdict(common) == .reproduced)
        // Tasks that differ: the seeds say yes, tasks like these may differ again.
        let uneven = [0.06, 0.001, -0.004, 0.015].map { mean in [mean - 0.0001, mean, mean + 0.0001] }
        let mixed = try #require(ThreeIntervals(uneven))
        #expect(mixed.ofSeedsAverages.lowerBound > 0 && mixed.onTasksLikeThese.lowerBound < 0)
        #expect(LowerLoss("a", than: "b").verdict(uneven) == .inconclusive)
        #expect(HigherThanBoth().verdict([around(0.02), around(0.03)]) == .reproduced)
        #expect(HigherThanBoth().verdict([around(0.02), around(-0.03)]) == .notReproduced)
        #expect(LowerLoss("a", than: "b").verdict(around(-0.02)) == .notReproduced)
        #expect(ThreeIntervals([[0.1, 0.2], [0.1, 0.2], [0.1, 0.2]]) == nil, "three tasks")
        #expect(ThreeIntervals([[0.1], [0.1], [0.1], [0.1]]) == nil, "one seed")
        #expect(ThreeIntervals([[0.1, 0.2], [0.1, 0.2], [0.1, 0.2], [0.1, 0.2, 0.3]]) == nil, "a seed more")
        #expect(Verdict.agreed([.reproduced, .directionOnly, .reproduced]) == .directionOnly)
        #expect(Verdict.agreed([.notReproduced, .inconclusive]) == .inconclusive)
        #expect(Verdict.agreed([.notReproduced, .notReproduced]) == .notReproduced)
    }

    @Test func aFigureThatChoseAConventionIsNoTestOfIt() {
        let rule = SameDigits(of: 49_200, digits: 3, isCalibration: true)
        #expect(rule.verdict(49_152) == .calibration && rule.formerVerdict(49_152) == .reproduced)
        #expect(rule.verdict(50_000) == .notReproduced && rule.formerVerdict(50_000) == .notReproduced)
        let most = AtMost(1, of: "the ratio")
        #expect(most.verdict(1) == .reproduced && most.verdict(1.01) == .notReproduced)
    }

    @Test func theWeakestVerdictCounts() {
        #expect(
            Verdict.all([.reproduced, .inconclusive]) == .inconclusive && Verdict.all([.reproduced]) == .reproduced)
        #expect(Verdict.all([.inconclusive, .notReproduced]) == .notReproduced)
        #expect(Verdict.all([.notReproduced, .notRun]) == .notRun)
        #expect(Verdict.notRun.cell(scale: nil) == "**not run**")
        #expect(Verdict.directionOnly.cell(scale: "MiniLM") == "**direction only** (MiniLM)")
        #expect(
            Verdict.inconclusive.cell(scale: "MiniLM", former: [.init(change: "a day", verdict: .reproduced)])
                == "**inconclusive** (MiniLM; before a day: reproduced)")
    }
}
