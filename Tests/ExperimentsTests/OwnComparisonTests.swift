@testable import Core
@testable import Experiments
import Foundation
import Testing

/// Comparisons on data of one's own: what is planned, and which question a folder has.
@Suite struct OwnComparisonTests {
    let folder: URL, table: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "own-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        table = folder.appending(path: "reviews.csv")
        let rows = (0 ..< 100).map { "text number \($0),\($0 % 4 == 0 ? "bad" : "good")\n" }
        try Data(("text,label\n" + rows.joined()).utf8).write(to: table)
    }

    private func data(_ name: String = "reviews", _ limits: OwnComparison.Limits) throws -> ComparedData {
        let file = try TaskData.TableFile(path: table.path), columns = TextColumns(text: "text", label: "label")
        let task = try TextTask(name: name, columns: columns, classesOf: file.read())
        return try ComparedData(
            task, .tables(train: file, dev: nil), devShare: DevShare(share: 0.1), epochs: nil, limits: limits,
            loadTokenizer(ModelDirectory.locate("minilm")))
    }

    private func comparison(
        _ settings: [Setting] = [Setting(.edora, rank: 4), Setting(.lora, rank: 4)], seeds: Int = 2,
        limits: OwnComparison.Limits = .init(), search: OwnComparison.Search? = .init(rows: 40, epochs: 3),
        rates: [String: Double] = [:], names: [String] = ["reviews", "others"]
    ) throws -> OwnComparison {
        try OwnComparison(
            command: [], model: "minilm", data: names.map { try data($0, limits) }, settings: settings,
            seedCount: seeds, limits: limits, search: search, rates: rates,
            folder: folder.appending(path: "out").path)
    }

    /// What a score of a search is while the best rate is `top`.
    private func score(_ run: PlannedRun, top: Double) -> Double? {
        run.configuration.rows.division == nil ? nil : 1 - 0.01 * abs(log(run.configuration.rates.adapter / top))
    }

    @Test func thePlanGrowsWithItsSearches() throws {
        let comparison = try comparison()
        let empty = try OwnPlan(comparison) { _ in nil }
        #expect(try empty.all().count == 2 * 2 * 4 && empty.waiting().count == 2 * 2 * 2)
        #expect(empty.unsearched.count == 4 && empty.unsearched[0] == "EDoRA, r = 4 on reviews")
        #expect(try empty.runs(comparison.settings[0], 0).isEmpty)
        for run in try empty.all() {
            let rows = run.configuration.rows
            #expect(rows.division == .heldOut && rows.trainShare == 40.0 / 81 && run.configuration.steps.epochs == 3)
            #expect(run.places?.cost?.train == 40 && run.places?.cost?.dev == 8 && run.configuration.seed == 1)
        }
        // LoRA's best is at the end of its first four, EDoRA's not.
        let begun = try OwnPlan(comparison) { $0.configuration.rates.adapter <= 2e-3 ? self.score($0, top: 5e-3) : nil }
        #expect(begun.search(Setting(.lora, rank: 4), 1)?.rates == [2e-4, 5e-4, 1e-3, 2e-3, 5e-3])
        let done = try OwnPlan(comparison) { self.score($0, top: 5e-3) }, all = try done.all()
        #expect(try done.unsearched.isEmpty && done.waiting().isEmpty)
        #expect(Set(all.map(\.id)).count == all.count && Set(all.map(\.name)).count == all.count)
        let cells = Array(all.dropFirst(done.searchRuns.count))
        #expect(cells.map(\.configuration.seed) == [1, 1, 1, 1, 2, 2, 2, 2], "seed by seed")
        #expect(cells.allSatisfy { $0.configuration.rates.adapter == 5e-3 && $0.configuration.rates.head == 2e-3 })
        #expect(cells.allSatisfy { $0.configuration.rows.division == nil && $0.configuration.rows.devShare != nil })
        let folders = Set(all.map { $0.recordDirectory.path.replacing(folder.path, with: "") })
        #expect(folders.contains("/out/records/others/minilm/reviews-held-out"), "\(folders)")
    }

    /// Eight held-out rows: 0.8 has a standard error of 0.14, and 0.9 one of 0.11.
    @Test func theRateBelowTheBestIsTakenWhereItIsNear() throws {
        let comparison = try comparison(), lora = Setting(.lora, rank: 4)
        let scores = [2e-4: 0.5, 5e-4: 0.75, 1e-3: 0.82, 2e-3: 0.9, 5e-3: 0.85]
        let plan = try OwnPlan(comparison) { scores[$0.configuration.rates.adapter] ?? 0.1 }
        #expect(plan.search(lora, 0)?.best == 1e-3 && plan.rates(lora, 0)?.adapter == 1e-3)
        let far = try OwnPlan(comparison) {
            $0.configuration.rates.adapter == 1e-3 ? 0.7 : scores[$0.configuration.rates.adapter] ?? 0.1
        }
        #expect(far.search(lora, 0)?.best == 2e-3, "5e-4 is near, but not the next one")
        #expect(abs(comparison.data[0].searchTolerance(0.9) - (0.09 / 8).squareRoot()) < 1e-12)
        #expect(plan.search(lora, 0)?.rates == [2e-4, 5e-4, 1e-3, 2e-3, 5e-3], "until the best is at no end")
    }

    /// One of four rows is "bad", which every answer "good" alone has a loss of 0.562 for.
    @Test func aRateUnderWhichNothingIsLearntIsStruck() throws {
        let comparison = try comparison(), lora = Setting(.lora, rank: 4), constant = 0.5623
        #expect(abs((comparison.data[0].facts.constantLoss ?? 0) - constant) < 0.01)
        func plan(_ losses: [Double: [Double]], top: Double = 0.95) throws -> OwnPlan {
            let scores = [2e-4: 0.3, 5e-4: 0.4, 1e-3: 0.8 * top, 2e-3: top]
            return try OwnPlan(
                comparison,
                score: { $0.configuration.rows.division == nil ? nil : scores[$0.configuration.rates.adapter] ?? 0 },
                loss: { run in
                    let found = losses[run.configuration.rates.adapter] ?? [], seed = Int(run.configuration.seed)
                    return seed <= found.count ? found[seed - 1] : nil
                })
        }
        #expect(try plan([:]).rates(lora, 0)?.adapter == 2e-3)
        #expect(try plan([2e-3: [0.2, 0.3]]).rates(lora, 0)?.adapter == 2e-3)
        let struck = try plan([2e-3: [0.2, constant]])
        #expect(struck.rates(lora, 0)?.adapter == 1e-3 && struck.struck(lora, 0) == [2e-3])
        #expect(try struck.runs(lora, 0).allSatisfy { $0.configuration.rates.adapter == 1e-3 })
        #expect(try plan([2e-3: [.infinity], 1e-3: [0.1]]).struck(lora, 0) == [2e-3])
        let all = Dictionary(uniqueKeysWithValues: LadderSearch.ladder.map { ($0, [constant]) })
        #expect(try plan(all).rates(lora, 0)?.adapter == 2e-3, "all alike: the best stays")
        #expect(try plan([1e-3: [constant]], top: 0.6).rates(lora, 0)?.adapter == 1e-3, "nor did the search learn")
    }

    @Test func givenRatesAreNotSearched() throws {
        let head = Setting(.head), settings = [Setting(.edora, rank: 4), Setting(.lora, rank: 4), head]
        let given = try OwnPlan(comparison(settings, rates: ["edora": 3e-3], names: ["reviews"])) { _ in nil }
        #expect(given.search(settings[0], 0) == nil && given.rates(settings[0], 0)?.adapter == 3e-3)
        #expect(given.search(settings[1], 0) != nil && given.rates(settings[1], 0) == nil)
        #expect(try given.runs(settings[0], 0).count == 2)
        let none = try comparison(settings, search: nil, rates: ["edora": 3e-3], names: ["reviews"])
        let standard = try OwnPlan(none) { _ in nil }
        #expect(standard.searchRuns.isEmpty && standard.unsearched.isEmpty)
        #expect(standard.rates(head, 0) == .standard(.head, none.data[0].task))
        #expect(throws: InputError.self) { try self.comparison(rates: ["dora": 1e-3]) }
    }

    @Test func rowsAreCountedAndEpochsFollow() throws {
        let facts = try data("reviews", .init()).facts
        #expect(facts.trainRows == 89 && facts.devRows == 11 && facts.allTrainRows == 89 && facts.repeatedRows == 0)
        #expect(facts.classes.map(\.name) == ["bad", "good"] && facts.classes.map(\.dev) == [3, 8])
        #expect(facts.constantLabel == "good" && facts.constantScore == 8.0 / 11 && facts.tokens > 4)
        let limited = try data("reviews", .init(trainLimit: 50))
        #expect(limited.facts.trainRows == 50 && limited.searchRows == (heldOut: 8, left: 50))
        #expect([100, 3_016, 5_000, 8_000, 10_001, 1_000_000].map(ComparedData.usualEpochs) == [5, 3, 2, 1, 1, 1])
    }

    @Test func evaluatedRowsOfOneAnswerAreRefused() throws {
        let dev = folder.appending(path: "dev.csv")
        try Data("text,label\na b,good\nc d,good\n".utf8).write(to: dev)
        let files = try [table, dev].map { try TaskData.TableFile(path: $0.path) }
        let task = try TextTask(
            name: "reviews", columns: TextColumns(text: "text", label: "label"), classesOf: files[0].read())
        let error = #expect(throws: InputError.self) {
            try ComparedData(
                task, .tables(train: files[0], dev: files[1]), devShare: nil, epochs: nil, limits: .init(),
                loadTokenizer(ModelDirectory.locate("minilm")))
        }
        #expect(error?.expected == "evaluated rows with more than one answer")
    }

    @Test func settingsMustBeTwoAndFitTheModel() throws {
        for settings in [
            [Setting(.lora)], [Setting(.lora), Setting(.lora)], [Setting(.lora), Setting(.edora, rank: 385)],
        ] {
            #expect(throws: InputError.self) { try self.comparison(settings) }
        }
        #expect(throws: InputError.self) { try self.comparison(seeds: 0) }
        #expect(throws: InputError.self) { try self.comparison(search: .init(rows: 10, epochs: 0)) }
    }

    /// One folder has one question; more seeds ask it more closely.
    @Test func anotherQuestionIsRefusedWithWhatDiffers() throws {
        let first = try comparison()
        try first.settled().write()
        let same = try comparison().settled(), more = try comparison(seeds: 3).settled()
        #expect(same.seedCount == 2 && more.seedCount == 3)
        #expect(try OwnComparison.read(below: URL(fileURLWithPath: first.folder)).folder == first.folder)
        func refusal(_ other: OwnComparison) -> String {
            (#expect(throws: InputError.self) { _ = try other.settled() })?.description ?? ""
        }
        #expect(try refusal(comparison(seeds: 1)).contains("found --seeds: 1"))
        #expect(try refusal(comparison([Setting(.edora, rank: 8), Setting(.lora, rank: 8)])).contains("r = 8"))
        #expect(try refusal(comparison(names: ["reviews"])).contains("2 data sets"))
        #expect(try refusal(comparison(search: nil)).contains("--search-rows"))
        let rows = try String(contentsOf: table, encoding: .utf8)
        try Data(rows.replacing("number 7,", with: "number seven,").utf8).write(to: table)
        #expect(try refusal(comparison()).contains("the files of reviews"))
        try FileManager.default.removeItem(at: first.file)
        try Data("mine".utf8).write(to: folder.appending(path: "out/README.md"))
        #expect(try refusal(comparison()).contains("README.md"))
    }

    /// Chapters have three seeds; others have as many as they say.
    @Test func resultsCountTheirOwnSeeds() throws {
        let comparison = try comparison(seeds: 5, names: ["reviews"])
        let task = comparison.data[0].task, settings = comparison.settings
        func results(_ count: Int) -> GLUEResults {
            let records = (1 ... 5).map { seed in
                seed <= count
                    ? MadeUp.record(Setting(.lora), .rte, seed: UInt64(seed), scores: [0.5 + 0.01 * Double(seed)]) : nil
            }
            return GLUEResults(
                tasks: [task], seeds: comparison.seeds,
                found: Dictionary(uniqueKeysWithValues: settings.map { ($0, [task: records]) }))
        }
        #expect(results(5).isComplete(settings[0], task) && !results(3).isComplete(settings[0], task))
        #expect(results(5).average(settings[0], over: [task]).count == 5)
        #expect(Sample([0.5, 0.6]).cell(seeds: 2) == "55.0 ± 7.1" && Sample([0.5, 0.6]).cell == "55.0 (n = 2)")
        let pair = Sample([0.5, 0.7]).minus(Sample([0.4, 0.5]), seeds: 2).values
        #expect(pair.count == 2 && abs(pair[1] - 0.2) < 1e-12)
        #expect(Points.cell(seeds: [0.01, 0.02], of: 2) == "+1.5 ± 0.7")
    }

    @Test func timesAreThoseOfTheRowsThatWereCounted() throws {
        let comparison = try comparison(search: nil, names: ["reviews"]), data = comparison.data[0]
        let runs = try OwnPlan(comparison) { _ in nil }.all()
        let tokens = data.facts.tokens * (89 + 11.0 / 3) * Double(data.epochs)
        #expect(abs(Estimate.seconds(runs[0]) - 0.22e-3 * tokens) < 1e-9)
    }
}
