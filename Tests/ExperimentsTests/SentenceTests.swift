@testable import Core
@testable import Experiments
import Foundation
import Testing

/// What chapters 5 and 6 say of made-up results: nothing where runs are missing, and no more than the intervals allow where they are there.
@Suite struct SentenceTests {
    /// A record of one epoch on a task, with a score of the task's metric.
    func record(_ setting: Setting, _ task: GLUETask, seed: UInt64, score: Double, training: Double? = nil, divergedAtStep: Int? = nil, loss: Double = 0) -> RunRecord {
        let run = PlannedRun.glue(task, setting, rate: 5e-3, seed: seed, division: nil, backbone: "minilm"), metric = task.metric.rawValue
        return RunRecord(
            key: "", backbone: "minilm", data: "glue", configuration: run.configuration,
            inputs: .init(model: "", modelConfiguration: nil, tokenizer: "", train: "", dev: "", trainRows: 1, devRows: 1), trainableValues: .init(adapter: 0, head: 0), skipped: [],
            epochs: [.init(epoch: 1, step: 1, trainLoss: loss, metrics: [metric: score])], bestEpoch: 1, trainingScores: training.map { [metric: $0] }, divergedAtStep: divergedAtStep, losses: [0],
            circumstances: .init(processor: "", threads: 1, blasKernel: "", trainingSeconds: 1, evaluationSeconds: 0, examplesPerSecond: 1))
    }

    /// Of no records.
    static let ablation = Ablation(grid: GLUEGrid(backbone: "minilm", searches: []), searches: [:])

    /// Scores of 0.7 and a little luck of the seed, moved by `points` of a setting.
    func results(_ settings: [Setting], tasks: [GLUETask], points: (Setting) -> Double, gap: ((Setting) -> Double)? = nil, diverges: (Setting, GLUETask) -> Bool = { _, _ in false }) -> GLUEResults {
        GLUEResults(tasks: tasks, found: Dictionary(uniqueKeysWithValues: settings.map { setting in
            (setting, Dictionary(uniqueKeysWithValues: tasks.map { task in
                (task, Plan.seeds.map { seed in
                    // The luck of the seeds is the same for all settings, in another order, so that means are as given.
                    let luck = Double((seed + UInt64(setting.title.utf8.count + task.rawValue.utf8.count)) % 3) - 1
                    let score = 0.7 + points(setting) / 100 + 0.001 * luck
                    return record(setting, task, seed: seed, score: score, training: gap.map { score + $0(setting) }, divergedAtStep: diverges(setting, task) && seed == 1 ? 3 : nil)
                })
            }))
        }))
    }

    func ofGrid(_ results: GLUEResults) -> GLUESentences {
        let grid = GLUEGrid(backbone: "minilm", searches: GLUEGrid.settings.map { GLUESearch($0, backbone: "minilm") { 0.9 - abs(log($0.configuration.learningRate / 5e-3)) } })
        return GLUESentences(grid, results, encoder: .miniLM, encoderName: "MiniLM")
    }

    @Test func nothingIsSaidOfRunsThatAreMissing() throws {
        let none = GLUEResults(tasks: GLUEGrid.tasks, found: [:]), grid = ofGrid(none), ablation = AblationSentences(none, Self.ablation)
        #expect(grid.headline.contains("too few") && grid.agreement.contains("too few") && grid.parameters.contains("Too few"))
        #expect(grid.singleTasks.isEmpty && grid.rte.isEmpty && grid.lastEpochs([]).contains("no records"))
        #expect(ablation.bases.contains("not have all") && ablation.knee.contains("is named when") && ablation.parts.contains("Neither has"))
        #expect(ablation.options.contains("None") && ablation.ranksByMatrix.contains("Neither") && ablation.gaps.contains("no record yet") && ablation.undecided.contains("will be counted"))
        #expect(ablation.scale.contains("not yet compared") && ablation.budget.contains("not have all"))
    }

