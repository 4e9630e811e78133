@testable import Core
@testable import Experiments
import Foundation
import Testing

/// What guards the sentences of chapters 5 and 6, on made-up results: each also where it must not hold.
@Suite struct FindingTests {
    private let edora = Setting(.edora), lora = Setting(.lora)

    @Test func tasksAreToldApartOneByOne() {
        let results = MadeUp.results([edora, lora], tasks: GLUEGrid.tasks) { setting, task in
            setting == Setting(.lora) ? 0 : task == .mrpc ? -2 : task == .rte ? 2 : 0
        }
        #expect(results.tasks(where: edora, is: .below, to: lora) == [.mrpc])
        #expect(results.tasks(where: edora, is: .above, to: lora) == [.rte])
        #expect(results.tasks(where: lora, is: .above, to: edora) == [.mrpc])
        let alike = MadeUp.results([edora, lora]) { _, _ in 0 }
        #expect(alike.tasks(where: edora, is: .notToldApart, to: lora) == Ablation.tasks)
        #expect(MadeUp.results([edora]) { _, _ in 0 }.tasks(where: edora, is: .notToldApart, to: lora).isEmpty)
    }

    @Test func pairsTakeOutWhatBothShare() throws {
        func variances(_ luck: (Setting, UInt64) -> Double) throws -> (paired: Double, apart: Double) {
            let results = MadeUp.results([edora, lora]) { setting, task, seed in
                MadeUp.record(setting, task, seed: seed, scores: [0.7 + luck(setting, seed)])
            }
            return try #require(results.variances(edora, from: lora, on: Ablation.tasks))
        }
        let shared = try variances { _, seed in 0.01 * Double(seed) }
        #expect(shared.paired < 1e-9 && abs(shared.apart - 8) < 1e-6, "four tasks, two variances of one squared point")
        let opposed = try variances { setting, seed in (setting == Setting(.edora) ? 0.01 : -0.01) * Double(seed) }
        #expect(abs(opposed.paired - 16) < 1e-6 && abs(opposed.apart - 8) < 1e-6)
        #expect(MadeUp.results([edora]) { _, _ in 0 }.variances(edora, from: lora, on: Ablation.tasks) == nil)
    }

    /// Seeds whose luck on one task makes good for that on another: their average hardly varies, their tasks do.
    @Test func anAveragesOwnDeviationMayBeSmallByLuck() {
        let results = MadeUp.results([edora]) { setting, task, seed in
            let sign = task == .cola || task == .mrpc ? 1.0 : -1.0
            return MadeUp.record(setting, task, seed: seed, scores: [0.7 + sign * 0.01 * Double(seed)])
        }
        #expect(results.average(edora, over: Ablation.tasks).deviation < 1e-9)
        #expect(abs(results.expectedDeviation(edora, over: Ablation.tasks) - 0.005) < 1e-9, "0.01 · √4 / 4")
    }

    @Test func aRunThatGivesOneAnswerHasCollapsed() {
        let results = MadeUp.results([edora]) { setting, task, seed in
            MadeUp.record(setting, task, seed: seed, scores: [task == .cola && seed < 3 ? 0 : 0.5])
        }
        #expect(results.collapsedRuns(edora, .cola) == 2 && results.collapsedRuns(edora, .mrpc) == 0)
    }

    @Test func aDifferenceHangsOnATask() {
        func hinges(_ points: [Double]) -> [Int] {
            Points.hinges(points.map { mean in [-0.1, 0, 0.1].map { ($0 + mean) / 100 } })
        }
        #expect(hinges([8, 0, 0, 0]) == [0])
        #expect(hinges([2, 2, 2, 2]).isEmpty, "each alone could be left out")
        #expect(hinges([8, -8, 8, -8]).isEmpty, "with all the interval holds zero, too")
    }

    @Test func oneTaskMayCarryTheDifference() {
        #expect(Points.neededOnTheseTasks([[0.02, 0.021, 0.019], [0.001, -0.002, 0]]) == [0])
    }

    private func curve(_ points: [Double]) -> RankCurve {
        let byRank = Dictionary(uniqueKeysWithValues: zip(Ablation.allRanks, points))
        return RankCurve(MadeUp.results(Ablation.allRanks) { setting, _ in byRank[setting] ?? 0 })
    }

    @Test func theKneeIsTheSmallestRankNearTheBest() {
        #expect(curve([0, 3, 6, 9, 9.5, 9.4]).knee == 16)
        #expect(curve([0, 3, 9, 9, 9, 4]).knee == 8)
        #expect(curve([0, 2, 4, 6, 8, 10]).knee == 64, "no knee before the end")
        #expect(curve([0, 0, 0, 0, 0, 0]).knee == 2)
        #expect(RankCurve(MadeUp.results([edora]) { _, _ in 0 }).knee == nil)
    }

