//: # Chapter 2 · Magnitude and direction
//:
//: ```sh
//: swift run chapter2-weight-decomposition
//: ```
//:
//: That command made this page. After reading it you can split a weight matrix into magnitudes and directions, say which side of the matrix
//: they belong to and why the paper's parameter count settles it, derive the gradient of a normalised weight, and judge the claim that EDoRA *moves* like full fine-tuning and
//: LoRA does not ([[tab:verdict]]). You need derivatives of functions of several variables; what a training run is, is said below.

//#-hidden-code
import Core
import Foundation
import Notebook

OpenBLAS.restartWithBestKernel()
OpenBLAS.useOneThreadPerCall()
let options = ChapterOptions.parseOrExit()
do {  // what follows is not indented, for the page's sake
let page = try Notebook(draft: options.isDraft)
//#-end-hidden-code

//: ## A row is a length times a direction
//:
//: A linear layer computes $`y = W x`$. Output number $`j`$ is the product of row $`w_j`$ with the input. A row, as any vector, is a length times a vector of length one:
//:
//: ```math eq:split
//: W = m \odot D, \qquad m_j = \lVert w_j \rVert, \qquad D_j = w_j / m_j
//: ```
//:
//: ($`m \odot D`$ multiplies row $`j`$ of $`D`$ by $`m_j`$.) The length says how loud the output is, the direction what it listens to ([[fig:split]]).

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
    func column(_ k: Int) -> [Double] { (0 ..< X.rows).map { rounded(Double(X[$0, k]), 5) } }
    let origin = [Double](repeating: 0, count: X.rows)
    return FigureSeries(name, [.numbers("x", origin), .numbers("y", origin), .numbers("dx", column(0)), .numbers("dy", column(1))])
}
page.figure(
    "fig:split", caption: "The three rows of W (thin) and their directions, the rows of D (thick), which end on the unit circle.",
    alt: "Three long thin arrows and three short thick ones in the same directions; the thick ones end on a circle of radius one.",
    data: [
        arrows("W", W), arrows("D", D),
        FigureSeries("circle", x: ("x", turns.map { rounded(cos($0), 5) }), y: ("y", turns.map { rounded(sin($0), 5) })),
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
//! $`W`$ stays the same. Without a further condition the pair is not determined by $`W`$: any factor can be moved from one to the other, row by row. The condition that rows of $`D`$ have length
//! one settles it. Weight decomposition therefore *divides by the norm* in its formula, $`m \odot V / \lVert V \rVert`$: then $`V`$ may have any length, and only its direction counts.

//: ## Rows or columns? A count decides
//:
//: The EDoRA paper speaks of the norm of each *column*, with $`W`$ of shape in × out: a column belongs to an output. This project stores out × in, as PyTorch does, where the same numbers
//: are a *row*. Had the paper meant one magnitude for each input, its own count would come out differently. For RoBERTa-base at rank 16, with four matrices in each of twelve layers:

let base = EncoderConfiguration.robertaBase
let forR = base.layers * base.adapterTargets.count * 16 * 16
let outputs = base.layers * base.adapterTargets.reduce(0) { $0 + $1.outputs }
let inputs = base.layers * base.adapterTargets.reduce(0) { $0 + $1.inputs }
page.show("""
    one magnitude for each output: \(grouped(forR)) + \(grouped(outputs)) = \(grouped(forR + outputs))
    one magnitude for each input:  \(grouped(forR)) + \(grouped(inputs)) = \(grouped(forR + inputs))
    """)

//: The paper reports {{lit:49.2}} thousand. It is one for each output.
//:
//: ## The gradient loses the part along the weight
//:
//: Let $`v`$ be one row before normalising, $`n = \lVert v \rVert`$, and $`w = m\,v/n`$ the row that the layer uses. Let $`g = \partial L/\partial w`$ be what the backward pass brings.
//: Differentiating through $`n`$ as well,
//:
//: ```math eq:full-gradient
//: \frac{\partial L}{\partial v} = \frac{m}{n}\left(g - \frac{\langle g, v\rangle}{n^2}\,v\right), \qquad \frac{\partial L}{\partial m} = \frac{\langle g, v\rangle}{n}
//: ```
//:
//: The part of $`g`$ along $`v`$ is gone from the first and is all of the second: lengthening $`v`$ changes nothing, lengthening is $`m`$'s business. DoRA (section {{lit:4.3}}), and EDoRA with it,
//: takes a short cut and holds $`n`$ constant, which saves memory in an automatic differentiator:
//:
//: ```math eq:held-gradient
//: \frac{\partial L}{\partial v} \approx \frac{m}{n}\,g
//: ```
//:
//: Which of the two a finite difference confirms depends on what is held while the difference is taken. A row of two numbers and a squared error show both:

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
func pair(_ x: [Double]) -> [String] { x.map { fixed($0, decimals: 4) } }
page.table(
    "tab:gradients", caption: "The gradient of v by formula and by central differences, with the norm differentiated or held.",
    header: ["norm", "formula, first", "formula, second", "differences, first", "differences, second"],
    rows: [["differentiated"] + pair(through) + pair(measuredThrough), ["held constant"] + pair(held) + pair(measuredHeld)],
    alignment: [.left, .right, .right, .right, .right])
let agree = zip(through + held, measuredThrough + measuredHeld).allSatisfy { abs($0 - $1) < 1e-6 }
page.show("formulas and differences agree to 1e-6: \(agree)")
func arrow(_ name: String, _ from: [Double], _ to: [Double]) -> FigureSeries {
    FigureSeries(name, [
        .numbers("x", [rounded(from[0], 5)]), .numbers("y", [rounded(from[1], 5)]), .numbers("dx", [rounded(to[0], 5)]), .numbers("dy", [rounded(to[1], 5)]),
    ])
}
page.figure(
    "fig:gradients", caption: "The row v, and the two negative gradients at its tip: with the norm held, and without its part along v.",
    alt: "An arrow v to the right; at its tip two arrows point up and to the left. The one with the norm differentiated is perpendicular to v, the one with the norm held is tilted.",
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

//: Holding the norm is not wrong: the extra part along $`v`$ ([[fig:gradients]]) only lengthens or shortens $`v`$, and the next forward pass divides by the new length. It does change how fast
//: the direction turns from then on: a longer $`v`$ turns less for the same step.

//? Why must a test that compares DoRA's gradient with finite differences hold the norm fixed?
//! Because the code leaves out ∂n/∂v on purpose. A difference that lets the norm move measures [[eq:full-gradient]], and a correct program would fail the test by the part along $`v`$.

//: ## How training moves magnitude and direction
//:
//: Fine-tuning shows a network labelled sentences in small batches and, after each batch, takes a *step* against the gradient. DoRA's authors compared where a matrix ends up with where it began: how much its rows
//: changed in length, and how much in direction, each averaged over the rows.
//:
//: ```math eq:movement
//: \Delta M = \frac{1}{out}\sum_j \bigl|\,\lVert w_j \rVert - \lVert w^0_j \rVert\,\bigr|, \qquad \Delta D = \frac{1}{out}\sum_j \bigl(1 - \cos(w_j, w^0_j)\bigr)
//: ```
//:
//: They saw that under LoRA the two go together (matrices that turn more also stretch more), and under full fine-tuning they do not. The EDoRA paper says that EDoRA behaves like full fine-tuning. We train MiniLM
//: four times on {{rows}} rows of a small task and look at every adapted matrix at four moments.

let directory = try ModelDirectory.locate(options.model ?? "minilm")
let untouched = try SequenceClassifier(directory: directory, classes: 2, seed: 1)
let methods: [Method] = [.full, .lora, .dora, .edora]
var movements: [Method: [Movement]] = [:], scores: [Method: Double] = [:]
for method in methods {
    let rates = TrainingConfiguration.standardRates(method, .sst2)
    let configuration = TrainingConfiguration(
        adapter: .standard(method, rank: 16), task: .sst2, epochs: 4, learningRate: rates.adapter, headLearningRate: rates.head,
        weightDecay: 0.01, seed: options.seed ?? 1, trainLimit: options.rows ?? 1024)
    let run = try FineTuning(model: directory, data: URL(fileURLWithPath: "data/mini-glue"), configuration: configuration)
    var own: [Movement] = []
    let record = try run.run { event in
        guard case .epoch(let epoch, let left) = event else { return }
        print("\(method.title), epoch \(epoch.epoch) of 4: loss \(fixed(epoch.trainLoss, decimals: 3)), \(Int(left)) s left")
        own += zip(untouched.targets, run.model.targets).map { Movement(checkpoint: epoch.epoch, from: $0.base, to: $1.weight) }
    }
    movements[method] = own
    scores[method] = record.last?.metrics[GLUETask.sst2.metric.rawValue] ?? 0
}
//#-hidden-code
page.value("rows", options.rows ?? 1024)
let colours = ["#444444", "#ff7f0e", "#2ca02c", "#d62728"]
page.figure(
    "fig:movement", caption: "ΔM against ΔD of the {{matrices}} adapted matrices after each of four epochs, on logarithmic axes; rank 16, one seed.",
    alt: "Four clouds of points, one a method. Full fine-tuning's lies lowest and furthest left, LoRA's rises to the right, DoRA's and EDoRA's are nearly flat bands that lie higher, EDoRA's highest.",
    data: methods.map { method in
        let own = movements[method] ?? []
        return FigureSeries(
            method.title, x: ("delta_D", own.map { rounded($0.direction, 3) }), y: ("delta_M", own.map { rounded($0.magnitude, 3) }))
    },
    script: """
        set logscale xy
        set format x '%.0e'
        set format y '%.0e'
        set xlabel 'ΔD, change of direction'
        set ylabel 'ΔM, change of magnitude'
        set key outside right
        plot \(zip(methods.indices, methods).map { i, method in
            "DATA index \(i) using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '\(colours[i])' title '\(method.title)'"
        }.joined(separator: ", \\\n     "))
        """)
page.value("matrices", untouched.targets.count)
/// The correlation over matrices at one moment, averaged over the moments; and over all points.
func correlations(_ method: Method) -> (within: Double, overall: Double, slope: Double) {
    let own = movements[method] ?? []
    let each = (1 ... 4).map { moment -> Double in
        let points = own.filter { $0.checkpoint == moment }
        return line(points.map(\.direction), points.map(\.magnitude)).correlation
    }
    let all = line(own.map(\.direction), own.map(\.magnitude))
    return (each.reduce(0, +) / 4, all.correlation, all.slope)
}
func percent(_ share: Double) -> String { fixed(100 * share, decimals: 1) + " %" }
/// The standard deviation of ΔM over the matrices after the last epoch, relative to its mean.
func spread(_ method: Method) -> Double {
    let x = (movements[method] ?? []).filter { $0.checkpoint == 4 }.map(\.magnitude), mean = x.reduce(0, +) / Double(x.count)
    return (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count - 1)).squareRoot() / mean
}
page.value("spread.lora", spread(.lora))
page.value("spread.dora", spread(.dora))
page.value("spread.edora", spread(.edora))
page.table(
    "tab:movement", caption: "Movement of the adapted matrices: means after the last epoch, standard deviation of ΔM over the matrices as a share of its mean, correlation of ΔM with ΔD over the matrices (mean of the four moments, and all points together), slope over all points.",
    header: ["method", "ΔM", "spread of ΔM", "ΔD", "correlation, one moment", "correlation, all", "slope", "dev accuracy"],
    rows: methods.map { method in
        let last = (movements[method] ?? []).filter { $0.checkpoint == 4 }, found = correlations(method)
        func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }
        return [
            method.title, fixed(mean(last.map(\.magnitude)), decimals: 4), percent(spread(method)), fixed(mean(last.map(\.direction)), decimals: 5), fixed(found.within, decimals: 2),
            fixed(found.overall, decimals: 2), fixed(found.slope, decimals: 1), percent(scores[method] ?? 0),
        ]
    }, alignment: [.left, .right, .right, .right, .right, .right, .right, .right])
let full = correlations(.full).within, lora = correlations(.lora).within, edora = correlations(.edora).within
let isNearer = abs(edora - full) < abs(lora - full), isProportional = lora > 0.5, isUnlike = full < lora
func verdict(_ holds: Bool) -> String { holds ? "holds here" : "does not hold here" }
page.table(
    "tab:verdict", caption: "The claim about movement, taken apart. Another scale than the paper's: MiniLM, a generated task, one seed. Data: `data/mini-glue`.",
    header: ["claim", "rule", "measured", "verdict"],
    rows: [
        ["LoRA changes both together", "correlation above one half", fixed(lora, decimals: 2), verdict(isProportional)],
        ["full fine-tuning does so less", "correlation below LoRA's", fixed(full, decimals: 2), verdict(isUnlike)],
        ["EDoRA moves like full fine-tuning", "correlation nearer to full fine-tuning's than LoRA's is", fixed(edora, decimals: 2), verdict(isNearer)],
    ], alignment: [.left, .left, .right, .left])
page.value("claim.edora", verdict(isNearer))
page.value("claim.lora", verdict(isProportional))
//#-end-hidden-code

//: Read the first correlation in [[tab:movement]]: it compares matrices at the same moment. The one over all points is raised in every method by time alone, since everything moves further as
//: training goes on. By the rules of [[tab:verdict]], the claim that LoRA couples the two {{claim.lora}}, and the claim that EDoRA moves like full fine-tuning {{claim.edora}}. One seed on one small task
//: cannot carry more than that.
//:
//: There is also a plainer reading. The optimiser, AdamW, moves every trained number by about the learning rate a step, however small its gradient. Where the magnitudes are trained numbers of their
//: own, as in DoRA and EDoRA, all matrices therefore change in length by nearly the same amount: ΔM varies over the matrices by {{spread.dora|.0%}} and {{spread.edora|.0%}} of its mean, under LoRA by {{spread.lora|.0%}}. A quantity
//: that hardly varies has little to be correlated with. The flat bands in [[fig:movement]] show the optimiser at least as much as the method.

//? What would you change in the experiment to tell the method's part from the optimiser's?
//! Train all four with an optimiser whose steps are proportional to the gradient, such as plain stochastic gradient descent, and see whether the bands stay flat.

//:
//:
//: ## What was easy, what was hard
//:
//: - *Easy:* splitting and merging; both are a line each.
//: - *Hard:* the gradient test. A finite difference that lets the norm move rejects a correct program.
//: - *Deviations:* the papers measure query and value matrices of a large model; here all {{matrices}} adapted matrices of a small one.
//: - *Cost:* four short training runs, about a minute on two cores.

//#-hidden-code
print("\(try page.publish())")
} catch { Notebook.exit(with: error) }
//#-end-hidden-code
