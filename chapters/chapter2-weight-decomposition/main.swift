//: # Chapter 2 · Magnitude and direction
//:
//: ```sh
//: swift run chapter2-weight-decomposition
//: ```
//:
//: A row of a weight matrix has a length and a direction. DoRA and EDoRA train the two apart. This page says what that
//: means, which side of the matrix the lengths belong to, and how the gradient changes. Then it looks at what training
//: does to lengths and directions, and judges the claim that EDoRA *moves* more like full fine-tuning than LoRA does
//: ([[tab:verdict]]). You need derivatives of functions of several variables.

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
//: Here $`m \odot D`$ multiplies row $`j`$ of $`D`$ by $`m_j`$. For a matrix, $`\lVert V \rVert`$ under $`\odot`$ or a
//: fraction bar means the list of its row lengths, so $`V/\lVert V \rVert`$ divides each row by its own. The length
//: says how loud the output is, the direction what it listens to.

let W = Matrix(3, 2, [3, 4, 0.3, -0.4, -2, 0])
let m = W.rowNorms
let D = W.scalingRows(by: m.map { 1 / $0 })
page.show("""
    m = \(m)
    D =
    \(D)
    largest difference of m ⊙ D from W is below 1e-6: \(D.scalingRows(by: m).largestDifference(from: W) < 1e-6)
    """)
page.figure("fig:split", Split(W: W, D: D).drawing)

//? Double $`D`$ and halve $`m`$. What becomes of $`W`$? What does that say about the pair $`(m, D)`$?
//! $`W`$ stays the same. Without a further condition the pair is not determined by $`W`$: any factor can be moved from
//! one to the other, row by row. Rows of length one and a positive $`m`$ settle it (a row of zeros has no direction).
//! So weight decomposition *divides by the norm* in its formula, $`m \odot V / \lVert V \rVert`$. Then $`V`$ may have
//! any length, and only its direction counts.

//: ### What a network notices of it
//:
//: The book follows one pair of sentences. *{{pair.question}}* asks the first, and the second says: *{{pair.text}}*
//: Does it answer the question? A network says so by two numbers, its [logits](../../chapters/README.md#logits): one
//: for yes (the class is called *entailment*), one for no (*not_entailment*); the larger is its answer. MiniLM, the
//: network of [[chapter1-svd]], has a new [head](../../chapters/README.md#head) here, so its logits mean nothing yet.
//: What counts is whether they move when each of the {{matrices}} matrices that EDoRA adapts is written as
//: $`m \odot V/\lVert V \rVert`$, with $`V`$ the matrix itself, and then changed.

let modelDirectory = try ModelDirectory.locate(options.model ?? "minilm")
let pair = try FollowedPair(for: modelDirectory)
func row(_ name: String, _ replace: (Matrix) -> Matrix) throws -> [String] {
    let model = try SequenceClassifier(directory: modelDirectory, classes: 2, seed: 1)
    for layer in model.targets { layer.assign(weight: replace(layer.base), bias: nil) }
    return [name] + (try pair.logits(model)).map { decimalText($0, decimals: 3) }
}
/// m ⊙ V/‖V‖
func decomposed(_ m: Matrix, _ V: Matrix) -> Matrix {
    let n = V.rowNorms
    return V.scalingRows(by: Matrix(1, m.columns) { _, j in m[0, j] / n[0, j] })
}
let answers = [
    try row("as they are") { $0 }, try row("V doubled") { decomposed($0.rowNorms, 2 * $0) },
    try row("m doubled") { decomposed(2 * $0.rowNorms, $0) },
    try row("rows of D in reverse order") { W in
        decomposed(W.rowNorms, Matrix(W.rows, W.columns) { i, j in W[W.rows - 1 - i, j] })
    },
]
page.table("tab:pair", Grid(
    caption: "One pair of sentences, and the two logits of a network whose head is new.",
    header: ["matrices"] + pair.header.dropLast(), rows: answers))  // without the right answer's probability
