import Core
@testable import Experiments
import Foundation
import Testing

@Suite struct GLUETests {
    static let glue = PlanTests.root.appending(path: "data/glue")

    @Test func theSearchTakesTheBestMeanAndTheSmallerOfTwoThatTie() {
        #expect(GLUESearch.best([[0.1, 0.7], [0.3, 0.7], [0.2, 0.8], [0.3, 0.6]]) == 1)
        #expect(GLUESearch.best([[0.1, 0.7], [0.3, nil]]) == nil)
        #expect(GLUESearch.mean([0.2, 0.8]) == 0.5)
        for method in Method.allCases {
            let rates = GLUESearch.ladder[GLUESearch.start(method)]
            #expect(rates.count == 4 && zip(rates, rates.dropFirst()).allSatisfy { $1 > $0 })
        }
    }

    /// Made-up scores that rise with the rate to a top, then fall.
    @Test func aSearchGoesOnWhileTheBestIsAtItsEnd() throws {
        func search(top: Double, upTo known: Double = 1) -> GLUESearch {
            GLUESearch(Setting(.lora), backbone: "minilm") { run in
                let rate = run.configuration.learningRate
                return rate <= known ? 1 - abs(log(rate / top)) : nil
            }
        }
        #expect(search(top: 5e-4).rates == [2e-4, 5e-4, 1e-3, 2e-3] && search(top: 5e-4).best == 5e-4)
        #expect(search(top: 5e-3).rates == [2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2] && search(top: 5e-3).best == 5e-3)
        #expect(search(top: 1e-4).rates == [5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3] && search(top: 1e-4).best == 1e-4)
        let around = GLUESearch(Setting(.edora), backbone: "minilm", tasks: [.cola], around: 5e-3) { -abs(log($0.configuration.learningRate / 1e-2)) }
        #expect(around.rates == [2e-3, 5e-3, 1e-2, 2e-2] && around.best == 1e-2 && around.runs.count == 4)
        let begun = search(top: 5e-4, upTo: 1e-3), unfinished = search(top: 5e-3, upTo: 2e-3)
        #expect(begun.rates == [2e-4, 5e-4, 1e-3, 2e-3] && begun.best == nil && begun.runs.count == 8)
        #expect(unfinished.rates == [2e-4, 5e-4, 1e-3, 2e-3, 5e-3] && unfinished.best == nil, "the next rung is asked for")
    }

    /// Three rates at which a model learns nothing do not say whether they are too small or too large.
    @Test func aSearchWhoseRatesAreAllAlikeLooksOnBothSides() {
        func search(_ learns: Range<Double>) -> GLUESearch {
            GLUESearch(Setting(.edora), backbone: "minilm", tasks: [.cola], around: 5e-3) { learns.contains($0.configuration.learningRate) ? 0.2 : 0 }
        }
        #expect(search(2e-2 ..< 3e-2).best == 2e-2 && search(2e-2 ..< 3e-2).rates == [1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2])
        #expect(search(4e-4 ..< 6e-4).best == 5e-4)
        #expect(search(0 ..< 0).endsLadder && search(0 ..< 0).rates == GLUESearch.ladder)
    }

    @Test func aRateThatDivergesIsWorseThanAnyScore() {
        let search = GLUESearch(Setting(.lora), backbone: "minilm") { $0.configuration.learningRate > 6e-4 ? -.infinity : -1 }
        #expect(search.best == 1e-5, "of two that tie the smaller rate is taken, so the search goes down to the last rung")
        #expect(search.means.allSatisfy { $0 != nil })
    }

    @Test func theGridHasEachRunOnceAndIsDividedWhereItMust() throws {
        let grid = GLUEGrid(backbone: "minilm", searches: GLUEGrid.settings.map { setting in
            GLUESearch(setting, backbone: "minilm") { -abs(log($0.configuration.learningRate / 5e-3)) }
        })
        #expect(grid.unsearched.isEmpty && GLUEGrid.settings.count == 9)
        #expect(Set(grid.plan.map(\.line)).count == grid.plan.count)
        let cells = GLUEGrid.settings.flatMap { setting in GLUEGrid.tasks.flatMap { grid.runs(setting, $0) } }
        #expect(cells.count == 9 * 6 * 3 && grid.plan.count == cells.count + grid.search.count)
        #expect(cells.allSatisfy { ($0.configuration.division == .devByQuestion) == ($0.configuration.task == .qnli) })
        #expect(cells.allSatisfy { $0.configuration.epochs == ($0.configuration.task == .sst2 ? 2 : 5) })
        #expect(grid.search.allSatisfy { $0.configuration.division == .heldOut })
        #expect(grid.plan.prefix(grid.searches[Setting(.edora)]?.runs.count ?? 0).allSatisfy { $0.configuration.adapter.method == .edora })
        #expect(throws: InputError.self) { try Plan.named("4", backbone: "roberta-base") }
    }

