//: # Chapter 2 · Magnitude and direction
//:
//: ```sh
//: swift run chapter2-weight-decomposition
//: ```
//:
//: That command made this page. After reading it you can split a weight matrix into magnitudes and directions, say
//: which side of the matrix they belong to and why the paper's parameter count settles it. You can derive the gradient
//: of a normalised weight, and judge the claim that EDoRA *moves* more like full fine-tuning than LoRA does
//: ([[tab:verdict]]). You need derivatives of functions of several variables; what a training run is, is said below.

//#-hidden-code
// swift-format-ignore-file
import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

func chapter(_ page: Notebook, _ options: ChapterOptions) throws {
if options.train { try MovementRecord.measureMissing() }
//#-end-hidden-code

//: ## A row is a length times a direction
//:
//: A linear layer computes $`y = W x`$. Output number $`j`$ is the product of row $`w_j`$ with the input. A row, as any
//: vector, is a length times a vector of length one:
//:
//: ```math eq:split
//: W = m \odot D, \qquad m_j = \lVert w_j \rVert, \qquad D_j = w_j / m_j
//: ```
//:
//: ($`m \odot D`$ multiplies row $`j`$ of $`D`$ by $`m_j`$. For a matrix under $`\odot`$ or a fraction bar,
//: $`\lVert V \rVert`$ without index means the list of its row lengths, and $`V/\lVert V \rVert`$ divides each row by
//: its own.) The length says how loud the output is, the direction what it listens to ([[fig:split]]).

let W = Matrix(3, 2, [3, 4, 0.6, -0.8, -2, 0])
let m = W.rowNorms
let D = W.scalingRows(by: m.map { 1 / $0 })
page.show("""
    m = \(m)
    D =
    \(D)
    largest difference of m ⊙ D from W is below 1e-6: \(D.scalingRows(by: m).largestDifference(from: W) < 1e-6)
    """)
//#-hidden-code
let turns = (0 ... 90).map { 2 * Double.pi * Double($0) / 90 }
func arrows(_ name: String, _ X: Matrix) -> FigureSeries {
    func column(_ k: Int) -> [Double] { (0 ..< X.rows).map { roundedToSignificant(Double(X[$0, k]), digits: 5) } }
    let origin = [Double](repeating: 0, count: X.rows)
    return FigureSeries(
        name, [.numbers("x", origin), .numbers("y", origin), .numbers("dx", column(0)), .numbers("dy", column(1))])
}
page.figure(
    "fig:split",
    caption: "The three rows of W (thin) and their directions, the rows of D (thick), which end on the unit circle.",
    alt: """
        Three long thin arrows and three short thick ones in the same directions; the thick ones end on a circle of \
        radius one.
        """,
    data: [
        arrows("W", W), arrows("D", D),
        FigureSeries(
            "circle", x: ("x", turns.map { roundedToSignificant(cos($0), digits: 5) }),
            y: ("y", turns.map { roundedToSignificant(sin($0), digits: 5) })),
    ],
    script: """
        set size ratio -1
        set xrange [-3:4]
        set yrange [-2:4.5]
        set xlabel 'first number of the row'
        set ylabel 'second number of the row'
        set key outside right
        plot DATA index 2 using 1:2 with lines linewidth 1 linecolor rgb '#bbbbbb' title 'length one', \\
             DATA index 0 using 1:2:3:4 with vectors linewidth 1.5 linecolor rgb '#1f77b4' title 'rows of W', \\
             DATA index 1 using 1:2:3:4 with vectors linewidth 3.5 linecolor rgb '#d62728' title 'rows of D'
        """)
//#-end-hidden-code

//? Double $`D`$ and halve $`m`$. What becomes of $`W`$? What does that say about the pair $`(m, D)`$?
//! $`W`$ stays the same. Without a further condition the pair is not determined by $`W`$: any factor can be moved from
//! one to the other, row by row. The condition that rows of $`D`$ have length one and $`m`$ is positive settles it (a
//! row of zeros has no direction). Weight decomposition therefore *divides by the norm* in its formula,
//! $`m \odot V / \lVert V \rVert`$: then $`V`$ may have any length, and only its direction counts.

//: ## Rows or columns? A count decides
//:
//: The EDoRA paper speaks of the norm of each *column*, with $`W`$ of shape in × out: a column belongs to an output.
//: This project stores out × in, as PyTorch does, where the same numbers are a *row*. Had the paper meant one magnitude
//: for each input, its own count would come out differently. EDoRA trains, for each adapted matrix, a square $`R`$ of
//: 16 × 16 numbers at rank 16, and the magnitudes. RoBERTa-base, the paper's network, is larger than MiniLM: twelve
//: layers with four adapted matrices each. Three of the four are square; the fourth, 768 outputs from 3,072 inputs,
//: decides:

let base = EncoderConfiguration.robertaBase
let forR = base.adaptedMatrixCount * 16 * 16
let outputs = base.layerCount * base.adapterTargets.reduce(0) { $0 + $1.outputs }
let inputs = base.layerCount * base.adapterTargets.reduce(0) { $0 + $1.inputs }
page.show("""
    for R, 48 matrices: 48 · 16 · 16 = \(groupedDigits(forR))
    one magnitude for each output: \(groupedDigits(forR)) + \(groupedDigits(outputs)) = \(groupedDigits(forR + outputs))
    one magnitude for each input:  \(groupedDigits(forR)) + \(groupedDigits(inputs)) = \(groupedDigits(forR + inputs))
    """)

//: The paper reports {{lit:49.2}} thousand. It is one for each output.
//:
//: ## The gradient loses the part along the weight
//:
//: Four methods occur from here on. *Full fine-tuning* trains every weight. *LoRA* ([[chapter3-lora]]) keeps $`W_0`$
//: and adds a trained product $`B A`$ of low rank (its scale, [[chapter3-lora]], is one here). *DoRA* (Liu et al.,
//: [arXiv 2402.09353](https://arxiv.org/abs/2402.09353)) trains $`B`$, $`A`$ and $`m`$ in
//: $`m \odot (W_0 + B A)/\lVert W_0 + B A \rVert`$. *EDoRA* ([[chapter4-edora]]) does the same with $`B R A`$, where
//: $`B`$ and $`A`$ are fixed and only $`m`$ and the small square $`R`$ train.
//:
//: Training changes the weights so that one number, the *loss* $`L`$, falls; it says how wrong the network's answers
//: are. To know which way to go it computes the gradient: the derivative of $`L`$ by every weight. Let $`v`$ be one row
//: before normalising, $`n = \lVert v \rVert`$, and $`w = m\,v/n`$ the row that the layer uses. Let
//: $`g = \partial L/\partial w`$ be given. Differentiating through $`n`$ as well, the chain rule gives
//:
//: ```math eq:full-gradient
//: \frac{\partial L}{\partial v} = \frac{m}{n}\left(g - \frac{\langle g, v\rangle}{n^2}\,v\right), \qquad
//: \frac{\partial L}{\partial m} = \frac{\langle g, v\rangle}{n}
//: ```
//:
//: The part of $`g`$ along $`v`$ is gone from the first and is all of the second: lengthening $`v`$ changes nothing,
//: lengthening is $`m`$'s business. DoRA (section {{lit:4.3}} of its paper), and EDoRA with it, takes a short cut and
//: holds $`n`$ constant, which saves memory in programs that differentiate automatically:
//:
//: ```math eq:held-gradient
//: \frac{\partial L}{\partial v} \approx \frac{m}{n}\,g
//: ```
//:
//: Which of the two a finite difference confirms depends on what is held while the difference is taken. A row of two
//: numbers and a squared error show both:

let v = [2.0, 1.0], length = 2.0, goal = [0.5, 1.8]
func norm(_ x: [Double]) -> Double { (x[0] * x[0] + x[1] * x[1]).squareRoot() }
func used(_ v: [Double], norm n: Double) -> [Double] { v.map { length * $0 / n } }
func loss(_ w: [Double]) -> Double { 0.5 * zip(w, goal).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
func difference(_ i: Int, _ loss: ([Double]) -> Double) -> Double {
    var above = v, below = v
    above[i] += 1e-5
    below[i] -= 1e-5
    return (loss(above) - loss(below)) / 2e-5
}
let n = norm(v)
let g = zip(used(v, norm: n), goal).map { $0 - $1 }
let along = (g[0] * v[0] + g[1] * v[1]) / (n * n)
let through = [0, 1].map { length / n * (g[$0] - along * v[$0]) }, held = [0, 1].map { length / n * g[$0] }
let measuredThrough = [0, 1].map { difference($0) { loss(used($0, norm: norm($0))) } }
let measuredHeld = [0, 1].map { difference($0) { loss(used($0, norm: n)) } }
//#-hidden-code
func pair(_ x: [Double]) -> [String] { x.map { decimalText($0, decimals: 4) } }
page.table(
    "tab:gradients",
    caption: "The gradient of v by formula and by central differences, with the norm differentiated or held.",
    header: ["norm", "formula, first", "formula, second", "differences, first", "differences, second"],
    rows: [
        ["differentiated"] + pair(through) + pair(measuredThrough), ["held constant"] + pair(held) + pair(measuredHeld),
    ],
    alignment: [.left, .right, .right, .right, .right])
let agree = zip(through + held, measuredThrough + measuredHeld).allSatisfy { abs($0 - $1) < 1e-6 }
page.show("formulas and differences agree to 1e-6: \(agree)")
func product(_ x: [Double]) -> Double { x[0] * v[0] + x[1] * v[1] }
page.require(
    abs(product(through)) < 1e-9 && abs(product(held)) > 0.1 && [through, held].allSatisfy { $0[0] > 0 && $0[1] < 0 },
    """
    An arrow v to the right; at its tip two arrows point up and to the left. The one with the norm differentiated is
    perpendicular to v, the one with the norm held is tilted.
    """)
func arrow(_ name: String, _ from: [Double], _ to: [Double]) -> FigureSeries {
    FigureSeries(name, zip(["x", "y", "dx", "dy"], from + to).map { name, value in
        .numbers(name, [roundedToSignificant(value, digits: 5)])
    })
}
page.figure(
    "fig:gradients",
    caption: "The row v, and the two negative gradients at its tip: with the norm held, and without its part along v.",
    alt: """
        An arrow v to the right; at its tip two arrows point up and to the left. The one with the norm differentiated \
        is perpendicular to v, the one with the norm held is tilted.
        """,
    data: [arrow("v", [0, 0], v), arrow("held", v, held.map { -$0 }), arrow("differentiated", v, through.map { -$0 })],
    script: """
        set size ratio -1
        set xrange [-0.2:3]
        set yrange [-0.2:2.6]
        set xlabel 'first number of the row'
        set ylabel 'second number of the row'
        set key outside right
        plot DATA index 0 using 1:2:3:4 with vectors linewidth 3 linecolor rgb '#444444' title 'v', \\
             DATA index 1 using 1:2:3:4 with vectors linewidth 2 linecolor rgb '#1f77b4' title 'norm held', \\
             DATA index 2 using 1:2:3:4 with vectors linewidth 2 linecolor rgb '#d62728' title 'norm differentiated'
        """)
//#-end-hidden-code

//: If $`v`$ itself is trained by plain steps against the gradient, the extra part ([[fig:gradients]]) only changes the
//: length of $`v`$, which the next division removes; a longer $`v`$ then turns less for the same step. In DoRA $`v`$ is
//: a row of $`W_0 + B A`$ and only $`B`$ and $`A`$ move, so the extra part also turns $`v`$ a little. The short cut is
//: an approximation; DoRA's authors report that it costs almost no accuracy.

//? Why must a test that compares DoRA's gradient with finite differences hold the norm fixed?
//! Because the code leaves out ∂n/∂v on purpose. A difference that lets the norm move measures [[eq:full-gradient]],
//! and a correct program would fail the test by the part along $`v`$.

//: ## How training moves magnitude and direction
//:
//: Fine-tuning shows a network labelled sentences in small batches. For each batch it computes the answers (the
//: *forward pass*), then the gradients (the *backward pass*), and takes a *step*. The *optimiser* is the rule that
//: turns gradients into steps; all runs here use *AdamW*. An *epoch* is one pass over all training rows. *Dev accuracy*
//: is the share of right answers on 400 rows that are kept out of training. DoRA's authors compared where a matrix ends
//: up with where it began: how much its rows changed in length, and how much in direction, each averaged over the
//: $`out`$ rows; $`w^0`$ is a row before training.
//:
//: ```math eq:movement
//: \Delta M = \frac{1}{out}\sum_j \bigl|\,\lVert w_j \rVert - \lVert w^0_j \rVert\,\bigr|, \qquad
//: \Delta D = \frac{1}{out}\sum_j \bigl(1 - \cos(w_j, w^0_j)\bigr)
//: ```
//:
//: They saw that under LoRA matrices that turn more also stretch more; under full fine-tuning the relation was weaker
//: and rather the reverse. The EDoRA paper says that EDoRA behaves like full fine-tuning. We train MiniLM, the network
//: of [[chapter1-svd]], with four methods and three seeds on QNLI of `data/mini-glue` (2,000 pairs, made by a program
//: in the form of a task of the public benchmark GLUE: does the sentence answer the question?), five epochs each, and
//: look at every adapted matrix after each. Each method's learning rate, the size of its steps, was searched on
//: training rows that were held out ([[chapter4-edora/tab:rates]]). One of the twelve runs is made here, live; its
//: movements are then compared with those on record:

let live = Plan.mini(try options.liveMethod())[0]
let (measured, _) = try MovementRecord.measure(live, model: ModelDirectory.locate(options.model ?? "minilm"))
let store = RunStore(), recorded = try MovementRecord.read(live, in: store)
func nearly(_ a: [[Double]], _ b: [[Double]]) -> Bool {
    zip(a.joined(), b.joined()).allSatisfy { abs($0 - $1) <= 0.01 * abs($1) }
}
let agrees = nearly(measured.magnitudes, recorded.magnitudes) && nearly(measured.directions, recorded.directions)
page.show("\(live.name): " + (options.model == nil ? "live and recorded movements agree to 1 %: \(agrees)"
    : "another model's movements have no record to be compared with"))

//: All twelve lie in `data/movement`; delete them and run `swift run chapter2-weight-decomposition --train` to make
//: them again.

let methods = MovementRecord.methods
let runs = try methods.map { try Plan.mini($0).map { try MovementRecord.read($0, in: store) } }
let within = runs.map { Sample($0.map(\.correlations.within)) }
//#-hidden-code
let drawn = runs.map { $0[0] }
page.figure(
    "fig:movement",
    caption: """
        ΔM against ΔD of the {{matrices}} adapted matrices after each of five epochs, on logarithmic axes; rank 16, \
        seed 1. Data: mini-glue's QNLI.
        """,
    alt: """
        Full fine-tuning is a small cloud at the bottom; LoRA rises along a diagonal through it; DoRA and EDoRA are \
        nearly flat bands above, EDoRA the highest and furthest right.
        """,
    data: zip(methods, drawn).map { method, record in
        FigureSeries(
            method.title, x: ("delta_D", record.directions.joined().map { roundedToSignificant($0, digits: 3) }),
            y: ("delta_M", record.magnitudes.joined().map { roundedToSignificant($0, digits: 3) }))
    },
    script: """
        set logscale xy
        set format x '%.0e'
        set format y '%.0e'
        set xlabel 'ΔD, change of direction'
        set ylabel 'ΔM, change of magnitude'
        set key outside right
        \(PlotCommand.curves(
            methods.map(\.title), colours: methods.map { Setting($0).colour }, marks: methods.map { Setting($0).mark },
            style: "points pointsize 0.5"))
        """)
page.value("matrices", drawn[0].layers.count)
func plain(_ sample: Sample, _ decimals: Int) -> String {
    "\(decimalText(sample.mean, decimals: decimals)) ± \(decimalText(sample.deviation, decimals: decimals))"
}
func average(_ values: [Double]?) -> Double { Sample(values ?? []).mean }
func percent(_ share: Double) -> String { decimalText(100 * share, decimals: 0) + " %" }
/// Methods whose correlation of ΔM with ΔD is above zero in every seed, and those whose sign depends on the seed.
let steady = methods.indices.filter { i in within[i].values.allSatisfy { $0 > 0 } }.map { methods[$0] }
let wavering = methods.indices.filter { i in
    within[i].values.contains { $0 > 0 } && within[i].values.contains { $0 < 0 }
}.map { methods[$0] }
page.require(
    wavering == [.full, .dora],
    """
    The small differences that remain may be chance under full fine-tuning and DoRA, where the sign of the correlation
    depends on the seed.
    """)
page.require(steady == [.lora, .edora], "Under LoRA and EDoRA they go with ΔD in every seed.")
let spreads = runs.map { Sample($0.map(\.spread)).mean }
let lengths = drawn.map { average(Array($0.magnitudes.joined())) }
let turned = drawn.map { average(Array($0.directions.joined())) }
page.require(
    lengths.min() == lengths[0] && lengths.max() == lengths[3] && turned.max() == turned[3]
        && spreads[2] < 0.2 && spreads[3] < 0.2 && lengths[2] > 2 * lengths[1] && drawn[1].correlations.overall > 0.7,
    """
    Full fine-tuning is a small cloud at the bottom; LoRA rises along a diagonal through it; DoRA and EDoRA are nearly
    flat bands above, EDoRA the highest and furthest right.
    """)
page.require(
    Rates.mini(.edora) == 10 * Rates.mini(.lora) && Rates.mini(.lora) == Rates.mini(.dora)
        && lengths[3] > 5 * lengths[0] && turned[3] > 5 * turned[0],
    """
    And EDoRA moves much further (columns ΔM and ΔD), at a rate ten times LoRA's and DoRA's
    ([[chapter4-edora/tab:rates]]), which by itself would make ΔM about ten times as large.
    """)
for (method, spread) in zip(methods, spreads) { page.value("spread.\(method.id)", spread) }
page.table(
    "tab:movement",
    caption: """
        Movement of the adapted matrices, mean ± SD over three seeds: means after the last epoch, standard deviation \
        of ΔM over the matrices as a share of its mean, correlation of ΔM with ΔD over the matrices (mean of the five \
        moments, and all points together), slope of the least-squares line of ΔM against ΔD over all points.
        """,
    header: [
        "method", "ΔM", "spread of ΔM", "ΔD", "correlation, one moment", "correlation, all", "slope", "dev accuracy",
    ],
    rows: methods.indices.map { i in
        let own = runs[i]
        return [
            methods[i].title, plain(Sample(own.map { average($0.magnitudes.last) }), 4), percent(spreads[i]),
            plain(Sample(own.map { average($0.directions.last) }), 5), plain(within[i], 2),
            plain(Sample(own.map(\.correlations.overall)), 2),
            plain(Sample(own.map(\.correlations.slope)), 1), percent(Sample(own.map(\.score)).mean),
        ]
    }, alignment: [.left, .right, .right, .right, .right, .right, .right, .right])
let (full, lora, dora, edora) = (within[0], within[1], within[2], within[3])
func interval(_ sample: Sample) -> String {
    func text(_ end: Double) -> String { decimalText(end, decimals: 2) }
    return sample.interval.map { "\(text($0.lowerBound)) to \(text($0.upperBound))" } ?? ""
}
let compared = MovementComparison(whole: full, baseline: lora, proposed: edora), apart = lora.minus(full)
let rules = [
    MeanAbove(0.5, of: "correlation"), MeanAbove(0, of: "LoRA's correlation less this one is"),
    MeanAbove(0, of: "LoRA's distance to full fine-tuning less EDoRA's is"),
]
let verdicts = zip(rules, [lora, apart, compared.nearer]).map { $0.verdict($1) }
let note = """
     (EDoRA lies between the two in every seed, so this is LoRA's correlation less EDoRA's, and full fine-tuning's \
    spread does not enter)
    """
let scale = "other scale: MiniLM, a generated task", alike = try ClaimTable().row(.dynamicsAsFull)
page.table(
    "tab:verdict",
    caption: """
        The paper's two claims about movement, in the last two rows, and what they stand on. Each of the first three \
        rows is reproduced when the whole 95 % interval over three seeds lies on the named side, and not reproduced \
        when it lies on the other. The limits are this project's.
        """,
    header: ["statement", "measured, mean ± SD", "rule", "95 % interval", "verdict"],
    rows: [
        [
            "LoRA changes both together", plain(lora, 2), rules[0].text, interval(lora), verdicts[0].cell(scale: scale),
        ],
        [
            "full fine-tuning does so less", plain(full, 2), rules[1].text, interval(apart),
            verdicts[1].cell(scale: scale),
        ],
        [
            "EDoRA is nearer to full fine-tuning than LoRA is", plain(edora, 2),
            rules[2].text + (compared.isBetween ? note : ""), interval(compared.nearer),
            verdicts[2].cell(scale: scale),
        ],
        ["EDoRA moves as full fine-tuning does", alike.measured, alike.rule, alike.difference, alike.verdictCell],
    ], alignment: [.left, .right, .left, .right, .left])
page.value("claim.close", interval(compared.apart))
page.value("claim.whole", alike.verdict.rawValue)
func distance(_ sample: Sample) -> Double { abs(sample.mean - full.mean) }
page.require(distance(dora) < distance(edora), "DoRA is nearer still.")
page.require(
    compared.apart.interval.map { $0.overlaps(-0.2 ... 0.2) && !((-0.2 ... 0.2).contains($0.upperBound)) } == true,
    "Its correlation less full fine-tuning's has the interval {{claim.close}}, which leaves the likeness open.")
page.require(
    alike.verdict == .notReproduced,
    "That EDoRA moves *as* full fine-tuning does is another claim, and *{{claim.whole}}* here.")
page.value("claim.lora", verdicts[0].rawValue)
page.value("claim.apart", verdicts[1].rawValue)
page.value("claim.edora", verdicts[2].rawValue)
//#-end-hidden-code

//: Read the first correlation in [[tab:movement]]: it compares matrices at the same moment. The one over all points is
//: raised in every method by time alone, since everything moves further as training goes on. By the rules of
//: [[tab:verdict]], that LoRA couples the two is *{{claim.lora}}* here, that full fine-tuning does so less is
//: *{{claim.apart}}*, and that EDoRA is nearer to full fine-tuning than LoRA is, is *{{claim.edora}}*. DoRA is nearer
//: still. That EDoRA moves *as* full fine-tuning does is another claim, and *{{claim.whole}}* here. Its correlation
//: less full fine-tuning's has the interval {{claim.close}}, which leaves the likeness open. And EDoRA moves much
//: further (columns ΔM and ΔD), at a rate ten times LoRA's and DoRA's ([[chapter4-edora/tab:rates]]), which by itself
//: would make ΔM about ten times as large. Three seeds on one small task cannot carry more than that.
//:
//: There is also a plainer reading. AdamW divides a running mean of each gradient by the root of a running mean of its
//: square, so small and large gradients give steps of similar size. While the gradient keeps its sign, that is about
//: the learning rate. This may be why ΔM is nearly the same for all matrices where each magnitude is trained directly
//: (DoRA {{spread.dora|.0%}} of its mean, EDoRA {{spread.edora|.0%}}). It is so in full fine-tuning too
//: ({{spread.full|.0%}}), where every number of a row is trained; under LoRA it is {{spread.lora|.0%}}. The small
//: differences that remain may be chance under full fine-tuning and DoRA, where the sign of the correlation depends on
//: the seed. Under LoRA and EDoRA they go with ΔD in every seed. The flat bands in [[fig:movement]] may show the
//: optimiser as much as the method.

//? What would you change in the experiment to tell the method's part from the optimiser's?
//! Train all four with an optimiser whose steps are proportional to the gradient, such as plain stochastic gradient
//! descent, and see whether the bands stay flat.

//:
//:
//: ## What was easy, what was hard
//:
//: - *Easy:* splitting and merging; both are a line each.
//: - *Hard:* the gradient test. A finite difference that lets the norm move rejects a correct program.
//: - *Deviations:* the papers measure query and value matrices of a large model; here all {{matrices}} adapted matrices
//:   of a small one.
//: - *Cost:* one training run of about a minute on two cores; the twelve recorded ones take about a quarter of an hour.

//#-hidden-code
try page.reads(methods.flatMap { Plan.mini($0) }.map { MovementRecord.file($0).relativePath } + ClaimTable.sources)
}
runChapter(chapter)
//#-end-hidden-code
