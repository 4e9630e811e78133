//: # Chapter 8 · Relatives
//:
//: ```sh
//: swift run chapter8-relatives
//: ```
//:
//: EDoRA trains a small square $`R`$ and a length for each row. Others train squares, vectors and rotations at the same
//: price. Which one should I use below {{lit:50,000}} trained
//: [values](../../chapters/README.md#value)? The rule at the [end](#which-one-below-50000-values) answers from the
//: records of the [grid](#what-the-scores-say):
//:
//: > {{answer}}
//:
//: After this page you can tell seven relatives apart by one equation each. You know which of them start at the
//: pretrained network, what a step of each costs, and which files PEFT reads. You need [[chapter4-edora]], and from
//: [[chapter5-glue]] how to read a table of means and [spreads](../../chapters/README.md#spread).

//#-hidden-code
// swift-format-ignore-file
import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

func chapter(_ page: Notebook, _ options: ChapterOptions) throws {
try options.makeMissing()
let study = try RelativesStudy()
page.values(of: study)
//#-end-hidden-code

//: ## Who is related to whom?
//:
//: All of them keep $`W_0`$ [frozen](../../chapters/README.md#frozen) and add a change. Three questions place each one
//: in [[fig:family]]: where do the directions of the change come from, what trains, and what stays frozen beside
//: $`W_0`$? Where $`A`$ and $`B`$ train, as in LoRA, PiSSA and Uni-LoRA, the directions are only a start: training may
//: leave them.

let family = FamilyTree()
page.figure("fig:family", family.drawing)
page.tell(family)

//: *PiSSA* trains both thin factors, as LoRA does, and *MiCA* one of them. MiCA at rank 2, with {{mica.count|,}}
//: values, and DoRA at rank 1, with {{dora.count|,}}, lie near the higher budget. PiSSA at rank 1, with
//: {{pissa.count|,}}, would lie between the two budgets, as LoRA does. To save runs these three are not run, so this
//: page says nothing of their scores.
//:
//: ## One equation each
//:
//: The laws below run on one matrix of MiniLM, which [[chapter4-edora]] follows, too. The
//: [rank](../../chapters/README.md#rank) is 16. There `made` puts an [adapter](../../chapters/README.md#adapter) on it
//: as a run would start it. Then `nudge` moves what trains by random numbers, in place of a training.

let directory = try ModelDirectory.locate("minilm")
let model = try SequenceClassifier(directory: directory, classes: 2, seed: 1)
let layer = model.targets[model.targets.count / 2], W0 = layer.base
page.value("vera.most", min(W0.rows, W0.columns))
page.show("\(layer.name): \(W0.shape)")

//: ### LoRA-XS: the square alone
//:
//: ```math eq:xs
//: W = W_0 + B R A, \qquad A = \Sigma_r V_r^\top,\; B = U_r
//: ```
//:
//: LoRA-XS (Bałazy et al., [arXiv 2405.17604](https://arxiv.org/abs/2405.17604)) is EDoRA without lengths: only $`R`$,
//: $`r^2`$ values, trains. No row is divided by its norm, so $`R`$ may stretch a row as well as turn it. Both take the
//: SVD of the direction of $`W_0`$ here, whose rows have length one, and draw $`R`$ with a deviation of {{lit:0.01}}.
//: LoRA-XS's authors take $`W_0`$ itself, {{lit:1e-5}} and a scale of $`16/r`$; here the scale is one.

let xs: LoRAXS = try made(.loraXS, on: W0)
nudge([xs.R])
page.show("W₀ + B R A is the merged matrix: \(agree(xs.weight(), W0 + xs.B * (xs.R.value * xs.A)))")

//: ### VeRA: two vectors and noise
//:
//: ```math eq:vera
//: W = W_0 + \mathrm{diag}(b)\, B\, \mathrm{diag}(d)\, A
//: ```
//:
//: VeRA (Kopiczko et al., [arXiv 2310.11454](https://arxiv.org/abs/2310.11454)) draws one $`A`$ and one $`B`$ at random
//: for the whole model, as large as the largest matrix, and freezes them. A smaller matrix takes the first columns of
//: $`A`$ and the first rows of $`B`$. A vector $`d`$ weighs the random directions, a vector $`b`$ the outputs; $`b`$
//: starts at zero. At rank {{vera.rank}} it trains exactly what EDoRA does at rank 16, {{low|,}} values, and at rank
//: {{vera.high|,}} what EDoRA does at rank 32. It has an output vector and many random directions where EDoRA has
//: lengths and a few of the SVD. So the two are equal in count, not in kind.

let vera: VeRA = try made(.vera, rank: 256, on: W0)
page.show("starts at W₀: \(vera.weight().largestDifference(from: W0) == 0)")
nudge(vera.parameters)
let (veraA, veraB) = (vera.shared[.veraA].value, vera.shared[.veraB].value)
let veraByHand = W0 + veraB.scalingRows(by: vera.b.value) * veraA.scalingRows(by: vera.d.value)
page.show("the equation is the merged matrix: \(agree(vera.weight(), veraByHand))")

//: A matrix of MiniLM has {{vera.most}} directions of its own at most. Drawn ones may be more.
//:
//: ### PSOFT: a rotation
//:
//: ```math eq:psoft
//: W = W_0 + B (R - I) A, \qquad R = \mathrm{diag}(b)\, O\, \mathrm{diag}(a), \qquad O = (I + Q)(I - Q)^{-1}
//: ```
//:
//: PSOFT (Wu et al., [arXiv 2505.11235](https://arxiv.org/abs/2505.11235)) takes the part of $`W_0`$ in its first $`r`$
//: directions and turns it. Here $`Q`$ is skew-symmetric, $`Q^\top = -Q`$, so it has $`r(r-1)/2`$ free values, and the
//: *Cayley transform* makes a rotation $`O`$ of it. Two vectors $`a`$ and $`b`$ may then stretch. $`Q`$ starts at zero,
//: $`a`$ and $`b`$ at one, so $`R = I`$; the nudge below moves $`Q`$ alone. Without orthogonality, $`O`$ is any square.
//: Then $`B (R - I) A`$ can be whatever LoRA-XS's $`B R A`$ around $`W_0`$'s own SVD can be, and $`a`$ and $`b`$ only
//: write the same $`R`$ in more than one way. It differs from LoRA-XS in start, basis, side of Σ and form, so scores
//: cannot say which of these matters. $`A = V_r^\top`$ and $`B = U_r \Sigma_r`$ are of $`W_0`$ itself. So
//: $`B^\top (W - W_0) A^\top = \Sigma_r^2 (R - I)`$, from which $`R`$ follows:

func core(_ psoft: PSOFT) -> Matrix {
    let squares = psoft.B.T * psoft.B  // Σ²
    let D = psoft.B.T * (psoft.weight() - W0) * psoft.A.T
    return .identity(16) + D.scalingRows(by: Matrix(1, 16) { _, k in 1 / squares[k, k] })
}
for method in [AdapterMethod.psoft, .psoftFree] {
    let psoft: PSOFT = try made(method, on: W0)
    let start = psoft.weight().largestDifference(from: W0) == 0
    nudge([psoft.core])
    let R = core(psoft), isRotation = (R.T * R).largestDifference(from: .identity(16)) < 1e-3
    page.show("\(method.title): starts at W₀: \(start); RᵀR = I after the nudge: \(isRotation)")
}

//: ### LoRA-SB: directions of the first step
//:
//: ```math eq:sb
//: W = W_0 + B R A, \qquad -\eta\,\mathrm{sign}\Big(\sum G\Big) \approx U_r \Sigma_r V_r^\top,
//: \qquad B = U_r,\; R = \Sigma_r,\; A = V_r^\top
//: ```
//:
//: LoRA-SB (Ponkshe et al., [arXiv 2411.19557](https://arxiv.org/abs/2411.19557)) asks where
//: [full fine-tuning](../../chapters/README.md#full-fine-tuning) would step first. The SVD of that step gives the
//: directions, and its singular values the start of $`R`$. $`G`$ is summed over 256 training rows. AdamW divides each
//: gradient by its own size, so its first step moves every entry by the rate $`\eta`$, up or down: hence the sign,
//: entry by entry. So it begins one step away from $`W_0`$. As $`\eta`$ is
//: the run's own rate, a search for the rate tries other starts, too. For a made-up step:

var random = Random(seed: 1, purpose: "chapter 8")
let firstStep = Matrix.normal(W0.rows, W0.columns, deviation: 1, using: &random).map { $0 > 0 ? -1e-3 : 1e-3 }
let sb: LoRAXS = try made(.loraSB, on: W0, from: firstStep)
let nearest = Basis(try SVD.exact(firstStep).prefix(16), sigmaSide: .output)
let began = sb.weight() - W0
page.show("""
    starts at W₀: \(began.norm == 0)
    starts at W₀ plus the best rank 16 of the step: \(agree(began, nearest.B * nearest.A))
    """)

//: ### Uni-LoRA: one vector for all
//:
//: ```math eq:uni
//: W = W_0 + B A, \qquad A_{ki} = c_{ki}\,\theta_{p_{ki}}, \quad B_{jk} = c'_{jk}\,\theta_{p'_{jk}}
//: ```
//:
//: Uni-LoRA (Li et al., [arXiv 2506.00799](https://arxiv.org/abs/2506.00799)) is LoRA whose every entry is an entry of
//: one vector $`\theta`$, at a place $`p`$ that is drawn once. The frozen factors $`c`$ are one over the root of how
//: often a place was drawn. Then $`\theta`$ keeps its length in them:

let uni: UniLoRA = try made(.uniLoRA, on: W0)
let theta = uni.shared[.uniLoRATheta].value
func filled(_ places: TensorRole, _ scales: TensorRole) throws -> Matrix {
    let (p, c) = (try frozen(places, of: uni), try frozen(scales, of: uni))
    return Matrix(p.rows, p.columns) { c[$0, $1] * theta[0, Int(p[$0, $1])] }
}
let uniA = try filled(.uniLoRAIndicesA, .uniLoRAScalesA), uniB = try filled(.uniLoRAIndicesB, .uniLoRAScalesB)
let kept = (uniA.squaredNorm + uniB.squaredNorm) / theta.squaredNorm
page.show("""
    starts at W₀: \(uni.weight().largestDifference(from: W0) == 0)
    the equation is the merged matrix: \(agree(uni.weight(), W0 + uniB * uniA))
    (‖A‖² + ‖B‖²) / ‖θ‖²: \(decimalText(kept, decimals: 4))
    """)

//: $`\theta`$ starts as random numbers of at most {{lit:0.02}}: $`A`$ and $`B`$ share it, so neither can be zero alone.
//: The rank is free of the count, which is $`\theta`$'s length. Here $`\theta`$ has as many values as EDoRA at the same
//: rank would train; another rank for the same length was not tried.
//:
//: ### PiSSA and MiCA: bridges to LoRA
//:
//: ```math eq:bridges
//: \text{PiSSA: } W = W_0 - B_0 A_0 + B A, \quad B_0 A_0 = U_r \Sigma_r V_r^\top
//: \qquad\qquad \text{MiCA: } W = W_0 + B A, \quad B = U_{\text{last } r}
//: ```
//:
//: PiSSA (Meng et al., [arXiv 2404.02948](https://arxiv.org/abs/2404.02948)) trains the strongest directions
//: themselves: $`A`$ and $`B`$ start as $`A_0`$ and $`B_0`$. MiCA
//: ([arXiv 2604.01694](https://arxiv.org/abs/2604.01694)) freezes the weakest output directions and trains $`A`$, from
//: zero.

let pissa: PiSSA = try made(.pissa, on: W0), mica: MiCA = try made(.mica, on: W0)
let share = (mica.B.T * W0).squaredNorm / W0.squaredNorm
page.show("""
    PiSSA starts at W₀ but for rounding: \(agree(pissa.weight(), W0))
    MiCA starts at W₀: \(mica.weight().largestDifference(from: W0) == 0)
    of ‖W₀‖² MiCA's 16 directions hold \(decimalText(100 * share, decimals: 4)) %
    """)

//? EDoRA divides each row by its norm. Which of these methods have a trained value that does nothing but stretch one
//? row?
//! Only those with magnitudes: EDoRA, DoRA, and magnitude only. VeRA's $`b`$ scales what is added to a row, and PSOFT's
//! $`a`$ and $`b`$ stretch directions. LoRA at rank 1 can be led to stretch a row, but must learn the row first.

//: ## One budget
//:
//: A fair race gives everyone the same number of trained values. [[tab:budgets]] has each method at the rank that comes
//: near to EDoRA's count at rank 16, {{low|,}}, and at rank 32, {{high|,}}. All lie within {{lit:3 %}} of the budget.

page.table("tab:budgets", FixedTables.budgets)

//: Magnitude only, {{lengths|,}} values, and LoRA at rank 1, {{thin|,}}, stand beside: the one below the first budget,
//: the other between the two.

//? VeRA's count at rank 256 and EDoRA's at rank 16 are the same number. Is that luck?
//! The first 9,216 of both are one value for each output. The rest is $`r`$ a matrix for VeRA and $`r^2`$ for EDoRA,
//! and 256 is the square of 16.

//: ## Before the first step
//:
//: Does each method start at the pretrained network? A small batch tells: the
//: [loss](../../chapters/README.md#loss) of the adapted network beside that of the bare one, both with the same new
//: [head](../../chapters/README.md#head).

let rows = try FineTuning.examples(
    Plan.miniTask, .dev, URL(fileURLWithPath: "data/mini-glue"), try loadTokenizer(directory), 128, 64)
func logits(_ model: SequenceClassifier) throws -> Matrix {
    try Evaluator(model, threads: 1).logits(rows.map(\.encoding))
}
func loss(_ logits: Matrix) -> Double {  // the mean of −log(softmax) at the right class
    Sample(rows.indices.map { i in
        let row = (0 ..< logits.columns).map { Double(logits[i, $0]) }
        return log(row.map(exp).reduce(0, +)) - row[Int(rows[i].target?.value ?? 0)]
    }).mean
}
let before = try logits(model)
let started = RelativesGrid.budgets[0] + RelativesGrid.beside + [Setting(.pissa, rank: 1), Setting(.mica, rank: 1)]
let starts = try started.map { setting in
    let run = try FineTuning(
        model: directory, data: URL(fileURLWithPath: "data/mini-glue"), configuration: Start.configuration(setting))
    let after = try logits(run.model)
    return try Start(
        setting, run, model: directory, loss: loss(after), change: after.largestDifference(from: before))
}
let begun = Starts(starts, before: loss(before))
page.table("tab:start", begun.grid)
page.tell(begun)

//: VeRA, PSOFT and MiCA change nothing before they train, and PiSSA no more than rounding. EDoRA and LoRA-XS draw $`R`$
//: near zero, Uni-LoRA its θ. LoRA-SB alone starts elsewhere. That is the idea: it has taken a step already, on other
//: rows, at its default rate of {{sb.rate}}. On these its loss is a little higher.
//:
//: The files are larger than what trains: {{low|,}} values would take {{low.kb}} kB. Most files also hold what is
//: frozen, and the product $`B R`$, which PEFT reads as one factor. Frozen factors of the SVD could be made again, and
//: [signs](#what-transfers) are why they are kept.

//: ## What the scores say
//:
//: Does a relative score more at the same budget? {{state}}
//:
//: > [!NOTE]
//: > The protocol is that of [[chapter5-glue]]: five [epochs](../../chapters/README.md#epoch), two on SST-2, and the
//: > last epoch counts. There are {{settings}} settings and five tasks, with five
//: > [seeds](../../chapters/README.md#seed) each. [Rates](../../chapters/README.md#rate) are searched on held-out rows
//: > of MRPC and CoLA. At the higher budget a search begins at the rate of the lower one, and its two neighbours. A
//: > seed that lacks a run on one of the four tasks is left out of averages, so those of few seeds will still move.
//: >
//: > A difference has three intervals. [On these tasks](../../chapters/README.md#on-these-tasks) only the seeds are
//: > chance. The one [of the seeds' averages](../../chapters/README.md#of-the-seeds-averages) says the same from one
//: > number a seed. On [tasks like these](../../chapters/README.md#on-tasks-like-these) the tasks are chance, too.

let scores = BudgetFigure(study)
page.figure("fig:budget", scores.drawing)
page.table("tab:scores", study.scoreGrid)
page.table("tab:against", study.differenceGrid)

//: What chapters 5 and 6 have run is used here, at the same rates and seeds.
//:
//: Why we might be wrong even with all runs: one small [encoder](../../chapters/README.md#encoder), and rates searched
//: with one seed. Ranks were set by the count, not by what suits a method. LoRA-XS has EDoRA's start here, not its
//: authors'. And weight decay spares EDoRA's lengths, but pulls PSOFT's scales, and its free square, away from where
//: they start, and so from $`W_0`$.
//:
//: <details><summary>How rates are searched, and what is missing</summary>

page.table("tab:rates", try study.rateGrid())
page.show(study.missing)

//: </details>
//:
//: ## What a step costs, and the start
//:
//: Is one of them slower? Counts of values do not say: VeRA's 256 random directions are many more than EDoRA's 16.

let cost = StepCost(try RelativesCost.read())
page.table("tab:cost", cost.grid)
page.tell(cost)

//: In every round a step of VeRA takes longer than EDoRA's. The middle one takes {{cost.vera.long}} times as long on
//: long rows and {{cost.vera.short}} times on short ones. No other method is shown to be
//: slower: their middle rounds are {{cost.others.low}} to {{cost.others.high}} times EDoRA's.
//:
//: Why that might mislead: the machine did other work, too, and EDoRA is measured first in each round, so what its
//: place costs is in its number. The [page of speeds](../../figures/bench/README.md) has EDoRA beside LoRA-XS and LoRA
//: at one rank, in turn and on a quieter machine: trust that more. EDoRA's own rounds on short rows differ by
//: {{cost.spread}} %, so a difference of a twentieth cannot be seen. `scripts/bench_relatives.py` measures again.
//:
//: The start costs an SVD of each matrix where the directions come from it. LoRA-SB needs the gradients of 256 rows
//: besides, as dear as so many rows of full fine-tuning.

page.machineDependent("Seconds to put the adapters on, on the machine that wove this page", begun.seconds)

//: ## What transfers
//:
//: Can I take an adapter elsewhere? The tool writes all of them so that stock PEFT loads them: as LoRA's files, or
//: under PEFT's own name of the method ([[tab:transfers]]). The command `make parity` compares the
//: [logits](../../chapters/README.md#logits) of both sides, and tests hold the same on a tiny network.

page.table("tab:transfers", FixedTables.transfers)

//: PEFT's own files of PSOFT are refused. They hold $`R`$ without $`A`$ and $`B`$, and whoever loads them makes these
//: again by an SVD. A pair of singular vectors and its negative are equally right, and libraries choose differently.
//: The last [exercise](#exercises) shows what wrong choices do. LoRA-SB's authors have a form of file of their own,
//: which neither PEFT nor `edora` reads; ours loads as LoRA.
//:
//: ## Which one below 50,000 values?
//:
//: > [!NOTE]
//: > The rule was set on {{rule.date}}. Then EDoRA, magnitude only and LoRA at rank 1 alone had runs of this grid on
//: > record, and [[chapter5-glue]] had runs of LoRA-XS at ranks 16 and 32. At each budget those of its column in
//: > [[tab:budgets]] compete, and of those beside it the methods that train no more values, on all five tasks with all
//: > seeds. (The averages and differences above leave out SST-2, whose runs come last.) The highest average leads.
//: > Behind it is whoever lies below by all three {{lit:95 %}} [intervals](../../chapters/README.md#interval), or has a
//: > run that diverged. A method that is not behind stays in.
//:
//: {{answer}}
//:
//: {{until}} At rank 16 $`R`$ was not shown to add anything to the lengths, and at rank 32 that is open
//: ([[chapter5-glue]], which has a fifth task).
//:
//: ## Exercises

//#-exercise
//: VeRA starts with $`b = 0`$ and $`d = 0.1`$. Let both start at zero. What does it learn?
//#-solution

let x = Matrix.normal(8, W0.columns, deviation: 1, using: &random)
let dy = Matrix.normal(8, W0.rows, deviation: 1, using: &random)
let fresh: VeRA = try made(.vera, rank: 256, on: W0)
func slopes(_ title: String) -> [Double] {
    let found = fresh.gradients(x: x, dy: dy, bias: Matrix(1, W0.rows)).map(\.norm)
    page.show("\(title): gradients of b and d are zero: \(found.map { $0 == 0 })")
    return found
}
let usual = slopes("d = 0.1")
fresh.d.value.fill(0)
page.require(usual[0] > 0 && slopes("d = 0").allSatisfy { $0 == 0 }, "Nothing: both gradients are zero, for ever.")

//: Nothing: both gradients are zero, for ever. Each is a product with the other vector. As with LoRA's two factors, one
//: may start at zero and not both.
//#-end-exercise

//#-exercise
//: Which rank of PSOFT, with and without orthogonality, comes nearest to EDoRA's count at rank 8?
//#-solution

let eight = RelativesGrid.count(Setting(.edora, rank: 8))
page.show("EDoRA at rank 8: \(groupedDigits(eight))")
for method in [AdapterMethod.psoft, .psoftFree] {
    let ranks = 2 ... 64, nearest = ranks.min {
        abs(RelativesGrid.count(Setting(method, rank: $0)) - eight)
            < abs(RelativesGrid.count(Setting(method, rank: $1)) - eight)
    } ?? 2
    page.show("\(method.title): rank \(nearest), \(groupedDigits(RelativesGrid.count(Setting(method, rank: nearest))))")
}

//: A rotation has half the free values of a square, so it affords a rank about $`\sqrt2`$ times as high.
//#-end-exercise

//#-exercise
//: A file holds a trained $`R`$ of LoRA-XS alone. The loader's SVD gives some pairs of singular vectors with the other
//: sign, $`-u_k`$ and $`-v_k`$. How far is the update from the right one, beside leaving $`R`$ out?
//#-solution

let right = xs.B * (xs.R.value * xs.A)
let errors = [0, 1, 4, 8, 16].map { (turned: Int) -> Double in
    let S = Matrix(16, 16) { $0 == $1 ? ($0 < turned ? -1 : 1) : 0 }
    let error = (xs.B * (S * xs.R.value * S * xs.A) - right).norm / right.norm  // B·S and S·A are the turned factors
    page.show("\(turned) of 16 pairs turned: off by \(decimalText(error, decimals: 2)) of the update")
    return error
}
page.require(
    errors[0] == 0 && errors[3] > 1 && errors[4] < 1e-6,
    """
    With half of the pairs turned the result is further off than no update at all, with all of them it is right again.
    """)

//: Leaving $`R`$ out is off by 1. With half of the pairs turned the result is further off than no update at all, with
//: all of them it is right again. For what changes sign are the entries of $`R`$ between a turned pair and one that is
//: not. So this project fixes the signs by a rule, and keeps $`A`$ and $`B`$ in its files.
//#-end-exercise

//: ## What this chapter does not show
//:
//: - PiSSA and DoRA at rank 1, and MiCA at ranks 1 and 2, which would fit.
//: - Which is best. That takes the grid, and the answer above changes with its records.
//: - Larger models. VeRA's random vectors grow with a matrix's sides; what they do on a small encoder says little of
//:   large ones.
//: - RandLoRA, DeLoRA and TinyLoRA, which PEFT has, too, are not part of the library. (A test defines TinyLoRA.)

//#-hidden-code
try page.reads([RelativesCost.file.relativePath])
}
runChapter(chapter)
//#-end-hidden-code
