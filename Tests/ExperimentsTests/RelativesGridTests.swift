@testable import Core
@testable import Experiments
import Foundation
import Testing

/// Chapter 8's plan: the method among its relatives at equal budgets.
@Suite struct RelativesGridTests {
    private static func search(_ setting: Setting, around: Double? = nil) -> GLUESearch {
        GLUESearch(setting, backbone: "minilm", around: around, score: score)
    }
    /// Searches whose best rates are those of a made-up top.
    private static func score(_ run: PlannedRun) -> Double { -abs(log(run.configuration.rates.adapter / 5e-3)) }

    private static let ablation = Ablation(
        grid: GLUEGrid(backbone: "minilm", searches: GLUEGrid.settings.map { search($0) }),
        searches: Dictionary(uniqueKeysWithValues: Ablation.searched.map { ($0, search($0, around: 5e-3)) }))
    private let whole = RelativesGrid(ablation, score: score)

    @Test func everyCellIsPlannedOnce() throws {
        let plan = whole.plan, cells = plan.filter { $0.configuration.rows.division == nil }
        #expect(whole.unsearched.isEmpty && RelativesGrid.settings.count == 16)
        #expect(cells.count == 16 * 5 * 5 && cells.count == RelativesGrid.cellCount)
        #expect(Set(cells.map(\.line)).count == cells.count)
        let searches = Set(plan.filter { $0.configuration.rows.division == .heldOut }.map(\.line))
        #expect(searches == Set(RelativesGrid.settings.flatMap { whole.search($0)?.runs ?? [] }.map(\.line)))
        for run in plan {
            #expect(run.backbone == "minilm" && run.data == "glue")
            #expect(run.configuration.steps.epochs == (run.configuration.task == .sst2 ? 2 : 5))
        }
        #expect(try Plan.named("relatives").count > 0 && Plan.names.contains("relatives"))
        #expect(throws: InputError.self) { try Plan.named("relatives", backbone: "roberta-base") }
    }

    @Test func budgetsAreEqualWithinThreeInAHundred() {
        #expect(RelativesGrid.budget(0) == 15_360 && RelativesGrid.budget(1) == 33_792)
        for (number, settings) in RelativesGrid.budgets.enumerated() {
            let budget = Double(RelativesGrid.budget(number))
            for setting in settings {
                let share = Double(RelativesGrid.count(setting)) / budget
                #expect(abs(share - 1) <= RelativesGrid.tolerance, "\(setting.title): \(share)")
            }
        }
        #expect(RelativesGrid.count(Setting(.vera, rank: 256)) == 15_360, "exactly the method's")
        #expect(
            RelativesGrid.budgets.map { $0.map(RelativesGrid.count) } == [
                [15_360, 15_360, 15_096, 14_976, 15_000, 15_000, 15_360],
                [33_792, 33_792, 34_320, 34_632, 32_856, 32_856, 33_792],
            ])
        #expect(RelativesGrid.beside.map(RelativesGrid.count) == [9_216, 25_344])
        #expect(RelativesGrid.candidates(0).count == 8 && RelativesGrid.candidates(1).count == 9)
        #expect(RelativesGrid.count(Setting(.vera, rank: 1024)) == 33_792, "exactly the method's, again")
    }

    /// What other chapters and studies have run is found again: the same lines, and so the same records.
    @Test func sharedRunsAreTheOldOnes() throws {
        func lines(_ runs: [PlannedRun]) -> [String] { runs.map(\.line) }
        let ablation = Self.ablation, known = Set(lines(ablation.grid.plan + ablation.plan))
        for setting in RelativesGrid.settings where RelativesGrid.isSearchedBefore(setting) {
            for task in Ablation.tasks {
                #expect(known.isSuperset(of: lines(Array(whole.runs(setting, task).prefix(3)))), "\(setting.title)")
            }
            #expect(known.isSuperset(of: lines(whole.search(setting)?.runs ?? [])))
        }
        let seeds = Set(lines(try Study.seeds.runs(ablation, RunStore())))
        for setting in [Setting.edora, .magnitudesAlone] {
            for task in RelativesGrid.tasks {
                #expect(seeds.isSuperset(of: lines(whole.runs(setting, task).filter { $0.configuration.seed > 3 })))
            }
        }
        let shared = RelativesGrid.settings.filter(RelativesGrid.isSearchedBefore)
        #expect(shared == [.edora, Setting(.edora, rank: 32), .magnitudesAlone, Setting(.lora, rank: 1)])
    }

    /// Whoever stops early has all settings of the first budget alike.
    @Test func whatMattersMostComesFirst() {
        let first = whole.plan.filter { $0.configuration.rows.division == nil }.prefix(9 * 4 * 3)
        #expect(
            Set(first.map(\.configuration.seed)) == [1, 2, 3] && !first.contains { $0.configuration.task == .sst2 })
        #expect(Set(first.prefix(9).map(\.configuration.task)) == [.mrpc])
        #expect(whole.plan.first?.configuration.rows.division == .heldOut)
        #expect(whole.plan.last?.configuration.task == .sst2)
    }

    /// Without records of its own the searches of the first budget are all that is known beside shared runs.
    @Test func searchesOfTheHigherBudgetWaitForTheLower() throws {
        let none = RelativesGrid(Self.ablation) { _ in nil }
        #expect(none.unsearched.count == 6 + 6 && none.rate(.edora) == 5e-3)
        #expect(none.search(Setting(.psoft, rank: 52)) == nil)
        let searches = none.search(Setting(.psoft, rank: 34))?.runs ?? []
        #expect(searches.count == 4 * 2 && Set(searches.map(\.configuration.task)) == [.cola, .mrpc])
        let higher = try #require(whole.search(Setting(.psoft, rank: 52)))
        #expect(higher.rates.count == 3 && higher.rates[1] == 5e-3)
    }
}