    @Test func aDifferenceIsSaidWithBothIntervals() {
        let better = ofGrid(results(GLUEGrid.settings, tasks: GLUEGrid.tasks) { $0 == Setting(.edora) ? 2 : 0 })
        #expect(better.headline.contains("So EDoRA is above LoRA on these tasks and on others like them, whichever one of them is left out."), "\(better.headline)")
        #expect(better.magnitudes.contains("EDoRA is above it on these tasks") && better.magnitudes.contains("+2.0 points") && better.magnitudes.contains("R and its SVD add to what")
            && better.magnitudes.contains("At rank 32, with 33,792 values, EDoRA is not to be told apart from magnitude only"), "\(better.magnitudes)")
        #expect(better.oneRate.hasPrefix("A caution for EDoRA and DoRA") && !better.oneRate.contains("hardly move") && !better.oneRate.contains("Part of EDoRA's"), "\(better.oneRate)")
        #expect(better.competitiveRule.contains("the verdict is the same, *reproduced*; by that on these tasks"), "\(better.competitiveRule)")
        #expect(better.headline.contains("trains 15,360 values of MiniLM") && better.headline.contains("LoRA trains 405,504"))
        #expect(better.agreement.contains("lower than LoRA's on none of these 6 tasks"))
        #expect(better.singleTasks.contains("EDoRA is above LoRA on CoLA, MRPC, RTE, STS-B, QNLI* and SST-2; DoRA cannot be told"), "\(better.singleTasks)")
        #expect(better.parameters.contains("The highest average is 72.0, that of EDoRA, r = 16. Among the settings with less than a tenth"), "\(better.parameters)")
        let same = ofGrid(results(GLUEGrid.settings, tasks: GLUEGrid.tasks) { _ in 0 })
        #expect(same.headline.contains("So EDoRA is not to be told apart from LoRA."), "\(same.headline)")
        #expect(same.magnitudes.contains("do not show that R and its SVD add anything"), "\(same.magnitudes)")
        let some = ofGrid(results(Array(GLUEGrid.settings.prefix(4)), tasks: GLUEGrid.tasks) { _ in 0 })
        #expect(some.parameters.contains("Of the 5 settings that train less than a tenth of LoRA's values, and more than the head, 2 have all their runs."), "\(some.parameters)")
    }

    /// CoLA's and MRPC's score are the same in these searches, so CoLA alone would choose alike; on one of the ladder's ends a better rate may lie beyond.
    @Test func searchesSayWhatStandsOut() {
        #expect(ofGrid(results([], tasks: [], points: { _ in 0 })).searches == "CoLA's scores differ more between rates than MRPC's: alone it would have chosen the same rate in 9 of 9 searches.")
        let searches = [GLUESearch(Setting(.edora), backbone: "minilm") { $0.configuration.task == .cola && $0.configuration.learningRate == 1e-2 ? 0 : $0.configuration.learningRate }]
        let text = GLUESentences(GLUEGrid(backbone: "minilm", searches: searches), results([], tasks: [], points: { _ in 0 }), encoder: .miniLM, encoderName: "MiniLM").searches
        #expect(text.contains("of the 1 settings searched 0 had such a model at a rate above the chosen one, and 1 at one below it") && text.contains("The best rate of EDoRA, r = 16 is the end of the list"), "\(text)")
        let nothing = [GLUESearch(Setting(.head), backbone: "minilm") { $0.configuration.task == .cola ? 0 : $0.configuration.learningRate }]
        let unlearned = GLUESentences(GLUEGrid(backbone: "minilm", searches: nothing), results([], tasks: [], points: { _ in 0 }), encoder: .miniLM, encoderName: "MiniLM").searches
        #expect(unlearned.contains("of the 1 settings searched 0 had such a model at a rate above the chosen one, and 0 at one below it") && unlearned.contains("Head only had one at the chosen rate, too."), "\(unlearned)")
    }

    /// Two points below on five tasks and 0.6 above on the sixth: below on others like these, but not where one of the five is left out.
    @Test func aDifferenceThatHangsOnOneTaskIsSaidToBeBare() {
        let records = Dictionary(uniqueKeysWithValues: GLUEGrid.settings.map { setting in
            (setting, Dictionary(uniqueKeysWithValues: GLUEGrid.tasks.enumerated().map { i, task in
                (task, Plan.seeds.map { seed -> RunRecord? in
                    let below = setting == Setting(.edora) ? [0.02, 0.02, 0.02, 0.02, 0.02, -0.006][i] : 0
                    return record(setting, task, seed: seed, score: 0.7 - below + 0.0001 * Double(seed))
                })
            }))
        })
        let sentences = ofGrid(GLUEResults(tasks: GLUEGrid.tasks, found: records))
        #expect(sentences.headline.hasSuffix("So EDoRA is below LoRA on these tasks and on others like them, though barely: "
            + "without any one of CoLA, MRPC, RTE, STS-B and QNLI* the interval for tasks like these, wider for fewer tasks, holds zero."), "\(sentences.headline)")
        // Seeds that move both alike drop out of pairs altogether.
        #expect(sentences.pairing.hasPrefix("It does: ") && sentences.pairing.contains("EDoRA 0.0 in pairs"), "\(sentences.pairing)")
    }

    @Test func theKneeIsTheSmallestRankNearTheBest() throws {
        let ablation = Self.ablation
        func knee(_ points: [Double]) -> String {
            let byRank = Dictionary(uniqueKeysWithValues: zip(Ablation.allRanks, points))
            return AblationSentences(results(Ablation.allRanks, tasks: Ablation.tasks) { byRank[$0] ?? 0 }, ablation).knee
        }
        #expect(knee([0, 3, 6, 9, 9.5, 9.4]).contains("is at rank 16. On these tasks ranks 2, 4 and 8 are below and ranks 32 and 64 are above rank 16. Rank 32 is above rank 4 on these tasks and on others like them: +6.5 ("), "\(knee([0, 3, 6, 9, 9.5, 9.4]))")
        #expect(knee([0, 3, 9, 9, 9, 4]).contains("is at rank 8. Rank 64 falls further back again"))
        #expect(knee([0, 0, 9, 9, 4, 4]).contains("Ranks 32 and 64 fall"))
        #expect(knee([0, 2, 4, 6, 8, 10]).contains("no rank below 64, the largest tried, has one, so the curve has no knee before its end."))
        #expect(knee([0, 0, -3, 0, 0, 9]).contains("above and ranks 2, 4 and 32 are not to be told apart from rank 16. (Rank 8 scores less than a smaller rank, too, so luck"), "\(knee([0, 0, -3, 0, 0, 9]))")
        #expect(knee([0, 0, 0, 0, 0, 0]).contains("ranks 2, 4, 8, 32 and 64 are not to be told apart from rank 16."))
        #expect(knee([0, 0, 0, 0, 0, 0]).contains("no knee between 2 and 64"))
    }

    @Test func loraAtRankOneIsComparedWithEDoRAOnBothSides() throws {
        let settings = [Setting(.edora), Setting(.edora, rank: 32), Ablation.smallLoRA]
        let text = AblationSentences(results(settings, tasks: Ablation.tasks) { $0.rank == 32 ? 0 : $0.method == .lora ? -2 : -4 }, Self.ablation).budget
        #expect(text.hasPrefix("LoRA at rank 1 is above EDoRA at rank 16 on these tasks and on others like them, and below EDoRA at rank 32 on these tasks and on others like them: -2.0 ("), "\(text)")
    }

    /// A run that diverged was made: it is named, and not said to be missing.
    @Test func aRunThatDivergedIsNotSaidToBeMissing() throws {
        let settings = [Setting(.edora), Ablation.smallLoRA] + Ablation.bases
        func diverges(_ setting: Setting, _ task: GLUETask) -> Bool {
            setting == Ablation.smallLoRA && task != .rte || setting == Ablation.bases[0] && task == .cola
        }
        let sentences = AblationSentences(results(settings, tasks: Ablation.tasks, points: { _ in 0 }, diverges: diverges), Self.ablation)
        #expect(sentences.budget.hasPrefix("LoRA, r = 1 diverged on CoLA, MRPC and STS-B."), "\(sentences.budget)")
        #expect(sentences.bases.contains("are not compared with the SVD's (EDoRA, r = 16, random basis (Kaiming) diverged on CoLA)"), "\(sentences.bases)")
    }

    /// Where a setting's search scored nothing on CoLA one rate higher, its place may be that search's luck.
    @Test func aFragileSearchIsNamed() throws {
        func text(_ fragile: Setting?) -> String {
            let searches: [GLUESearch] = GLUEGrid.settings.map { setting in
                GLUESearch(setting, backbone: "minilm") { run -> Double? in
                    let rate = run.configuration.learningRate
                    return rate > 5e-3 && setting == fragile ? 0 : 0.9 - abs(log(rate / 5e-3))
                }
            }
            let ablation = Ablation(grid: GLUEGrid(backbone: "minilm", searches: searches), searches: [:])
            return AblationSentences(results(GLUEGrid.settings, tasks: Ablation.tasks) { $0 == Setting(.loraXS, rank: 32) ? -2 : 0 }, ablation).parts
        }
        #expect(text(nil).hasPrefix("Beside EDoRA, R alone at rank 16 is not to be told apart from it; R alone at rank 32 is below it on these tasks and on others like them; m alone is not to be told apart from it. Both"), "\(text(nil))")
        #expect(text(Setting(.loraXS, rank: 32)).contains("(The one seed of the search chose 5e-3 for R alone at rank 32; at the next higher rate it learned nothing of CoLA."), "\(text(Setting(.loraXS, rank: 32)))")
    }

    @Test func changesAreNamedWithTheSideOnWhichTheyLie() throws {
        let ablation = Ablation(grid: GLUEGrid(backbone: "minilm", searches: []), searches: [:]), settings = [Setting(.edora)] + Ablation.bases + Ablation.options
        let sentences = AblationSentences(results(settings, tasks: Ablation.tasks) { $0.change == .released ? -3 : $0.change == .exactNorm ? 2 : $0.change == .basis(.random) ? -1 : 0 }, ablation)
        #expect(sentences.options == "Of the 7 changes that have all their runs, 2 have intervals on these tasks without zero: norm differentiated (above EDoRA as it is) and released code (below EDoRA as it is).", "\(sentences.options)")
        #expect(sentences.bases.contains("Kaiming's numbers, the released code's choice, are below the SVD's on these tasks and on others like them; they are below orthonormal directions on these tasks and on others like them: -1.0 ("), "\(sentences.bases)")
        #expect(sentences.bases.hasPrefix("The orthonormal basis with Σ differs from the SVD's in its directions only: it is not to be told apart from the SVD's, so these runs do not show"))
        #expect(sentences.bases.hasSuffix("from the averages of the 3 seeds alone, Kaiming's numbers less the SVD's are -1.0 (-1.0 to -1.0)."), "\(sentences.bases)")
        func shifted(_ points: Double) -> String { AblationSentences(results(settings, tasks: Ablation.tasks) { $0.change == .basis(.orthonormalSigma) ? points : 0 }, ablation).bases }
        #expect(shifted(-3).contains("so the SVD's directions are better than random ones") && shifted(3).contains("are worse than"))
        #expect(sentences.undecided.hasPrefix("7 of this page's 10 comparisons with EDoRA at rank 16 decide nothing"), "\(sentences.undecided)")
    }

    @Test func whatTheDirectionsAndTheReleasedCodeAreWorthIsSaidFromAllTheirRuns() throws {
        let ablation = Ablation(grid: GLUEGrid(backbone: "minilm", searches: []), searches: [:]), settings = [Setting(.edora)] + Ablation.bases + Ablation.options
        func sentences(_ points: @escaping (Setting) -> Double) -> AblationSentences { AblationSentences(results(settings, tasks: Ablation.tasks, points: points), ablation) }
        let weak = sentences { $0.change == .vectors(.bottom) ? -4 : $0.change == .released ? -1 : 0 }
        #expect(weak.directions.contains("the last ones are below random ones on these tasks and on others like them: -4.0 ("), "\(weak.directions)")
        #expect(weak.directions.contains("So the directions matter here in that the weakest") && weak.directions.contains("on MRPC, RTE and STS-B the last ones less the first are -4.0 ("))
        #expect(!sentences { $0.change == .vectors(.middle) ? -4 : 0 }.directions.contains("So the directions") && !sentences { _ in 0 }.directions.contains("So the directions"))
        #expect(weak.released.contains("the last row's several changes are below it on these tasks and on others like them. Losses larger than 0.") && weak.released.contains("points for decay on m and 0."), "\(weak.released)")
        let none = AblationSentences(GLUEResults(tasks: Ablation.tasks, found: [:]), ablation)
        #expect(none.directions.isEmpty && none.released.isEmpty)
    }

    @Test func startsOfRAreToldApartByTheirLastLoss() throws {
        let ablation = Ablation(grid: GLUEGrid(backbone: "minilm", searches: []), searches: [:]), starts = [Setting(.edora)] + Ablation.deviations
        func text(_ losses: [Double], diverged: Setting? = nil) -> String {
            let found = Dictionary(uniqueKeysWithValues: zip(starts, losses).map { start, loss in
                (start, [Ablation.deviationTask: [record(start, Ablation.deviationTask, seed: 1, score: 0.7, divergedAtStep: start == diverged ? 3 : nil, loss: loss)] as [RunRecord?]])
            })
            return AblationSentences(GLUEResults(tasks: [Ablation.deviationTask], found: found), ablation).reading(starts)
        }
        let known = text([0.4, 0.39, 0.41, 0.43, 0.3, 0.6])
        #expect(known.hasPrefix("Beside σ = 0.01 (0.400) the loss of the last epoch is alike, within 0.02, with σ = 0 (0.390) and σ = 0.03 (0.410); higher with σ = 0.1 (0.430) and σ = 1 (0.600); lower with σ = 0.3 (0.300). No run diverged."), "\(known)")
        #expect(text([0.4, 0.4, 0.4, 0.4, 0.4, 0.4], diverged: starts[5]).contains("and σ = 0.3 (0.400). With σ = 1 the run diverged."))
        #expect(text([0.4, 0.4]).contains("Only 2 of the 6"))
    }

    /// A difference that one task makes is told with what the others say.
    @Test func aDifferenceThatHangsOnOneTaskSaysSo() throws {
        let settings = [Setting(.edora)] + Ablation.options, ablation = Ablation(grid: GLUEGrid(backbone: "minilm", searches: []), searches: [:])
        let found = Dictionary(uniqueKeysWithValues: settings.map { setting in
            (setting, Dictionary(uniqueKeysWithValues: Ablation.tasks.map { task in
                (task, Plan.seeds.map { seed -> RunRecord? in
                    record(setting, task, seed: seed, score: 0.5 + 0.001 * Double((seed + UInt64(setting.title.utf8.count)) % 3) - (setting.change == .exactNorm && task == .rte ? 0.1 : 0))
                })
            }))
        })
        let text = AblationSentences(GLUEResults(tasks: Ablation.tasks, found: found), ablation).options
        #expect(text.contains("1 has an interval on these tasks without zero: norm differentiated (below EDoRA as it is; without RTE 0.0 ("), "\(text)")
    }

    /// A change may lose because its rate does not hold; CoLA's score of zero shows that.
    @Test func aChangeThatLearnedNothingOfCoLAIsNamed() throws {
        let settings = [Setting(.edora)] + Ablation.options
        let found = Dictionary(uniqueKeysWithValues: settings.map { setting in
            (setting, Dictionary(uniqueKeysWithValues: Ablation.tasks.map { task in
                (task, Plan.seeds.map { seed -> RunRecord? in record(setting, task, seed: seed, score: setting.change == .decomposedWeight && task == .cola && seed < 3 ? 0 : 0.5) })
            }))
        })
        let ablation = Ablation(grid: GLUEGrid(backbone: "minilm", searches: []), searches: [:])
        let text = AblationSentences(GLUEResults(tasks: Ablation.tasks, found: found), ablation).options
        #expect(text.contains("On CoLA 2 of 3 runs with SVD of the weight ended with one answer for every sentence, a score of zero, so that row says little"), "\(text)")
    }

    @Test func theGapIsComparedForEachShareOfTheRows() throws {
        let settings = [10, 50].flatMap { percent in [Method.edora, .lora].map { Ablation.setting($0, percent: percent) } }, ablation = Self.ablation
        func text(_ gap: @escaping (Setting) -> Double) -> String {
            AblationSentences(results(settings, tasks: Ablation.tasks, points: { $0.method == .lora ? 2 : 0 }, gap: gap), ablation).gaps
        }
        let alike = text { _ in 0.1 }
        #expect(alike.contains("On 10 % of the rows EDoRA's gap is not to be told apart from LoRA's on these tasks (LoRA's gap − EDoRA's: 0.0 (0.0 to 0.0) points); its dev score is below LoRA's on these tasks and on others like them: -2.0 ("), "\(alike)")
        #expect(alike.hasSuffix("On 100 % of the rows EDoRA or LoRA lacks runs, or their scores on training rows."), "\(alike)")
        #expect(text { $0.method == .lora ? 0.1 : 0.02 }.contains("EDoRA's gap is lower than LoRA's on these tasks"))
        #expect(text { $0.method == .lora ? 0.1 : -0.02 }.contains(", and LoRA's alone is surely above zero; its dev"))
        func withFull(_ points: Double, gap: Double = 0.3) -> String {
            AblationSentences(results(settings + [Ablation.setting(.full, percent: 10)], tasks: Ablation.tasks, points: { $0.method == .full ? points : 0 }, gap: { $0.method == .full ? gap : 0.1 }), ablation).gaps
        }
        #expect(!alike.contains("Full fine-tuning"))
        #expect(withFull(3).contains("Full fine-tuning less EDoRA, gap and dev score: on 10 % of the rows +20.0 (+20.0 to +20.0) and +3.0 (+"), "\(withFull(3))")
        #expect(withFull(3).contains("So EDoRA's gap is lower than full fine-tuning's, at the price of a lower dev score. LoRA's is, too, with far more values than EDoRA's (full fine-tuning less LoRA: +20.0 (+20.0 to +20.0)), so"), "\(withFull(3))")
        #expect(withFull(-3).contains("than full fine-tuning's. LoRA's") && !withFull(3, gap: 0.1).contains("So EDoRA's gap"), "\(withFull(-3))")
        #expect(text { $0.method == .lora ? -0.02 : -0.1 }.contains("lower than LoRA's") && text { $0.method == .lora ? -0.02 : -0.1 }.contains("neither is surely above zero, so there is no overfitting"))
    }

    /// A method that learned nothing has no gap; that is no merit.
    @Test func tasksThatAShareDidNotTeachAreNamed() throws {
        let settings = [10, 50].flatMap { percent in Ablation.gapMethods.map { Ablation.setting($0, percent: percent) } }
        func text(training: Double = 0.9, _ unlearned: @escaping (Setting, GLUETask) -> Double?) throws -> String {
            let found = Dictionary(uniqueKeysWithValues: settings.map { setting in
                (setting, Dictionary(uniqueKeysWithValues: Ablation.tasks.map { task in
                    (task, Plan.seeds.map { seed -> RunRecord? in record(setting, task, seed: seed, score: unlearned(setting, task) ?? 0.8, training: training) })
                }))
            })
            return AblationSentences(GLUEResults(tasks: Ablation.tasks, found: found), Self.ablation).gaps
        }
        #expect(try !text { _, _ in nil }.contains("From this share"))
        let one = try text { setting, task in setting.change == .rows(percent: 10) && setting.method == .full && task == .cola ? 0 : nil }
        #expect(one.contains("From this share full fine-tuning learned only MRPC, RTE and STS-B: on the other tasks dev scores are less than a point above one answer for every row. On training rows alone full fine-tuning scored more on CoLA: overfitting at its plainest. On 50 %"), "\(one)")
        let none = try text(training: 0.6) { setting, task in setting.change == .rows(percent: 10) && setting.method == .lora ? [.mrpc: 0.6, .rte: 0.5][task] : nil }
        #expect(none.contains("On training rows alone LoRA scored more on RTE: overfitting at its plainest. Not even the training rows were learned by LoRA on MRPC, so a low gap there is no merit. On 50 %"), "\(none)")
        let most = try text { setting, task in  // 279 of MRPC's 408 dev rows have its most frequent label
            guard setting.change == .rows(percent: 10), setting.method != .full else { return nil }
            return [.cola: 0, .mrpc: 0.688, .rte: 0.5][task]
        }
        #expect(most.contains("From this share LoRA, DoRA and EDoRA learned only STS-B: on the other tasks dev scores are less than a point above one answer for every row. On training rows alone LoRA, DoRA and EDoRA scored more on CoLA, MRPC and RTE"), "\(most)")
    }
}
