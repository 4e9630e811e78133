@testable import Core
@testable import Experiments
import Foundation
import Testing

/// Chapter 7's plan: what is trained on the decoder, and in which order.
@Suite struct DecoderGridTests {
    /// Searches whose best rates are those of a made-up top.
    private let whole = DecoderGrid { -abs(log($0.configuration.rates.adapter / 5e-3)) }

    @Test func everyCellIsPlannedOnce() throws {
        #expect(whole.unsearched.isEmpty && DecoderGrid.settings.count == 8)
        #expect(Set(DecoderGrid.table) == Set(DecoderGrid.settings))
        let plan = whole.plan, cells = plan.filter { $0.configuration.rows.division == nil }
        #expect(Set(plan.map(\.line)).count == plan.count)
        #expect(cells.count == 7 * 5 * 3 + 2 * 3 && cells.count == DecoderGrid.cellCount)
        let full = cells.filter { $0.configuration.adapter.method == .full }
        #expect(Set(full.map(\.configuration.task)) == [.mrpc, .rte] && full.count == 6)
        for run in plan {
            #expect(run.backbone == "gemma3-270m" && run.configuration.steps.epochs == 3)
            #expect(run.recordDirectory.relativePath.hasPrefix("data/runs/gemma3-270m/glue"))
        }
        #expect(whole.runs(.full, .cola).isEmpty && whole.runs(.edora, .cola).count == 3)
        #expect(whole.estimatedHours > 1 && whole.estimatedHours < 500)
    }

    @Test func theLargestTaskTrainsOnAPartThatTheSeedDraws() throws {
        let rows = try #require(GLUEFacts.of[.sst2]).train
        for run in whole.plan where run.configuration.rows.division == nil {
            let share = run.configuration.rows.trainShare
            guard run.configuration.task == .sst2 else { #expect(share == nil); continue }
            let count = try #require(share) * Double(rows)
            #expect(Int(count.rounded()) == 10_000)
        }
    }

    /// Whoever stops early has the method beside its baseline and its magnitudes alone.
    @Test func whatMattersMostComesFirst() {
        let plan = whole.plan.map(\.configuration)
        let first = plan.prefix { [.edora, .lora, .magnitude].contains($0.adapter.method) && $0.adapter.rank == 16 }
        #expect(first.filter { $0.rows.division == nil }.count == 3 * 5 * 3)
        #expect(plan.last?.adapter.method == .full)
        let searches = plan.prefix { $0.rows.division == .heldOut }
        #expect(searches.allSatisfy { $0.seed == 1 && [.cola, .mrpc].contains($0.task) } && searches.count >= 3 * 8)
    }

    /// Without records nothing but searches is known; the rates that are missing are named, and the higher rank's
    /// search waits for the rate at rank 16.
    @Test func withoutRecordsTheSearchesAreThePlan() throws {
        let empty = DecoderGrid { _ in nil }
        #expect(empty.unsearched == DecoderGrid.settings && empty.rate(.edora) == nil)
        #expect(empty.plan.count == 7 * 4 * 2 && empty.plan.allSatisfy { $0.configuration.rows.division == .heldOut })
        let high = Setting(.edora, rank: 32)
        #expect(empty.searches[high] == nil && whole.searches[high]?.rates.count ?? 0 >= 3)
        let rates = try #require(DecoderGrid { $0.configuration.adapter.rank == 16 ? -1 : nil }.searches[high]).rates
        #expect(rates.count <= 3, "the rate at rank 16 and its neighbours")
    }

    @Test func thePlanHasOneBackbone() throws {
        #expect(Plan.names.contains("decoder") && Plan.usualBackbone("decoder") == "gemma3-270m")
        #expect(try Plan.named("decoder", backbone: "gemma3-270m") == Plan.named("decoder"))
        let fault = #expect(throws: InputError.self) { try Plan.named("decoder", backbone: "roberta-base") }
        #expect(fault?.place == "--model")
        #expect(throws: InputError.self) { try Plan.named("3", backbone: "gemma3-270m") }
    }
}

/// The sentence on the open question, from made-up records.
@Suite struct DecoderVerdictTests {
    /// EDoRA a number of points above LoRA, whose seeds differ a little.
    private func verdict(
        _ points: Double, luck: Double = 0.001, tasks: [TextTask] = DecoderGrid.tasks
    ) -> DecoderVerdict {
        DecoderVerdict(
            MadeUp.results([.edora, .lora], tasks: DecoderGrid.tasks) { setting, task, seed in
                guard tasks.contains(task) else { return nil }
                let chance = luck * Double(seed * (setting == .edora ? 1 : 2))
                return MadeUp.record(
                    setting, task, seed: seed, scores: [0.5 + chance + (setting == .edora ? points / 100 : 0)])
            })
    }

    @Test func itFollowsFromTheIntervalOnTheseTasks() {
        for (points, luck, here, words) in [
            (-3.0, 0.001, Relation.below, "Not the scores:** on CoLA"), (3, 0.001, .above, "Yes, on these tasks"),
            (0.2, 0.001, .notToldApart, "Yes, within a point:**"), (4, 0.02, .notToldApart, "Not decided:**"),
        ] {
            let found = verdict(points, luck: luck)
            #expect(found.here == here && found.text.contains(words) && found.text.contains("tasks like these"))
            #expect(found.tasks == DecoderGrid.tasks && !found.text.contains("Not measured yet"))
        }
    }

    @Test func itNamesWhatIsMissing() {
        let none = verdict(3, tasks: [])
        #expect(none.here == nil && none.text.contains("Not answered yet"))
        let some = verdict(3, tasks: [.cola, .mrpc])
        #expect(some.here == .above && some.text.contains("**Not decided yet:** on CoLA and MRPC EDoRA is above LoRA"))
        #expect(some.text.hasSuffix("Not measured yet: RTE, STS-B and SST-2."))
        #expect(!some.text.contains("tasks like these the interval"), "too few tasks for that")
    }
}
