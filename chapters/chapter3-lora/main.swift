//: # Chapter 3 · LoRA
//:
//: ```sh
//: swift run chapter3-lora
//: ```
//:
//: LoRA replaces a large matrix of trained numbers by two thin ones. This page says why that can work, what it saves,
//: why one of the two starts at zero, what the scale α/r is for, and why a merged adapter costs nothing. Then three
//: seeds of one small task say what they can of lost accuracy ([[tab:methods]]) and of a higher rank ([[fig:rank]]).
//: You need matrix products, the SVD of [[chapter1-svd]], and *loss* and *gradient* from
//: [[chapter2-weight-decomposition]].

//#-hidden-code
// swift-format-ignore-file
import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

func chapter(_ page: Notebook, _ options: ChapterOptions) throws {
if options.train { try Sweep(Plan.chapter3).runForChapter() }
//#-end-hidden-code

//: ## How complicated is what fine-tuning changes?
//:
//: A pretrained network knows its language; [fine-tuning](../../chapters/README.md#fine-tuning) continues its training
//: on a task of one's own. Each weight matrix $`W_0`$ becomes $`W_0 + \Delta W`$. In *full* fine-tuning $`\Delta W`$ is
//: whatever training makes of it, as many numbers as $`W_0`$ has. We fine-tune {{model}}, the network of the chapters
//: before, for two [epochs](../../chapters/README.md#epoch) over {{rows}} rows of a small task. Then we compare the
//: singular values of the weights, of their changes, and of a matrix of random numbers.

let directory = try ModelDirectory.locate(options.model ?? "minilm")
let configuration = TrainingConfiguration(
    adapter: .standard(.full, rank: 16), task: Plan.miniTask, rows: .init(trainLimit: options.rows ?? 1024), epochs: 2,
    rates: .init(adapter: Rates.mini(.full), head: Rates.mini(.full)), weightDecay: 0.01, seed: options.seed ?? 1)
let run = try FineTuning(model: directory, data: URL(fileURLWithPath: "data/mini-glue"), configuration: configuration)
_ = try run.run()
let untouched = try SequenceClassifier(directory: directory, classes: 2, seed: configuration.seed)
let middle = run.model.targets.count / 2
let layer = run.model.targets[middle], W0 = untouched.targets[middle].base
let change = layer.weight - W0
let weights = try untouched.targets.map { try SVD.exact($0.base) }
let changes = try zip(untouched.targets, run.model.targets).map { try SVD.exact($1.weight - $0.base) }
var random = Random(seed: 1, purpose: "chapter 3")
let noise = Matrix.normal(W0.rows, W0.columns, deviation: 1, using: &random)
let share = 100 * change.norm / W0.norm
page.show("\(layer.name), \(W0.shape): the change has \(decimalText(share, decimals: 1)) % of the norm of the weight")
page.value("model", options.model.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "MiniLM")
page.value("rows", run.inputs.trainRows)

//? The weight needs many singular values ([[chapter1-svd/tab:energy]]). Does its change need more, as many, or fewer?
//! Far fewer. On average over the {{matrices}} matrices four of {{directions}} singular values hold {{all.4}} of the
//! change's squared norm. Sixteen hold {{all.16}}, where sixteen hold {{all.weight}} of the weight's. (In the one that
//! is drawn: {{change.4}}, {{change.16}} and {{weight.16}}; sixteen of random numbers hold {{noise.16}}.)

let simple = try Change(weights: weights, changes: changes, noise: noise, shown: middle, of: layer.name)
page.figure("fig:change", simple.drawing)
page.tell(simple)

//: After this short training each of the {{matrices}} changes is simpler than its weight: sixteen singular values hold
//: more of it. So a matrix of low rank can
//: hold most of a change's squared norm. Of the norm itself, the root, more is missing: on average {{missed.4}} at rank
//: 4, {{missed.16}} at 16 and {{missed.64}} at 64. (After longer trainings less fits, see
//: [[chapter6-ablations/tab:subspace]].) That low rank suffices is the hypothesis behind **LoRA** (Hu et al.,
//: [arXiv 2106.09685](https://arxiv.org/abs/2106.09685)).
//:
//: ### What the network notices of it
//:
//: The book follows one pair: *{{pair.question}}* Does this answer it: *{{pair.text}}*? It does, so the right class is
//: *entailment*. Now each $`\Delta W`$ of the {{matrices}} adapted matrices is cut to its strongest directions. What
//: fine-tuning changed elsewhere stays: the tokens' own vectors, the matrices that no adapter touches,
//: [pooler](../../chapters/README.md#pooler) and [head](../../chapters/README.md#head). The row of rank 0 shows what
//: that does alone.

let whole = changes[0].rank
var cuts = CutPair(try FollowedPair(for: directory))
try cuts.ask("before, with a new head", untouched)
try cuts.ask("fine-tuned", run.model, rank: whole, missing: simple.missing(whole))
for rank in [64, 16, 4, 1, 0] {
    for (i, layer) in run.model.targets.enumerated() {
        layer.assign(weight: untouched.targets[i].base + changes[i].prefix(rank).product, bias: nil)
    }
    let name = rank == 0 ? "without ΔW (rank 0)" : "each ΔW cut to rank \(rank)"
    try cuts.ask(name, run.model, rank: rank, missing: simple.missing(rank))
}
page.table("tab:pair", cuts.grid)
page.tell(cuts)

//: Sixteen directions of each change give the same answer as all of them; one gives the wrong one, and so does none.
//: Without any $`\Delta W`$ the network gets {{score.0}} of the dev rows right, with one direction {{score.1}}. So
//: one direction of each change buys nothing that these rows show, and four buy nearly all. (LoRA *trained* at rank 1
//: is another thing: it can turn its one direction to the task, see [[fig:rank]].)
//:
//: Why we might be wrong: this is one short run with one seed. With 400 rows each score is uncertain by about
//: {{score.error}} points (two standard errors).
//:
//: ## Two thin matrices
//:
//: LoRA freezes $`W_0`$ and trains the change as a product:
//:
//: ```math eq:lora
//: W = W_0 + s\,B A, \qquad B \in \mathbb{R}^{out \times r}, \quad A \in \mathbb{R}^{r \times in}, \quad s = \alpha / r
//: ```
//:
//: $`\alpha`$ is a constant that one chooses; what it is for is said below. A product of an $`out \times r`$ and an
//: $`r \times in`$ matrix has [rank](../../chapters/README.md#rank) $`r`$ at most. It is described by
//: $`r\,(out + in)`$ numbers in place of $`out \cdot in`$. For a matrix of 4,096 rows and columns at rank eight:

let (large, small) = (4096 * 4096, AdapterMethod.lora.trainableCount(outputs: 4096, inputs: 4096, rank: 8))
page.show("the matrix: \(groupedDigits(large)); LoRA: \(groupedDigits(small)), one in \(large / small)")

//? How many values does LoRA train on a matrix of 768 outputs and 3,072 inputs at rank 8? And at rank 16?
//! 8 · (768 + 3,072) = 30,720, of 2,359,296. At rank 16 twice as many: the count is proportional to the rank, while the
//! square $`R`$ of [[chapter4-edora]] grows with the rank's square.

//: *DoRA* (Liu et al., [arXiv 2402.09353](https://arxiv.org/abs/2402.09353)) puts LoRA inside the weight decomposition
//: of [[chapter2-weight-decomposition]]: $`W = m \odot (W_0 + s B A)/\lVert W_0 + s B A \rVert`$, each row divided by
//: its own length. It trains one length for each output besides. EDoRA ([[chapter4-edora]]) trains a square of
//: $`r \times r`$ numbers and the lengths. [[fig:counts]] counts the values of all four adapted matrices in each layer.
//: *Full* counts every number of the network. The head, the small last layer that turns the network's output into an
//: answer, is left out everywhere.

let counts = Counts()
page.figure("fig:counts", counts.drawing)
page.table("tab:counts", counts.grid)
page.tell(counts)

//: Full fine-tuning trains {{full.mini}} values of MiniLM and {{full.base}} of RoBERTa-base.
//:
//: ## Why does one of them start at zero?
//:
//: Training should start from the pretrained network, so $`B A`$ must be zero at first. LoRA draws $`A`$ at random and
//: sets $`B`$ to zero. With $`G = \partial L/\partial W`$ the gradients are
//:
//: ```math eq:lora-gradients
//: \frac{\partial L}{\partial B} = s\,G A^\top, \qquad \frac{\partial L}{\partial A} = s\,B^\top G .
//: ```
//:
//: At the start $`A`$ has no gradient, since $`B`$ is zero. But $`B`$ has one, since $`A`$ is not. After one step of
//: $`B`$ (with $`G`$ kept the same, for simplicity) both have one:

let rank = 16, alpha = 16.0
let G = Matrix.normal(W0.rows, W0.columns, deviation: 1, using: &random)  // a made-up gradient
let adapter = LoRA(W0, rank: rank, scale: Float(alpha) / Float(rank), name: layer.name, random: &random)
func gradientNorms(_ adapter: LoRA) -> String {
    let dB = G * adapter.A.value.T, dA = adapter.B.value.T * G
    return "‖∂L/∂B‖_F = \(decimalText(dB.norm, decimals: 1)), ‖∂L/∂A‖_F = \(decimalText(dA.norm, decimals: 1))"
}
let atStart = gradientNorms(adapter)
let startsAtW0 = adapter.weight().largestDifference(from: W0) == 0
adapter.B.value.assign(-0.01 * (G * adapter.A.value.T))
page.show("""
    at the start:   \(atStart); W equals W₀ exactly: \(startsAtW0)
    after one step: \(gradientNorms(adapter))
    """)

//? What if both started at zero? What if both started at random?
//! With both at zero both gradients of [[eq:lora-gradients]] are zero, now and ever after. With both at random the
//! network starts from a disturbed $`W_0`$, which harms if the disturbance is large; EDoRA accepts a very small one
//! ([[chapter4-edora]]). A zero $`A`$ and a random $`B`$ would work as well.

//: ## What is the scale for?
//:
//: $`B A`$ is a sum of $`r`$ products of a column and a row. AdamW, the usual rule that turns gradients into
//: [steps](../../chapters/README.md#step), moves every number by the [rate](../../chapters/README.md#rate) in its first
//: step: each goes by the sign of its gradient alone. So at a higher rank the same rate does more. How much more? The
//: first step sets every entry of $`B`$ to plus or minus the rate. For a small step the loss then changes by
//: $`\langle G, \Delta W \rangle`$, the sum of the products of equal entries, which is negative. [[fig:scale]] shows
//: this fall at each rank, divided by the one at rank 1.

let gains = Plan.ranks.map { r in
    let A = LoRA(W0, rank: r, scale: 1, name: "rank \(r)", random: &random).A.value
    return [1, alpha / Double(r).squareRoot(), alpha / Double(r)].map { firstStep(G, A: A, scale: $0, rate: 1e-3).gain }
}
let scale = Scale(gains: gains, shapeOf: layer.name)
page.figure("fig:scale", scale.drawing)
page.tell(scale)

//: From rank 1 to rank 64 the fall grows {{gain.plain}}-fold without a scale. With $`s = \alpha/r`$ the one at rank 64
//: is {{gain.divided}} times that at rank 1. So there the first step gains nearly the same at every rank.
//:
//: That holds where all $`r`$ products push the same way, as in this first step. Where they point in unrelated ways,
//: $`r`$ of them add up to $`\sqrt{r}`$ of one. Then $`\alpha/r`$ shrinks the change as the rank grows, and
//: $`\alpha/\sqrt{r}`$, which has been proposed instead (Kalajdzievski,
//: [arXiv 2312.03732](https://arxiv.org/abs/2312.03732)), keeps its size. The runs below use $`\alpha`$ = 16, hence
//: $`s`$ = 1 at rank 16.
//:
//: ## Where do the products go?
//:
//: The customary program keeps $`W_0`$ and adapter apart: $`y = x W_0^\top + s\,(x A^\top) B^\top`$, with one *token*
//: (a word or piece of one) in each of the $`N`$ rows of $`x`$, so that $`W`$ appears transposed. This project forms
//: $`W = W_0 + s B A`$ once in each step and then computes $`y = x W^\top`$ as if there were no adapter. The result is
//: the same; the number of multiplications is not. Count them in one
//: [forward and backward pass](../../chapters/README.md#optimiser), for one square matrix of MiniLM, rank {{lit:16}}
//: and 2,131 tokens, as a batch of 32 pairs of sentences may have. (*Backward to x* makes the gradient that the layer
//: before it needs.)

let products = Products(tokens: 2131, inputs: W0.columns, outputs: W0.rows, rank: rank)
page.table("tab:products", products.grid)
page.tell(products)

//: The adapter adds {{apart}} to the products when it is kept apart and {{merged}} when it is merged first. Besides,
//: the thin products of the forward pass, which use a processor badly, are gone. (What that saves in time is not
//: measured here.) No gradient of the whole matrix is ever formed: [[eq:lora-gradients]] with $`G = dy^\top x`$, where
//: $`dy = \partial L/\partial y`$, needs only products with the thin $`A`$ and $`B`$. Merged first, these are twice as
//: many: kept apart, $`x A^\top`$ and $`dy\,B`$ are left over from the other parts.
//:
//: <details><summary>The whole method in the library's source</summary>

page.excerpt("Sources/Core/Adapters/LoRA.swift")

//: </details>
//:
//: ## Merging is free
//:
//: After training the same `weight()` replaces $`W_0`$ for good. The network then has its old shape and its old speed,
//: and all that remains of the adapter is the changed numbers in $`W`$:

let x = Matrix.normal(8, W0.columns, deviation: 1, using: &random)
let apart = x * W0.T + Float(alpha) / Float(rank) * ((x * adapter.A.value.T) * adapter.B.value.T)
let merged = x * adapter.weight().T
page.show("""
    merged and kept apart agree to within 1e-4: \(merged.largestDifference(from: apart) < 1e-4), \
    at outputs of up to \(decimalText(Double(apart.values.map(abs).max() ?? 0), decimals: 0))
    """)

//: ## Does LoRA lose accuracy?
//:
//: The task is QNLI of `data/mini-glue`: 2,000 pairs of a question and a text, made by a program; does the text answer
//: the question? 400 further pairs are the [dev rows](../../chapters/README.md#dev-rows). (QNLI is a task of GLUE, a
//: public benchmark. Mini-glue imitates its form, so scores cannot be compared with those on GLUE.) Every run makes
//: five epochs in batches of 32. Only the [seed](../../chapters/README.md#seed) differs between runs of one method.

let store = RunStore()
let methods = try Methods(in: store)
page.figure("fig:curves", methods.drawing)
page.table("tab:methods", methods.grid)
page.tell(methods)

//: These seeds do not say whether LoRA loses accuracy: its interval holds zero and is {{lora.width}} points wide, and
//: DoRA's {{dora.width}}.
//:
//: Why we might be wrong: the intervals cover the seeds only. With 400 dev rows one score near nine tenths is uncertain
//: by another {{sampling}} points (two standard errors).
//:
//: > [!NOTE]
//: > The rate decides such comparisons, so it was searched for each method with one seed, on a tenth of the *training*
//: > rows that was held out ([[tab:rates]]). No dev row took part. Three limits remain. At LoRA's best rate 200 rows
//: > gave far more than at its neighbours, which may be luck. Under LoRA and DoRA the head has a rate of its own,
//: > {{head.rate}}, under full fine-tuning the common one. And full fine-tuning trains everything, also the pooler just
//: > below the head, which the others keep frozen; [[chapter5-glue]] says why this may matter.
//:
//: <details><summary>How to read the interval</summary>
//:
//: *SD* is the standard deviation over the seeds. The *{{lit:95 %}} interval* of a mean of three values is the mean ±
//: {{student}} SD/√3 (Student's formula): if the values scatter normally, such intervals hold the true mean 95 times in
//: 100. Differences are *paired*, taken seed by seed: two methods with one seed have the same order of rows and the
//: same start of the head, so luck that a seed brings to both drops out.
//:
//: Whether it brings any can be seen. LoRA's differences to full fine-tuning scatter with an SD of {{spread.paired}}
//: points. Were the two unrelated, their own SDs would make {{spread.apart}}. So here pairing removes no luck: a seed
//: that is good for one was bad for the other. It is still right to pair, since the interval then counts what the seeds
//: did.
//:
//: </details>
//:
//: ## What does rank buy?
//:
//: LoRA ran with three seeds at each of four ranks, all at one rate.

let byRank = try ByRank(in: store)
page.figure("fig:rank", byRank.drawing)
page.tell(byRank)

//: LoRA at rank 1 reaches {{rank.one}} % (mean ± SD over the seeds); the best mean, {{rank.best}}, comes at rank 64.
//: Paired by seed, rank 4 is above rank 1 by {{rank.four}} points, rank 16 by {{rank.sixteen}} and rank 64 by
//: {{rank.above}}, with {{lit:95 %}} intervals in brackets. Those of rank 64 less 4 and less 16 hold zero.
//:
//: So on these seeds ranks 16 and 64 are above rank 1; between 4, 16 and 64 nothing is shown.
//:
//: Why we might be wrong: all ranks used the rate that was searched at rank 16, so rank 1 may lack a rate of its own
//: ([[chapter4-edora/fig:rank]] shows that for EDoRA). And rank 64 was picked after looking, as the best of four.

//? Two LoRA adapters of ranks $`r_1`$ and $`r_2`$ were trained on the same $`W_0`$. Can their sum be written as one
//? LoRA adapter?
//! Yes, of rank $`r_1 + r_2`$: put the columns of $`s_1 B_1`$ and $`s_2 B_2`$ side by side, and the rows of $`A_1`$ and
//! $`A_2`$ below each other. Two DoRA adapters cannot be joined that way, since each divides by its own norm.

//: ## Exercises

//#-exercise
//: *Break an initialisation.* Let $`A`$ and $`B`$ both start at zero, and take three steps against their gradients.
//: What moves?
//#-solution
//: Nothing, however long one trains: each gradient has the other matrix as a factor.

let stuck = LoRA(W0, rank: rank, scale: 1, name: layer.name, random: &random)
stuck.A.value.fill(0)
for _ in 0 ..< 3 {
    let (dB, dA) = (G * stuck.A.value.T, stuck.B.value.T * G)
    stuck.B.value.assign(stuck.B.value - 0.01 * dB)
    stuck.A.value.assign(stuck.A.value - 0.01 * dA)
}
page.show("norms after three steps: A \(stuck.A.value.norm), B \(stuck.B.value.norm)")
//#-end-exercise

//#-exercise
//: *Change a rank.* Which rank holds nine tenths of the squared norm of this $`\Delta W`$, and which of $`W_0`$? How
//: many numbers are that in two thin matrices?
//#-solution
//: [[fig:change]] has it; in numbers:

page.show([("ΔW", changes[middle]), ("W₀", weights[middle])].map { name, svd in
    let r = (cumulativeEnergy(svd).firstIndex { $0 >= 0.9 } ?? 0) + 1
    return "\(name): rank \(r), \(groupedDigits(r * (W0.rows + W0.columns))) numbers of \(groupedDigits(W0.count))"
}.joined(separator: "\n"))
//#-end-exercise

//#-exercise
//: *Join two adapters.* Make two LoRA adapters on $`W_0`$, of ranks 4 and 8, with random $`A`$ and $`B`$. Write the sum
//: of their updates as one adapter of rank 12.
//#-solution
//: The columns of both $`B`$ side by side, the rows of both $`A`$ below each other:

let factors = [4, 8].map { r in
    (
        B: Matrix.normal(W0.rows, r, deviation: 0.1, using: &random),
        A: Matrix.normal(r, W0.columns, deviation: 0.1, using: &random)
    )
}
let (first, second) = (factors[0], factors[1])
let joined = LoRA(W0, rank: 12, scale: 1, name: layer.name, random: &random)
joined.B.value.assign(Matrix(W0.rows, 12) { i, j in j < 4 ? first.B[i, j] : second.B[i, j - 4] })
joined.A.value.assign(Matrix(12, W0.columns) { i, j in i < 4 ? first.A[i, j] : second.A[i - 4, j] })
let sum = W0 + first.B * first.A + second.B * second.A
page.show("one adapter of rank 12 gives the sum to within 1e-5: \(joined.weight().largestDifference(from: sum) < 1e-5)")
//#-end-exercise

//: ## What was easy, what was hard
//:
//: - *Easy:* the method. It is two gradients and a product.
//: - *Hard:* being fair. A rate copied from another method can cost more than the method gains, so every method needs a
//:   search, on rows that are not used for the score.
//: - *Deviations:* LoRA's authors adapt the query and value matrices of large models; here all four kinds of matrices
//:   that the EDoRA paper adapts, in a small one. No dropout on the adapter.
//: - *Cost:* the live run takes less than a minute on two cores. The {{runs}} recorded runs took {{minutes}} minutes on
//:   two cores.
//:
//: <details><summary>Rates and records</summary>
//:
//: The tables stand on run records that are committed under `data/runs/minilm/mini-glue`; to make them again, delete
//: them and run `swift run chapter3-lora --train`. The rate was searched over four values, five under full fine-tuning.

let searches = try Methods.compared.map { try RateSearch($0, in: store) }
page.table("tab:rates", Grid(
    caption: "The search for the rate: accuracy on held-out training rows, one seed. Data: mini-glue's QNLI.",
    header: RateSearch.header, rows: searches.map(\.cells), alignment: [.left, .left, .left, .right]))
page.show("""
    the chosen rates are the best of the search, the smaller where two tie: \(searches.allSatisfy(\.isFollowed))
    \(try store.report(on: Plan.chapter3 + Methods.compared.flatMap { Plan.miniSearch($0) }))
    """)
let records = try store.records(of: Plan.chapter3)
page.value("runs", records.count)
page.value("minutes", RunRecord.minutes(records), format: .init(".0f"))

//: </details>

//#-hidden-code
try page.reads(store.filesRead.sorted())
}
runChapter(chapter)
//#-end-hidden-code
