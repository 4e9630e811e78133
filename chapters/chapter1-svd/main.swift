//: # Chapter 1 · The singular value decomposition
//:
//: ```sh
//: swift run chapter1-svd
//: ```
//:
//: The singular value decomposition (SVD) finds the strongest directions of a matrix. This page says what its three
//: factors mean. It cuts a matrix down to a given rank, says how much is lost, and asks whether the weights of a
//: trained network have a few strong directions. You need to know what a matrix product is, and nothing about machine
//: learning.

//#-hidden-code
// swift-format-ignore-file
import ChapterSupport
import Core
import CoreBenchmark
import Foundation
import Notebook
import TextFormat

func chapter(_ page: Notebook, _ options: ChapterOptions) throws {
//#-end-hidden-code

//: ## A matrix turns a circle into an ellipse
//:
//: Take a matrix of two rows and two columns and apply it to every point of the unit circle.

let M = Matrix(2, 2, [1.4, 0.9, 0.2, 1.1])
let svdOfM = try SVD.exact(M)
page.show("""
    M =
    \(M)
    U =
    \(svdOfM.U)
    singular values:
    \(svdOfM.values)
    V =
    \(svdOfM.V)
    """)
page.figure("fig:ellipse", Ellipse(M: M, svd: svdOfM).drawing)

//: The circle becomes an ellipse (or, flattened, a segment or a point), whatever the matrix. The SVD names what is seen
//: there:
//:
//: ```math eq:svd
//: M = U\,\Sigma\,V^\top
//: ```
//:
//: - The columns of $`V`$ are the two perpendicular directions of the *circle* that become the axes of the ellipse.
//: - The columns of $`U`$ are the directions of those *axes*.
//: - The *singular values*, the diagonal of $`\Sigma`$, are the half-lengths of the axes, the longest first:
//:   {{sigma.1|.2f}} and {{sigma.2|.2f}}.
//:
//: Read from right to left, [[eq:svd]] is a recipe: turn ($`V^\top`$, perhaps with a mirror image), stretch along the
//: coordinate axes ($`\Sigma`$), turn again ($`U`$). A matrix of any shape is those three steps; where it is not
//: square, the middle step also drops or adds coordinates. Call the columns of $`V`$ $`v_1, v_2, \dots`$, those of
//: $`U`$ $`u_1, u_2, \dots`$ and the singular values $`\sigma_1 \ge \sigma_2 \ge \dots`$. Each pair satisfies
//: $`M v_i = \sigma_i u_i`$:

let mapped = M * svdOfM.V
page.show("largest |M·vᵢ − σᵢ·uᵢ| is below 1e-6: " + String((0 ..< 2).allSatisfy { i in
    (0 ..< 2).allSatisfy { abs(mapped[$0, i] - svdOfM.values[0, i] * svdOfM.U[$0, i]) < 1e-6 }
}))
page.value("sigma.1", svdOfM.values[0, 0])
page.value("sigma.2", svdOfM.values[0, 1])

//? A matrix $`W`$ makes an output $`y = W x`$ of each input $`x`$. What do the columns of its $`U`$ mean for the
//? output?
//! They are perpendicular directions of the *output*. The first is the direction that $`W`$ can produce with the
//! largest length from an input of length one. That input is the first column of $`V`$, and the length is the first
//! singular value. Each further column is the strongest direction perpendicular to those before it.

//: > [!NOTE]
//: > The book's subject is EDoRA (Nasiri and Garraghan, [arXiv 2501.12067](https://arxiv.org/abs/2501.12067); “the
//: > paper”). A network's *weights* are the numbers in its matrices, and *training* adjusts them. EDoRA adjusts a
//: > trained network to a new task: it keeps each matrix as it is
//: > ([frozen](../../chapters/README.md#frozen)) and trains a small addition to it, the
//: > [adapter](../../chapters/README.md#adapter). [[chapter4-edora]] tells how; this chapter supplies the tool.
//: >
//: > The paper's full text was not at hand. What this book says of it comes from its abstract, from summaries and from
//: > its authors' released code. Two details, which [[chapter4-edora]] marks †, come from another person's port.
//:
//: ## Fewer directions: a picture of low rank
//:
//: Written out, the decomposition of any matrix $`W`$ is a sum of simple matrices, each a column times a row, the
//: strongest first. Keeping the first $`k`$ gives a matrix of rank $`k`$:
//:
//: ```math eq:truncated
//: W_k = \sum_{i=1}^{k} \sigma_i\,u_i\,v_i^\top
//: ```
//:
//: To measure errors we need two sizes of a matrix $`X`$. The *largest stretch* $`\lVert X \rVert_2`$ is the largest
//: length that $`X`$ gives to a vector of length one: its first singular value. The *norm* $`\lVert X \rVert_F`$, named
//: after Frobenius, is the root of the sum of all squared entries. Its square is also
//: $`\sigma_1^2 + \sigma_2^2 + \dots`$. So each singular value holds a share of the squared norm, and what is not kept
//: is lost.

//? A picture of 24 rows and columns is a matrix of grey values. Its rank is at most 24. From which rank of the
//? approximation on do you see what it shows?
//! Three: house and sun can be told apart, and of the squared norm all but {{lost.3}} is kept. (Rank 1 loses only
//! {{lost.1}}, but what it keeps is little more than how bright the rows and columns are.) At rank 6 {{lost.6}} is
//! lost.

let image = drawnImage()
let svdOfImage = try SVD.exact(image)
let picture = PictureRanks(
    image: image, ranks: [1, 3, 6], approximations: [1, 3, 6].map { svdOfImage.prefix($0).product })
page.figure("fig:picture", picture.drawing)
for (rank, one) in zip(picture.ranks, picture.approximations) {
    page.value("lost.\(rank)", decimalText(100 * (1 - picture.kept(one)), decimals: 2) + " %")
}

//: No matrix of rank $`k`$ or less comes closer, by either size (Eckart and Young, 1936; Mirsky, 1960). How close is
//: that? The largest stretch of what is missing is the next singular value, $`\lVert W - W_k \rVert_2 = \sigma_{k+1}`$.
//: [[tab:eckart]] measures it, on the picture and on a matrix of {{rows}} rows and columns from the model that follows
//: below.

let directory = try ModelDirectory.locate(options.model ?? "minilm")
let model = try SequenceClassifier(directory: directory, classes: 2, seed: 1)
try ChapterOptions.requireSize(model.configuration, directory)
let W = model.targets[0].base  // as it was trained; the seed only concerns parts that are not used here
let svdOfW = try SVD.exact(W)
page.table("tab:eckart", Grid(
    caption: "The largest singular value of W − W_k is the next singular value of W.",
    header: ["matrix", "k", "first σ", "σ of number k + 1", "largest σ of W − W_k", "equal to 1e-5 of the first"],
    rows: try eckartRows("picture", image, svdOfImage, ranks: [1, 3, 6])
        + eckartRows("`\(model.targets[0].name)`", W, svdOfW, ranks: [4, 16, 64])))
page.value("rows", W.rows)

//? A matrix of 384 rows and columns has $`\sigma_{17}`$ = 2. What is the smallest possible error, in the largest
//? stretch, of an approximation of rank 16? How many numbers does such an approximation need?
//! The error is 2: no matrix of rank 16 does better. It can be stored in 16 columns of 384 numbers and 16 rows of 384
//! numbers: 12,288 instead of 147,456. (The singular values can be multiplied into either.)

//: ## Real weights: strong directions, and a long tail
//:
//: {{model}} is a network that turns sentences into vectors. It has {{layers}} layers; in each, four matrices are those
//: that EDoRA adapts: *query*, *value*, *attention output* ({{square}} each) and *output* ({{wide}}). What the names
//: mean does not matter here. If their singular values fell off a cliff after the first few, a low rank would hold
//: nearly all of the norm.
//:
//: To see what "strong" means one needs something without structure to compare with: a matrix of independent normal
//: random numbers of the same shape and norm. Its singular values are known in advance. They fill a band whose upper
//: edge is near $`s\,(\sqrt{rows} + \sqrt{columns})`$, where $`s`$ is the standard deviation of the entries.

let decomposed = try model.targets.enumerated().map { number, layer in
    let norms = layer.base.rowNorms
    let direction = layer.base.scalingRows(by: norms.map { 1 / $0 })  // every row of length one
    return Spectrum(
        kind: Spectra.kinds[number % 4], layer: number / 4, svd: try SVD.exact(layer.base),
        ofDirection: try SVD.exact(direction), norm: layer.base.norm)
}
var random = Random(seed: 1, purpose: "chapter 1")
let n = model.configuration.hiddenSize, wide = model.configuration.adapterTargets.reduce(n) { max($0, $1.inputs) }
let noise = Matrix.normal(n, n, deviation: 1, using: &random)
let wideNoise = Matrix.normal(n, wide, deviation: 1, using: &random)
let spectra = try Spectra(
    decomposed, square: noise, wide: wideNoise,
    model: options.model.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "MiniLM")
page.figure("fig:spectra", spectra.drawing)
page.table("tab:energy", spectra.energies)
page.tell(spectra)

//: (For the square random matrix, with $`s`$ = 1, the edge is {{edge}}, and the largest singular value measured is
//: {{edge.measured}}.)
//:
//: At rank 16 the square matrices hold {{energy.square}} of their squared norm on average, a random one
//: {{energy.random}}; the *output* matrices {{energy.wide}}, a random one {{energy.wideRandom}}. In the *output*
//: matrices the first one or two stand out. Is that more than chance? A random matrix has rows of nearly one length,
//: and a few long rows alone make strong directions. So we shuffle the numbers of each matrix.

var order = Random(seed: 1, purpose: "chapter 1, shuffled")
func shuffled(_ X: Matrix) -> Matrix {
    let numbers = X.values
    return Matrix(X.rows, X.columns, order.permutation(X.count).map { numbers[$0] })
}
let shuffles = try model.targets.map(\.base).map { W in
    let rows = (0 ..< W.rows).flatMap { shuffled(W.rows($0 ..< $0 + 1)).values }
    return Shuffled(anywhere: try SVD.exact(shuffled(W)), inRows: try SVD.exact(Matrix(W.rows, W.columns, rows)))
}
let chance = Chance(spectra, shuffled: shuffles, of: model.targets.map(\.base))
page.table("tab:chance", chance.grid)
page.tell(chance)

//: With all numbers shuffled the square matrices hold what random ones hold; *output* holds a little more, since its
//: numbers are of more unequal sizes. With each row shuffled, query and value keep at most {{lengths.least}} of what
//: they held above random, attention output {{lengths.attention}}, *output* {{lengths.wide}}. A shuffled row keeps its
//: length and its mean, but the means hold at most {{means.most}} of a kind's squared norm. D, which has no lengths,
//: loses {{away.attention}} of it in attention output and {{away.wide}} in *output*. So the lengths of rows explain
//: little in query and value, at most a third in attention output, and at most about a half in *output*.
//:
//: Trained weights have strong directions beyond that: D, with rows of one length, has them as well. One matrix has
//: none by this measure: {{flattest.kind}} of layer {{flattest.layer}} holds {{flattest}}, and {{flattest.direction}}
//: with rows of length one.
//:
//: But nowhere is there a point after which little is left. Most of the norm lies outside the first few directions.
//: So the answer has two halves. Stronger than chance: yes, in all but one. A few that hold nearly everything: no.
//:
//: EDoRA does not throw the rest away: it freezes the whole matrix, and uses the strong directions only as the place
//: where the *added term* lives. Whether that is a good place, [[chapter6-ablations/tab:subspace]] asks.
//:
//: <details><summary>Layer by layer</summary>

page.table("tab:layers", spectra.byLayer)

//: </details>
//:
//: ## The weight or its direction?
//:
//: This project decomposes not $`W`$ but its *direction* $`D`$: each row divided by its length. (We read the paper so,
//: by another person's program.) Do the two have the same strong directions? Let $`U`$ and $`U'`$ hold the first $`r`$
//: columns for $`W`$ and for $`D`$. Project each column of one on the space that the other spans. The *overlap* is the
//: mean squared length of the projections, $`\lVert U^\top U' \rVert_F^2 / r`$. It is {{lit:100 %}} where both span the
//: same space, and $`r/n`$ on average where they have nothing to do with each other, $`n`$ being the dimension. The
//: same is done with $`V`$.

func overlap(_ X: Matrix, _ Y: Matrix, _ r: Int) -> Double {
    (X.columns(0 ..< r).T * Y.columns(0 ..< r)).squaredNorm / Double(r)
}
page.table("tab:overlap", spectra.overlaps(overlap))

//: Unrelated directions would overlap by {{overlap.none}}, for the inputs of *output* by {{overlap.wide}}. Dividing
//: each row by its length changes how the outputs are weighed, so both sets move, by how much depends on the layer. A
//: swap of directions 16 and 17 would cost 1/16, six points. So where the overlap is low, many directions just above
//: and below 16 have mixed.
//:
//: ## The sign, and why EDoRA needs one
//:
//: A pair $`(u_i, v_i)`$ can be replaced by $`(-u_i, -v_i)`$: the product stays the same, so both are right, and
//: different libraries return different ones. For EDoRA that is not harmless. It trains a small matrix $`R`$ between
//: two fixed factors, $`B R A`$. $`B`$ holds the first $`r`$ columns of $`U`$; $`A`$ holds the first $`r`$ rows of
//: $`V^\top`$, each multiplied by its $`\sigma`$.

//? $`B`$ and $`A`$ are computed again, and one pair comes out flipped. $`R`$ is as before. By how much does $`B R A`$
//? change?
//! With the first of four pairs flipped, $`B A`$ is unchanged. But the flip changes the sign of six of the sixteen
//! entries of $`R`$: the first row and the first column, but for the corner. Were all sixteen to count alike, $`B R A`$
//! would differ by $`2\sqrt{6/16}`$ of its norm, {{lit:122 %}}. Here these six hold {{flip.part|.0%}} of its squared
//! norm, and it differs by {{flip.share|.0%}}.

let basis = Basis(svdOfW.prefix(4), sigmaSide: .input)  // B = U_r, A = Σ_r·V_rᵀ
let R = Matrix.normal(4, 4, deviation: 0.01, using: &random)
let flip = Matrix(4, 4) { $0 == $1 ? ($0 == 0 ? -1 : 1) : 0 }
let change = basis.B * R * basis.A
let flipped = (basis.B * flip) * R * (flip * basis.A)
let product = basis.B * basis.A, turned = (basis.B * flip) * (flip * basis.A)
page.value("flip.share", (flipped - change).norm / change.norm)
page.value("flip.part", (flipped - change).squaredNorm / (4 * change.squaredNorm))
page.require(
    (turned - product).norm / product.norm < 1e-6, "With the first of four pairs flipped, $`B A`$ is unchanged.")

//: So this project fixes the sign: the entry of each $`u_i`$ with the largest magnitude is positive. A run that
//: computes $`B`$ and $`A`$ again, as a resumed one does, then gets the same signs. (A saved adapter holds $`B`$ and
//: $`A`$ as well.)

//? Would the sign matter if $`R`$ were diagonal?
//! No. Each diagonal entry multiplies its own pair, $`r_{ii}\,\sigma_i\,u_i\,v_i^\top`$, and the two minus signs
//! cancel. It is the entries beside the diagonal, which mix one pair's output with another's input, that change their
//! sign.

//: ## Exact or randomised
//:
//: For the SVD of a matrix of 384 rows and columns the exact method is fast enough, and this project's default. A
//: *randomised* one (Halko, Martinsson and Tropp, 2011) finds only the first singular values, and only nearly, in less
//: time for larger matrices: `--svd randomised`.
//:
//: <details><summary>How near, and how fast</summary>
//:
//: It multiplies the matrix with 64 random vectors, 32 more than the 32 directions asked for, then with its transpose
//: and itself in turn seven times. That makes the strong directions stand out. It projects the matrix on the space that
//: they span and decomposes the smaller matrix exactly. [[tab:randomised]] compares the first 32 singular values with
//: the exact ones, and the spaces of the first 32 columns of $`U`$ by the overlap from above.

let falling = KernelWorkload.decayingWeight(384, 384)  // singular values near 1/√i
let subjects = [("singular values near 1/√i", falling), ("`\(model.targets[0].name)`", W), ("random numbers", noise)]
let comparisons = try subjects.map { name, X -> (name: String, error: Double, overlap: Double) in
    let exact = try SVD.truncated(X, rank: 32), quick = try SVD.randomised(X, rank: 32)
    let errors = (0 ..< 32).map { Double(abs(exact.values[0, $0] - quick.values[0, $0]) / exact.values[0, $0]) }
    return (name, errors.max() ?? 0, overlap(exact.U, quick.U, 32))
}
page.table("tab:randomised", Grid(
    caption: "The randomised SVD of three matrices of 384 rows and columns, rank 32, against the exact one.",
    header: ["matrix", "largest relative error of a singular value", "overlap of U"],
    rows: comparisons.map {
        [$0.name, String(format: "%.0e", $0.error), decimalText(100 * $0.overlap, decimals: 2) + " %"]
    }))
let sizes = [128, 256, 384, 512, 768], runs = 5
page.machineDependent(
    "Milliseconds on one thread, medians of \(runs) runs",
    try decompositionTimes(sizes, runs: runs) { KernelWorkload.decayingWeight($0, $0) })

//: The faster the singular values fall, the better the method. Random numbers, whose first values lie close together,
//: are its hardest case. A wrong question is answered by an error that says so, here as everywhere in this project:

page.showError { _ = try SVD.truncated(M, rank: 3) }

//: </details>
//:
//: ## Exercises

//#-exercise
//: *Change a rank.* Rank 6 loses little of the picture. What is the smallest rank that loses less than a thousandth of
//: its squared norm, and less than a hundred-thousandth?
//#-solution
//: The shares of the singular values add up, so one list answers both:

let squares = svdOfImage.values.values.map { Double($0) * Double($0) }, total = squares.reduce(0, +)
func smallestRank(losing share: Double) -> Int {
    (0 ... squares.count).first { squares.dropFirst($0).reduce(0, +) < share * total } ?? squares.count
}
page.show("less than 1e-3 lost: rank \(smallestRank(losing: 1e-3)); less than 1e-5: rank \(smallestRank(losing: 1e-5))")
//#-end-exercise

//#-exercise
//: *Add a row of noise.* Replace the lowest row of the picture by random grey values between 0 and 1. How many more
//: ranks does it take to lose less than a thousandth?
//#-solution
//: At most one, as long as the squared norm does not shrink. The change is one column times one row, a matrix of rank
//: one. So a rank more can do for the new picture what the old rank did for the old one.

let noisy = image.copy()
for j in 0 ..< noisy.columns { noisy[noisy.rows - 1, j] = Float(random.uniform()) }
let noisySquares = try SVD.exact(noisy).values.values.map { Double($0) * Double($0) }
let noisyRank = (0 ... noisySquares.count).first {
    noisySquares.dropFirst($0).reduce(0, +) < 1e-3 * noisySquares.reduce(0, +)
} ?? noisySquares.count
page.show("less than 1e-3 lost: rank \(noisyRank) with the row of noise, \(smallestRank(losing: 1e-3)) without it")
//#-end-exercise

//#-exercise
//: *Break a sign.* Above, flipping one pair changed $`B R A`$. Make $`R`$ diagonal, flip the first pair again, and
//: compare.
//#-solution
//: Each entry of a diagonal $`R`$ stays with its own pair, so the two signs cancel:

let diagonal = Matrix(4, 4) { $0 == $1 ? R[$0, $0] : 0 }
let straight = basis.B * diagonal * basis.A
let turnedOver = (basis.B * flip) * diagonal * (flip * basis.A)
page.show("difference below 1e-6 of the norm: \((turnedOver - straight).norm < 1e-6 * straight.norm)")
//#-end-exercise

//: ## What was easy, what was hard
//:
//: - *Easy:* one call to LAPACK, the standard library for linear algebra, does the exact decomposition.
//: - *Hard:* the randomised method. With fewer extra vectors and products it was wrong by more than one part in ten
//:   thousand already where values fall like $`1/\sqrt{i}`$. A test now requires less than that there. On flatter
//:   spectra the errors are still larger, see [[tab:randomised]].
//: - *Deviations from the paper:* none that we know of; which SVD it uses we have not seen.
//: - *Cost:* {{decompositions}} exact decompositions, a few seconds in all.

//#-hidden-code
page.value("decompositions", 2 * decomposed.count + 2 * shuffles.count + 15 + sizes.count * runs)
}
runChapter(chapter)
//#-end-hidden-code
