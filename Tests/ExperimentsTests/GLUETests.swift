import Core
@testable import Experiments
import Foundation
import Testing

@Suite struct GLUETests {
    static let glue = PlanTests.root.appending(path: "data/glue")

    @Test func theSearchTakesTheBestMeanAndTheSmallerOfTwoThatTie() {
        #expect(LadderSearch.best([[0.1, 0.7], [0.3, 0.7], [0.2, 0.8], [0.3, 0.6]]) == 1)
        #expect(LadderSearch.best([[0.1, 0.7], [0.3, nil]]) == nil)
        #expect(LadderSearch.mean([0.2, 0.8]) == 0.5)
        for method in AdapterMethod.builtIn {
            let rates = LadderSearch.ladder[LadderSearch.start(method)]
            #expect(rates.count == 4 && zip(rates, rates.dropFirst()).allSatisfy { $1 > $0 })
        }
    }

    /// Made-up scores that rise with the rate to a top, then fall.
    @Test func aSearchGoesOnWhileTheBestIsAtItsEnd() throws {
        func search(top: Double, upTo known: Double = 1) -> GLUESearch {
            GLUESearch(Setting(.lora), backbone: "minilm") { run in
                let rate = run.configuration.rates.adapter
                return rate <= known ? 1 - abs(log(rate / top)) : nil
            }
        }
        #expect(search(top: 5e-4).rates == [2e-4, 5e-4, 1e-3, 2e-3] && search(top: 5e-4).best == 5e-4)
        #expect(search(top: 5e-3).rates == [2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2] && search(top: 5e-3).best == 5e-3)
        #expect(search(top: 1e-4).rates == [5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3] && search(top: 1e-4).best == 1e-4)
        let around = GLUESearch(Setting(.edora), backbone: "minilm", tasks: [.cola], around: 5e-3) {
            -abs(log($0.configuration.rates.adapter / 1e-2))
        }
        #expect(around.rates == [2e-3, 5e-3, 1e-2, 2e-2] && around.best == 1e-2 && around.runs.count == 4)
        let begun = search(top: 5e-4, upTo: 1e-3), unfinished = search(top: 5e-3, upTo: 2e-3)
        #expect(begun.rates == [2e-4, 5e-4, 1e-3, 2e-3] && begun.best == nil && begun.runs.count == 8)
        #expect(unfinished.rates == [2e-4, 5e-4, 1e-3, 2e-3, 5e-3], "the next rung is asked for")
        #expect(unfinished.best == nil)
    }

    /// Chapter 5 has no search of the method: its own four rates, on that chapter's tasks. And what R alone lacks.
    @Test func aMethodThatChapterFiveLacksIsSearchedAsThere() throws {
        let setting = Ablation.directionAlone
        let search = try #require(try Ablation(in: RunStore(root: PlanTests.root)).searches[setting])
        #expect(search.tasks == GLUESearch.standardTasks && setting.method.defaults.searchFrom == 2e-3)
        #expect(Set([2e-3, 5e-3, 1e-2, 2e-2]).isSubset(of: search.rates), "\(search.rates)")
        let words = [
            ["the trained $`m`$;", "the trained $`m`$;", "both, the trained"],
            ["do not say", "do not say", "the norm; that training"],
            ["do not say", "do not say", "the norm; that training"],
        ]
        let relations: [Relation] = [.below, .notToldApart, .above]
        for (toEDoRA, row) in zip(relations, words) {
            for (toCore, word) in zip(relations, row) {
                #expect(whatCoreLacks(toEDoRA: toEDoRA, toCore: toCore).contains(word), "\(toEDoRA), \(toCore)")
            }
        }
    }

    /// Three rates at which a model learns nothing do not say whether they are too small or too large.
    @Test func aSearchWhoseRatesAreAllAlikeLooksOnBothSides() {
        func search(_ learns: Range<Double>) -> GLUESearch {
            GLUESearch(Setting(.edora), backbone: "minilm", tasks: [.cola], around: 5e-3) {
                learns.contains($0.configuration.rates.adapter) ? 0.2 : 0
            }
        }
        #expect(search(2e-2 ..< 3e-2).best == 2e-2)
        #expect(search(2e-2 ..< 3e-2).rates == [1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2])
        #expect(search(4e-4 ..< 6e-4).best == 5e-4)
        #expect(search(0 ..< 0).endsLadder && search(0 ..< 0).rates == GLUESearch.ladder)
    }

    @Test func aRateThatDivergesIsWorseThanAnyScore() {
        let search = GLUESearch(Setting(.lora), backbone: "minilm") {
            $0.configuration.rates.adapter > 6e-4 ? -.infinity : -1
        }
        #expect(search.best == 1e-5, "of two that tie the smaller is taken, so the search goes down to the last rung")
        #expect(search.means.allSatisfy { $0 != nil })
    }

