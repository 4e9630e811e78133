import Core
@testable import Experiments
import Foundation
import Testing

/// Runs beyond the chapters' tables.
@Suite struct StudyTests {
    /// Searches whose best rates are those of a made-up top.
    private func ablation(core: Double = 1e-2, magnitudes: Double = 5e-2) throws -> Ablation {
        func search(_ setting: Setting, around: Double? = nil) -> GLUESearch {
            let top = [Setting.coreAlone: core, .magnitudesAlone: magnitudes][setting] ?? 5e-3
            return GLUESearch(setting, backbone: "minilm", around: around) {
                -abs(log($0.configuration.rates.adapter / top))
            }
        }
        let grid = GLUEGrid(backbone: "minilm", searches: GLUEGrid.settings.map { search($0) })
        return Ablation(
            grid: grid,
            searches: Dictionary(uniqueKeysWithValues: Ablation.searched.map { ($0, search($0, around: 5e-3)) }))
    }

    @Test func moreSeedsAreThoseThatTheTablesHaveNot() throws {
        let ablation = try ablation(), runs = try Study.seeds.runs(ablation, RunStore())
        #expect(Set(runs.map(\.configuration.seed)) == Set(4 ... 10))
        #expect(runs.count == 7 * (3 * 6 + 2 * 4))
        let known = Set((ablation.plan + ablation.grid.plan).map(\.line))
        #expect(known.isDisjoint(with: runs.map(\.line)), "none is planned elsewhere")
        // With another seed each is a run of the tables.
        for run in runs {
            var configuration = run.configuration
            configuration.seed = 1
            #expect(known.contains(PlannedRun(data: run.data, configuration).line), "\(run.name)")
        }
        #expect(Set(runs.prefix(12).map(\.configuration.seed)) == [4], "whoever stops early has all settings alike")
    }

    /// A plan without its runs would look as if they were done.
    @Test func aRateThatIsNotKnownIsSaid() throws {
        let nowhere = RunStore(root: FileManager.default.temporaryDirectory.appending(path: UUID().uuidString))
        let ablation = try Ablation(in: nowhere)
        for study in Study.all {
            let fault = #expect(throws: InputError.self, "\(study.name)") { try study.runs(ablation, nowhere) }
            #expect(fault?.adviceLines.joined().contains("edora sweep run --chapter 6") == true)
        }
        #expect(throws: InputError.self) { try Plan.named("pooling", backbone: "roberta-base") }
    }

    @Test func aTenthOfTheRowsTrainsForAsManySteps() throws {
        let runs = try Study.fewRows.runs(ablation(), RunStore())
        #expect(runs.count == 8 * 4 * 3)
        for run in runs {
            let configuration = run.configuration
            #expect(configuration.rows.trainShare == 0.1 && configuration.steps.epochs == 50)
            let rows = try #require(GLUEFacts.of[configuration.task]).train
            let all = StepPlan(epochs: 5).total(rows: rows), few = configuration.steps.total(rows: rows / 10)
            let ratio = Double(few) / Double(all)
            #expect(abs(ratio - 1) < 0.05, "\(configuration.task.name): \(ratio)")
        }
        #expect(Set(runs.map(\.configuration.regularisation.weightDecay)) == [0.01, 0.1])
        let own = runs.map(\.configuration.adapter).filter { $0.method == .edora }
        #expect(Set(own.map(\.rank)) == [4, 16])
    }

    @Test func moreEpochsAreOtherwiseTheSameRuns() throws {
        let runs = try Study.epochs.runs(ablation(), RunStore())
        #expect(runs.count == 3 * 3 * 3 && runs.allSatisfy { $0.configuration.steps.epochs == 20 })
    }