page.require(
    answers[1].dropFirst() == answers[0].dropFirst() && [2, 3].allSatisfy { answers[$0][1] != answers[0][1] },
    "Doubling $`V`$ changes nothing, as it must; lengths and directions both reach the answer.")
page.value("pair.question", pair.question)
page.value("pair.text", pair.text)

//: Doubling $`V`$ changes nothing, as it must; lengths and directions both reach the answer.
//:
//: ## Rows or columns? A count decides
//:
//: The EDoRA paper speaks of the norm of each *column*, with $`W`$ of shape in × out: a column belongs to an output.
//: This project stores out × in, as PyTorch does, where the same numbers are a *row*. Had the paper meant one length
//: for each input, its own count would come out differently.
//:
//: EDoRA trains a square $`R`$ for each adapted matrix, 16 × 16 numbers at rank 16, and the lengths. RoBERTa-base, the
//: paper's network, has twelve layers with four adapted matrices each. Three of the four are square. The fourth, 768
//: outputs from 3,072 inputs, decides:

let base = EncoderConfiguration.robertaBase
let forR = base.adaptedMatrixCount * 16 * 16
let outputs = base.layerCount * base.adapterTargets.reduce(0) { $0 + $1.outputs }
let inputs = base.layerCount * base.adapterTargets.reduce(0) { $0 + $1.inputs }
page.show("""
    for R, 48 matrices: 48 · 16 · 16 = \(groupedDigits(forR))
    one length for each output: \(groupedDigits(forR)) + \(groupedDigits(outputs)) = \(groupedDigits(forR + outputs))
    one length for each input:  \(groupedDigits(forR)) + \(groupedDigits(inputs)) = \(groupedDigits(forR + inputs))
    """)

//: The paper reports {{lit:49.2}} thousand. It is one for each output.
//:
//: ## The gradient loses the part along the weight
//:
//: Training changes the weights so that one number, the [loss](../../chapters/README.md#loss) $`L`$, falls; it says how
//: wrong the answers are. Which way to go, the gradient says. Let $`v`$ be one row before normalising,
//: $`n = \lVert v \rVert`$, and $`w = m\,v/n`$ the row that the layer uses. Let $`g = \partial L/\partial w`$ be given.
//: Differentiating through $`n`$ as well, the chain rule gives
//:
//: ```math eq:full-gradient
//: \frac{\partial L}{\partial v} = \frac{m}{n}\left(g - \frac{\langle g, v\rangle}{n^2}\,v\right), \qquad
//: \frac{\partial L}{\partial m} = \frac{\langle g, v\rangle}{n}
//: ```
//:
//: The part of $`g`$ along $`v`$ is gone from the first and is all of the second: lengthening $`v`$ changes nothing,
//: lengthening is $`m`$'s business. DoRA (section {{lit:4.3}} of its paper), and EDoRA with it, takes a short cut. It
//: holds $`n`$ constant, which saves memory in programs that differentiate automatically:
//:
//: ```math eq:held-gradient
//: \frac{\partial L}{\partial v} \approx \frac{m}{n}\,g
//: ```

//? A test compares a program's gradient with finite differences. Which of the two formulas will they confirm?
//! Each, depending on what is held while the difference is taken. A difference that lets the norm move measures
//! [[eq:full-gradient]], and would reject a correct program of DoRA. Its test must hold the norm.

//: A row of two numbers and a squared error show both:

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
let gradients = Gradients(
    v: v, through: [0, 1].map { length / n * (g[$0] - along * v[$0]) }, held: [0, 1].map { length / n * g[$0] },
    measuredThrough: [0, 1].map { difference($0) { loss(used($0, norm: norm($0))) } },
    measuredHeld: [0, 1].map { difference($0) { loss(used($0, norm: n)) } })
page.table("tab:gradients", gradients.grid)
page.show("formulas and differences agree to 1e-6: \(gradients.agree)")
page.figure("fig:gradients", gradients.drawing)
page.tell(gradients)

