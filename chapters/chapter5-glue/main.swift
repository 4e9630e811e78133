//: # Chapter 5 · GLUE
//:
//: ```sh
//: swift run chapter5-glue
//: ```
//:
//: That command made this page, in seconds, from run records that are committed beside it. After reading it you can say what the six tasks ask and why their scores are not alike, how a rate is
//: chosen without looking at the rows that are reported, read a table of means and spreads, tell a difference from chance with a bootstrap, and judge the paper's main claim ([[tab:verdicts]]).
//:
//: {{headline}} {{progress}}
//:
//: *The paper* below is that of EDoRA (Nasiri and Garraghan, [arXiv 2501.12067](https://arxiv.org/abs/2501.12067)). EDoRA, LoRA and the rest are explained in [[chapter4-edora]]: an encoder (here {{encoder}}) is kept as it is, small *adapters* in it and a *head* on top are
//: trained. A *value* is one trained number. A *seed* fixes every random choice of a run. *Dropout* sets random activations to zero while training. LoRA-XS is here EDoRA without its weight decomposition (no magnitudes, no division by the norm), which is nearly, not exactly, the published method.{{encoder.note}}

//#-hidden-code
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

OpenBLAS.restartWithBestKernel()
OpenBLAS.useOneThreadPerCall()
let options = ChapterOptions.parseOrExit()
do {  // what follows is not indented, for the page's sake
let encoder = try options.encoder()
if options.train { try Sweep(replanning: { try GLUEGrid(backbone: options.model).plan }).runForChapter() }
let page = try Notebook(draft: options.isDraft)
let store = RunStore()
let grid = try GLUEGrid(backbone: options.model, in: store)
let results = try GLUEResults(grid, in: store)
let sentences = GLUESentences(grid, results, encoder: encoder, encoderName: options.isDraft ? "RoBERTa-base" : "MiniLM")
let isDivided = grid.division(.qnli) != nil
let name = grid.name
func facts(_ task: GLUETask) -> GLUEFacts? { task == .qnli && isDivided ? .dividedQNLI : GLUEFacts.of[task] }
page.value("encoder", options.isDraft ? "RoBERTa-base" : "MiniLM")
page.value("encoder.note", options.isDraft ? "" : " MiniLM is here all-MiniLM-L6-v2, which was not only pretrained but then trained to embed sentences, by its model card on pairs that include SNLI's, MultiNLI's and SQuAD's: "
    + "a task like RTE, and the questions and paragraphs that QNLI was made from. That is another start than the paper's encoder has.")
page.value("seeds", Plan.seeds.count)
//#-end-hidden-code

//: ## Six tasks
//:
//: GLUE (Wang et al., [arXiv 1804.07461](https://arxiv.org/abs/1804.07461)) is a collection of public tasks for sentence encoders. The paper uses the six of [[tab:tasks]]. Their licences do not let this project ship the
//: sentences; `make glue` fetches them. *Train* rows are for learning, *dev* rows for scoring; the labels of the test rows are kept by the benchmark.

let questions: [GLUETask: String] = [
    .cola: "is this sentence good English?",
    .mrpc: "do the two sentences say the same?",
    .rte: "does the first sentence entail the second?",
    .stsb: "how alike are the two sentences, 0 to 5?",
    .qnli: "does the sentence answer the question?",
    .sst2: "is this review's phrase positive?",
]
page.table(
    "tab:tasks",
    caption: """
        The tasks. *Tokens*: mean word pieces of a row. *Frequent label*: the share of the most frequent label among \
        the dev rows. *Constant*: the score, times one hundred, of giving it always; a constant answer has no \
        correlation, which counts as zero.
        """,
    header: ["task", "asks", "train rows", "dev rows", "tokens", "epochs", "score", "frequent label", "constant"],
    rows: GLUEGrid.tasks.map { task in
        let epochs = grid.epochs(task)
        let counts = facts(task).map { [groupedDigits($0.train), groupedDigits($0.dev), decimalText($0.tokens, decimals: 0)] } ?? ["", "", ""]
        return [name(task), questions[task] ?? ""] + counts
            + ["\(epochs)", task.metric.title, frequentLabel(task), mostFrequent(task)]
    },
    alignment: [.left, .left, .right, .right, .right, .right, .left, .right, .right])
//#-hidden-code
/// The score of a constant answer: a correlation has none, which counts as zero.
func mostFrequent(_ task: GLUETask) -> String { task.metric == .accuracy ? frequentLabel(task).replacing(" %", with: "") : "0.0" }
func frequentLabel(_ task: GLUETask) -> String {
    guard let facts = facts(task), let count = facts.mostFrequent else { return "–" }
    return decimalText(100 * Double(count) / Double(facts.dev), decimals: 1) + " %"
}
page.value("qnli.note", isDivided
    ? "QNLI's train file is not at hand where these runs were made. QNLI* stands for a division of its dev rows: four fifths of the questions train, one fifth is scored, and no question is on both sides. "
        + "With a twenty-fourth of QNLI's training rows its scores are likely lower and cannot be set beside published ones, so averages leave it out; one with it stands beside them."
    : "QNLI is the benchmark's own.")
//#-end-hidden-code

//: {{qnli.note}}
//:
//: ### Three kinds of score
//:
//: *Accuracy* is the share of right answers. It flatters where one answer is frequent, so GLUE scores CoLA by the *Matthews correlation*: with $`a`$ right and $`b`$ wrong answers “yes”, $`c`$ right and $`d`$ wrong answers “no”,
//:
//: ```math eq:matthews
//: \mathrm{Matthews} = \frac{a\,c - b\,d}{\sqrt{(a+b)(a+d)(c+b)(c+d)}} .
//: ```
//:
//: It is one when all is right, minus one when all is wrong, and near zero for answers that know nothing. STS-B, whose answers are numbers, is scored by *Pearson's correlation*, the covariance divided by the product of the two standard deviations.
//: (GLUE adds F1 for MRPC and Spearman's rank correlation for STS-B; they are in the records. Here each task has one score, as in the paper, so read MRPC's accuracy against that of a constant answer.) All are given times one hundred. Ten made-up rows show
//: what accuracy does not:

let actual: [Double] = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0]
let always: [Double] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
let careful: [Double] = [1, 1, 1, 1, 1, 0, 0, 0, 0, 1]
for (who, answers) in [("always yes", always), ("careful   ", careful)] {
    let accuracy = Metric.accuracy.score(answers, actual), matthews = Metric.matthews.score(answers, actual)
    page.show("\(who)  accuracy \(decimalText(accuracy, decimals: 2))  Matthews \(decimalText(matthews, decimals: 2))")
}

