import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// What this chapter's tables, figures and sentences are made from: one encoder's runs, as far as they have records.
struct GLUEPage {
    let checkpoint: Checkpoint
    let store: RunStore
    let grid: GLUEGrid
    let results: GLUEResults
    /// Chapter 6's runs at other budgets, with chapter 5's beside them, on that chapter's four tasks.
    let onFourTasks: GLUEResults
    /// Chapter 6's further seeds, as far as they are on record.
    let moreSeeds: ManySeeds
    /// What the tasks' files hold.
    let held: [TextTask: TaskFacts]
    let claims: ClaimTable
    /// The tasks of the averages, and those of them that measure something, or may.
    let averaged: [TextTask], rest: [TextTask]
    /// The settings of the tables, in their order.
    let shown = GLUEGrid.table
    let searches: [GLUESearch]

    init(_ options: ChapterOptions) throws {
        (checkpoint, store) = (try options.checkpoint(), RunStore())
        grid = try GLUEGrid(backbone: options.model, in: store)
        results = try GLUEResults(grid, in: store)
        let ablation = try Ablation(backbone: options.model, in: store)
        onFourTasks = try GLUEResults(
            GLUEGrid.settings + [Ablation.smallLoRA, .edora64], tasks: Ablation.tasks, in: store
        ) { setting, task in
            GLUEGrid.settings.contains(setting) ? ablation.grid.runs(setting, task) : ablation.runs(setting, task)
        }
        moreSeeds = try ManySeeds(ablation, in: store)
        claims = try ClaimTable(backbone: options.model, in: store)
        held = try TaskFacts.readAll()
        searches = GLUEGrid.settings.compactMap { [grid] in grid.searches[$0] }
        averaged = results.averaged
        let (grid, results, rule) = (grid, results, MeasuresAdaptation())
        rest = averaged.filter {
            rule.finding(results.evidenceOfAdaptation($0, Self.facts($0, grid))) != .measuresNothing
        }
    }

    /// QNLI* has other rows than the benchmark's QNLI.
    private static func facts(_ task: TextTask, _ grid: GLUEGrid) -> GLUEFacts? {
        task == .qnli && grid.division(task) != nil ? .dividedQNLI : GLUEFacts.of[task]
    }

    func facts(_ task: TextTask) -> GLUEFacts? { Self.facts(task, grid) }
    func name(_ task: TextTask) -> String { grid.name(task) }
    func names(_ tasks: [TextTask]) -> String { tasks.isEmpty ? "no task yet" : enumeration(tasks.map(name)) }
    func count(_ setting: Setting) -> Int {
        checkpoint.configuration.trainableCount(setting.method, rank: setting.rank)
    }
    /// A setting's average over the tasks of the averages.
    func average(_ setting: Setting) -> Sample { results.average(setting, over: averaged) }
    /// Two settings on the tasks of the averages; nil while runs are missing.
    func compared(_ setting: Setting, _ other: Setting) -> Comparison? {
        averaged.isEmpty ? nil : results.comparison(setting, with: other, on: averaged)
    }

    /// The score of one answer for every row, the most frequent one; a correlation has none, which counts as zero.
    func oneAnswer(_ task: TextTask) -> Double? {
        task.metric == .accuracy ? facts(task)?.mostFrequentShare : 0
    }
    func oneAnswerCell(_ task: TextTask) -> String {
        oneAnswer(task).map { decimalText(100 * $0, decimals: 1) } ?? "–"
    }

    /// What the tables lack, for a page that must not hide it: runs without a record, and runs that diverged; nil where
    /// they lack nothing.
    var missing: String? {
        let gaps = results.missingRuns(shown, on: GLUEGrid.tasks, rate: { grid.searches[$0]?.best }, name: name)
        let diverged = results.divergedRuns(shown, on: GLUEGrid.tasks, name: name)
        let lines =
            (diverged.isEmpty ? [] : ["Diverged, so in no mean and no average: \(enumeration(diverged))."])
            + (gaps.isEmpty ? [] : ["Runs without a record:"] + gaps.map { "  " + $0 })
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// What `MeasuresAdaptation` judges of each task.
    var evidence: [(task: TextTask, found: MeasuresAdaptation.Evidence?)] {
        GLUEGrid.tasks.map { ($0, results.evidenceOfAdaptation($0, facts($0))) }
    }
    func tasks(found: MeasuresAdaptation.Finding, by rule: MeasuresAdaptation = MeasuresAdaptation()) -> [TextTask] {
        evidence.filter { rule.finding($0.found) == found }.map(\.task)
    }
}

extension Setting {
    static let edora32 = Setting(.edora, rank: 32), edora64 = Setting(.edora, rank: 64)
}
