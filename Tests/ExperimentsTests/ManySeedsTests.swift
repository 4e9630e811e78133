@testable import Core
@testable import Experiments
import Testing

/// Differences over as many seeds as have all their runs.
@Suite struct ManySeedsTests {
    /// EDoRA above the others by its seed's number in points.
    private func seeds(_ isThere: @escaping (Setting, TextTask, UInt64) -> Bool) -> ManySeeds {
        let settings = [.edora] + ManySeeds.others
        let found = settings.map { setting in
            let tasks = Ablation.tasks.map { task in
                let records = Plan.manySeeds.map { seed -> RunRecord? in
                    guard isThere(setting, task, seed) else { return nil }
                    let score = 0.5 + (setting == .edora ? Double(seed) / 100 : 0)
                    return MadeUp.record(setting, task, seed: seed, scores: [score])
                }
                return (task, records)
            }
            return (setting, Dictionary(uniqueKeysWithValues: tasks))
        }
        return ManySeeds(
            GLUEResults(
                tasks: Ablation.tasks, seeds: Plan.manySeeds, found: Dictionary(uniqueKeysWithValues: found)))
    }

    @Test func aSeedCountsOnceAllItsRunsAreThere() {
        let lora = Setting.lora, magnitudes = Setting.magnitudesAlone
        // Seed 6 of LoRA lacks RTE, though 7 has all; the magnitudes have all ten; no other basis has more than three.
        let found = seeds { setting, task, seed in
            switch setting {
            case lora: !(seed == 6 && task == .rte)
            case .edora, magnitudes: true
            default: seed <= 3
            }
        }
        #expect(found.differences(from: lora).map(\.count) == [5, 5, 5, 5])
        #expect(found.growth(from: lora).map(\.seeds) == [3, 4, 5])
        #expect(found.growth(from: magnitudes).map(\.seeds) == Array(3 ... 10))
        for basis in Ablation.basesOfManySeeds { #expect(found.growth(from: basis).map(\.seeds) == [3]) }
        let all = found.growth(from: magnitudes).map(\.found.mean)
        #expect(zip(all, 3 ... 10).allSatisfy { abs($0 - Double($1 + 1) / 200) < 1e-12 }, "means of 1, 2, … points")
    }

    @Test func fewerThanThreeSeedsAreNoDifference() {
        let found = seeds { _, task, seed in seed <= 2 || task != .mrpc }
        #expect(found.growth(from: .lora).isEmpty && found.differences(from: .lora).allSatisfy { $0.count == 2 })
    }

    /// Of the committed records: the first three seeds are those of the chapters' tables.
    @Test func threeSeedsSayWhatTheTablesSay() throws {
        let store = RunStore(root: PlanTests.root), ablation = try Ablation(in: store)
        let results = try GLUEResults(ablation.grid, in: store), many = try ManySeeds(ablation, in: store)
        let table = ThreeIntervals(results.wholeDifferences(.edora, from: .lora, on: Ablation.tasks))
        #expect(try #require(many.growth(from: .lora).first).found == table)
    }
}