//? Of CoLA's 1,043 dev sentences 721 are acceptable. A model says “acceptable” to every one. What are $`a, b, c, d`$, its accuracy, and its Matthews correlation?
//! $`a`$ = 721, $`b`$ = 322, $`c = d = 0`$: more than two thirds are right. The fraction has zero above and below the line; it counts as zero.

//: ## One protocol for all
//:
//: Every adapter sits on the same {{matrices}} matrices of {{encoder}} (query, value, attention output and output of each layer); full fine-tuning trains the whole encoder, head only nothing of it. Batches have 32 rows of at most 128 tokens. The optimiser is
//: AdamW with weight decay {{lit:0.01}} (not on magnitudes), and gradients are clipped at norm one. The rate *warms up*, rising over the first {{lit:6 %}} of the steps, then falls in a straight line to zero; the epochs are those of [[tab:tasks]]. There are {{seeds}} seeds; a
//: seed decides the start of the head and of the adapter, the order of the rows, and dropout, which is the encoder's own {{lit:0.1}}. LoRA and DoRA have $`\alpha = r`$, so their update has scale one; EDoRA is as in [[chapter4-edora]], $`R`$ starting with a deviation of
//: {{lit:0.01}}. The head's rate is {{head.rate}}, on STS-B {{head.rate.stsb}}, where it must first learn the mean score; full fine-tuning and head only use a single rate for everything,
//: except that on STS-B their head, too, has at least {{head.rate.stsb}}. Rates of heads and numbers of epochs were set beforehand, not searched. What is reported is the *last* epoch.
//:
//: The peak rate of each method is *searched* by one rule ([[tab:rates]], [[fig:rates]]). A tenth of the training rows of CoLA and of MRPC is held out; four neighbouring rates, customary for the kind of method, are tried with one seed; if the best is at an end
//: of those tried, the next rate is tried, until the best is inside or the list of rates, {{ladder}}, ends. The best mean of the two scores is taken, for all six tasks. No dev row takes part. By the choice of some 1,200 held-out rows alone the mean is uncertain by about four points (two standard errors), though less in a difference between rates, which share the rows; and there is one seed. So a
//: neighbouring rate may be as good. {{search.reading}}