//: If $`v`$ itself is trained by plain steps, the extra part only changes its length, which the next division removes.
//: (A longer $`v`$ then turns less for the same step.) In DoRA $`v`$ is a row of $`W_0 + B A`$ and only $`B`$ and
//: $`A`$ move, so the extra part also turns $`v`$ a little. The short cut is an approximation; DoRA's authors report
//: that it costs almost no accuracy.
//:
//: ## Do lengths and directions move together?
//:
//: Four methods occur from here on. *Full fine-tuning* trains every weight. *LoRA* ([[chapter3-lora]]) keeps $`W_0`$
//: and adds a trained product $`B A`$. *DoRA* (Liu et al., [arXiv 2402.09353](https://arxiv.org/abs/2402.09353)) trains
//: $`B`$, $`A`$ and $`m`$ in $`m \odot (W_0 + B A)/\lVert W_0 + B A \rVert`$. *EDoRA* ([[chapter4-edora]]) does the
//: same with $`B R A`$, where only $`m`$ and the small square $`R`$ train.
//:
//: DoRA's authors measured where a matrix ends, against where it began. How much did its rows change in length, how
//: much in direction, on average over the rows? With $`w^0`$ for a row before training:
//:
//: ```math eq:movement
//: \Delta M = \frac{1}{out}\sum_j \bigl|\,\lVert w_j \rVert - \lVert w^0_j \rVert\,\bigr|, \qquad
//: \Delta D = \frac{1}{out}\sum_j \bigl(1 - \cos(w_j, w^0_j)\bigr)
//: ```
//:
//: They saw that under LoRA matrices that turn more also stretch more; under full fine-tuning the relation was weaker
//: and rather the reverse. The EDoRA paper says that EDoRA behaves like full fine-tuning. We train MiniLM with the four
//: methods and three [seeds](../../chapters/README.md#seed) each, five [epochs](../../chapters/README.md#epoch) on
//: QNLI of `data/mini-glue`: does a sentence answer a question? (*Dev accuracy* is the share of right answers on its
//: [dev rows](../../chapters/README.md#dev-rows), on which no run trains. Behind ± stands the
//: [spread](../../chapters/README.md#spread) over the seeds. An [interval](../../chapters/README.md#interval) of three
//: seeds is the mean ± {{lit:4.3}} SD/√3, which probably holds the true mean.) One of the twelve runs is made here,
//: live, and compared with its record:

let live = Plan.mini(try options.liveMethod())[0]
let (measured, _) = try MovementRecord.measure(live, model: modelDirectory)
let store = RunStore(), recorded = try MovementRecord.read(live, in: store)
func nearly(_ a: [[Double]], _ b: [[Double]]) -> Bool {
    zip(a.joined(), b.joined()).allSatisfy { abs($0 - $1) <= 0.01 * abs($1) }
}
let agrees = nearly(measured.magnitudes, recorded.magnitudes) && nearly(measured.directions, recorded.directions)
page.show("\(live.name): " + (options.model == nil ? "live and recorded movements agree to 1 %: \(agrees)"
    : "another model's movements have no record to be compared with"))

//? Four clouds of points, ΔD to the right and ΔM upwards. Which method's cloud will lie highest: the one that trains
//? every number, or one that trains lengths by themselves?
//! EDoRA's, by far: its lengths move most, and its directions, too. Full fine-tuning moves least.

let runs = try MovementRecord.methods.map { try Plan.mini($0).map { try MovementRecord.read($0, in: store) } }
let untouched = try SequenceClassifier(directory: modelDirectory, classes: 2, seed: 1)
let rowLengths = untouched.targets.map { Sample($0.base.rowNorms.values.map(Double.init)).mean }
let movements = Movements(runs, rowLengths: options.model == nil ? rowLengths : nil)  // the records are of MiniLM
page.figure("fig:movement", movements.drawing)
page.table("tab:movement", movements.grid)
page.tell(movements)

