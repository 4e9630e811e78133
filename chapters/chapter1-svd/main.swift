//: # Chapter 1 · The singular value decomposition
//:
//: ```sh
//: swift run chapter1-svd
//: ```
//:
//: That command made this page. After reading it you can say what the three factors of a singular value decomposition
//: (SVD) mean. You can cut a matrix down to a given rank and say how much is lost, and judge whether the weights of a
//: trained network have "a few strong directions". You need to know what a matrix product is, and nothing about machine
//: learning.
//:
//: The book's subject is EDoRA (Nasiri and Garraghan, [arXiv 2501.12067](https://arxiv.org/abs/2501.12067); “the
//: paper”). Its full text was not at hand: what this book says of it comes from its abstract, from summaries, from its
//: authors' released code, and, for two details that [[chapter4-edora]] marks †, from another person's port. A
//: network's *weights* are the numbers in its matrices, and *training* adjusts them. EDoRA adjusts a trained network to
//: a new task: it keeps each matrix as it is (*frozen*) and trains a small addition to it, the *adapter*.
//: [[chapter4-edora]] tells how; this chapter supplies the tool.

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

//: The circle becomes an ellipse (or, flattened, a segment or a point), whatever the matrix ([[fig:ellipse]]). The SVD
//: names what is seen there:
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
//#-hidden-code
let turns = (0 ... 120).map { 2 * Double.pi * Double($0) / 120 }
let circle = Matrix(2, turns.count) { i, j in Float(i == 0 ? cos(turns[j]) : sin(turns[j])) }
let ellipse = M * circle
func row(_ X: Matrix, _ i: Int) -> [Double] { (0 ..< X.columns).map { rounded(Double(X[i, $0]), 4) } }
let zeros = [0.0, 0.0]
page.figure(
    "fig:ellipse",
    caption: """
        The unit circle and its image. Thin arrows: columns of V. Thick arrows: columns of U, each multiplied by its \
        singular value.
        """,
    alt: """
        A circle inside a longer, slanted ellipse; two perpendicular arrows reach the circle, two perpendicular arrows \
        are the half-axes of the ellipse.
        """,
    data: [
        FigureSeries("circle", x: ("x", row(circle, 0)), y: ("y", row(circle, 1))),
        FigureSeries("ellipse", x: ("x", row(ellipse, 0)), y: ("y", row(ellipse, 1))),
        FigureSeries("V", [
            .numbers("x", zeros), .numbers("y", zeros), .numbers("dx", row(svdOfM.V, 0)),
            .numbers("dy", row(svdOfM.V, 1)),
        ]),
        FigureSeries("U", [
            .numbers("x", zeros), .numbers("y", zeros), .numbers("dx", row(mapped, 0)), .numbers("dy", row(mapped, 1)),
        ]),
        FigureSeries("names", [
            .numbers("x", (row(svdOfM.V, 0) + row(mapped, 0)).map { rounded(1.14 * $0, 3) }),
            .numbers("y", (row(svdOfM.V, 1) + row(mapped, 1)).map { rounded(1.14 * $0, 3) }),
            .words("name", ["v₁", "v₂", "σ₁u₁", "σ₂u₂"]),
        ]),
    ],
    script: """
        set size ratio -1
        set xrange [-2.1:2.5]
        set xlabel 'first coordinate'
        set ylabel 'second coordinate'
        set key outside right
        plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#888888' title 'circle', \\
             DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#1f77b4' title 'M · circle', \\
             DATA index 2 using 1:2:3:4 with vectors linewidth 1.5 linecolor rgb '#000000' title 'columns of V', \\
             DATA index 3 using 1:2:3:4 with vectors linewidth 3 linecolor rgb '#d62728' \
        title 'columns of U, times σ', \\
             DATA index 4 using 1:2:3 with labels notitle
        """)
//#-end-hidden-code

//? What do the columns of $`U`$ mean for a weight matrix $`W`$ of a network, which computes $`y = W x`$?
//! They are perpendicular directions of the *output*. The first is the output direction that $`W`$ can produce with the
//! largest length from an input of length one; that input is the first column of $`V`$, and the length is the first
//! singular value. Each further column is the strongest direction perpendicular to those before it.