    /// Nine pairs on held-out rows; the cells follow once all have their records.
    @Test func thePairOfRatesIsChosenOnHeldOutRows() throws {
        let store = RunStore(root: FileManager.default.temporaryDirectory.appending(path: UUID().uuidString))
        let ablation = try ablation(), rates = try #require(try TwoRates(ablation, in: store))
        #expect(rates.core == [5e-3, 1e-2, 2e-2] && rates.magnitudes == [2e-2, 5e-2, 1e-1])
        #expect(rates.best == nil && rates.plan.count == 9 * 2)
        #expect(rates.plan.allSatisfy { $0.configuration.rows.division == .heldOut && $0.configuration.seed == 1 })
        let found = try #require(
            TwoRates(ablation) { run in
                let rates = run.configuration.rates
                return -abs(log(rates.adapter / 5e-3)) - abs(log((rates.magnitudes ?? 0) / 1e-1))
            })
        #expect(found.best?.core == 5e-3 && found.best?.magnitudes == 1e-1)
        #expect(found.bestMean == 0 && found.means.joined().compactMap { $0 }.count == 9)
        let bold = try found.cells(in: store).map { $0.map { $0.hasPrefix("**") } }
        #expect(bold == [[false, false, false], [false, false, false], [true, false, false]])
        let cells = found.plan.dropFirst(9 * 2)
        #expect(cells.count == 4 * 3 && cells.allSatisfy { $0.configuration.rows.division == nil })
        let chosen = cells.map(\.configuration.rates)
        #expect(chosen.allSatisfy { $0.adapter == 5e-3 && $0.magnitudes == 1e-1 })
        let level = try #require(TwoRates(ablation) { _ in 0.5 })
        #expect(level.best?.core == 5e-3 && level.best?.magnitudes == 2e-2, "the smaller rates where all tie")
    }

    @Test func poolingChangesTheHeadAlone() throws {
        let runs = try Study.pooling.runs(ablation(), RunStore())
        #expect(runs.count == 5 * 4 * 3)
        for run in runs {
            var configuration = run.configuration
            #expect((configuration.adapter.pooling == nil) == (configuration.adapter.trainsPooler == true))
            (configuration.adapter.pooling, configuration.adapter.trainsPooler) = (nil, nil)
            #expect(configuration.adapter == .standard(configuration.adapter.method, rank: 16))
        }
    }

    @Test func moreSeedsOfMiniGLUEAreOtherwiseTheChaptersRuns() throws {
        let known = Set((Plan.chapter3 + Plan.chapter4).map(\.line)), runs = try Plan.named("mini-seeds")
        #expect(runs.count == 17 * 9 && runs.allSatisfy { !known.contains($0.line) })
        for run in runs {
            var configuration = run.configuration
            configuration.seed = 1
            #expect(known.contains(PlannedRun(data: run.data, configuration).line), "\(run.name)")
        }
    }

    @Test func otherDomainsTrainByTheSameProtocol() throws {
        let runs = try Study.domains.runs(ablation(), RunStore())
        #expect(runs.count == 6 * 4 * 3)
        for run in runs {
            #expect(run.data == "domains" && run.recordDirectory.relativePath == "data/runs/minilm/domains")
            #expect(run.configuration.rows.division == nil && run.configuration.regularisation.weightDecay == 0.01)
        }
        #expect(Estimate.seconds(runs) > 3_600 && Estimate.seconds(runs) < 4 * 3_600)
    }

    @Test func everyRunInBFloat16HasATwinInFloat32() throws {
        let ablation = try ablation(), runs = try Study.precision.runs(ablation, RunStore())
        #expect(runs.count == 2 * 3 * 10 && Set(runs.map(\.configuration.precision)) == [.bfloat16])
        let known = Set(
            (ablation.grid.plan + (try Study.seeds.runs(ablation, RunStore()))).map(\.line))
        for run in runs {
            var configuration = run.configuration
            configuration.precision = .float32
            #expect(known.contains(PlannedRun(data: run.data, configuration).line), "\(run.name)")
            #expect(!known.contains(run.line))
        }
        #expect(Set(runs.prefix(6).map(\.configuration.seed)) == [1], "whoever stops early has all tasks alike")
    }

    @Test func aDifferenceIsSmallWhereChanceExplainsItAndItIsBelowHalfAPoint() {
        func isMet(_ differences: [Double]) -> Bool? {
            PrecisionPairs.Cell(setting: .edora, task: .rte, differences: Sample(differences)).isMet
        }
        func ten(_ mean: Double, spread: Double) -> [Double] {
            (0 ..< 10).map { mean + ($0 % 2 == 0 ? spread : -spread) }
        }
        #expect(isMet([]) == nil && isMet([0.001, -0.001]) == nil, "too few to say")
        #expect(isMet(ten(0.001, spread: 0.004)) == true)
        #expect(isMet(ten(0.001, spread: 0.0001)) == false, "small, and no chance")
        #expect(isMet(ten(0.01, spread: 0.04)) == false, "perhaps chance, and not small")
    }

    /// Of the committed records: seeds whose two runs are there, and no others.
    @Test func pairsAreThoseOfTheRecords() throws {
        let store = RunStore(), ablation = try Ablation(in: store), pairs = try PrecisionPairs(ablation, in: store)
        #expect(pairs.cells.map(\.setting) == [.edora, .edora, .edora, .lora, .lora, .lora])
        for cell in pairs.cells {
            let narrow = ablation.runs(
                Setting(cell.setting.method, .precision(.bfloat16)), cell.task, seeds: Plan.manySeeds)
            let there = try narrow.filter { try store.record(of: $0) != nil }.count
            #expect(cell.differences.count <= there && narrow.count == PrecisionPairs.planned)
        }
    }
}
