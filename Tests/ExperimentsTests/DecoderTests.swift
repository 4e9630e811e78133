@testable import Core
@testable import Experiments
import Foundation
import Testing

/// Chapter 7's plan: what is trained on the decoder, and in which order.
@Suite struct DecoderGridTests {
    /// Searches whose best rates are those of a made-up top.
    private let whole = DecoderGrid { -abs(log($0.configuration.rates.adapter / 5e-3)) }

    @Test func everyCellIsPlannedOnce() throws {
        #expect(whole.unsearched.isEmpty && DecoderGrid.settings.count == 9)
        #expect(Set(DecoderGrid.table) == Set(DecoderGrid.settings))
        let plan = whole.plan, cells = plan.filter { $0.configuration.rows.division == nil }
        #expect(Set(plan.map(\.line)).count == plan.count)
        #expect(cells.count == 8 * 5 * 3 + 2 * 3 && cells.count == DecoderGrid.cellCount)
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
        let known = DecoderGrid { $0.configuration.adapter.rank == 16 ? -1 : nil }
        for other in [high, DecoderGrid.smallLoRA] {
            let rates = try #require(known.searches[other]).rates
            let middle = try #require(known.rate(Setting(other.method)))
            #expect(rates.count <= 3 && rates.contains(middle), "the rate at rank 16 and its neighbours")
            #expect(empty.searches[other] == nil)
        }
    }

    @Test func thePlanHasOneBackbone() throws {
        #expect(Plan.names.contains("decoder") && Plan.usualBackbone("decoder") == "gemma3-270m")
        #expect(try Plan.named("decoder", backbone: "gemma3-270m") == Plan.named("decoder"))
        let fault = #expect(throws: InputError.self) { try Plan.named("decoder", backbone: "roberta-base") }
        #expect(fault?.place == "--model")
        #expect(throws: InputError.self) { try Plan.named("3", backbone: "gemma3-270m") }
    }
}

/// The verdict on the open question, from made-up records.
@Suite struct DecoderVerdictTests {
    /// EDoRA a number of points above LoRA and another above DoRA, whose seeds differ a little.
    private func verdict(
        _ points: Double, toDoRA: Double? = nil, onRTE: Double? = nil, luck: Double = 0.001,
        tasks: [TextTask] = DecoderGrid.tasks
    ) -> DecoderVerdict {
        DecoderVerdict(
            MadeUp.results([.edora, .lora, .dora], tasks: DecoderGrid.tasks) { setting, task, seed in
                guard tasks.contains(task) else { return nil }
                let less = setting == .dora ? toDoRA ?? points : task == .rte ? onRTE ?? points : points
                let chance = luck * Double(seed * (setting == .edora ? 1 : 2))
                return MadeUp.record(
                    setting, task, seed: seed, scores: [0.5 + chance - (setting == .edora ? 0 : less / 100)])
            })
    }

    @Test func itIsTheRuleOfTheClaimOnBothOthers() {
        for (points, toDoRA, luck, found, words) in [
            (-3.0, -3.0, 0.001, Verdict.notReproduced, "**Not the scores:**"),
            (3, 3, 0.001, .reproduced, "**Yes, within a point:**"),
            (0.2, 0.2, 0.001, .reproduced, "**Yes, within a point:**"),
            (-0.5, 2, 0.02, .inconclusive, "**Not decided:**"),
            (3, -3, 0.001, .notReproduced, "**Not the scores:**"),
        ] {
            let verdict = verdict(points, toDoRA: toDoRA, luck: luck)
            #expect(verdict.verdict == found && verdict.text.hasPrefix(words), "\(verdict.text)")
            #expect(verdict.text.contains("EDoRA − LoRA: ") && verdict.text.contains("EDoRA − DoRA: "))
            #expect(!verdict.text.contains("Not measured yet"))
        }
    }

    @Test func oneTaskCanDecideAlone() {
        let found = verdict(0.2, onRTE: -40)
        #expect(found.verdict == .inconclusive && found.verdictWithoutDoubtful == .reproduced)
        #expect(found.text.contains("*inconclusive*, without RTE *reproduced*"))
    }

    @Test func itNamesWhatIsMissing() {
        let none = verdict(3, tasks: [])
        #expect(none.verdict == nil && none.text.contains("no task has all its runs of EDoRA, LoRA and DoRA"))
        let some = verdict(3, tasks: [.cola, .mrpc])
        #expect(some.verdict == nil && some.text.hasPrefix("**Not decided yet.** On CoLA and MRPC, in points"))
        #expect(some.text.hasSuffix("Not measured yet: RTE, STS-B and SST-2."))
    }
}

/// What rounding does to weights.
@Suite struct RoundingTests {
    @Test func aRowsBlocksHaveStepsOfTheirOwn() {
        let W = Matrix(1, 34, [Float](repeating: 0.5, count: 31) + [7, 0.02, 0.1])
        let found = RoundingRecord.rounded(W, bits: 4)
        #expect((0 ..< 31).allSatisfy { found[0, $0] == 0 || found[0, $0] == 1 } && found[0, 31] == 7)
        #expect(abs(found[0, 32] - 0.1 / 7) < 1e-6 && found[0, 33] == 0.1, "the second block has a step of 0.1 / 7")
        let zeros = RoundingRecord.rounded(Matrix(2, 5), bits: 8)
        #expect((0 ..< 5).allSatisfy { zeros[1, $0] == 0 })
    }

    @Test func theRecordIsReadAndADamagedOneRefused() throws {
        let place = PlanTests.root.appending(path: RoundingRecord.file.relativePath)
        let found = try #require(try RoundingRecord.readIfThere(from: place))
        #expect(found.matrices.count == Checkpoint.miniLM.configuration.adaptedMatrixCount)
        #expect(found.largestChanges.count == 2 && found.largestChanges[0] > found.largestChanges[1])
        let file = FileManager.default.temporaryDirectory.appending(path: "rounding-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try RoundingRecord.readIfThere(from: file) == nil)
        let whole = try String(contentsOf: place, encoding: .utf8)
        for damaged in ["{}", whole.replacing("    8\n", with: "    6\n"), whole.replacing("minilm", with: "other")] {
            #expect(damaged != whole)
            try Data(damaged.utf8).write(to: file)
            #expect(throws: InputError.self) { try RoundingRecord.readIfThere(from: file) }
        }
    }
}