//: ## Fewer directions: a picture of low rank
//:
//: Written out, the decomposition of any matrix $`W`$ is a sum of simple matrices, each a column times a row, the
//: strongest first. Keeping the first $`k`$ gives a matrix of rank $`k`$:
//:
//: ```math eq:truncated
//: W_k = \sum_{i=1}^{k} \sigma_i\,u_i\,v_i^\top
//: ```
//:
//: A picture is a matrix of grey values. Here is one of 24 rows and columns, and what is left of it at rank 1, 3 and 6.
//: To measure errors we need two sizes of a matrix $`X`$. The *largest stretch* $`\lVert X \rVert_2`$ is the largest
//: length that $`X`$ gives to a vector of length one: its first singular value. The *norm* $`\lVert X \rVert_F`$, named
//: after Frobenius, is the root of the sum of all squared entries. Its square is also
//: $`\sigma_1^2 + \sigma_2^2 + \dots`$, so each singular value holds a share of the squared norm, and the share that is
//: not kept is what is lost: at rank 6, {{lost|.2%}} of the picture's squared norm.

let image = drawnImage()
let svdOfImage = try SVD.exact(image)
let ranks = [1, 3, 6]
let approximations = ranks.map { svdOfImage.prefix($0).product }
let lost = (image - approximations[2]).squaredNorm / image.squaredNorm
page.value("lost", lost)
//#-hidden-code
page.figure(
    "fig:picture",
    caption: """
        A picture of 24 × 24 grey values between 0 (black) and 1 (white), and its best approximations of rank 1, 3 and \
        6; what falls outside is cut off.
        """,
    alt: """
        Four panels of a house under a sun. At rank 1 only blurred bands are left, at rank 3 house and sun can be told \
        apart, at rank 6 little is missing.
        """,
    data: [pixels("original", image)] + zip(ranks, approximations).map { pixels("rank \($0)", $1) },
    script: """
        set multiplot layout 2,2
        set palette gray
        unset colorbox
        unset tics
        unset key
        set size ratio 1
        set lmargin 1
        set rmargin 1
        set cbrange [0:1]
        set xrange [-0.5:23.5]
        set yrange [-0.5:23.5]
        set title 'original'
        plot DATA index 0 using 1:2:3 with image pixels
        set title 'rank 1'
        plot DATA index 1 using 1:2:3 with image pixels
        set title 'rank 3'
        plot DATA index 2 using 1:2:3 with image pixels
        set title 'rank 6'
        plot DATA index 3 using 1:2:3 with image pixels
        unset multiplot
        """)
//#-end-hidden-code

//: No matrix of rank $`k`$ or less comes closer, by either size (Eckart and Young, 1936; Mirsky, 1960). How close is
//: that? The largest stretch of what is missing is the next singular value, $`\lVert W - W_k \rVert_2 = \sigma_{k+1}`$.
//: [[tab:eckart]] measures it, on the picture and on a matrix of {{rows}} rows and columns from the model that follows
//: below.

let directory = try ModelDirectory.locate(options.model ?? "minilm")
let model = try SequenceClassifier(directory: directory, classes: 2, seed: 1)
try ChapterOptions.requireSize(model.configuration, directory)
let W = model.targets[0].base  // as it was trained; the seed only concerns parts that are not used here
let svdOfW = try SVD.exact(W)
//#-hidden-code
page.value("model", options.model.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "MiniLM")
page.value("rows", W.rows)
func remainder(_ X: Matrix, _ svd: SVD, _ k: Int) throws -> Float {
    let missing = try SVD.exact(X - svd.prefix(k).product)
    return missing.values[0, 0]
}
func eckart(_ name: String, _ X: Matrix, _ svd: SVD, _ ranks: [Int]) throws -> [[String]] {
    try ranks.map { k in
        let measured = try remainder(X, svd, k), next = svd.values[0, k]
        return [
            name, "\(k)", decimalText(Double(svd.values[0, 0]), decimals: 2), decimalText(Double(next), decimals: 4),
            decimalText(Double(measured), decimals: 4),
            abs(measured - next) < 1e-5 * svd.values[0, 0] ? "yes" : "no",
        ]
    }
}
page.table(
    "tab:eckart", caption: "The largest singular value of W − W_k is the next singular value of W.",
    header: [
        "matrix", "k", "first σ", "σ of number k + 1", "largest σ of W − W_k", "differ by less than 1e-5 of the first",
    ],
    rows: try eckart("picture", image, svdOfImage, [1, 3, 6])
        + eckart("`\(model.targets[0].name)`", W, svdOfW, [4, 16, 64]),
    alignment: [.left, .right, .right, .right, .right, .left])
//#-end-hidden-code