let searches = GLUEGrid.settings.compactMap { grid.searches[$0] }
page.table(
    "tab:rates",
    caption: """
        The search: each rate tried with the mean of CoLA's Matthews correlation and MRPC's accuracy on held-out \
        training rows, and both in brackets, linked to their records; one seed, the chosen rate in bold.
        """,
    header: ["method", "rate: score", "chosen"],
    rows: try searches.map { search in
        [search.setting.title, try search.cell(in: store), search.best.map(Rates.text) ?? "not searched yet"]
    }, alignment: [.left, .left, .right])
//#-hidden-code
let searched = searches.filter { $0.means.contains { $0?.isFinite ?? false } }
page.figure(
    "fig:rates",
    caption: "The same search as curves: the mean of both held-out scores against the rate (logarithmic). Run records, one seed.",
    alt: """
        One curve a method: held-out score against rate; the best rates lie between \
        \(searches.compactMap(\.best).min().map(Rates.text) ?? "?") and \
        \(searches.compactMap(\.best).max().map(Rates.text) ?? "?").
        """,
    data: searched.isEmpty ? EmptyFigure.data : searched.map { search in
        let known = zip(search.rates, search.means).compactMap { rate, mean in mean.flatMap { $0.isFinite ? (rate, $0) : nil } }
        return FigureSeries(search.setting.title, x: ("rate", known.map(\.0)), y: ("mean_score", known.map { roundedToSignificant(100 * $0.1, digits: 4) }))
    },
    script: searched.isEmpty ? EmptyFigure.script : """
        set logscale x
        set xtics rotate by -45 (\(Set(searched.flatMap(\.rates)).sorted().map { "'\(Rates.text($0))' \($0)" }.joined(separator: ", ")))
        set offsets 0, 0, 1, 1
        set xlabel 'peak learning rate'
        set ylabel 'mean held-out score'
        set key outside right
        \(PlotCommand.curves(searched.map { $0.setting.title }, colours: searched.map { $0.setting.colour }, style: "linespoints linewidth 2 pointtype 7 pointsize 0.5"))
        """)
page.value("matrices", encoder.layers * encoder.adapterTargets.count)
page.value("head.rate", Rates.text(Rates.head))
page.value("head.rate.stsb", Rates.text(TrainingConfiguration.headRate(Rates.head, .stsb)))
page.value("search.reading", sentences.searches)
page.value("ladder", "\(Rates.text(GLUESearch.ladder.first ?? 0)) to \(Rates.text(GLUESearch.ladder.last ?? 0))")
page.value("search.runs", searches.reduce(0) { $0 + $1.runs.count })
//#-end-hidden-code

//: ### What choosing on the dev rows would do
//:
//: The released code runs a grid: seven ranks, two deviations of the start of $`R`$, five rates, five rates of the head and five seeds, 1,750 runs of fifty epochs a task, and names no rule by which one of them is chosen; the scores of the same dev rows are
//: the ones reported. Here {{search.runs}} runs on two tasks, none of which sees a dev row, fix the rates of all nine settings. How much would choosing on dev rows flatter? Suppose that all settings are *equally good* and differ by the chance of a seed alone, with a
//: standard deviation of {{spread|.1f}} points ({{spread.source}}). The mean of five seeds is then reported for the best setting of one, of fifty (two starts, five rates and five head rates at one rank) and of three hundred and fifty:

let variances = GLUEGrid.tasks.filter { results.isComplete(Setting(.edora), $0) }
    .map { pow(results.sample(Setting(.edora), $0).deviation, 2) }
let spread = variances.isEmpty ? 0.01 : Sample(variances).mean.squareRoot()
var random = Random(seed: 1, purpose: "chapter 5")
func flattery(_ settings: Int) -> Double {
    let trials = (0 ..< 20_000).map { _ in  // the mean of five seeds differs from the truth by spread/√5
        (0 ..< settings).reduce(-Double.infinity) { best, _ in max(best, spread / 5.0.squareRoot() * random.normal()) }
    }
    return Sample(trials).mean
}
page.show([1, 50, 350].map { "best of \($0): \(Points.text(flattery($0))) points above the truth" }.joined(separator: "\n"))
//#-hidden-code
page.value("spread", 100 * spread)
page.value("spread.source", variances.isEmpty ? "assumed" : "the root of the mean variance of EDoRA's cells in the main table below")
//#-end-hidden-code