    @Test func theGridHasEachRunOnceAndIsDividedWhereItMust() throws {
        let grid = GLUEGrid(
            backbone: "minilm",
            searches: GLUEGrid.settings.map { setting in
                GLUESearch(setting, backbone: "minilm") { -abs(log($0.configuration.rates.adapter / 5e-3)) }
            })
        #expect(grid.unsearched.isEmpty && GLUEGrid.settings.count == 9)
        #expect(Set(grid.plan.map(\.line)).count == grid.plan.count)
        let cells = GLUEGrid.settings.flatMap { setting in GLUEGrid.tasks.flatMap { grid.runs(setting, $0) } }
        #expect(cells.count == 9 * 6 * 3 && grid.plan.count == cells.count + grid.search.count)
        #expect(
            cells.allSatisfy { ($0.configuration.rows.division == .devByQuestion) == ($0.configuration.task == .qnli) })
        #expect(cells.allSatisfy { $0.configuration.steps.epochs == ($0.configuration.task == .sst2 ? 2 : 5) })
        #expect(grid.search.allSatisfy { $0.configuration.rows.division == .heldOut })
        let first = try #require(grid.searches[Setting(.edora)]).runs.count
        #expect(grid.plan.prefix(first).allSatisfy { $0.configuration.adapter.method == .edora })
        #expect(throws: InputError.self) { try Plan.named("4", backbone: "roberta-base") }
    }

    /// Each change of the ablation changes what it names, and nothing else does.
    @Test func everyChangeIsARunOfItsOwn() throws {
        let ablation = try Ablation()
        let changed =
            Ablation.bases + Ablation.options + Ablation.fewRows + Ablation.deviations
            + [Setting(.edora, .magnitudeRate(5e-2))]
        func run(_ setting: Setting, rate: Double = 5e-3) -> PlannedRun {
            .glue(.mrpc, setting, rate: rate, seed: 1, division: nil, backbone: "minilm")
        }
        func line(_ setting: Setting) -> String { run(setting).line }
        let lines = changed.filter { $0.method == .edora }.map(line)
        #expect(Set(lines + [line(Setting(.edora))]).count == lines.count + 1)
        #expect(Set(changed.map(\.title)).count == changed.count)
        let few = run(Setting(.lora, .rows(percent: 10)), rate: 5e-4).configuration
        #expect(few.rows.trainShare == 0.1 && few.rows.trainLimit == nil && few.adapter == .standard(.lora, rank: 16))
        let released = run(Setting(.edora, .released)).configuration
        #expect(released.regularisation.decaysMagnitude && released.adapter.basis == .random)
        #expect(released.adapter.deviation == 1e-5 && released.adapter.scale == 1)
        #expect(Ablation.scaled.adapter.scale == 4 && Setting(.edora, rank: 4).adapter.scale == 1)
        #expect(Set(ablation.plan.map(\.line)).count == ablation.plan.count)
    }

    private func mostFrequent(_ rows: [TextTask.Row]) -> Int? {
        (0 ..< 4).map { label in rows.count { $0.target == .label(label) } }.max()
    }

    private static let domains = PlanTests.root.appending(path: "data/domains")
    @Test(.enabled(if: FileManager.default.fileExists(atPath: domains.path)))
    func theFactsOfOtherDomainsAreThoseOfTheirFiles() throws {
        #expect(Set(Domains.facts.keys) == Set(Domains.tasks))
        for (task, facts) in Domains.facts {
            let train = try task.rows(.train, in: Self.domains), dev = try task.rows(.dev, in: Self.domains)
            #expect(train.count == facts.train && dev.count == facts.dev, "\(task.name)")
            #expect(mostFrequent(train) == facts.mostFrequentInTraining, "\(task.name)")
            #expect(mostFrequent(dev) == facts.mostFrequent, "\(task.name)")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: glue.path)))
    func theFactsOfGLUEAreThoseOfItsFiles() throws {
        for (task, facts) in GLUEFacts.of {
            let dev = try task.rows(.dev, in: Self.glue)
            #expect(dev.count == facts.dev, "\(task)")
            if let expected = facts.mostFrequent { #expect(mostFrequent(dev) == expected, "\(task)") }
            guard FileManager.default.fileExists(atPath: task.file(.train, in: Self.glue).path) else { continue }
            let train = try task.rows(.train, in: Self.glue)
            #expect(train.count == facts.train, "\(task)")
            if let expected = facts.mostFrequentInTraining { #expect(mostFrequent(train) == expected, "\(task)") }
        }
        let parts = Division.devByQuestion.divide(try TextTask.qnli.rows(.dev, in: Self.glue))
        let facts = GLUEFacts.dividedQNLI
        #expect(parts.train.count == facts.train && parts.evaluation.count == facts.dev)
        #expect(mostFrequent(parts.evaluation) == facts.mostFrequent)
        #expect(mostFrequent(parts.train) == facts.mostFrequentInTraining)
    }
}