//? A matrix of 384 rows and columns has $`\sigma_{17}`$ = 2. What is the smallest possible error, in the largest
//? stretch, of an approximation of rank 16? How many numbers does such an approximation need?
//! The error is 2: no matrix of rank 16 does better. It can be stored in 16 columns of 384 numbers and 16 rows of 384
//! numbers (the singular values can be multiplied into either): 12,288 instead of 147,456.

//: ## Real weights: strong directions, and a long tail
//:
//: {{model}} is a network that turns sentences into vectors. It has {{layers}} layers; in each, four matrices are those
//: that EDoRA adapts: *query*, *value*, *attention output* ({{square}} each) and *output* ({{wide}}). What the names
//: mean does not matter here. If their singular values fell off a cliff after the first few, a low rank would hold
//: nearly all of the norm. To see what "strong" means one needs something without structure to compare with: a matrix
//: of independent normal random numbers of the same shape and norm. Its singular values are known in advance: they fill
//: a band whose upper edge is near $`s\,(\sqrt{rows} + \sqrt{columns})`$, where $`s`$ is the standard deviation of the
//: entries.

struct Spectrum {
    let kind: String, layer: Int
    let svd: SVD, ofDirection: SVD
    let norm: Double
    /// The share of the squared norm that the first r singular values hold.
    func energy(_ r: Int) -> Double { Spectrum.energy(svd, r) }
    static func energy(_ svd: SVD, _ r: Int) -> Double {
        let squares = svd.values.values.map { Double($0) * Double($0) }
        return squares.prefix(r).reduce(0, +) / squares.reduce(0, +)
    }
}
let kinds = ["query", "value", "attention output", "output"]
let spectra = try model.targets.enumerated().map { number, layer in
    let norms = layer.base.rowNorms
    let direction = layer.base.scalingRows(by: norms.map { 1 / $0 })  // every row of length one
    return Spectrum(
        kind: kinds[number % kinds.count], layer: number / kinds.count, svd: try SVD.exact(layer.base),
        ofDirection: try SVD.exact(direction), norm: layer.base.norm)
}
var random = Random(seed: 1, purpose: "chapter 1")
let n = model.configuration.hiddenSize, wide = model.configuration.adapterTargets.reduce(n) { max($0, $1.inputs) }
let noise = Matrix.normal(n, n, deviation: 1, using: &random)
let wideNoise = Matrix.normal(n, wide, deviation: 1, using: &random)
let noiseSVD = try SVD.exact(noise), wideNoiseSVD = try SVD.exact(wideNoise)
page.value("edge", 2 * Double(n).squareRoot(), format: .init(".1f"))
page.value("edge.measured", noiseSVD.values[0, 0], format: .init(".1f"))
page.value("square", noise.shape)
page.value("wide", wideNoise.shape)
page.value("layers", spectra.count / kinds.count)

//: For the square random matrix ($`s`$ = 1) the edge is {{edge}}, and the largest singular value measured is
//: {{edge.measured}}. [[fig:spectra]] shows all matrices, each scaled to the norm of the random one of its shape, so
//: that the curves can be compared.
//#-hidden-code
let shown = Array(0 ..< 32) + Array(stride(from: 32, to: n, by: 8))
func curve(_ name: String, _ svd: SVD, norm: Double, to target: Double) -> FigureSeries {
    FigureSeries(
        name, x: ("index", shown.map { Double($0 + 1) }),
        y: ("singular_value", shown.map { rounded(Double(svd.values[0, $0]) / norm * target, 2) }))
}
let colours = ["query": "#1f77b4", "value": "#2ca02c", "attention output": "#ff7f0e", "output": "#9467bd"]
func panel(_ own: [(offset: Int, element: Spectrum)], random: Int) -> String {
    own.map { i, one in
        "DATA index \(i) using 1:2 with lines linewidth 1 linecolor rgb '\(colours[one.kind] ?? "#000000")' "
            + (one.layer == 0 ? "title '\(one.kind)'" : "notitle") + ", \\\n     "
    }.joined() + "DATA index \(random) using 1:2 with lines linewidth 3 linecolor rgb '#000000' title 'random'"
}
let numbered = Array(spectra.enumerated())
page.figure(
    "fig:spectra",
    caption: """
        Singular values of the {{count}} adapted matrices of {{model}}, each scaled to the norm of the random matrix \
        of its shape; left {{square}}, right {{wide}}. Thin lines: one a layer.
        """,
    alt: """
        Left: every curve starts above the random one, the highest nearly twice as high, and crosses it before index \
        100; one attention output runs along it. Right: every output matrix starts well above random, the highest four \
        times as high, and then drops.
        """,
    data: spectra.map { one in
        let target = one.kind == "output" ? wideNoise.norm : noise.norm
        return curve("\(one.kind) \(one.layer)", one.svd, norm: one.norm, to: target)
    } + [
        curve("random", noiseSVD, norm: noise.norm, to: noise.norm),
        curve("random, wide", wideNoiseSVD, norm: wideNoise.norm, to: wideNoise.norm),
    ],
    script: """
        set multiplot layout 1,2
        set logscale x
        set xrange [1:\(n)]
        set yrange [0:*]
        set xlabel 'index of the singular value (logarithmic)'
        set ylabel 'singular value, scaled'
        set key top right
        plot \(panel(numbered.filter { $0.element.kind != "output" }, random: spectra.count))
        plot \(panel(numbered.filter { $0.element.kind == "output" }, random: spectra.count + 1))
        unset multiplot
        """)