//: No method has become better; the table has. Luck that a setting has on just these dev rows comes on top. Real settings are neither equally good nor independent, so these are orders of size; but a method with more knobs is flattered more.
//:
//: ## The main table

//#-hidden-code
let shown = GLUEGrid.table, averaged = results.averaged
let (edora, lora, dora) = (Setting(.edora), Setting(.lora), Setting(.dora))
let averagedWithQNLI = isDivided && results.tasks(completeFor: [edora, lora, dora]).contains(.qnli) ? averaged + [.qnli] : []
/// Both averages, or the one that there is.
let averages = [averaged] + (averagedWithQNLI.isEmpty ? [] : [averagedWithQNLI])
func count(_ setting: Setting) -> Int { encoder.trainableCount(setting.method, rank: setting.rank) }
let planned = GLUEGrid.settings.flatMap { setting in GLUEGrid.tasks.flatMap { grid.runs(setting, $0) } }
/// What has no record, a line a setting, so that nobody takes a gap for a result.
let gaps = shown.compactMap { setting -> String? in
    guard grid.searches[setting]?.best != nil else { return "\(setting.title): its rate is not searched yet" }
    let tasks = GLUEGrid.tasks.compactMap { task -> String? in
        let seeds = zip(Plan.seeds, results.records(setting, task)).filter { $1 == nil }.map { "\($0.0)" }
        return seeds.isEmpty ? nil : name(task) + (seeds.count == Plan.seeds.count ? "" : " (seed \(listed(seeds)))")
    }
    return tasks.isEmpty ? nil : "\(setting.title): \(listed(tasks))"
}
//#-end-hidden-code
page.table(
    "tab:main",
    caption: """
        Dev scores of {{encoder}}, last epoch, times one hundred: mean ± SD over {{seeds}} seeds. Trainable values \
        without and with a head for two classes. The averages are over {{average.tasks}}{{average.qnli}}.
        """,
    header: ["method", "values", "with head"] + GLUEGrid.tasks.map(name) + ["average", "average with \(name(.qnli))"].prefix(averages.count),
    rows: shown.map { setting in
        [setting.title, groupedDigits(count(setting)), groupedDigits(count(setting) + encoder.headCount(classes: 2))]
            + GLUEGrid.tasks.map { results.sample(setting, $0).cell }
            + averages.map { results.average(setting, over: $0).cell }
    } + [["Most frequent answer", "0", "0"] + GLUEGrid.tasks.map(mostFrequent) + averages.map { _ in "" }],
    alignment: [.left] + Array(repeating: .right, count: 2 + GLUEGrid.tasks.count + averages.count))
let diverged = shown.flatMap { setting in
    GLUEGrid.tasks.flatMap { task in
        results.records(setting, task).compactMap { $0 }.filter { $0.divergedAtStep != nil }
            .map { "\(setting.title) on \(name(task)), seed \($0.configuration.seed)" }
    }
}
if !diverged.isEmpty {
    page.show("""
        Diverged, and left out above: \(listed(diverged)). \
        Averages leave out a task where EDoRA, LoRA or DoRA at rank 16 diverged.
        """)
}
page.show(gaps.isEmpty ? "Every run of this table has its record." : "Runs without a record:\n" + gaps.map { "  " + $0 }.joined(separator: "\n"))
//#-hidden-code
page.value("average.tasks", averaged.isEmpty ? "no task yet" : listed(averaged.map(name)))
page.value("average.qnli", averagedWithQNLI.isEmpty ? "" : ", and over these with QNLI*")
page.value("rte.note", sentences.rte)
page.value("budget", isDivided ? "On MiniLM LoRA-XS at rank 32 trains \(decimalText(Double(count(Setting(.loraXS, rank: 32))) / Double(count(edora)), decimals: 1)) times what EDoRA trains at rank 16; on RoBERTa-base, for which rank 32 was chosen, exactly as many."
    : "LoRA-XS at rank 32 trains exactly what EDoRA trains at rank 16.")
//#-end-hidden-code