    /// Each change of the ablation changes what it names, and nothing else does.
    @Test func everyChangeIsARunOfItsOwn() throws {
        let ablation = try Ablation(), changed = Ablation.bases + Ablation.options + Ablation.fewRows + Ablation.deviations + [Setting(.edora, .magnitudeRate(5e-2))]
        func line(_ setting: Setting) -> String { PlannedRun.glue(.mrpc, setting, rate: 5e-3, seed: 1, division: nil, backbone: "minilm").line }
        let lines = changed.filter { $0.method == .edora }.map(line)
        #expect(Set(lines + [line(Setting(.edora))]).count == lines.count + 1)
        #expect(Set(changed.map(\.title)).count == changed.count)
        let few = PlannedRun.glue(.mrpc, Setting(.lora, .rows(percent: 10)), rate: 5e-4, seed: 1, division: nil, backbone: "minilm").configuration
        #expect(few.trainShare == 0.1 && few.trainLimit == nil && few.adapter == .standard(.lora, rank: 16))
        let released = PlannedRun.glue(.mrpc, Setting(.edora, .released), rate: 5e-3, seed: 1, division: nil, backbone: "minilm").configuration
        #expect(released.decaysMagnitude && released.adapter.basis == .random && released.adapter.deviation == 1e-5 && released.adapter.scale == 1)
        #expect(Ablation.scaled.adapter.scale == 4 && Setting(.edora, rank: 4).adapter.scale == 1)
        #expect(Set(ablation.plan.map(\.line)).count == ablation.plan.count)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: glue.path))) func theFactsOfGLUEAreThoseOfItsFiles() throws {
        func mostFrequent(_ rows: [GLUETask.Row]) -> Int? {
            (0 ..< 2).map { label in rows.count { $0.target == .label(label) } }.max()
        }
        for (task, facts) in GLUEFacts.of {
            let dev = try task.rows(.dev, in: Self.glue)
            #expect(dev.count == facts.dev, "\(task)")
            if let expected = facts.mostFrequent { #expect(mostFrequent(dev) == expected, "\(task)") }
            guard FileManager.default.fileExists(atPath: task.file(.train, in: Self.glue).path) else { continue }
            let train = try task.rows(.train, in: Self.glue)
            #expect(train.count == facts.train, "\(task)")
            if let expected = facts.mostFrequentInTraining { #expect(mostFrequent(train) == expected, "\(task)") }
        }
        let parts = Division.devByQuestion.divide(try GLUETask.qnli.rows(.dev, in: Self.glue)), facts = GLUEFacts.dividedQNLI
        #expect(parts.train.count == facts.train && parts.evaluation.count == facts.dev && mostFrequent(parts.evaluation) == facts.mostFrequent)
    }

    /// Against every one of the (4·2·2)⁴ draws of four tasks with two seeds, listed one by one.
    @Test func theBootstrapCountsAllDrawsOfTasksAndThenOfSeeds() throws {
        let tasks = [[-0.021, 0.004], [0.013, 0.017], [0.031, 0.009], [0.002, 0.006]]
        let once = tasks.flatMap { seeds in seeds.flatMap { a in seeds.map { b in (a + b) / 2 } } }
        var sums = [0.0]
        for _ in tasks { sums = sums.flatMap { sum in once.map { sum + $0 } } }
        sums.sort()
        for tail in [0.025, 0.2] {
            let found = try #require(Bootstrap.interval(tasks, tail: tail)), cut = Int((tail * Double(sums.count)).rounded(.up))
            #expect(abs(found.lowerBound - sums[cut - 1] / 4) < 1e-8 && abs(found.upperBound - sums[sums.count - 1 - cut] / 4) < 5e-4)
        }
        // Tasks that differ, seeds that hardly do: three seeds are not three tasks.
        let apart = [-0.02, -0.01, 0.01, 0.02].map { [$0, $0, $0] }, one = apart.map { [$0[0]] }
        #expect(abs(width(apart) - width(one)) < 1e-8)
        #expect(Bootstrap.interval([[0.1], [0.1], [0.1]]) == nil && Bootstrap.interval([[0.1], [0.2], [0.3], []]) == nil)
        let zeros = try #require(Bootstrap.interval([[0, 0, 0], [0, 0, 0], [0.1, -0.1, 0], [0, 0, 0]], tail: 0.4))
        #expect(zeros == 0 ... 0)
        // Φ(−√(n/(n−1))·t), by SciPy.
        #expect(abs(Bootstrap.tail(tasks: 4) - 0.000119031) < 1e-8 && abs(Bootstrap.tail(tasks: 6) - 0.002431803) < 1e-7)
    }

    /// With four tasks the interval leaves out zero only where all four agree.
    @Test func oneOfFourTasksCanKeepZeroInTheInterval() throws {
        let found = try #require(Bootstrap.interval([[0.08, 0.08, 0.08], [0.03, 0.03, 0.03], [0.05, 0.05, 0.05], [-0.002, -0.002, -0.002]]))
        #expect(found.contains(0) && abs(found.lowerBound + 0.002) < 1e-8)
    }

    /// A hundred made-up experiments on four tasks that differ twice as much as seeds do: how often the interval holds the truth, zero.
    @Test func theBootstrapHoldsTheTruthAboutAsOftenAsItSays() {
        var random = Random(seed: 4, purpose: "test"), held = 0, plain = 0
        for _ in 0 ..< 100 {
            let tasks = (0 ..< 4).map { _ in
                let effect = random.normal()
                return (0 ..< 3).map { _ in effect + 0.5 * random.normal() }
            }
            if Bootstrap.interval(tasks)?.contains(0) ?? false { held += 1 }
            if Bootstrap.interval(tasks, tail: 0.025)?.contains(0) ?? false { plain += 1 }
        }
        #expect(held > 88 && plain < 88, "\(held) and \(plain) of 100")
    }

    private func width(_ tasks: [[Double]]) -> Double { Bootstrap.interval(tasks).map { $0.upperBound - $0.lowerBound } ?? 0 }
}