/// The first value of a curve over that of the random one, both drawn to one norm, and the index where it crosses it.
func start(_ one: Spectrum, _ random: SVD, norm: Double) -> (ratio: Double, crossing: Int) {
    let scaled = one.svd.values.values.map { Double($0) / one.norm * norm }
    let flat = random.values.values.map(Double.init)
    return (scaled[0] / flat[0], scaled.indices.first { scaled[$0] < flat[$0] } ?? scaled.count)
}
let squareStarts = spectra.filter { $0.kind != "output" }.map { start($0, noiseSVD, norm: noise.norm) }
let wideStarts = spectra.filter { $0.kind == "output" }.map { start($0, wideNoiseSVD, norm: wideNoise.norm) }
let highestStarts = [squareStarts, wideStarts].map { $0.map(\.ratio).max() ?? 0 }
page.require(
    squareStarts.allSatisfy { $0.ratio > 1 && $0.crossing < 100 } && (1.75 ..< 2).contains(highestStarts[0])
        && squareStarts.count { $0.ratio < 1.15 && $0.crossing < 30 } == 1,
    """
    Left: every curve starts above the random one, the highest nearly twice as high, and crosses it before index 100;
    one attention output runs along it.
    """)
page.require(
    wideStarts.allSatisfy { $0.ratio > 1.5 } && (3.5 ..< 4.5).contains(highestStarts[1]),
    """
    Right: every output matrix starts well above random, the highest four times as high, and then drops.
    """)
page.value("count", spectra.count)
func share(_ value: Double) -> String { decimalText(100 * value, decimals: 1) + " %" }
func shareRange(_ values: [Double]) -> String {
    let ends = [values.min() ?? 0, values.max() ?? 0].map { decimalText(100 * $0, decimals: 1) }
    return share(values.reduce(0, +) / Double(values.count)) + " (\(ends[0])–\(ends[1]))"
}
let keptRanks = [4, 8, 16, 32, 64]
page.table(
    "tab:energy",
    caption: """
        Share of the squared norm that the first r singular values hold: mean over the layers (smallest–largest), and \
        of random matrices.
        """,
    header: ["matrix"] + keptRanks.map { "r = \($0)" },
    rows: kinds.map { kind in
        let own = spectra.filter { $0.kind == kind }
        return [kind] + keptRanks.map { r in shareRange(own.map { $0.energy(r) }) }
    }
        + [["random, \(noise.shape)"] + keptRanks.map { share(Spectrum.energy(noiseSVD, $0)) }]
        + [["random, \(wideNoise.shape)"] + keptRanks.map { share(Spectrum.energy(wideNoiseSVD, $0)) }],
    alignment: [.left] + keptRanks.map { _ in .right })
page.table(
    "tab:layers", caption: "The same at r = 16, layer by layer, counted from the input; the first is 0.",
    header: ["layer"] + kinds,
    rows: (0 ..< spectra.count / kinds.count).map { layer in
        ["\(layer)"] + kinds.map { kind in
            share(spectra.first { $0.kind == kind && $0.layer == layer }?.energy(16) ?? .nan)
        }
    }, alignment: [.right, .right, .right, .right, .right])
