//: # Chapter 6 · Ablations
//:
//: ```sh
//: swift run chapter6-ablations
//: ```
//:
//: That command made this page, in seconds, from run records that are committed beside it. An *ablation* takes a method apart: it changes one thing, keeps the rest, and looks at what is lost. This chapter asks what the
//: SVD, the rank and the magnitudes of EDoRA are each worth on these tasks, and whether the differences between the paper and its released code matter; [[tab:claims]] has every claim of the paper that this project knows. {{tally}}
//:
//: To recall [[chapter4-edora]]: EDoRA splits a frozen matrix $`W_0`$ into the lengths $`m`$ of its rows and a *direction* $`D`$ whose rows have length one, takes the first $`r`$ parts of the SVD $`D \approx U_r \Sigma_r V_r^\top`$, freezes $`B = U_r`$ and $`A = \Sigma_r V_r^\top`$, and trains the $`r \times r`$ matrix $`R`$ between them, and $`m`$:
//:
//: ```math
//: W' = m \odot \frac{W_0 + B R A}{\lVert W_0 + B R A \rVert}
//: ```
//:
//: {{progress}}

//#-hidden-code
import Core
import CoreBenchmark
import Experiments
import Foundation
import Notebook
import TextFormat

OpenBLAS.restartWithBestKernel()
OpenBLAS.useOneThreadPerCall()
let options = ChapterOptions.parseOrExit()
do {  // what follows is not indented, for the page's sake
if options.train { try Sweep(replanning: { try Ablation().plan }).runForChapter() }
let page = try Notebook()
let store = RunStore()
let ablation = try Ablation(in: store), grid = ablation.grid
let edora = Setting(.edora), lora = Setting(.lora)
let fromChapter5 = GLUEGrid.settings, twoRates = ablation.twoRates.map { [$0] } ?? []
let own = Ablation.bases + Ablation.ranks + [Ablation.smallLoRA] + Ablation.options + [Ablation.scaled] + Ablation.fewRows + twoRates + Ablation.ranksByMatrix
let results = try GLUEResults(fromChapter5 + own + Ablation.deviations, tasks: Ablation.tasks, in: store) { setting, task in
    fromChapter5.contains(setting) ? grid.runs(setting, task) : ablation.runs(setting, task)
}
let sentences = AblationSentences(results, ablation)
/// By task and seed; empty unless both settings have every seed of all four tasks.
func differences(_ setting: Setting, _ reference: Setting) -> [[Double]] {
    results.wholeDifferences(setting, from: reference, on: Ablation.tasks)
}
/// Title, rate, scores, their average, and the difference to EDoRA with its two intervals.
func rows(_ settings: [Setting], title: (Setting) -> String) -> [[String]] {
    settings.map { setting in
        let found = setting == edora ? nil : differences(setting, edora)
        return [title(setting), ablation.rate(setting).map(Rates.text) ?? "–"] + Ablation.tasks.map { results.sample(setting, $0).cell }
            + [results.average(setting, over: Ablation.tasks).cell] + (found.map { [Points.cell(onTheseTasks: $0), Points.text(Bootstrap.interval($0))] } ?? ["", ""])
    }
}
func header(_ first: String, _ reference: String) -> [String] { [first, "rate"] + Ablation.tasks.map(\.rawValue) + ["average", "minus \(reference), these tasks", "tasks like these"] }
let unit = """
    Dev scores times one hundred, mean ± SD over three seeds. Last columns: the average's difference in points, paired by task and seed, \
    with its 95 % interval over seeds, and the bootstrap interval. Average and differences are given where every run is there.
    """
let alignment: [TableAlignment] = [.left, .right] + Ablation.tasks.map { _ in .right } + [.right, .right, .right]
/// One colour for each of a list.
let palette = ["#d62728", "#1f77b4", "#2ca02c", "#9467bd", "#8c564b", "#ff7f0e", "#444444"]
/// Settings beside EDoRA, as a figure.
func differenceFigure(_ settings: [Setting], title: (Setting) -> String) -> DifferenceFigure {
    DifferenceFigure(settings.map { (title($0), results.differences($0, from: edora, on: Ablation.tasks)) }, tasks: Ablation.tasks.map(\.rawValue))
}
let marksAndBars = "a mark for each task and seed; below them, where every run is there, the mean over the tasks with its 95 % interval on these tasks (thick) and on tasks like these (thin)"
let marksAlt = "a row of marks and a bar for each, on both sides of, or beside, a vertical line at zero"
func change(_ setting: Setting) -> String { setting.change?.title ?? "EDoRA as it is" }
//#-end-hidden-code

//: ## The protocol
//:
//: It is that of [[chapter5-glue]]: MiniLM, five epochs, three seeds, the last epoch, rates from held-out training rows, differences paired by task and seed. The tasks are {{tasks}}. A change that may alter the size of the updates (another basis,
//: another rank, the released code) has its rate searched anew; otherwise the table would only say that the old rate does not fit. So a rate of its own is part of such a change, and it takes up some of what scale alone would do. To save hours that search begins at the method's rate in that chapter and its two neighbours and, but for the random bases and LoRA at rank 1, uses CoLA alone: by CoLA alone {{cola.alone}} would have the same rate, though CoLA weighs most in their means, too. $`m`$ and $`R`$ share the rate, so a search can make up for another scale of $`B R A`$ only in part, and a rate that suits $`R`$ may be too small for $`m`$ ([[tab:parts]] tells them apart). [[tab:searches]] has the searches. The other changes keep EDoRA's rate, {{edora.rate}}. Both intervals are those of that chapter: over seeds *on these tasks*, and the bootstrap for *tasks like these*, which with four tasks leaves out zero only where all four agree. That chapter's averages hold SST-2, too, so two settings may be told apart there and not here, or the other way about. The rows of EDoRA as it is, LoRA and the others that have no change are that chapter's runs.
//:
//: ## What the SVD is for
//:
//: EDoRA's frozen factors come from the SVD of the direction. Two things come with it: *which directions* they span, and *how large* their numbers are. Three random bases tell the two apart ([[tab:basis]], [[fig:basis]]). *Kaiming's numbers*: every entry of $`A`$ and $`B`$ drawn
//: evenly between plus and minus one over the root of its number of columns, a usual start for weights, and the basis that the released code uses as shipped. *Random orthonormal* directions, all of length one. And the same *with Σ*, the singular values of the SVD, so that only
//: the directions differ. Each seed draws its random basis anew.
//:
//: In so many dimensions random vectors are nearly orthogonal, so Kaiming's numbers are close to orthonormal directions at another scale: on MiniLM's adapted matrices $`B A`$ is about {{kaiming.times|.1f}} times as large. The search of the rate can take up part of that scale, though the rate of $`m`$ moves with it. So a gap between these two speaks of scale, not of directions.

let bases = [edora] + Ablation.bases
page.table(
    "tab:basis",
    caption: "Where the basis comes from, rank 16, each with a rate of its own. \(unit)",
    header: header("basis", "the SVD's"),
    rows: rows(bases, title: change),
    alignment: alignment)
//#-hidden-code
let basisFigure = differenceFigure(Ablation.bases, title: change)
page.figure(
    "fig:basis", caption: "Points above the SVD's basis: \(marksAndBars).", alt: "Random bases: \(marksAlt).",
    data: basisFigure.data, script: basisFigure.script)
page.value("tasks", listed(Ablation.tasks.map(\.rawValue)))
let finished = GLUEGrid.settings.compactMap { grid.searches[$0] }.filter { $0.best != nil }
page.value("cola.alone", "\(finished.count { $0.bestOfFirstTask == $0.best }) of chapter 5's \(finished.count) finished searches")
page.value("edora.rate", ablation.rate(edora).map(Rates.text) ?? "not searched yet")
page.value("basis.reading", sentences.bases)
// A column of B has the length √(d/3r), a row of A √(1/3), for d outputs and whatever number of inputs.
page.value("kaiming.times", (Double(EncoderConfiguration.miniLM.hiddenSize) / Double(9 * edora.rank)).squareRoot())
//#-end-hidden-code

//: {{basis.reading}} The paper states a gain of {{lit:1.8}} points for the SVD over a random start, on RoBERTa-base.
//:
//: ## How much rank
//:
//: $`R`$ has $`r^2`$ values a matrix. At small ranks nearly all of EDoRA's values are the {{m.count}} magnitudes, so rank costs little at first: {{low.count}} values at rank 2, {{high.count}} at rank 64.

let ranked = Ablation.allRanks
func count(_ setting: Setting) -> Int { EncoderConfiguration.miniLM.trainableCount(setting.method, rank: setting.rank) }
/// The rows of these settings, with their trainable values after the title.
func withCounts(_ settings: [Setting], title: (Setting) -> String) -> [[String]] {
    zip(settings, rows(settings, title: title)).map { setting, cells in [cells[0], groupedDigits(count(setting))] + cells.dropFirst() }
}
let rankRows = Array(ranked.prefix(2)) + [Ablation.scaled] + ranked.dropFirst(2)
page.table(
    "tab:rank",
    caption: "EDoRA by rank, each with a rate of its own; with the scale 16/r, at rank 4's rate. \(unit)",
    header: ["rank", "values"] + header("", "rank 16").dropFirst(),
    rows: withCounts(rankRows) { "\($0.rank)" + ($0.change.map { ", \($0.title)" } ?? "") },
    alignment: [.right, .right] + alignment.dropFirst())
let budgets = [edora, Ablation.smallLoRA, Setting(.edora, rank: 32), Setting(.edora, rank: 64), lora]
page.table(
    "tab:budget",
    caption: "EDoRA and LoRA by their trainable values, each with a rate of its own. \(unit)",
    header: ["method", "values"] + header("", "EDoRA, r = 16").dropFirst(),
    rows: withCounts(budgets, title: \.title),
    alignment: [.left, .right] + alignment.dropFirst())
//#-hidden-code
let rankTasks = Ablation.tasks, drawnRanks = ranked.filter { results.average($0, over: rankTasks).count > 0 }
let loraLines = [(lora, 2), (Ablation.smallLoRA, 3)].map { (setting: $0, dash: $1, average: results.average($0, over: rankTasks)) }.filter { $0.average.count > 0 }
page.figure(
    "fig:rank",
    caption: """
        EDoRA's average dev score against its rank, and, below each rank, the trainable values; mean ± SD over seeds. \
        \(loraLines.isEmpty ? "" : "Level: LoRA " + listed(loraLines.map { "at rank \($0.setting.rank) with its \(groupedDigits(count($0.setting))) values (\($0.dash == 2 ? "dashed" : "dotted"))" }) + ".")\
        \(drawnRanks.count < ranked.count ? " Ranks without all their runs are not drawn yet." : "")
        """,
    alt: "One mark with an error bar for each rank\(loraLines.isEmpty ? "" : ", and level lines for LoRA").",
    data: drawnRanks.count < 2 ? EmptyFigure.data : [FigureSeries("EDoRA", [
        .numbers("rank", drawnRanks.map { Double($0.rank) }), .numbers("mean", drawnRanks.map { roundedToSignificant(100 * results.average($0, over: rankTasks).mean, digits: 4) }),
        .numbers("deviation", drawnRanks.map { roundedToSignificant(100 * results.average($0, over: rankTasks).deviation, digits: 3) }),
    ])] + loraLines.map { line in FigureSeries(line.setting.title, x: ("rank", [2, 64]), y: ("mean", [line.average.mean, line.average.mean].map { roundedToSignificant(100 * $0, digits: 4) })) },
    script: drawnRanks.count < 2 ? EmptyFigure.script : """
        set logscale x 2
        set xrange [1.7:75]
        set offsets graph 0, 0, 0.05, 0.05
        set xtics (\(ranked.map { "\"\($0.rank)\\n\(groupedDigits(count($0)))\" \($0.rank)" }.joined(separator: ", ")))
        set xlabel 'rank, and trainable values' offset 0, -0.6
        set bmargin 4.5
        set ylabel 'average dev score'
        set key outside top horizontal
        plot DATA index 0 using 1:2 with lines linewidth 1.5 linecolor rgb '#d62728' notitle, \\
             DATA index 0 using 1:2:3 with yerrorbars pointtype 7 linewidth 2 linecolor rgb '#d62728' title 'EDoRA'\(loraLines.enumerated().map { i, line in ", \\\n     DATA index \(i + 1) using 1:2 with lines linewidth 2 dashtype \(line.dash) linecolor rgb '\(lora.colour)' title '\(line.setting.title)'" }.joined())
        """)
page.value("knee", sentences.knee)
page.value("scale.reading", sentences.scale)
page.value("budget.reading", sentences.budget)
page.value("small.count", count(Ablation.smallLoRA))
page.value("lora.times", Double(count(lora)) / Double(count(edora)))
page.value("m.count", count(Setting(.magnitude)))
page.value("low.count", count(Setting(.edora, rank: 2)))
page.value("high.count", count(Setting(.edora, rank: 64)))
//#-end-hidden-code

//: {{knee}} The paper states a rise of {{lit:1.74}} points between the two, on RoBERTa-base. ([[fig:rank]])
//:
//: Is it the method, or the number of values? LoRA at rank 16 trains {{lora.times|.0f}} times as many as EDoRA, so a difference between the two says nothing about how well EDoRA's are spent. LoRA at rank 1 trains {{small.count}}, between EDoRA at ranks 16 and 32 ([[tab:budget]]); its $`\alpha`$ stays 16, so its update has the scale 16, at a rate of its own. {{budget.reading}}
//:
//: The released code multiplies the update $`B R A`$ by 16/r, which is one at rank 16. {{scale.reading}} Adam's steps do not grow with the gradient, so such a scale is nearly the same as a rate and a start of $`R`$ that are as many times larger,
//: beside magnitudes that keep theirs. So that row says whether a rate carries over, not which scale is the better one; [[tab:parts]] has two rates, at rank 16.
//:
//: ## What the magnitudes do
//:
//: EDoRA trains $`m`$ and $`R`$ at one rate. [[tab:parts]] has both at one rate, and each alone, at the rate that was searched for it alone (*R alone* is LoRA-XS, which does not divide by the norm either); {{parts.budget}} {{rates.note}}

let parts = [edora, Setting(.magnitude), Setting(.loraXS), Setting(.loraXS, rank: 32)] + twoRates
func part(_ setting: Setting) -> String {
    switch (setting.method, setting.change) {
    case (.magnitude, _): "m alone"
    case (.loraXS, _): "R alone, r = \(setting.rank)"
    case (_, nil): "both at one rate"
    default: "both, \(change(setting)), R at \(ablation.rate(setting).map(Rates.text) ?? "?")"
    }
}
page.table(
    "tab:parts", caption: "Magnitudes and R, alone and together. \(unit)", header: header("trains", "EDoRA"),
    rows: rows(parts, title: part), alignment: alignment)
//#-hidden-code
let partFigure = differenceFigure(parts.filter { $0 != edora }, title: part)
page.figure(
    "fig:parts", caption: "Points above EDoRA: \(marksAndBars).", alt: "Magnitudes alone, R alone, and both: \(marksAlt).",
    data: partFigure.data, script: partFigure.script)
let together = twoRates.first
page.value("rates.note", together.map { setting in
    ablation.rate(setting) == grid.searches[Setting(.magnitude)]?.best ? "Alone, both chose \(ablation.rate(setting).map(Rates.text) ?? "?"); the last row has them together at it." : "The last row has both together, each at the rate that it chose alone."
} ?? "A row with both, each at the rate that it chose alone, follows when those searches are done.")
page.value("parts.reading", sentences.parts)
page.value("parts.budget", "R alone also at rank 32, with \(groupedDigits(count(Setting(.loraXS, rank: 32)))) values against EDoRA's \(groupedDigits(count(edora))), so that it is not short of them.")
//#-end-hidden-code

//: {{parts.reading}} ([[fig:parts]])
//:
//: ## One difference at a time
//:
//: [[tab:options]] changes one thing a row. Differences of the *released code*: *SVD of the weight* decomposes $`W_0`$ in place of its direction, as that code does where its SVD, commented out as shipped, is switched on; *decay on m* lets AdamW's weight decay shrink the magnitudes, too. *Variants*: *Σ on the output side* puts the singular values into $`B`$; *norm
//: differentiated* uses the exact gradient of [[chapter4-edora]]. Tests of the *reason* for the SVD: *middle* and *last singular vectors* take weak directions, with the singular values of the first sixteen, so that the directions alone differ. The last row, *released code*, changes
//: several at once: Kaiming's numbers for a basis, a start of $`R`$ near zero, and decay on $`m`$. (Its scale 16/r is one at rank 16; [[tab:rank]] has it at rank 4.)

page.table(
    "tab:options",
    caption: "EDoRA at rank 16 with one thing changed, and the rate where it says so; in the last row, several things. \(unit)",
    header: header("what is changed", "EDoRA"),
    rows: rows([edora] + Ablation.options, title: change),
    alignment: alignment)
//#-hidden-code
let optionFigure = differenceFigure(Ablation.options, title: change)
page.figure(
    "fig:options", caption: "Points above EDoRA as it is: \(marksAndBars).", alt: "Changes: \(marksAlt).",
    data: optionFigure.data, script: optionFigure.script)
page.value("options.reading", sentences.options)
page.value("released.reading", sentences.released)
page.value("directions.reading", sentences.directions)
//#-end-hidden-code

//: {{options.reading}} ([[fig:options]])
//:
//: {{released.reading}}
//:
//: {{directions.reading}}
//:
//: ## A rank for each matrix
//:
//: The paper leaves open whether every matrix should have the same rank. $`R`$ of rank $`r`$ costs $`r^2`$ values, and one rank more costs $`2r + 1`$. Two rules spend the budget of rank 16 step by step on the matrix that gains most for its cost. *By energy*, the gain is the share
//: of $`\lVert D \rVert_F^2`$ in the next singular direction. *By gradient*, it is the squared gradient of the entries of $`R`$ that the next direction brings, over 256 training rows drawn from the task, before any training and with the head of seed 1. No matrix gets more than four times the common rank. [[tab:allotted]] shows what they choose, and
//: [[tab:bymatrix]] what came of it. Ranks by gradient differ from task to task; their rate is searched with CoLA's.

let allotted: [(name: String, pattern: RankPattern)] = try Ablation.ranksByMatrix.flatMap { setting -> [(String, RankPattern)] in
    guard case .ranks(let rule) = setting.change else { return [] }
    return try (rule == .energy ? Ablation.tasks.prefix(1) : Ablation.tasks[...]).map { task in
        let name = "by \(rule.rawValue)" + (rule == .energy ? "" : ", \(task.rawValue)")
        return (name, try .read(Ablation.rankFile(rule, task, backbone: grid.backbone)))
    }
}
/// The share of R's values that lie in a layer of the encoder.
func share(_ pattern: RankPattern, layer: Int) -> Double {
    func values(_ paths: [String: Int]) -> Double { paths.values.reduce(0) { $0 + Double($1 * $1) } }
    return values(pattern.ranks.filter { $0.key.contains("encoder.layer.\(layer).") }) / values(pattern.ranks)
}
page.table(
    "tab:allotted",
    caption: """
        Ranks that the rules allot to MiniLM's {{matrices}} matrices under the budget of rank 16, and the share of R's \
        values in each of the six layers, the first of which is 0, in per cent. Files: `data/ranks`.
        """,
    header: ["rule", "least rank", "largest rank"] + (0 ..< 6).map { "layer \($0)" },
    rows: allotted.map { name, pattern in
        [name, "\(pattern.ranks.values.min() ?? 0)", "\(pattern.ranks.values.max() ?? 0)"]
            + (0 ..< 6).map { decimalText(100 * share(pattern, layer: $0), decimals: 0) }
    }, alignment: [.left, .right, .right] + (0 ..< 6).map { _ in .right })
page.table(
    "tab:bymatrix",
    caption: "One rank for all matrices, and a rank for each. \(unit)",
    header: header("ranks", "one rank's"),
    rows: rows([edora] + Ablation.ranksByMatrix) { $0 == edora ? "16 for all" : change($0) }, alignment: alignment)
//#-hidden-code
let matrixFigure = differenceFigure(Ablation.ranksByMatrix, title: change)
page.figure(
    "fig:bymatrix", caption: "Points above EDoRA with one rank for all: \(marksAndBars).", alt: "Rules: \(marksAlt).",
    data: matrixFigure.data, script: matrixFigure.script)
page.value("matrices", allotted.first?.pattern.ranks.count ?? 0)
let lastShares = allotted.dropFirst().map { share($0.pattern, layer: 5) }, energyShare = allotted.first.map { share($0.pattern, layer: 5) } ?? 0
func percent(_ share: Double?) -> String { decimalText(100 * (share ?? 0), decimals: 0) }
page.value("ranks.reading", "By energy the layers share nearly evenly (the last one has \(percent(energyShare)) %). By gradient the last layer takes \(percent(lastShares.min())) to \(percent(lastShares.max())) % in all four tasks, "
    + "perhaps because the gradient at the start is largest next to the new head. " + sentences.ranksByMatrix)
//#-end-hidden-code

//: {{ranks.reading}} ([[fig:bymatrix]])
//:
//: ## Few rows
//:
//: Does training fewer values keep a method from learning its rows by heart? The *gap* is the score on the training rows (2,000 of them at most, at even distances, without dropout) minus the score on the dev rows, after the last epoch, at the rates that were
//: searched for all rows. A tenth or a half of the rows is drawn by the seed, so that all methods have the same ones; the first rows of the file would not do, for CoLA's and STS-B's files are sorted by source. Epochs stay five, so a tenth of the rows is also a tenth of the steps, and a small gap may be that of a run that has hardly begun. So a lower gap speaks for EDoRA only where its dev score is at most a point below LoRA's; and where the interval of LoRA's gap holds zero, LoRA does not overfit and there is nothing to mitigate.

let gapped = Ablation.gapMethods
func gapCell(_ setting: Setting) -> String {
    let average = results.average(setting, over: Ablation.tasks)
    return average.count == 0 ? "–" : "\(average.cell); gap \(Points.cell(onTheseTasks: results.gaps(setting, on: Ablation.tasks)))"
}
page.table(
    "tab:gap",
    caption: """
        Average dev score times one hundred, mean ± SD over seeds, over {{tasks}}; and the gap, training score minus \
        dev score in points, with its 95 % interval over seeds.
        """,
    header: ["method"] + Ablation.shares.map { "\($0) % of the rows" },
    rows: gapped.map { method in [method.title] + Ablation.shares.map { gapCell(Ablation.setting(method, percent: $0)) } },
    alignment: [.left, .right, .right, .right])
//#-hidden-code
let gapCurves = gapped.map { method in
    (method, Ablation.shares.compactMap { share -> (share: Double, gap: [Double])? in
        let known = results.gaps(Ablation.setting(method, percent: share), on: Ablation.tasks)
        return Sample.interval(onTheseTasks: known).map { interval in
            (Double(share), [Points.mean(known), interval.lowerBound, interval.upperBound].map { roundedToSignificant(100 * $0, digits: 3) })
        }
    })
}.filter { !$1.isEmpty }
page.figure(
    "fig:gap",
    caption: "The gap against the share of the training rows, mean over tasks and seeds with its 95 % interval over seeds; marks of one share stand side by side.\(gapCurves.count == gapped.count && gapCurves.allSatisfy { $1.count == Ablation.shares.count } ? "" : " Some runs are still to be made.")",
    alt: "One curve with error bars a method: the gap against the share of the training rows.",
    data: gapCurves.isEmpty ? EmptyFigure.data : gapCurves.map { method, curve in
        FigureSeries(method.title, [.numbers("percent_of_rows", curve.map(\.share))] + ["gap", "low", "high"].enumerated().map { column, name in .numbers(name, curve.map { $0.gap[column] }) })
    },
    script: gapCurves.isEmpty ? EmptyFigure.script : """
        set logscale x
        set xrange [8:125]
        set xtics (10, 50, 100)
        set yrange [0:*]
        set xlabel 'per cent of the training rows'
        set ylabel 'training score minus dev score, points'
        set key outside right
        \(PlotCommand.curves(gapCurves.map(\.0.title), colours: gapCurves.map { Setting($0.0).colour }, errorBars: .ends, stagger: 1.07))
        """)
page.value("gap.reading", sentences.gaps)
//#-end-hidden-code

//: {{gap.reading}} ([[tab:gap]], [[fig:gap]])
//:
//: ## The start of R
//:
//: $`R`$ starts with random entries of standard deviation σ, {{lit:0.01}} in the paper as far as it is known here. [[chapter4-edora]] raised σ on a small generated task; here it is MRPC, one seed, at EDoRA's rate: a look, not a test.

let starts = ([edora] + Ablation.deviations).sorted { $0.adapter.deviation < $1.adapter.deviation }
let startRecords = starts.map { setting in results.records(setting, Ablation.deviationTask).first ?? nil }
page.table(
    "tab:sigma",
    caption: "MRPC by the deviation of R at the start; seed 1.",
    header: ["σ", "training loss, epoch 1", "training loss, last", "dev accuracy, last"],
    rows: zip(starts, startRecords).map { setting, record in
        let losses = [record?.epochs.first, record?.last].map { $0.map { decimalText($0.trainLoss, decimals: 3) } ?? "–" }
        let score = record?.divergedAtStep.map { "diverged at step \($0)" } ?? record?.lastScore.map { decimalText(100 * $0, decimals: 1) }
        return [setting.deviationText] + losses + [score ?? "–"]
    }, alignment: [.right, .right, .right, .right])

//#-hidden-code
let startCurves = zip(starts, startRecords).map { (title: $0.deviationTitle, losses: $1?.losses ?? []) }.filter { !$0.losses.isEmpty }
page.figure(
    "fig:sigma",
    caption: "Training loss on MRPC (mean of sixteen steps) for several deviations σ of R at the start; seed 1.",
    alt: "One curve a deviation: the training loss against the step.",
    data: startCurves.isEmpty ? EmptyFigure.data : startCurves.map { curve in
        let losses = movingAverage(curve.losses, over: 16)
        return FigureSeries(curve.title, x: ("step", losses.indices.map { Double($0 + 1) }), y: ("training_loss", losses.map { roundedToSignificant($0, digits: 4) }))
    },
    script: startCurves.isEmpty ? EmptyFigure.script : """
        set xlabel 'step'
        set ylabel 'training loss'
        set yrange [0:*]
        set key outside right
        \(PlotCommand.curves(startCurves.map(\.title), colours: palette))
        """)
page.value("sigma.reading", sentences.reading(starts))
//#-end-hidden-code

//: {{sigma.reading}} ([[fig:sigma]])

//: ## What the SVD costs
//:
//: The SVD is computed once, before the first step. `edora bench --svd-cost` measured it on one core: for square matrices of random numbers ([[fig:cost]]), and for the adapted matrices of whole encoders beside one epoch of RTE, the task with the fewest rows
//: ([[tab:cost]]; {{cost.cola}}). *Exact* is LAPACK's whole decomposition, cut to the rank; *randomised* finds the first singular vectors alone.

let cost = try ClaimTable.svdCost()
page.table(
    "tab:cost",
    caption: """
        Core seconds of the SVD of all adapted matrices, and of one epoch of RTE under EDoRA, rank 16; measured in one \
        run\(cost.map { " on \($0.processor)" } ?? ", which is still to come"). RoBERTa-large was not trained.
        """,
    header: ["encoder", "matrices", "exact SVD", "randomised SVD", "one epoch of RTE", "exact SVD, share of five epochs"],
    rows: cost.map { $0.encoders.map { encoder in
        let epoch = encoder.epoch.map { [decimalText($0, decimals: 0), decimalText(100 * encoder.exact / (5 * $0), decimals: 2) + " %"] } ?? ["–", "–"]
        return [encoder.name, "\(encoder.matrices)", decimalText(encoder.exact, decimals: 2), decimalText(encoder.randomised, decimals: 2)] + epoch
    } } ?? [["–", "–", "–", "–", "–", "–"]],
    alignment: [.left, .right, .right, .right, .right, .right])
//#-hidden-code
let squares = cost?.sizes ?? []
/// The exponent p of seconds = c·nᵖ, by least squares on logarithms, from 1,024 on, where constant costs no longer count.
func growth(_ seconds: (SVDCost.Size) -> Double) -> Double {
    let large = squares.filter { $0.rows >= 1024 }
    return line(large.map { log(Double($0.rows)) }, large.map { log(seconds($0)) }).slope
}
page.figure(
    "fig:cost",
    caption: "Seconds of one core for the SVD of a square matrix against its size, on logarithmic axes; rank 16 for the randomised one.",
    alt: "Two rising lines; the exact SVD's is the steeper and the higher.",
    data: squares.isEmpty ? EmptyFigure.data : [("exact", \SVDCost.Size.exact), ("randomised", \SVDCost.Size.randomised)].map { name, seconds in
        FigureSeries(name, x: ("size", squares.map { Double($0.rows) }), y: ("seconds", squares.map { $0[keyPath: seconds] }))
    },
    script: squares.isEmpty ? EmptyFigure.script : """
        set logscale xy
        set xtics (\(squares.map { "\($0.rows)" }.joined(separator: ", ")))
        set xlabel 'rows and columns'
        set ylabel 'seconds of one core'
        set key top left
        \(PlotCommand.curves(["exact", "randomised"], colours: ["#444444", "#d62728"], style: "linespoints linewidth 2 pointtype 7"))
        """)
let (colaTokens, rteTokens) = (GLUEFacts.of[.cola]?.trainingTokens ?? .nan, GLUEFacts.of[.rte]?.trainingTokens ?? .nan)
page.value("cost.cola", "CoLA, whose rows are many and short, has \(decimalText(colaTokens / rteTokens, decimals: 1)) times its tokens")
page.value("cost.reading", squares.count < 3 ? "It has not been measured yet."
    : "From 1,024 rows on the exact SVD grows as n to the power of \(decimalText(growth(\.exact), decimals: 1)), the randomised one as n to the power of \(decimalText(growth(\.randomised), decimals: 1)): "
        + "at \(groupedDigits(squares.last?.rows ?? 0)) rows they take \(decimalText(squares.last?.exact ?? 0, decimals: 0)) and \(decimalText(squares.last?.randomised ?? 0, decimals: 1)) seconds.")
//#-end-hidden-code

//: {{cost.reading}} ([[fig:cost]])

//#-hidden-code
let judged = try ClaimTable(in: store).judged()
page.value("tally", ClaimTable.tally(judged))
let progress = try AblationProgress(GLUEGrid.table.filter { $0.method != .head } + own, results, ablation, in: store)
//#-end-hidden-code

//: ## The verdicts
//:
//: [[tab:claims]] has every claim of the paper that this project knows, with the rule by which its verdict was computed and the command that makes the number again. {{glossary}}
//: The claims about rank, basis and overfitting are about averages over given tasks, so their rules ask about these tasks; that of *competitive* about tasks like these ([[chapter5-glue]] says when its parts were set). (ΔM and ΔD are the changes of length and of
//: direction, from [[chapter2-weight-decomposition]].)

page.table(
    "tab:claims",
    caption: "The paper's claims. Scores: mean ± SD over three seeds. Source of each: `data/paper/claims.json`.",
    header: ClaimTable.header,
    rows: judged.map(\.cells),
    alignment: [.left, .right, .right, .right, .left, .left, .left])
page.show(progress.missing.isEmpty ? "Every run of this page has its record." : "Runs without a record, or that diverged:\n" + progress.missing.map { "  " + $0 }.joined(separator: "\n"))
//#-hidden-code
page.value("untold", sentences.undecided)
page.value("glossary", Verdict.glossary)
page.value("progress", progress.sentence)
//#-end-hidden-code

//: <details><summary>The searches, and the records behind each number</summary>
//:
//: Each score of a search, and each seed of a run, links to its record. Settings without a search of their own have the rate of what they are compared with.
//:

page.table(
    "tab:searches",
    caption: """
        This chapter's searches: each rate tried with CoLA's Matthews correlation on held-out training rows, times one \
        hundred, or with its mean with MRPC's accuracy and both in brackets; seed 1, the chosen rate in bold.
        """,
    header: ["setting", "rate: score"],
    rows: try Ablation.searched.map { setting in [setting.title, try ablation.searches[setting]?.cell(in: store) ?? "–"] })
page.table(
    "tab:records", caption: "Run records by seed.", header: ["setting"] + Ablation.tasks.map(\.rawValue),
    rows: try (fromChapter5 + own + Ablation.deviations).map { setting in
        [setting.title] + (try Ablation.tasks.map { task in
            try (fromChapter5.contains(setting) ? grid.runs(setting, task) : ablation.runs(setting, task))
                .filter { try store.record(of: $0) != nil }
                .map { try store.link("\($0.configuration.seed)", to: $0) }.joined(separator: " ")
        })
    })

//: </details>

//? Suppose EDoRA with the last singular vectors scored as it does with the first. What would that say about the reason given for the SVD?
//! Either any fixed directions would do, or $`R`$ contributes so little beside $`m`$ that no basis can show: compare *m alone* in [[tab:parts]]. And “as it does” would need a narrow interval around zero, not merely one that holds zero.

//? Why is the rate searched anew for another basis, and not for *decay on m*?
//! Another basis may make every step of $`W`$ larger or smaller, so the old rate may simply not fit; where it has the same Σ it was searched all the same, to treat all bases alike. Decay changes a step of $`m`$ by a hundredth of rate times $`m`$, too little to move the best rate much; that is an assumption, not a result.

//? On a tenth of the rows method X has a gap of 5 and a dev score of 60, method Y a gap of 15 and a dev score of 66. Which overfits more, and which would you use?
//! Y overfits more, and Y is the better model for new rows. The gap says how far the training score misleads; the dev score says what one gets.

//: ## What this chapter does not show
//:
//: - *Ranks that change while training*, as AdaLoRA has them: here they are fixed before the first step.
//: - *RoBERTa-base*, on which the paper's numbers stand.
//:
//: ## What was easy, what was hard
//:
//: - *Easy:* one change a run. Every difference is an option of the library, so a row of a table is a line of a plan.
//: - *Hard:* telling a change from the rate that comes with it.
//: - *Hard:* the differences are small and the seeds few: {{untold}}

//#-hidden-code
if options.check { try page.requirePublished() } else { print("\(try page.publish())") }
} catch { Notebook.exit(with: error) }
//#-end-hidden-code