//: Over all matrices the two go together in every seed under LoRA and EDoRA; under full fine-tuning and DoRA the sign
//: depends on the seed. DoRA's ΔM is about {{larger.dora}} times LoRA's at the same rate, while ΔD is alike: DoRA
//: trains each length by itself, and under LoRA lengths move only as $`B A`$ moves them.
//:
//: EDoRA moves much further, at a rate ten times LoRA's and DoRA's ([[chapter4-edora/tab:rates]]). A step has about
//: the size of the [rate](../../chapters/README.md#rate), so that by itself would make ΔM about ten times as large; it
//: is {{larger.edora}} times DoRA's. Beside full fine-tuning the rate is fifty times as high.

let verdicts = try Verdicts(runs)
page.value("rule.second", RuleChange.secondDate)
page.value("rule.first", RuleChange.date)
page.table("tab:verdict", verdicts.grid)
page.tell(verdicts)

//: That LoRA couples the two is *{{claim.lora}}*. That full fine-tuning does so less is *{{claim.apart}}*, and so is
//: that EDoRA is nearer to it than LoRA is (*{{claim.edora}}*). (In that row the first interval is narrow. Over
//: all matrices EDoRA lies between LoRA and full fine-tuning in every seed. So there its nearness is LoRA's correlation
//: less EDoRA's, and full fine-tuning's spread does not enter.) For two ways of reading disagree. Over all matrices at
//: once full fine-tuning's correlation is {{all.full}}, within each kind of matrix (query, value and so on) it is
//: {{kind.full}}. By the first EDoRA is nearer; by the second the interval holds zero.
//:
//: That EDoRA moves *as* full fine-tuning does is another claim, and *{{claim.whole}}* here. Its ΔM is far larger,
//: perhaps by its rate alone, and that alone decides. (Summaries of the paper speak of the relation. That sizes count,
//: too, is our reading, and at these rates they could hardly be within a factor of two: the verdict judges the method
//: with its rate.) Whether the two correlations are alike stays open: over all matrices the interval of their
//: difference holds zero, and reaches far beyond the limit.
//:
//: Why we might be wrong: three seeds on one small task, six matrices of a kind, and the optimiser. AdamW, the
//: [optimiser](../../chapters/README.md#optimiser) of all runs, moves every trained number by about the rate, while its
//: gradient keeps its sign. Where lengths are trained, all matrices' lengths then move alike: the SD of ΔM over the
//: matrices is {{spread.dora}} of its mean under DoRA and {{spread.edora}} under EDoRA. Under full fine-tuning it is
//: {{spread.full}}, under LoRA, where lengths move through a product, {{spread.lora}}. The flat bands may show the
//: optimiser as much as the method.

//? What would you change in the experiment to tell the method's part from the optimiser's?
//! Train all four with an optimiser whose steps are proportional to the gradient, such as plain stochastic gradient
//! descent, and see whether the bands stay flat.

//: <details><summary>Where the rules come from, more numbers, and where the runs lie</summary>
//:
//: The correlation over all points is raised in every method by time alone, since everything moves further as training
//: goes on; so the claims are judged by the one at the same moment. The reading within kinds was added on
//: {{rule.second}}, after the verdicts had been seen: by the first alone both open statements had been reproduced. The
//: last statement, with its limits, was made one of its own on {{rule.first}}, also after. Before, one rule judged both
//: claims about EDoRA, and said *direction only*.
//:
//: Each method's rate was searched on training rows that were held out. The twelve runs lie in `data/movement`; delete
//: them and run `swift run chapter2-weight-decomposition --train` to make them again.

page.table("tab:spread", movements.details)

//: </details>

//: ## Exercises