//: {{rte.note}} {{budget}} Beside [[tab:main]], the same after the *best* epoch, as some papers report it: that is a choice on dev rows, so no mean can go down.
//:
//: <details><summary>The best epoch of each run</summary>
//:

page.table(
    "tab:best",
    caption: "The same as the main table, each run at its best epoch on the dev rows: flattering, for comparison with papers that do so.",
    header: ["method"] + GLUEGrid.tasks.map(name) + ["average"],
    rows: shown.map { setting in
        [setting.title] + GLUEGrid.tasks.map { results.sample(setting, $0, best: true).cell }
            + [results.average(setting, over: averaged, best: true).cell]
    }, alignment: [.left] + GLUEGrid.tasks.map { _ in .right } + [.right])

//: </details>
//:
//: <details><summary>The records behind each cell, and what a run costs</summary>
//:
//: Each number links to the record of that seed: configuration, checksums of all inputs, the loss of every step, the scores of every epoch.
//:

page.table(
    "tab:records", caption: "Run records by seed.", header: ["method"] + GLUEGrid.tasks.map(name),
    rows: try shown.map { setting in
        [setting.title] + (try GLUEGrid.tasks.map { task in
            try grid.runs(setting, task).filter { try store.record(of: $0) != nil }
                .map { try store.link("\($0.configuration.seed)", to: $0) }.joined(separator: " ")
        })
    })
page.table(
    "tab:cost",
    caption: """
        Minutes of one core a run, training and scoring, mean over seeds. The runs were made two at a time on two \
        cores, beside other work and on two kernels of OpenBLAS: no table to compare methods by (for that, the \
        [benchmark](../../figures/bench/README.md)).
        """,
    header: ["method"] + GLUEGrid.tasks.map(name),
    rows: shown.map { setting in
        [setting.title] + GLUEGrid.tasks.map { task in
            let minutes = results.records(setting, task).compactMap { $0.map { RunRecord.minutes([$0]) * 2 } }
            return minutes.isEmpty ? "–" : decimalText(Sample(minutes).mean, decimals: 1)
        }
    }, alignment: [.left] + GLUEGrid.tasks.map { _ in .right })

//: </details>
//:
//: ## Is the difference chance?
//:
//: EDoRA and LoRA share their seeds: the same order of rows and the same start of the head. So they are compared in pairs, task by task and seed by seed ([[tab:differences]], [[fig:differences]]): what makes a seed lucky for both would drop out. {{pairing}} With three seeds on one
//: task, the mean difference must be about two and a half times its standard deviation to be told from the chance of the seed (Student). {{told}}

let others = shown.filter { $0 != lora }
page.table(
    "tab:differences",
    caption: """
        Points above LoRA (r = 16), paired by seed: mean ± SD. *These tasks*: the mean over {{average.tasks}} with its \
        95 % interval over seeds. *Tasks like these*: its bootstrap interval.
        """,
    header: ["method"] + GLUEGrid.tasks.map(name) + ["these tasks", "tasks like these"],
    rows: others.map { setting in
        [setting.title] + GLUEGrid.tasks.map { task in Points.cell(seeds: results.differences(setting, from: lora, on: [task])[0]) }
            + [Points.cell(onTheseTasks: results.averagedDifferences(setting, from: lora)),
               Points.text(Bootstrap.interval(results.averagedDifferences(setting, from: lora)))]
    }, alignment: [.left] + GLUEGrid.tasks.map { _ in .right } + [.right, .right])
