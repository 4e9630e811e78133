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
        let begun = search(top: 5e-4, upTo: 1e-3), unfinished = search(top: 5e-3, upTo: 2e-3)
        #expect(begun.rates == [2e-4, 5e-4, 1e-3, 2e-3] && begun.best == nil && begun.runs.count == 8)
        #expect(unfinished.rates == [2e-4, 5e-4, 1e-3, 2e-3, 5e-3] && unfinished.best == nil, "the next rung is asked for")
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
        #expect(few.trainLimit == 366 && few.adapter == .standard(.lora, rank: 16))
        let released = PlannedRun.glue(.mrpc, Setting(.edora, .released), rate: 5e-3, seed: 1, division: nil, backbone: "minilm").configuration
        #expect(released.decaysMagnitude && released.adapter.basis == .random && released.adapter.deviation == 1e-5 && released.adapter.scale == 1)
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
            #expect(try task.rows(.train, in: Self.glue).count == facts.train, "\(task)")
        }
        let parts = Division.devByQuestion.divide(try GLUETask.qnli.rows(.dev, in: Self.glue)), facts = GLUEFacts.dividedQNLI
        #expect(parts.train.count == facts.train && parts.evaluation.count == facts.dev && mostFrequent(parts.evaluation) == facts.mostFrequent)
    }

    @Test func theBootstrapDrawsTasksAndThenSeeds() throws {
        var random = Random(seed: 3, purpose: "test")
        let values = (0 ..< 200).map { _ in 0.01 + 0.03 * random.normal() }
        let student = try #require(Sample(values).interval), bootstrap = try #require(Bootstrap.interval(values.map { [$0] }))
        #expect(abs(student.lowerBound - bootstrap.lowerBound) < 5e-4 && abs(student.upperBound - bootstrap.upperBound) < 5e-4, "one seed each: many values are near normal")
        #expect(bootstrap == Bootstrap.interval(values.map { [$0] }), "the draws are seeded")
        // Tasks that differ, seeds that hardly do: three seeds are not three tasks.
        let apart = [[-0.02, -0.02, -0.02], [0, 0, 0], [0.02, 0.02, 0.02]], one = apart.map { [$0[0]] }
        #expect(abs(width(apart) / width(one) - 1) < 0.1)
        #expect(Bootstrap.interval([[0.1, 0.2]]) == nil && Bootstrap.interval([[0.1], []]) == nil)
    }

    private func width(_ tasks: [[Double]]) -> Double { Bootstrap.interval(tasks).map { $0.upperBound - $0.lowerBound } ?? 0 }
}