/// Which setting to use, from made-up records.
@Suite struct RelativesChoiceTests {
    private static let settings: [Setting] = [.edora, Setting(.vera, rank: 256), .magnitudesAlone]

    private func choice(_ points: [Double], lacks: TextTask? = nil, diverges: Bool = false) -> RelativesChoice {
        RelativesChoice(
            among: Self.settings,
            MadeUp.results(Self.settings) { setting, task, seed in
                guard task != lacks || setting != .edora || seed != 2 else { return nil }
                let place = Self.settings.firstIndex(of: setting) ?? 0
                let score = 0.7 + points[place] / 100 + 0.001 * Double((Int(seed) + place) % 3)
                let ends = diverges && setting == .edora && seed == 1
                return MadeUp.record(setting, task, seed: seed, scores: [score], divergedAtStep: ends ? 7 : nil)
            })
    }

    @Test func oneIsChosenWhereAllOthersAreBehind() {
        #expect(choice([5, 0, 1]) == .one(.edora))
        #expect(choice([5, 0, 1]).text.hasPrefix("**EDoRA, r = 16**: every other scores less, by all three"))
    }

    @Test func severalAreLeftWhereIntervalsHoldZero() {
        #expect(choice([0.02, -5, 0]) == .several([.edora, .magnitudesAlone]))
        #expect(choice([0.02, -5, 0]).text.contains("leave EDoRA, r = 16 and Magnitude only"))
    }

    @Test func missingRunsDecideNothing() {
        #expect(choice([5, 0, 1], lacks: .cola) == .notDecided(made: 35, of: 36))
        #expect(choice([5, 0, 1], lacks: .cola).text == "**not decided:** 35 of 36 runs have their record.")
    }

    @Test func aRunThatDivergedIsBehind() {
        #expect(choice([5, 0, 3], diverges: true) == .one(.magnitudesAlone))
    }
}

/// Seconds of a step.
@Suite struct RelativesCostTests {
    @Test func theRecordIsReadAndADamagedOneRefused() throws {
        let place = PlanTests.root.appending(path: RelativesCost.file.relativePath)
        let found = try RelativesCost.read(from: place)
        #expect(found.steps.count == 18 && found.steps.allSatisfy { $0.seconds.count == 3 })
        let reference = try #require(found.reference(.rte))
        #expect(reference.method == .edora && found.ratios(reference) == [1, 1, 1])
        let file = FileManager.default.temporaryDirectory.appending(path: "relatives-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = try String(contentsOf: place, encoding: .utf8), first = "\(reference.seconds[0])"
        for damaged in ["{}", text.replacing(first + ",", with: ""), text.replacing(first, with: "-1")] {
            #expect(damaged != text)
            try Data(damaged.utf8).write(to: file)
            #expect(throws: InputError.self) { try RelativesCost.read(from: file) }
        }
    }

}