//#-hidden-code
page.value("told", sentences.singleTasks)
page.value("pairing", sentences.pairing)
page.value("magnitudes", sentences.magnitudes)
page.value("one.rate", sentences.oneRate)
let pairs = [(title: "EDoRA above LoRA", a: edora, b: lora), (title: "DoRA above LoRA", a: dora, b: lora)]
let drawnTasks = GLUEGrid.tasks.filter { task in pairs.contains { !results.differences($0.a, from: $0.b, on: [task])[0].isEmpty } }
let dots = pairs.enumerated().map { i, pair in
    drawnTasks.enumerated().flatMap { row, task in
        zip(results.records(pair.a, task), results.records(pair.b, task)).enumerated().compactMap { seed, records -> (x: Double, y: Double)? in
            guard let a = records.0?.lastScore, let b = records.1?.lastScore else { return nil }
            return (roundedToSignificant(100 * (a - b), digits: 4), Double(-row) + (i == 0 ? 0.22 : -0.1) - 0.06 * Double(seed))
        }
    }
}
let marked = zip(pairs, dots).filter { !$1.isEmpty }
page.figure(
    "fig:differences",
    caption: """
        Points above LoRA, one mark a seed (seed 1 uppermost), all three methods at rank 16. To the right of the line \
        the method is better than LoRA.
        """,
    alt: "For each task a few marks for EDoRA and for DoRA on both sides of, or beside, a vertical line at zero.",
    data: drawnTasks.isEmpty ? EmptyFigure.data : marked.map { pair, dots in
        FigureSeries(pair.title, x: ("points", dots.map(\.x)), y: ("row", dots.map(\.y)))
    },
    script: drawnTasks.isEmpty ? EmptyFigure.script : """
        set xlabel 'points above LoRA'
        set yrange [\(0.5 - Double(drawnTasks.count)):0.5]
        set ytics (\(drawnTasks.enumerated().map { "'\(name($1))' \(-$0)" }.joined(separator: ", ")))
        set grid ytics
        set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'
        set key outside top horizontal
        \(PlotCommand.curves(marked.map(\.0.title), colours: marked.map(\.0.a.colour), style: "points pointtype 7 pointsize 0.8"))
        """)
//#-end-hidden-code

//: A mean over tasks and seeds needs an interval. Student's formula for all values at once would treat them as independent, which the values of one task are not. The *bootstrap* (Efron and Tibshirani, {{lit:1993}}) asks what the mean would be if other tasks like these and
//: other seeds like these had come up. It draws as many tasks as there are, with replacement, then in each of them as many seeds, takes the mean, and does so until every possible draw has had its share (here they are counted, not sampled). The plain recipe then cuts off two and a half per cent at each end. With few tasks the interval is then too narrow, for two reasons:
//: the normal quantile is too small for few values, and drawing $`n`$ tasks from $`n`$ makes the spread too small by $`\sqrt{(n-1)/n}`$. So here less is cut off, as much as a normal distribution has beyond $`\sqrt{n/(n-1)}`$ times Student's quantile of $`n-1`$ degrees of freedom: {{tail}} % at each end (Hesterberg, {{lit:2015}}, calls this the *expanded percentile interval*). With four tasks such an interval leaves out zero only where all four means have one sign.
//: A narrower question takes *these tasks* as given, so that the seeds alone are chance: the variances of the tasks' means add up, and Student's quantile makes the interval (its degrees of freedom are those of Welch and Satterthwaite, {{lit:1946}}, rounded down; it takes the luck of a seed on one task as independent of that on another, though a seed starts $`R`$ alike on all):

let differences = results.averagedDifferences(edora, from: lora)
let interval = Bootstrap.interval(differences)
let here = Sample.interval(onTheseTasks: differences)
page.show("""
    EDoRA minus LoRA, \(differences.count) tasks × \(Plan.seeds.count) seeds: \
    \(differences.isEmpty ? "not enough runs yet" : Points.text(Points.mean(differences)) + " points")
    95 % interval on tasks like these: \(Points.text(interval))
    95 % interval on these tasks:      \(Points.text(here))
    """)
//#-hidden-code
page.value("tail", String(format: "%.2g", 100 * Bootstrap.tail(tasks: max(averaged.count, Bootstrap.fewestTasks))))
//#-end-hidden-code

//: With so few tasks the first interval is wide. It treats the tasks, each with its dev rows, as if they were drawn from others like them, so the chance of these rows is in it; the luck of the search for rates, other epochs and other
//: encoders are not. The second counts the seeds alone: other dev rows of the same tasks could move the mean out of it. {{reading}} “Above” and “below” mean that the whole interval lies on that side of zero; whether a difference is small enough to be called *competitive* is another question, with a limit of its own ([[tab:verdicts]]).
//:
//: {{magnitudes}}
//:
//: {{one.rate}} [[chapter6-ablations]] gives $`m`$ and $`R`$ a rate each.

//? Why not draw from all differences alike, tasks and seeds in one bag?
//! Three seeds on one task tell the same story three times. In one bag they would count as three witnesses, and the interval would come out too narrow.

//: ## What a trained value buys
//:
//: [[fig:parameters]] sets the average of [[tab:main]] against the number of trained values.