    @Test func ranksLieOnASideOfRankSixteenAndDip() {
        let uneven = curve([0, 0, -3, 0, 0, 9])
        #expect(uneven.ranks(.below, to: edora) == [8] && uneven.ranks(.above, to: edora) == [64])
        #expect(uneven.ranks(.notToldApart, to: edora) == [2, 4, 32] && uneven.dips == [8])
        let rising = curve([0, 2, 4, 6, 8, 10])
        #expect(rising.ranks(.below, to: edora) == [2, 4, 8] && rising.dips.isEmpty)
        #expect(RankCurve(MadeUp.results([edora]) { _, _ in 0 }).ranks(.notToldApart, to: edora).isEmpty)
    }

    /// The held-out score falls off on both sides of 5e-3; CoLA's twice as fast where it is wider.
    private func search(_ setting: Setting, edge: Double = .infinity, width: Double = 1) -> GLUESearch {
        MadeUp.search(setting) { task, rate in
            task == .cola && rate > edge ? 0 : 0.9 - (task == .cola ? width : 1) * abs(log(rate / 5e-3)) / 10
        }
    }

    @Test func aFragileSearchHasANeighbourThatLearnsNothing() {
        let firm = search(edora), fragile = search(lora, edge: 5e-3)
        #expect(!firm.isFragile && firm.ratesThatLearnNothing.isEmpty)
        #expect(fragile.best == 5e-3 && fragile.isFragile && fragile.ratesThatLearnNothing == [1e-2])
        let low = MadeUp.search(edora) { task, rate in task == .cola && rate < 5e-3 ? 0 : 0.9 - abs(log(rate / 5e-3)) }
        #expect(low.best == 5e-3 && !low.isFragile, "only the rates below fail")
        #expect(!MadeUp.search(edora) { _, _ in nil }.isFragile)
        let ablation = Ablation(grid: GLUEGrid(backbone: "minilm", searches: [firm, fragile]), searches: [:])
        #expect(ablation.fragileSearches([edora, lora, Setting(.dora)]) == [lora])
    }

    @Test func spreadsOfASearchAreComparedTaskByTask() throws {
        func spreads(_ width: Double) throws -> [Double] {
            try search(edora, width: width).spreads.map { try #require($0) }
        }
        let wider = try spreads(2), equal = try spreads(1), narrower = try spreads(0.5)
        #expect(wider[0] > wider[1] && equal[0] == equal[1] && narrower[0] < narrower[1])
        #expect(abs(equal[0] - log(4.0) / 10) < 1e-9, "from 5e-3 to 2e-2")
        #expect(MadeUp.search(edora) { task, _ in task == .cola ? 0.5 : nil }.spreads == [0, nil])
        let diverged = MadeUp.search(edora) { _, rate in rate > 5e-3 ? -.infinity : rate }
        #expect(diverged.spreads.allSatisfy { $0?.isFinite == true })
    }

    /// 279 of MRPC's 408 dev rows have its most frequent label; a correlation of zero is no knowledge either.
    @Test func aTaskIsLearnedAPointAboveOneAnswer() {
        let scores: [TextTask: Double] = [.cola: 0.009, .mrpc: 0.688, .rte: 0.54, .stsb: 0.8]
        let results = MadeUp.results([edora]) { setting, task, seed in
            MadeUp.record(setting, task, seed: seed, scores: [scores[task] ?? 0], training: task == .cola ? 0.005 : 0.9)
        }
        #expect(results.learnedTasks(edora) == [.rte, .stsb] && results.fittedTasks(edora) == [.mrpc, .rte, .stsb])
        #expect(results.learnedTasks(lora).isEmpty && results.fittedTasks(lora).isEmpty)
        let unscored = MadeUp.results([edora]) { _, _ in 0 }
        #expect(unscored.fittedTasks(edora).isEmpty, "without scores on training rows nothing is said of them")
    }

    @Test func gapsAreToldApartAndSurelyThere() {
        func results(_ gap: @escaping (Setting) -> Double) -> GLUEResults {
            MadeUp.results([edora, lora], points: { _, _ in 0 }, gap: gap)
        }
        let less = results { $0.method == .lora ? 0.1 : 0.02 }, none = results { $0.method == .lora ? 0.1 : -0.02 }
        #expect(less.gapRelation(edora, to: lora, on: Ablation.tasks) == .below)
        #expect(less.overfits(edora, on: Ablation.tasks))
        #expect(!none.overfits(edora, on: Ablation.tasks) && none.overfits(lora, on: Ablation.tasks))
        #expect(results { _ in 0.1 }.gapRelation(edora, to: lora, on: Ablation.tasks) == .notToldApart)
        let unscored = MadeUp.results([edora, lora]) { _, _ in 0 }
        #expect(unscored.gapRelation(edora, to: lora, on: Ablation.tasks) == nil)
        #expect(!unscored.overfits(edora, on: Ablation.tasks))
        #expect(unscored.withoutTrainingScores([edora, lora, Setting(.dora)], on: Ablation.tasks) == [edora, lora])
        #expect(less.withoutTrainingScores([edora, lora], on: Ablation.tasks).isEmpty)
    }

    @Test func aConstantModelsLossIsTheEntropyOfTheAnswers() throws {
        func loss(_ frequent: Int?) -> Double? {
            GLUEFacts(train: 100, dev: 10, tokens: 1, mostFrequent: 5, mostFrequentInTraining: frequent).constantLoss
        }
        let even = try #require(loss(50)), uneven = try #require(loss(80))
        #expect(abs(even - log(2)) < 1e-12 && abs(uneven - 0.500402) < 1e-6)
        #expect(loss(nil) == nil)
    }

    @Test func aCurveEndsAtItsBestOrNot() {
        func ends(_ scores: [Double]) -> Bool {
            LearningCurve([MadeUp.record(edora, .mrpc, scores: scores)]).endsAtItsBest
        }
        #expect(ends([0.1, 0.2, 0.3]) && ends([0.1, 0.3, 0.3]))
        #expect(!ends([0.1, 0.3, 0.2]) && !ends([0.3, 0.3, 0.3]), "a constant one says nothing")
    }

    @Test func startsOfRAreToldApartByTheirLastLoss() throws {
        let starts = [edora] + Ablation.deviations
        func losses(_ losses: [Double], diverged: Setting? = nil) -> StartLosses? {
            let each = losses.map { Optional($0) } + [Double?](repeating: nil, count: starts.count - losses.count)
            return StartLosses(
                zip(starts, each).map { start, loss in
                    let step = start == diverged ? 3 : nil
                    return (
                        start, loss.map { MadeUp.record(start, .mrpc, scores: [0.7], loss: $0, divergedAtStep: step) }
                    )
                })
        }
        let known = try #require(losses([0.4, 0.39, 0.41, 0.43, 0.3, 0.6]))
        #expect(
            known.alike.map(\.deviationText) == ["0", "0.03"] && known.higher.map(\.deviationText) == ["0.1", "1"])
        #expect(known.lower.map(\.deviationText) == ["0.3"] && known.diverged.isEmpty)
        let one = try #require(losses([0.4, 0.4, 0.4, 0.4, 0.4, 0.4], diverged: starts[5]))
        #expect(one.diverged == [starts[5]] && one.alike.count == 4)
        #expect(losses([0.4, 0.4]) == nil && losses([0.4, 0.4, 0.4, 0.4, 0.4, 0.4], diverged: edora) == nil)
    }