//#-exercise
//: *Scale a row.* Make $`v`$ three times as long, at the same goal. What becomes of its gradient, with the norm
//: differentiated? First by [[eq:full-gradient]], then by differences.
//#-solution
//: $`w = m\,v/n`$ stays, so $`g`$ stays, and so does the bracket: $`\langle g, v\rangle v/n^2`$ has $`v`$ twice above
//: and twice below. The factor $`m/n`$ is a third. A longer row turns less for the same step.

let triple = v.map { 3 * $0 }
let slopes = [0, 1].map { i -> Double in
    var above = triple, below = triple
    above[i] += 1e-5
    below[i] -= 1e-5
    return (loss(used(above, norm: norm(above))) - loss(used(below, norm: norm(below)))) / 2e-5
}
page.show(slopes.indices.map { i in
    "number \(i + 1): \(decimalText(slopes[i], decimals: 4)), "
        + "a third of the old one: \(decimalText(gradients.through[i] / 3, decimals: 4))"
}.joined(separator: "\n"))
//#-end-exercise

//#-exercise
//: *Break a row.* A row of zeros has no direction. What does the library do with one, and with a row that is next to
//: nothing, all its numbers about {{lit:1e-40}}?
//#-solution
//: A row of zeros stays one: the ratio $`m/n`$ of nothing to nothing is set to zero. For the other, $`1/n`$ has no
//: number to stand for it, so the library refuses the matrix and names the row:

func weight(of rows: [Float]) throws -> Matrix? {
    let outcome = try AdapterConfiguration.standard(.dora, rank: 1).adapt(Matrix(2, 2, rows), at: "two rows", seed: 1)
    if case .adapted(let adapter) = outcome { return adapter.weight() } else { return nil }
}
page.show(try weight(of: [3, 4, 0, 0])?.description ?? "no adapter")
let tiny = Float.leastNormalMagnitude / 100
page.showError { _ = try weight(of: [3, 4, tiny, tiny]) }
//#-end-exercise

//#-exercise
//: *Train a row.* Take a hundred steps of {{lit:0.1}} against the gradient of $`v`$, once with the norm differentiated
//: and once held, with $`m`$ fixed. Where does each end, and how long is it then?
//#-solution
//: Both point to the goal in the end. With the norm differentiated each step is at right angles to $`v`$, so the length
//: grows only by the square of the step. With the norm held the row shrinks, the factor $`m/n`$ grows with that, and at
//: last one step throws it far out. It still points to the goal: the length was of no use to the loss.

func trained(holding: Bool) -> [Double] {
    var v = v
    for _ in 0 ..< 100 {
        let n = norm(v), g = zip(used(v, norm: n), goal).map { $0 - $1 }
        let along = holding ? 0 : (g[0] * v[0] + g[1] * v[1]) / (n * n)
        v = [0, 1].map { v[$0] - 0.1 * length / n * (g[$0] - along * v[$0]) }
    }
    return v
}
func angle(_ x: [Double]) -> String { decimalText(atan2(x[1], x[0]) * 180 / .pi, decimals: 1) + "°" }
page.show(["differentiated": false, "held": true].sorted { $0.key < $1.key }.map { name, holding in
    let end = trained(holding: holding)
    return "norm \(name): direction \(angle(end)), length \(decimalText(norm(end), decimals: 2))"
}.joined(separator: "\n")
    + "\nthe goal: direction \(angle(goal)); the start: length \(decimalText(norm(v), decimals: 2))")
//#-end-exercise

//: ## What was easy, what was hard
//:
//: - *Easy:* splitting and merging; both are a line each.
//: - *Hard:* the gradient test. A finite difference that lets the norm move rejects a correct program.
//: - *Deviations:* the papers measure query and value matrices of a large model; here all {{matrices}} adapted matrices
//:   of a small one.
//: - *Cost:* one training run of about a minute on two cores; the twelve recorded ones take about a quarter of an hour.

//#-hidden-code
try page.reads(
    MovementRecord.methods.flatMap { Plan.mini($0) }.map { MovementRecord.file($0).relativePath } + ClaimTable.sources)
}
runChapter(chapter)
//#-end-hidden-code