//#-hidden-code
let priced = shown.filter { results.average($0, over: averaged).count > 0 }, adapters = priced.filter { $0.method != .head }
let headAverage = results.average(Setting(.head), over: averaged)
page.value("head.score", headAverage.count == 0 ? "does not have all its runs yet" : "scores \(headAverage.cell)")
page.figure(
    "fig:parameters",
    caption: """
        Average dev score over {{average.tasks}} against trainable values (without the head, logarithmic), with its \
        95 % interval on these tasks. Head only, which trains no adapter, {{head.score}}. LoRA and DoRA have nearly the same count; DoRA \
        is drawn a little to the right.
        """,
    alt: "One mark with an error bar for each of \(listed(adapters.map(\.title))).",
    data: adapters.isEmpty ? EmptyFigure.data : adapters.map { setting in
        let mean = results.average(setting, over: averaged).mean
        let interval = Sample.interval(onTheseTasks: averaged.map { results.sample(setting, $0).values }) ?? mean ... mean
        return FigureSeries(setting.title, [
            .numbers("values", [Double(count(setting)) * (setting == dora ? 1.15 : 1)]), .numbers("mean", [roundedToSignificant(100 * mean, digits: 4)]),
            .numbers("low", [roundedToSignificant(100 * interval.lowerBound, digits: 4)]), .numbers("high", [roundedToSignificant(100 * interval.upperBound, digits: 4)]),
        ])
    },
    script: adapters.isEmpty ? EmptyFigure.script : """
        set logscale x
        set xrange [3000:\(2 * Double(count(Setting(.full))))]
        set offsets graph 0, 0, 0.05, 0.05
        set format x '%.0s%c'
        set xlabel 'trainable values'
        set ylabel 'average score'
        set key outside right
        plot \(adapters.enumerated().map { "DATA index \($0) using 1:2:3:4 with yerrorbars pointtype 7 linewidth 1.5 linecolor rgb '\($1.colour)' title '\($1.title)'" }.joined(separator: ", \\\n     "))
        """)
//#-end-hidden-code

//: {{parameters.reading}}
//:
//: ## Learning curves

//#-hidden-code
let curved = [Setting(.full), lora, dora, edora, Setting(.magnitude)]
let drawn = curved.filter { setting in GLUEGrid.tasks.contains { results.records(setting, $0).contains { $0 != nil } } }
let panels = GLUEGrid.tasks.map { task in (task, curved.compactMap { setting -> (Setting, LearningCurve)? in
    let records = results.records(setting, task).compactMap { $0 }.filter { $0.lastScore != nil }
    return records.isEmpty ? nil : (setting, LearningCurve(records))
}) }.filter { !$1.isEmpty }
var index = 0
page.figure(
    "fig:learning",
    caption: """
        Dev score, times one hundred, after each epoch, mean over the seeds that have records, for \
        \(listed(drawn.map(\.method.title))). Across: the epoch. Every panel has its own scale; two epochs on \
        \(listed(GLUEGrid.tasks.filter { grid.epochs($0) == 2 }.map(name))).
        """,
    alt: "A panel for each task that has records: dev score against epoch for \(listed(drawn.map(\.method.title))).",
    data: panels.isEmpty ? EmptyFigure.data : panels.flatMap { task, curves in
        curves.map { FigureSeries("\(name(task)), \($0.title)", x: ("epoch", $1.epochs), y: ("score", $1.means.map { roundedToSignificant(100 * $0, digits: 4) })) }
    },
    script: panels.isEmpty ? EmptyFigure.script : "set multiplot layout \((panels.count + 2) / 3), \(min(3, panels.count)) margins 0.08, 0.98, 0.13, 0.9 spacing 0.1, 0.17\nset xtics 1\nset key off\n"
        + drawn.enumerated().map { "set label \($0 + 1) '\($1.method.title)' at screen \(decimalText(0.14 + 0.18 * Double($0), decimals: 2)), 0.03 center textcolor rgb '\($1.colour)'\n" }.joined() + panels.map { panel in
        let lines = panel.1.map { setting, _ -> String in
            defer { index += 1 }
            return "DATA index \(index) using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb '\(setting.colour)' title '\(setting.method.title)'"
        }
        return "set title '\(name(panel.0))'\nplot " + lines.joined(separator: ", \\\n     ")
    }.joined(separator: "\nunset label\n") + "\nunset multiplot")
//#-end-hidden-code