    /// Moved to a little beyond one of these means, the same differences decide; a little before it they do not.
    @Test func theRuleForCompetitiveDecidesBeyondTheseMeans() throws {
        let tasks = [-2.0, -1, -3, 0.5, -1.5].map { mean in [-0.2, 0, 0.2].map { ($0 + mean) / 100 } }
        let rule = Competitive(), means = try #require(rule.decidingMeans(tasks)), mean = Points.mean(tasks)
        func verdict(at moved: Double) -> Verdict {
            let shifted = tasks.map { $0.map { $0 + moved - mean } }
            return rule.verdict([shifted, shifted])
        }
        #expect(verdict(at: means.above + 1e-6) == .reproduced && verdict(at: means.above - 1e-6) == .inconclusive)
        #expect(verdict(at: means.below - 1e-6) == .notReproduced && verdict(at: means.below + 1e-6) == .inconclusive)
        #expect(rule.decidingMeans([]) == nil)
    }

    @Test func runsThatAreMissingOrDivergedAreNamed() {
        let results = MadeUp.results([edora, lora]) { setting, task, seed in
            if setting == Setting(.edora), task == .cola || task == .mrpc && seed == 2 { return nil }
            let diverges = setting == Setting(.lora) && task == .rte && seed == 3
            return MadeUp.record(setting, task, seed: seed, scores: [0.7], divergedAtStep: diverges ? 5 : nil)
        }
        let settings = [edora, lora, Setting(.dora)]
        let missing = results.missingRuns(settings, on: Ablation.tasks, rate: { $0.method == .dora ? nil : 1e-3 })
        #expect(missing == ["EDoRA, r = 16: CoLA and MRPC (seed 2)", "DoRA, r = 16: its rate is not searched yet"])
        #expect(results.divergedRuns(settings, on: Ablation.tasks) == ["LoRA, r = 16 on RTE, seed 3"])
        let whole = MadeUp.results([edora]) { _, _ in 0 }
        #expect(whole.missingRuns([edora], on: Ablation.tasks, rate: { _ in 1e-3 }).isEmpty)
        #expect(whole.divergedRuns([edora], on: Ablation.tasks).isEmpty)
    }
}