func meanEnergy(_ own: [Spectrum]) -> Double { own.map { $0.energy(16) }.reduce(0, +) / Double(own.count) }
page.value("energy.square", meanEnergy(spectra.filter { $0.kind != "output" }))
page.value("energy.wide", meanEnergy(spectra.filter { $0.kind == "output" }))
page.value("energy.random", Spectrum.energy(noiseSVD, 16))
page.value("energy.wideRandom", Spectrum.energy(wideNoiseSVD, 16))
let flattest = spectra.min { $0.energy(16) < $1.energy(16) } ?? spectra[0]
page.require(
    meanEnergy(spectra.filter { $0.kind != "output" }) > 1.3 * Spectrum.energy(noiseSVD, 16)
        && meanEnergy(spectra.filter { $0.kind == "output" }) > 1.3 * Spectrum.energy(wideNoiseSVD, 16),
    "So trained weights have strong directions.")
page.require(spectra.allSatisfy { $0.energy(64) < 0.75 }, "But nowhere is there a point after which little is left.")
page.value("flattest.kind", flattest.kind)
page.value("flattest.layer", flattest.layer)
page.value("flattest", flattest.energy(16))
//#-end-hidden-code

//: At rank 16 the square matrices hold {{energy.square|.1%}} of their squared norm on average, a random one
//: {{energy.random|.1%}}; the *output* matrices {{energy.wide|.1%}}, a random one {{energy.wideRandom|.1%}}
//: ([[tab:energy]], [[tab:layers]]). So trained weights have strong directions. One matrix, {{flattest.kind}} of layer
//: {{flattest.layer}}, hardly differs from random by this measure ({{flattest|.1%}}). In the *output* matrices the
//: first one or two stand out. But nowhere is there a point after which little is left. Most of the norm lies outside
//: the first few directions. EDoRA does not throw the rest away: it freezes the whole matrix, and uses the strong
//: directions only as the place where the *added term* lives.
//:
//: ## The weight or its direction?
//:
//: The paper decomposes not $`W`$ but its *direction* $`D`$: each row divided by its length. Do the two have the same
//: strong directions? Project each direction of one set on the space that the other set spans. The *overlap* is the
//: mean squared length of the projections, $`\lVert U^\top U' \rVert_F^2 / r`$, and the same with $`V`$: the whole if
//: both span the same space, and $`r/n`$ on average if they have nothing to do with each other, $`n`$ being the
//: dimension.

func overlap(_ X: Matrix, _ Y: Matrix, _ r: Int) -> Double {
    (X.columns(0 ..< r).T * Y.columns(0 ..< r)).squaredNorm / Double(r)
}
//#-hidden-code
page.table(
    "tab:overlap",
    caption: "Overlap of the first 16 singular directions of W and of D, mean over the layers (smallest–largest).",
    header: ["matrix", "outputs (U)", "inputs (V)"],
    rows: kinds.map { kind in
        let own = spectra.filter { $0.kind == kind }
        return [
            kind, shareRange(own.map { overlap($0.svd.U, $0.ofDirection.U, 16) }),
            shareRange(own.map { overlap($0.svd.V, $0.ofDirection.V, 16) }),
        ]
    }, alignment: [.left, .right, .right])
page.value("overlap.none", 16 / Double(n))
page.value("overlap.wide", 16 / Double(wide))
//#-end-hidden-code

//: Unrelated directions would overlap by {{overlap.none|.1%}}, for the inputs of *output* by {{overlap.wide|.1%}}.
//: Dividing each row by its length changes how the outputs are weighed, so both sets move, by how much depends on the
//: layer. One reason is that without a gap at 16, directions 16 and 17 change places easily.
//:
//: ## The sign, and why EDoRA needs one
//:
//: A pair $`(u_i, v_i)`$ can be replaced by $`(-u_i, -v_i)`$: the product stays the same, so both are right, and
//: different libraries return different ones. For EDoRA that is not harmless. It trains a small matrix $`R`$ between
//: two fixed factors, $`B R A`$. $`B`$ holds the first $`r`$ columns of $`U`$; $`A`$ holds the first $`r`$ rows of
//: $`V^\top`$, each multiplied by its $`\sigma`$. If $`B`$ and $`A`$ are computed again with one pair flipped, the same
//: $`R`$ means another change. A random $`R`$ at rank four shows it:

let basis = Basis(svdOfW.prefix(4), sigmaSide: .input)  // B = U_r, A = Σ_r·V_rᵀ
let R = Matrix.normal(4, 4, deviation: 0.01, using: &random)
let flip = Matrix(4, 4) { $0 == $1 ? ($0 == 0 ? -1 : 1) : 0 }
let change = basis.B * R * basis.A
let flipped = (basis.B * flip) * R * (flip * basis.A)
let product = basis.B * basis.A, turned = (basis.B * flip) * (flip * basis.A)
page.value("flip.share", (flipped - change).norm / change.norm)
page.require((turned - product).norm / product.norm < 1e-6, "With the first pair flipped, $`B A`$ is unchanged.")