//: {{curves.reading}} ([[fig:learning]])
//:
//: ## The paper's figures and the verdicts
//:
//: {{scale.note}} {{glossary}}
//:
//: {{competitive.rule}}
//:
//: [[chapter4-edora/tab:glue]] has older runs of MRPC and RTE, with fewer epochs and customary rates for LoRA and full fine-tuning; here one rule chooses every rate.{{joining}}

page.table(
    "tab:verdicts",
    caption: "Verdicts, computed by the rules named. Claims: `data/paper/claims.json`; [[chapter6-ablations]] has them all.",
    header: ClaimTable.header,
    rows: try ClaimTable(backbone: options.model, in: store).rows(["competitive", "params-30x", "glue-avg-r32", "sst2-r16"]),
    alignment: [.left, .right, .right, .right, .left, .left, .left])
//#-hidden-code
let done = planned.count - (try store.missing(planned)).count, wanted = GLUEGrid.settings.count * GLUEGrid.tasks.count * Plan.seeds.count
page.value("headline", sentences.headline)
page.value("progress", done == wanted ? "" : "So far \(done) of \(wanted) runs have their record; the page names what is missing.")
page.value("reading", sentences.agreement)
page.value("glossary", Verdict.glossary)
page.value("competitive.rule", sentences.competitiveRule)
page.value("joining", done == wanted ? "" : " Tasks join the average as their runs are made.")
page.value("parameters.reading", sentences.parameters)
page.value("curves.reading", sentences.lastEpochs(drawn.flatMap { setting in panels.flatMap(\.1).filter { $0.0 == setting }.map { (setting: $0.0, curve: $0.1) } }))
page.value("scale.note", options.isDraft ? "The encoder is the paper's. Its learning rates, epochs and choice of runs are not."
    : "The paper's encoder is RoBERTa-base, with five times MiniLM's values, trained for fifty epochs; its table by task is not at hand, so only the figures of its abstract and summaries stand here.")
//#-end-hidden-code

//: ## On the paper's encoder, or on a cluster
//:
//: The whole grid is {{wanted}} runs and the searches, about {{hours|.0f}} hours of two recent cores by `edora sweep plan`'s estimate. Runs are claimed, so several machines with one folder share them, and a killed one goes on where it was:
//:
//: ```sh
//: make glue                                                              # the six tasks, into data/glue
//: swift run edora sweep run --chapter 5 --jobs 2                         # here: searches, then the runs that wait for them; or
//: swift run edora sweep plan --chapter 5 --output out/chapter5.jsonl     # what is known; plan again when a search has ended
//: swift run -c release edora sweep submit out/chapter5.jsonl             # a Slurm job array
//: swift run chapter5-glue                                                # this page, from what is there
//: ```
//:
//: For RoBERTa-base: `make roberta`, then `--model roberta-base` to `sweep plan` and to the chapter. One run takes about eight times as long, and QNLI is then the whole task.
//:
//: ## What this chapter does not show
//:
//: - *The paper's numbers.* {{protocol.note}}
//: - *Full fine-tuning at its best.* Its head trains at the encoder's rate, as is customary, and not at the adapters' {{head.rate}}; STS-B is the exception.
//: - *Why.* Which part of EDoRA helps or hurts, its basis, its start, its rank, is the matter of [[chapter6-ablations]].
//: - *Test rows.* `edora submit-glue` writes the files that the benchmark's site scores; nobody has sent them.
//:
//: ## What was easy, what was hard
//:
//: - *Easy:* the runs. A run is a line of a plan, and the page finds its record by that line.
//: - *Hard:* fairness. A rate searched for one method and customary for another decided earlier comparisons; now one rule chooses all, though where it begins is still custom.
//: - *Hard:* patience. Rates follow from held-out rows by a fixed rule, so that dev scores cannot change them, however early they are seen; nor may the rule be changed once they are.

//#-hidden-code
page.value("wanted", wanted)
page.value("hours", grid.estimatedHours)
page.value("protocol.note", options.isDraft ? "Five epochs (two on the large tasks) in place of fifty, one rate for all tasks, three seeds." : "Another encoder, five epochs (two on SST-2) in place of fifty, one rate for all tasks, three seeds.")
if options.check { try page.requirePublished() } else { print("\(try page.publish())") }
} catch { Notebook.exit(with: error) }
//#-end-hidden-code