//: With the first pair flipped, $`B A`$ is unchanged. But $`B R A`$ differs by {{flip.share|.0%}} of its norm (twice
//: the norm would be the opposite change). So this project fixes the sign: the entry of each $`u_i`$ with the largest
//: magnitude is positive. A run that computes $`B`$ and $`A`$ again, as a resumed one does, then gets the same signs.
//: (A saved adapter holds $`B`$ and $`A`$ as well.)

//? Would the sign matter if $`R`$ were diagonal?
//! No. Each diagonal entry multiplies its own pair, $`r_{ii}\,\sigma_i\,u_i\,v_i^\top`$, and the two minus signs
//! cancel. It is the entries beside the diagonal, which mix one pair's output with another's input, that change their
//! sign.

//: ## Exact or randomised
//:
//: The exact SVD computes all singular values to use a few. A *randomised* one (Halko, Martinsson and Tropp, 2011)
//: multiplies the matrix with 64 random vectors, 32 more than the 32 directions asked for, then with its transpose and
//: itself in turn seven times. That makes the strong directions stand out. It projects the matrix on the space that
//: they span and decomposes the smaller matrix exactly. [[tab:randomised]] compares the first 32 singular values with
//: the exact ones, and the spaces of the first 32 columns of $`U`$ by the overlap from above.

let falling = KernelWorkload.decayingWeight(384, 384)  // singular values near 1/√i
let subjects = [("singular values near 1/√i", falling), ("`\(model.targets[0].name)`", W), ("random numbers", noise)]
let comparisons = try subjects.map { name, X -> (name: String, error: Double, overlap: Double) in
    let exact = try SVD.truncated(X, rank: 32), quick = try SVD.randomised(X, rank: 32)
    let errors = (0 ..< 32).map { Double(abs(exact.values[0, $0] - quick.values[0, $0]) / exact.values[0, $0]) }
    return (name, errors.max() ?? 0, overlap(exact.U, quick.U, 32))
}
page.table(
    "tab:randomised",
    caption: "The randomised SVD of three matrices of 384 rows and columns, rank 32, against the exact one.",
    header: ["matrix", "largest relative error of a singular value", "overlap of U"],
    rows: comparisons.map {
        [$0.name, String(format: "%.0e", $0.error), decimalText(100 * $0.overlap, decimals: 2) + " %"]
    },
    alignment: [.left, .right, .right])
page.value("worst", comparisons[2].error, format: .init(".1%"))
let sizes = [128, 256, 512, 768]
let seconds = try sizes.map { n -> (exact: Double, quick: Double) in
    let X = KernelWorkload.decayingWeight(n, n)
    let exactClock = Stopwatch()
    _ = try SVD.truncated(X, rank: 32)
    let exact = exactClock.seconds, quickClock = Stopwatch()
    _ = try SVD.randomised(X, rank: 32)
    return (exact, quickClock.seconds)
}
let times = zip(sizes, seconds).map {
    decimalText(Double($0), decimals: 0, width: 16) + decimalText(1e3 * $1.exact, decimals: 1, width: 8)
        + decimalText(1e3 * $1.quick, decimals: 1, width: 13)
}
page.machineDependent(
    "Milliseconds on one thread", (["rows and columns   exact   randomised"] + times).joined(separator: "\n"))

//: The faster the singular values fall, the better the method. Random numbers, whose first values lie close together,
//: are its hardest case. This project's default is the exact decomposition; `--svd randomised` chooses the other, which
//: pays for large matrices.
//:
//: A wrong question is answered by an error that says so, here as everywhere in this project:

page.showError { _ = try SVD.truncated(M, rank: 3) }

//: ## What was easy, what was hard
//:
//: - *Easy:* one call to LAPACK, the standard library for linear algebra, does the exact decomposition.
//: - *Hard:* the randomised method. With fewer extra vectors and products it was wrong by more than one part in ten
//:   thousand already where values fall like $`1/\sqrt{i}`$; a test holds it below that there. On flatter spectra it
//:   still is, see [[tab:randomised]].
//: - *Deviations from the paper:* none that we know of; which SVD it uses we have not seen.
//: - *Cost:* {{decompositions}} exact decompositions, a few seconds in all.

//#-hidden-code
page.value("decompositions", 2 * spectra.count + 14 + sizes.count)
}
runChapter(chapter)
//#-end-hidden-code
