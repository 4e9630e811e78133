//: # Chapter 7 · A decoder
//:
//: ```sh
//: swift run chapter7-decoder
//: ```
//:
//: That command made this page, in seconds, from small files that are committed beside it. The chapters before adapt
//: *encoders*, networks that read a text as a whole, as the paper does. The paper leaves open whether EDoRA's
//: advantages carry over to *decoders*, which read from left to right and are what chat programs are made of. A small
//: one, {{model}}, trains on the machine that you have; `make gemma` fetches it.
//:
//: After reading this page you can say what a causal mask changes and why the last token answers, how a token's place
//: enters a score by turning, and what EDoRA trains in such a network. You can judge how much of its directions a basis
//: of rank 16 holds, and what a model of 7 B (seven thousand million values) would ask for. You need
//: [[chapter4-edora]], and from [[chapter5-glue]] how to read a table of means and spreads.
//:
//: The answer to the open question needs a grid of runs. Of its {{cells}} runs {{made}} have their record. {{verdict}}
//: ([[tab:main]])

//#-hidden-code
// swift-format-ignore-file
import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

func chapter(_ page: Notebook, _ options: ChapterOptions) throws {
if options.train { try Sweep(replanning: { try DecoderGrid().plan }).runForChapter() }
if options.measure {
    try SpectrumRecord.measureMissing()
    try DecoderCost.measureMissing()
}
let checkpoint = Checkpoint.gemma270M, decoder = checkpoint.configuration
let miniLM = EncoderConfiguration.miniLM, base = EncoderConfiguration.robertaBase
let store = RunStore(), grid = try DecoderGrid(in: store)
let results = try GLUEResults(DecoderGrid.settings, tasks: DecoderGrid.tasks, in: store, runs: grid.runs)
let (edora, lora) = (Setting.edora, Setting.lora), highRank = Setting(.edora, rank: 32)
let command = "edora sweep run --chapter \(Plan.nameOfDecoder)"
func count(_ setting: Setting) -> Int { decoder.trainableCount(setting.method, rank: setting.rank) }
func percent(_ share: Double, _ decimals: Int = 0) -> String { decimalText(100 * share, decimals: decimals) + " %" }
let planned = DecoderGrid.settings.flatMap { setting in DecoderGrid.tasks.flatMap { grid.runs(setting, $0) } }
let verdict = DecoderVerdict(results)
page.value("model", checkpoint.title)
page.value("cells", DecoderGrid.cellCount)
page.value("made", planned.count - (try store.missing(planned)).count)
page.value("verdict", verdict.text)
//#-end-hidden-code

//: ## Each token sees those before it
//:
//: In an encoder every token sees every other: in attention it takes a weighted mean over the whole text. A decoder was
//: trained to guess the next token. If a token saw what comes after it, it could read the answer off. So the scores of
//: later tokens are set to $`-\infty`$ before the softmax, and their weights are zero. This is the *causal mask*.
//:
//: Take three tokens that carry the numbers 1, 2 and 6, and attention with equal weights, so that each token gets the
//: mean of what it sees:

let numbers = [1.0, 2, 6]
for (token, number) in numbers.enumerated() {
    let seen = numbers.indices.filter { Mechanics.sees(token, $0, isCausal: true) }.map { numbers[$0] }
    page.show("the token with \(decimalText(number, decimals: 0)) sees "
        + seen.map { decimalText($0, decimals: 0) }.joined(separator: ", ")
        + "; mean \(decimalText(Sample(seen).mean, decimals: 1)), and without a mask "
        + decimalText(Sample(numbers).mean, decimals: 1))
}

//: Only the last mean is that of all three. So it is with words. The first token sees itself alone. Here it is always
//: `<bos>`, the mark of a beginning, so its state is the same for every text: a head that read the first token, as
//: BERT's does, could learn nothing but how frequent each answer is. The last token alone has seen the whole text. So
//: the head of a decoder reads the *last* token. Gemma's is one matrix, called `score`, without a bias.
//:
//: To see all before it costs more the longer a text is. In 15 of Gemma's 18 layers, the *local* ones, a token sees
//: only itself and the 511 before it, a *window* of 512. In every sixth layer, the *global* ones, it sees all
//: ([[fig:mask]]). What a local layer leaves out still arrives: the token 511 places back has seen its own window in
//: the layer below. The rows of these pages are cut at 128 tokens. So in all runs here the window hides nothing, and
//: local and global layers differ in their positions alone (below).

//#-hidden-code
let drawnTokens = 16, drawnWindow = 5
let masks = [
    Mechanics.mask("encoder", tokens: drawnTokens, isCausal: false),
    Mechanics.mask("global layer", tokens: drawnTokens, isCausal: true),
    Mechanics.mask("local layer", tokens: drawnTokens, isCausal: true, window: drawnWindow),
]
page.value("drawn.tokens", drawnTokens)
page.value("drawn.window", drawnWindow)
page.require(
    (1 ..< drawnTokens).allSatisfy { row in
        Mechanics.sees(row, 0, isCausal: true) && !Mechanics.sees(0, row, isCausal: true)
            && Mechanics.sees(0, row, isCausal: false)
            && Mechanics.sees(row, 0, isCausal: true, window: drawnWindow) == (row < drawnWindow)
    },
    """
    In the encoder all squares are filled; in a global layer those on and left of the diagonal; in a local layer only a
    band along it.
    """)
page.figure(
    "fig:mask",
    caption: """
        Who sees whom among {{drawn.tokens}} tokens: a square is filled where the token of the row sees that of the \
        column. The window is drawn as {{drawn.window}} tokens; Gemma's has 512.
        """,
    alt: """
        Three panels. In the encoder all squares are filled; in a global layer those on and left of the diagonal; in a \
        local layer only a band along it.
        """,
    data: masks,
    script: """
        set multiplot layout 1, 3 margins 0.12, 0.98, 0.17, 0.88 spacing 0.06, 0.1
        set size ratio 1
        set xrange [0:\(drawnTokens + 1)]
        set yrange [\(drawnTokens + 1):0]
        set xtics (1, 8, 16)
        set ytics (1, 8, 16)
        set key off
        set xlabel 'is seen'
        set ylabel 'asks'
        set title 'encoder'
        plot DATA index 0 using 1:2 with points pointtype 5 pointsize 0.7 linecolor rgb '#999999'
        unset ylabel
        set title 'decoder, global layer'
        plot DATA index 1 using 1:2 with points pointtype 5 pointsize 0.7 linecolor rgb '#0072b2'
        set title 'decoder, local layer'
        plot DATA index 2 using 1:2 with points pointtype 5 pointsize 0.7 linecolor rgb '#d55e00'
        unset multiplot
        """)
//#-end-hidden-code

//? A text has 128 tokens. In how many pairs does one token see another, itself counted, in an encoder and under the
//? causal mask? What does a window of 512 change?
//! 128 · 128 = 16,384 and 1 + 2 + … + 128 = 128 · 129/2 = 8,256. The window changes nothing, since no token has more
//! than 127 before it.

//? In the last layer of a classifier, which tokens need a query?
//! The last one alone, since the head reads no other. Its keys and values are still those of all tokens. The library
//! computes no more: query, attention output and feed-forward part of the last layer have one row a text.

//: ## Where a token stands: rotary positions
//:
//: Attention alone does not know order. BERT adds to each token's embedding a trained vector of its place. Gemma has no
//: such vectors: it *turns* queries and keys (*rotary positions*, Su et al.,
//: [arXiv 2104.09864](https://arxiv.org/abs/2104.09864)). The 256 values of a head are taken as 128 points in a plane,
//: value $`i`$ with value $`i + 128`$. At position $`p`$ point $`i`$ turns by the angle $`p\,\theta_i`$:
//:
//: ```math eq:rope
//: \theta_i = base^{-2i/256}, \qquad i = 0, 1, \ldots, 127
//: ```
//:
//: A score is the product of a query and a key. If both are turned by the same angle, it stays as it was. So it depends
//: on how far apart two tokens are, and not on where they stand. With one point each, at two distances:

let (query, key) = ((x: 1.0, y: 0.0), (x: 0.8, y: 0.6))
func score(_ asks: Int, _ seen: Int) -> Double {
    let (q, k) = (Mechanics.turned(query, by: Double(asks)), Mechanics.turned(key, by: Double(seen)))
    return q.x * k.x + q.y * k.y
}
for (asks, seen) in [(5, 3), (105, 103), (5, 1)] {
    let found = decimalText(score(asks, seen), decimals: 3)
    page.show("positions \(asks) and \(seen), \(asks - seen) apart: score \(found)")
}

//: The first point turns by {{lit:1}} radian a token, once around in {{fast|.1f}} tokens: it tells neighbours apart.
//: The last one needs {{slow|,}} tokens at a base of 10,000: it hardly knows near from far, and so can carry what does
//: not depend on place. Take two equal vectors whose points all have the same length. One token apart most points still
//: agree. The further apart, the more of them have turned away, and they cancel ([[fig:rope]]). With a larger base the
//: points turn more slowly. Gemma's local layers have a base of 10,000. Its global layers, which must find things far
//: back, have 1,000,000: {{far.distance}} tokens apart {{far.local|.0%}} of the score is left in a local layer and
//: {{far.global|.0%}} in a global one.

//#-hidden-code
let bases = (local: 10_000.0, global: 1_000_000.0)
let distances = Array(0 ... 64), doubled = (0 ... 44).map { Int(pow(2, Double($0) / 4).rounded()) }
let pairs = [0, 24, 48], farDistance = 512
func turning(_ pair: Int) -> [Double] {
    distances.map { cos(Double($0) * Mechanics.angle(pair, base: bases.local, size: 256)) }
}
func scores(_ base: Double) -> [Double] { doubled.map { Mechanics.score($0, base: base) } }
func drawn(_ values: [Double]) -> [Double] { values.map { roundedToSignificant($0, digits: 4) } }
page.require(
    abs(score(5, 3) - score(105, 103)) < 1e-12 && abs(score(5, 3) - score(5, 1)) > 0.1,
    "So it depends on how far apart two tokens are, and not on where they stand.")
page.value("fast", 2 * Double.pi)
page.value("slow", Int((2 * Double.pi / Mechanics.angle(127, base: bases.local, size: 256)).rounded()))
page.value("far.distance", farDistance)
page.value("far.local", Mechanics.score(farDistance, base: bases.local))
page.value("far.global", Mechanics.score(farDistance, base: bases.global))
page.require(
    zip(scores(bases.local), scores(bases.global)).dropFirst(4).allSatisfy { $0 < $1 }
        && (scores(bases.local).last ?? 1) < 0.2 && (scores(bases.global).last ?? 0) > 0.3,
    "Right: both curves fall from nearly one; that of the larger base stays above the other.")
page.figure(
    "fig:rope",
    caption: """
        What turning does to the score of two equal vectors. Left: single points at the base of local layers, the \
        cosine of the angle between them. Right: the mean over all 128 points, whose lengths are equal, for both \
        bases, against the distance (logarithmic).
        """,
    alt: """
        Left: three waves against the distance up to 64 tokens, the first fast, the second slower, the third not \
        yet back. Right: both curves fall from nearly one; that of the larger base stays above the other.
        """,
    data: pairs.map { pair in
        FigureSeries(
            "point \(pair)", x: ("distance", distances.map(Double.init)), y: ("cosine", drawn(turning(pair))))
    } + [bases.local, bases.global].map { base in
        FigureSeries(
            "base \(Int(base))", x: ("distance", doubled.map(Double.init)), y: ("score", drawn(scores(base))))
    },
    script: """
        set multiplot layout 1, 2 margins 0.13, 0.98, 0.15, 0.9 spacing 0.12, 0.1
        set yrange [-1.05:1.85]
        set ytics (-1, -0.5, 0, 0.5, 1)
        set xlabel 'tokens apart'
        set ylabel 'share of the score'
        set key top right samplen 2
        set title 'single points, local layer'
        \(PlotCommand.curves(pairs.map { "point \($0)" }, colours: ["#999999", "#e69f00", "#d55e00"]))
        unset ylabel
        set logscale x 2
        set xtics (1, 8, 64, 512)
        set title 'mean of all points'
        plot DATA index 3 using 1:2 with lines linewidth 2 linecolor rgb '#d55e00' title 'base 10,000 (local)', \\
             DATA index 4 using 1:2 with lines linewidth 2 linecolor rgb '#0072b2' title 'base 1,000,000 (global)'
        unset multiplot
        """)
//#-end-hidden-code

//? EDoRA adapts the query matrix. Does its update turn, too?
//! Yes: a query is first formed by the adapted matrix, then divided by its length and then turned. So a change of the
//! matrix acts at every distance, and cannot say “three tokens back” other than through points that already turn.

//? Gemma divides each query by its length (times a constant) before it turns. The magnitudes of all 256 query rows of a
//? head are doubled. What changes?
//! Nothing: the query is twice as long, and the division takes that away. So of a head's 256 magnitudes one direction
//! has no effect. BERT has no such norm: there doubled queries make sharper attention.

//: ## What else differs
//:
//: [[tab:kinds]] has the rest. Three rows need a word.

page.table(
    "tab:kinds", caption: "An encoder and a decoder beside each other. Sizes: MiniLM and {{model}}.",
    header: ["", "BERT", "Gemma 3"],
    rows: [
        ["a token sees", "all tokens", "itself and those before it; in local layers the last 512"],
        ["position", "a trained vector is added", "queries and keys turn, by two bases"],
        [
            "norm", "LayerNorm after each half of a layer",
            "RMSNorm before and after each half, and on each query and key",
        ],
        ["feed-forward part", "two matrices, GELU between", "three matrices: one gates another"],
        ["heads of keys and values", "as many as of queries", "one for four of queries"],
        ["biases", "yes", "none"],
        [
            "embedding", "\(groupedDigits(miniLM.vocabularySize)) words, positions, types",
            "\(groupedDigits(decoder.vocabularySize)) words, times √\(decoder.hiddenSize); the output is tied to it",
        ],
        ["dropout", decimalText(miniLM.dropout.hidden, decimals: 1), decoder.hasDropout ? "yes" : "none"],
        ["a pair of texts", "`[CLS]` first `[SEP]` second `[SEP]`, two types", "`<bos>` first `<bos>` second"],
        ["the head reads", "the first token, through the pooler", "the last token"],
        ["layers, width", "\(miniLM.layerCount), \(miniLM.hiddenSize)", "\(decoder.layerCount), \(decoder.hiddenSize)"],
        ["weights in the file", "32-bit floats", "4 to 8 bits each"],
    ],
    alignment: [.left, .left, .left])

//: *RMSNorm* divides a vector by the root of the mean of its squares, and multiplies by a trained gain. LayerNorm first
//: takes off the mean, and adds a trained offset at the end. For the vector (1, 2, 2), without gain and offset:

let vector = [1.0, 2, 2]
let rms = (vector.reduce(0) { $0 + $1 * $1 } / 3).squareRoot(), mean = vector.reduce(0, +) / 3
let centred = vector.map { $0 - mean }, spread = (centred.reduce(0) { $0 + $1 * $1 } / 3).squareRoot()
func text(_ values: [Double]) -> String { values.map { decimalText($0, decimals: 2) }.joined(separator: ", ") }
page.show("""
    RMSNorm:   divides by \(decimalText(rms, decimals: 2)): \(text(vector.map { $0 / rms }))
    LayerNorm: takes off \(decimalText(mean, decimals: 2)), divides by \(decimalText(spread, decimals: 2)): \
    \(text(centred.map { $0 / spread }))
    """)

//: RMSNorm keeps the signs and the ratios of the numbers: it changes a length and nothing else. In that it is a
//: relative of EDoRA's own division of each row by its length.
//:
//: The *gated* feed-forward part is $`down\,(\mathrm{gelu}(gate\,x) \odot up\,x)`$. Where BERT has one matrix that
//: widens, Gemma has two: *up* makes {{wide|,}} values and *gate* says, one by one, how much of each passes. EDoRA here
//: adapts *down*, as it adapts the corresponding matrix of BERT, and leaves gate and up frozen.
//:
//: *Shared heads*: four heads of queries, of 256 values each, read one head of keys and values. So the value matrix has
//: 256 rows, where the query matrix has {{query.rows|,}}.
//:
//: *The embedding* has {{embedding.values|,}} of the model's {{all.values|,}} values, {{embedding.share|.0%}}. No
//: adapter trains it, and a text reads only the rows of its own tokens. So it stays in the file's form: blocks of 32
//: values in 34 bytes, {{embedding.mb|.0f}} MB, where floats would take {{embedding.floats|.0f}} MB. A row is unpacked
//: when it is read. The layers' {{layer.values|,}} values, near RoBERTa-base's {{base.values|,}}, are unpacked once.

//#-hidden-code
let shape = DecoderShape.gemma270M, large = DecoderShape.sevenB
let embeddingValues = decoder.vocabularySize * decoder.hiddenSize
page.value("wide", shape.intermediate)
page.value("query.rows", shape.queries)
page.value("embedding.values", embeddingValues)
page.value("all.values", decoder.totalCount(classes: 2) - decoder.headCount(classes: 2))
page.value("embedding.share", Double(embeddingValues) / Double(decoder.totalCount(classes: 2)))
page.value("embedding.mb", Double(embeddingValues) * 34 / 32 / 1e6)
page.value("embedding.floats", Double(embeddingValues) * 4 / 1e6)
page.value("layer.values", shape.layerValues)
let baseLayers = base.layerMatrices.reduce(0) { $0 + $1.outputs * $1.inputs }
page.value("base.values", baseLayers)
page.require(
    abs(Double(shape.layerValues) / Double(baseLayers) - 1) < 0.25
        && decoder.layerMatrices.reduce(0) { $0 + $1.outputs * $1.inputs } == shape.layerValues,
    "The layers' {{layer.values|,}} values, near RoBERTa-base's {{base.values|,}}, are unpacked once.")
page.require(
    decoder.adapterTargets.map { [$0.outputs, $0.inputs] } == shape.adapted.map { [$0.outputs, $0.inputs] }
        && shape.queries == 4 * shape.keys,
    "So the value matrix has 256 rows, where the query matrix has {{query.rows|,}}.")
//#-end-hidden-code

//: ## How many values train
//:
//: The methods go onto the same four matrices of each layer as before: query, value, attention output (`o_proj`) and
//: the output of the feed-forward part (`down_proj`); {{matrices}} matrices in all. EDoRA trains a magnitude for each
//: of their {{magnitudes|,}} outputs, and $`r^2`$ values a matrix ([[tab:counts]]):
//:
//: ```math eq:count
//: 46{,}080 + 72\,r^2
//: ```
//:
//: At rank 16 that is {{edora.count|,}}, and LoRA trains {{lora.count|,}}, {{times|.1f}} times as many. The saving
//: carries over whatever the scores say: it follows from the shapes. The magnitudes are {{magnitude.share|.0%}} of what
//: EDoRA trains.

let counted: [(setting: Setting, formula: String)] = [
    (.full, "everything but the head"), (.lora, "r (out + in) a matrix"), (.dora, "r (out + in) + out a matrix"),
    (.coreAlone, "r² a matrix"), (.magnitudesAlone, "out a matrix"), (.edora, "r² + out a matrix"),
    (highRank, "r² + out a matrix"), (.head, "nothing"),
]
page.table(
    "tab:counts",
    caption: """
        Trainable values without the head, by closed formulas. {{model}}'s head for two classes has {{head.count|,}} \
        more.
        """,
    header: ["method", "formula", "MiniLM", "RoBERTa-base", "{{model}}"],
    rows: counted.map { setting, formula in
        [setting.title, formula] + [miniLM as any BackboneConfiguration, base, decoder].map {
            groupedDigits($0.trainableCount(setting.method, rank: setting.rank))
        }
    }, alignment: [.left, .left, .right, .right, .right])
//#-hidden-code
page.value("matrices", decoder.adaptedMatrixCount)
page.value("magnitudes", count(.magnitudesAlone))
page.value("edora.count", count(edora))
page.value("lora.count", count(lora))
page.value("head.count", decoder.headCount(classes: 2))
page.value("times", Double(count(lora)) / Double(count(edora)))
page.value("magnitude.share", Double(count(.magnitudesAlone)) / Double(count(edora)))
page.value("rank.64", decoder.trainableCount(.edora, rank: 64))
page.require(
    [1, 16, 32, 64].allSatisfy { decoder.trainableCount(.edora, rank: $0) == 46_080 + 72 * $0 * $0 }
        && count(edora) == shape.trainableCount(.edora, rank: 16),
    "At rank 16 that is {{edora.count|,}}, and LoRA trains {{lora.count|,}}, {{times|.1f}} times as many.")
//#-end-hidden-code

//? What does EDoRA train at rank 64? Is that more than LoRA at rank 16?
//! 46,080 + 72 · 4,096 = {{rank.64|,}}, about a sixth of LoRA's.

//: ## A flatter spectrum
//:
//: EDoRA's frozen factors are the first $`r`$ parts of the SVD of the direction $`D`$, whose rows have length one. How
//: much of $`D`$ do they hold? [[fig:spectrum]] shows the share of $`\lVert D \rVert^2`$ in the first $`k`$ singular
//: directions, for each kind of matrix; [[tab:spectrum]] has $`k`$ = 16. MiniLM stands beside it, and so do normal
//: random numbers in the shape of each, which have no structure at all. The numbers lie in `data/decoder`; delete the
//: files and run `swift run chapter7-decoder --measure` to make them again.

let spectra = try SpectrumRecord.backbones.map { try SpectrumRecord.read($0) }
let ofDecoder = spectra[0], ofEncoder = spectra[1]
//#-hidden-code
let kinds = [
    (title: "query", decoder: "self_attn.q_proj", encoder: "attention.self.query"),
    (title: "value", decoder: "self_attn.v_proj", encoder: "attention.self.value"),
    (title: "attention output", decoder: "self_attn.o_proj", encoder: "attention.output.dense"),
    (title: "output of the feed-forward part", decoder: "mlp.down_proj", encoder: "output.dense"),
]
/// What a figure and a table show of one kind of matrix in one model.
struct Spectrum {
    let shape: String, share: Sample, random: Double, ratio: Double
    let curve: [Double], randomCurve: [Double]
    var times: Double { share.mean / random }

    init(_ record: SpectrumRecord, _ kind: String) throws {
        let matrices = record.matrices.filter { $0.kind == kind }
        guard let first = matrices.first, let random = record.random.first(where: { $0.isOfShape(first) }),
            let place = record.counts.firstIndex(of: record.rank)
        else {
            throw InputError(
                SpectrumRecord.file(record.backbone).relativePath, expected: "matrices of the kind \(kind)",
                found: "none", advice: "Make it with `\(SpectrumRecord.command)`.")
        }
        shape = "\(groupedDigits(first.outputs)) × \(groupedDigits(first.inputs))"
        share = Sample(matrices.map { $0.shares[place] })
        (self.random, ratio) = (random.shares[place], Sample(matrices.map(\.ratio)).mean)
        curve = record.counts.indices.map { i in Sample(matrices.map { $0.shares[i] }).mean }
        randomCurve = random.shares
    }
}
let inDecoder = try kinds.map { try Spectrum(ofDecoder, $0.decoder) }
let inEncoder = try kinds.map { try Spectrum(ofEncoder, $0.encoder) }
func range(_ sample: Sample) -> String {
    "\(percent(sample.mean)) (\(decimalText(100 * (sample.values.min() ?? 0), decimals: 0)) to "
        + "\(decimalText(100 * (sample.values.max() ?? 0), decimals: 0)))"
}
let panels = kinds.indices.map { i in
    let colours = ["#d62728", "#f4b6b6", "#1f77b4", "#b6cfe8"], dashes = [1, 2, 1, 2]
    return "set title '\(kinds[i].title)'\nplot " + (0 ..< 4).map { part in
        "DATA index \(4 * i + part) using 1:2 with lines linewidth 2 dashtype \(dashes[part]) "
            + "linecolor rgb '\(colours[part])' notitle"
    }.joined(separator: ", \\\n     ")
}
let spectrumLabels = zip(
    [checkpoint.title, "random, its shape", "MiniLM", "random, its shape"], ["#d62728", "#e08080", "#1f77b4", "#7fa8d0"]
).enumerated().map { number, one in
    let across = decimalText(0.14 + 0.24 * Double(number), decimals: 2)
    return "set label \(number + 1) '\(one.0)' at screen \(across), 0.03 center textcolor rgb '\(one.1)'\n"
}
//#-end-hidden-code
page.table(
    "tab:spectrum",
    caption: """
        The first 16 singular directions: their share of ‖D‖², mean over the layers, with the least and the most of \
        them; that of normal random numbers in the same shape; how many times that; and the first singular value over \
        the sixteenth, mean over the layers.
        """,
    header: ["matrix", "model", "shape", "share", "random", "times", "σ₁/σ₁₆"],
    rows: kinds.indices.flatMap { i in
        [(checkpoint.title, inDecoder[i]), ("MiniLM", inEncoder[i])].map { name, found in
            [
                kinds[i].title, name, found.shape, range(found.share), percent(found.random),
                decimalText(found.times, decimals: 1), decimalText(found.ratio, decimals: 2),
            ]
        }
    }, alignment: [.left, .left, .left, .right, .right, .right, .right])
//#-hidden-code
page.require(
    kinds.indices.allSatisfy { i in
        zip(inDecoder[i].curve, inEncoder[i].curve).dropFirst(3).dropLast().allSatisfy { $0 < $1 }
    } && ofDecoder.counts[3] == 8 && ofDecoder.counts.suffix(2) == [128, 256],
    "In each Gemma's curve runs below MiniLM's from 8 to 128 directions.")
page.figure(
    "fig:spectrum",
    caption: """
        The share of ‖D‖² in the first k singular directions, mean over the layers, by kind of matrix. Across: k \
        (logarithmic). Dashed: normal random numbers in the shape of each.
        """,
    alt: """
        Four panels of rising curves. In each Gemma's curve runs below MiniLM's from 8 to 128 directions. The dashed \
        curves of random numbers rise later still, but for the value matrix, where Gemma's lies close to them.
        """,
    data: kinds.indices.flatMap { i in
        [
            ("\(checkpoint.title), \(kinds[i].title)", ofDecoder, inDecoder[i].curve),
            ("random", ofDecoder, inDecoder[i].randomCurve),
            ("MiniLM, \(kinds[i].title)", ofEncoder, inEncoder[i].curve),
            ("random", ofEncoder, inEncoder[i].randomCurve),
        ].map { name, record, curve in
            FigureSeries(name, x: ("directions", record.counts.map(Double.init)), y: ("share", drawn(curve)))
        }
    },
    script: """
        set multiplot layout 2, 2 margins 0.09, 0.98, 0.14, 0.9 spacing 0.11, 0.19
        set logscale x 2
        set xrange [1:256]
        set yrange [0:1]
        set xtics (1, 4, 16, 64, 256)
        set ytics (0, 0.5, 1)
        set key off
        \(spectrumLabels.joined())\(panels.joined(separator: "\nunset label\n"))
        unset multiplot
        """)
for (i, name) in ["q", "v", "o", "down"].enumerated() {
    page.value("\(name).share", inDecoder[i].share.mean)
    page.value("\(name).bert", inEncoder[i].share.mean)
    page.value("\(name).random", inDecoder[i].random)
    page.value("\(name).times", inDecoder[i].times)
    page.value("\(name).bert.times", inEncoder[i].times)
    page.value("\(name).ratio", inDecoder[i].ratio)
}
page.require(
    kinds.indices.allSatisfy { inDecoder[$0].share.mean < inEncoder[$0].share.mean },
    """
    Sixteen directions hold less of Gemma's $`D`$ than of MiniLM's in every kind: {{q.share|.0%}} of a query in place of
    {{q.bert|.0%}}, {{v.share|.0%}} of a value in place of {{v.bert|.0%}}.
    """)
page.require(
    inDecoder[0].times > inEncoder[0].times && inDecoder[2].times > inEncoder[2].times,
    """
    Beside random numbers of its shape Gemma's query stands out by {{q.times|.1f}} times and MiniLM's by
    {{q.bert.times|.1f}}: by that measure it has more structure, not less.
    """)
page.require(
    inDecoder[1].times < 1.05 && inEncoder[1].times > 1.2,
    """
    By the same measure its value matrices have none: their sixteen directions hold {{v.share|.0%}}, and
    {{v.random|.0%}} of random numbers.
    """)
page.require(
    inDecoder[1].ratio < 1.35,
    "In a value matrix the first of them is {{v.ratio|.2f}} times the last, so the sixteen count almost alike.")
page.require(
    zip(inDecoder[1].curve, inDecoder[1].randomCurve).allSatisfy { abs($0 - $1) < 0.09 }
        && [0, 2, 3].allSatisfy { i in zip(inDecoder[i].curve, inDecoder[i].randomCurve).allSatisfy { $0 > $1 } }
        && inEncoder.allSatisfy { zip($0.curve, $0.randomCurve).allSatisfy { $0 > $1 } },
    """
    The dashed curves of random numbers rise later still, but for the value matrix, where Gemma's lies close to them.
    """)
//#-end-hidden-code

//: Sixteen directions hold less of Gemma's $`D`$ than of MiniLM's in every kind: {{q.share|.0%}} of a query in place
//: of {{q.bert|.0%}}, {{v.share|.0%}} of a value in place of {{v.bert|.0%}}. So the spectrum is flatter. But part of
//: that is width: sixteen are fewer of 640 than of 384. Beside random numbers of its shape Gemma's query stands out by
//: {{q.times|.1f}} times and MiniLM's by {{q.bert.times|.1f}}: by that measure it has more structure, not less. By the
//: same measure its value matrices have none: their sixteen directions hold {{v.share|.0%}}, and {{v.random|.0%}} of
//: random numbers. One guess at a reason, which nothing here tests: four heads of queries read the same values, so no
//: direction of them can be spared.
//:
//: What does that do to an SVD basis? EDoRA's $`A`$ has rows of length $`\sigma_1`$ to $`\sigma_{16}`$. In a value
//: matrix the first of them is {{v.ratio|.2f}} times the last, so the sixteen count almost alike. There the SVD hardly
//: prefers one direction to another, and the seventeenth would do nearly as well as the sixteenth. What $`R`$ can reach
//: is a small corner in any case, $`r^2/(out \cdot in)`$ of the dimensions. [[chapter6-ablations]] could not tell the
//: SVD's directions from random ones on MiniLM. In a value matrix there is less reason still to expect a difference; in
//: a query, by the measure above, more. Whether there is one, no run of this page measures.
//:
//: ## The grid
//:
//: The protocol is that of [[chapter5-glue]], with three epochs in place of five: batches of 32 rows, at most 128
//: tokens, AdamW, a rate that warms up and falls to zero, the last epoch's score, three seeds, and no dropout, since
//: Gemma has none. The head's rate is {{head.rate}}, and at least {{head.rate.stsb}} on STS-B. Full fine-tuning costs
//: most and is planned on MRPC and RTE alone. On SST-2 a run trains on {{sst2.rows|,}} rows that its seed draws.
//:
//: The rate of each method is searched by the rule of that chapter: one seed, a tenth of the training rows of CoLA and
//: of MRPC held out, four neighbouring rates, and further ones while the best is at an end. EDoRA at rank 32 begins at
//: its rate at rank 16 and the neighbours of it. [[tab:rates]] has what was tried. The order of the plan is one of
//: worth: first EDoRA, LoRA and the magnitudes alone.
//:
//: {{state}}

//#-hidden-code
/// The score of a constant answer: a correlation has none, which counts as zero.
func mostFrequent(_ task: TextTask) -> String {
    let share = task.metric == .accuracy ? GLUEFacts.of[task]?.mostFrequentShare : 0
    return share.map { decimalText(100 * $0, decimals: 1) } ?? "–"
}
let leading: [Setting] = [.edora, .lora, .magnitudesAlone]
let averaged = results.tasks(completeFor: leading)
let whole = DecoderGrid.settings.filter { DecoderGrid.tasks($0).count < DecoderGrid.tasks.count }
let missing = results.missingRuns(
    DecoderGrid.table.filter { !whole.contains($0) }, on: DecoderGrid.tasks, rate: grid.rate)
    + whole.flatMap { results.missingRuns([$0], on: DecoderGrid.tasks($0), rate: grid.rate) }
let diverged = results.divergedRuns(DecoderGrid.table, on: DecoderGrid.tasks)
//#-end-hidden-code
page.table(
    "tab:main",
    caption: """
        Dev scores of {{model}}, last epoch, times one hundred: mean ± SD over three seeds. *Average*: over the tasks \
        that EDoRA, LoRA and magnitude only have with every seed ({{average.tasks}}). A dash: no record yet, or no run \
        planned.
        """,
    header: ["method", "values"] + DecoderGrid.tasks.map(\.name) + ["average"],
    rows: DecoderGrid.table.map { setting in
        [setting.title, groupedDigits(count(setting))] + DecoderGrid.tasks.map { results.sample(setting, $0).cell }
            + [results.average(setting, over: averaged).cell]
    } + [["Most frequent answer", "0"] + DecoderGrid.tasks.map(mostFrequent) + [""]],
    alignment: [.left, .right] + DecoderGrid.tasks.map { _ in .right } + [.right])
page.show(missing.isEmpty ? "Every run of this table has its record."
    : "Runs without a record (\(command)):\n" + missing.map { "  " + $0 }.joined(separator: "\n"))
page.table(
    "tab:rates",
    caption: """
        The search: each rate tried with the mean of CoLA's Matthews correlation and MRPC's accuracy on held-out \
        training rows, and both in brackets, linked to their records; one seed, the chosen rate in bold.
        """,
    header: ["method", "rate: score", "chosen"],
    rows: try DecoderGrid.settings.map { setting in
        guard let search = grid.searches[setting] else {
            return [setting.title, "waits for the rate at rank 16", "–"]
        }
        return [setting.title, try search.cell(in: store), search.best.map(Rates.text) ?? "not searched yet"]
    }, alignment: [.left, .left, .right])
//#-hidden-code
page.value("head.rate", Rates.text(Rates.head))
page.value("head.rate.stsb", Rates.text(LearningRates.head(Rates.head, for: .stsb)))
page.value("sst2.rows", DecoderGrid.rowsOfSST2)
page.value("average.tasks", averaged.isEmpty ? "none yet" : enumeration(averaged.map(\.name)))
let hours = decimalText(grid.estimatedHours, decimals: 0)
page.value(
    "state",
    missing.isEmpty
        ? "All runs have their records." + (diverged.isEmpty ? "" : " Of them diverged: \(enumeration(diverged)).")
        : """
            **Not all of it is measured yet.** `\(command)` trains what has no record, after `make gemma` and \
            `make glue`: the whole grid with its searches takes about \(hours) hours of two recent cores, and stopping \
            loses no run that is finished. What is missing stands below the table.
            """)
//#-end-hidden-code

//: ## Learning curves

//#-hidden-code
let curved = [Setting.full, .lora, .dora, .magnitudesAlone, .edora]
let curves = DecoderGrid.tasks.map { task in
    (task, curved.compactMap { setting -> (Setting, LearningCurve)? in
        let records = results.records(setting, task).compactMap { $0 }.filter { $0.lastScore != nil }
        return records.isEmpty ? nil : (setting, LearningCurve(records))
    })
}.filter { !$1.isEmpty }
let shownCurves = curved.filter { setting in curves.contains { $1.contains { $0.0 == setting } } }
let curveLabels = shownCurves.enumerated().map { index, setting in
    let across = decimalText(0.14 + 0.18 * Double(index), decimals: 2)
    return "set label \(index + 1) '\(setting.method.title)' at screen \(across), 0.03 center "
        + "textcolor rgb '\(setting.colour)'\n"
}
var place = 0
let curvePlots = curves.map { task, curves in
    let lines = curves.map { setting, _ -> String in
        defer { place += 1 }
        return "DATA index \(place) using 1:2 with linespoints linewidth 2 pointtype \(setting.mark) pointsize 0.4 "
            + "linecolor rgb '\(setting.colour)' notitle"
    }
    return "set title '\(task.name)'\nplot " + lines.joined(separator: ", \\\n     ")
}
let curveLayout =
    "layout \((curves.count + 2) / 3), \(min(3, curves.count)) margins 0.08, 0.98, 0.13, 0.9 spacing 0.1, 0.17"
let curveNames = shownCurves.isEmpty ? "no method yet" : enumeration(shownCurves.map(\.method.title))
page.figure(
    "fig:learning",
    caption: """
        Dev score, times one hundred, after each epoch, mean over the seeds that have records, for {{curves}}. Across: \
        the epoch. Every panel has its own scale.
        """,
    alt: "A panel for each task that has records: dev score against epoch for {{curves}}.",
    data: curves.isEmpty ? EmptyFigure.data : curves.flatMap { task, curves in
        curves.map { setting, curve in
            FigureSeries(
                "\(task.name), \(setting.title)", x: ("epoch", curve.epochs),
                y: ("score", curve.means.map { roundedToSignificant(100 * $0, digits: 4) }))
        }
    },
    script: curves.isEmpty ? EmptyFigure.script
        : "set multiplot \(curveLayout)\nset xtics 1\nset key off\n" + curveLabels.joined()
            + curvePlots.joined(separator: "\nunset label\n") + "\nunset multiplot")
page.value("curves", curveNames)
let everyCurve = curves.flatMap(\.1)
page.value(
    "curves.say",
    everyCurve.isEmpty
        ? "No run has its record yet, so there is nothing to draw; the curves come with the records."
        : """
            On \(everyCurve.count { $0.1.endsAtItsBest }) of the \(everyCurve.count) curves the last epoch is the \
            best, or as good as the best.
            """)
//#-end-hidden-code

//: [[fig:learning]] follows the runs through their three epochs. {{curves.say}}
//:
//: ## The verdict
//:
//: The paper's open question is: do EDoRA's advantages carry over to decoder-only models? There are two. One is *fewer
//: values*: that holds, {{times|.1f}} times fewer than LoRA at rank 16. The other is *scores that keep up*. For that a
//: rule reads the difference to LoRA, once both have every seed of every task. If its interval over seeds lies below
//: zero, the scores do not keep up. If it lies above, or holds zero and excludes a loss of more than one point, they
//: do. Else nothing is decided.
//:
//: {{verdict}}

page.table(
    "tab:verdict",
    caption: """
        Differences in points, paired by task and seed, on the tasks that both have with every seed: the mean with its \
        95 % interval over seeds on these tasks, and the bootstrap interval for tasks like these (four tasks at least).
        """,
    header: ["difference", "tasks", "these tasks", "tasks like these"],
    rows: [
        (edora, lora), (edora, .dora), (edora, .magnitudesAlone), (edora, .coreAlone), (highRank, edora),
        (edora, .head), (edora, .full), (lora, .full),
    ].map { setting, other in
        let tasks = results.tasks(completeFor: [setting, other])
        let differences = results.wholeDifferences(setting, from: other, on: tasks)
        return [
            "\(setting.title) − \(other.title)", tasks.isEmpty ? "none yet" : enumeration(tasks.map(\.name)),
            Points.cell(onTheseTasks: differences), Points.text(Bootstrap.interval(differences)),
        ]
    }, alignment: [.left, .left, .right, .right])

//: One small decoder cannot speak for all. It is a base model, not tuned to follow instructions, and its weights are
//: quantised. Its rows are short, three seeds are few, and classification is not what decoders are for. So a verdict
//: here is one on this scale.
//:
//: ## What more than 7 B would take
//:
//: The paper also asks about models beyond 7 B. None was trained here. But counts follow from shapes, and the cost of
//: an SVD can be measured on a single matrix. Take {{large.layers}} layers of width {{large.width|,}}, with
//: {{large.queries|,}} rows of queries, {{large.keys|,}} of keys and of values, and a feed-forward part of
//: {{large.intermediate|,}}: a usual shape, of {{large.values|.2f}} thousand million values in its layers.
//: [[tab:large]] has what the methods train on the same four matrices of each layer.

page.table(
    "tab:large",
    caption: """
        Trainable values of a 7 B at rank 16 (and EDoRA's at 32), and the memory of what trains, 16 bytes a value in \
        32-bit floats (it, its gradient, AdamW's two moments), and of frozen factors, 4 bytes a value.
        """,
    header: ["method", "values", "of LoRA's", "trained, MB", "frozen factors, MB"],
    rows: [Setting.full, .lora, .dora, .coreAlone, .magnitudesAlone, .edora, highRank].map { setting in
        let values = large.trainableCount(setting.method, rank: setting.rank)
        let ofLoRA = Double(values) / Double(large.trainableCount(.lora, rank: 16))
        let frozen = large.frozenCount(setting.method, rank: setting.rank)
        return [
            setting.title, groupedDigits(values),
            ofLoRA < 2 ? percent(ofLoRA, 1) : decimalText(ofLoRA, decimals: 0) + " times",
            groupedDigits(Int((16 * Double(values) / 1e6).rounded())),
            groupedDigits(Int((4 * Double(frozen) / 1e6).rounded())),
        ]
    }, alignment: [.left, .right, .right, .right, .right])
//#-hidden-code
page.value("large.layers", large.layers)
page.value("large.width", large.hidden)
page.value("large.queries", large.queries)
page.value("large.keys", large.keys)
page.value("large.intermediate", large.intermediate)
page.value("large.values", Double(large.layerValues) / 1e9)
page.value("large.edora", large.trainableCount(.edora, rank: 16))
let largeTimes = Double(large.trainableCount(.lora, rank: 16)) / Double(large.trainableCount(.edora, rank: 16))
page.value("large.times", largeTimes)
page.require(
    largeTimes > Double(count(lora)) / Double(count(edora)),
    """
    EDoRA trains {{large.edora|,}} values there, {{large.times|.1f}} times fewer than LoRA: the wider the network, the
    larger the saving, since LoRA's count grows with the width times the rank and EDoRA's with the width alone.
    """)
page.require(
    large.frozenCount(.edora, rank: 16) == large.trainableCount(.lora, rank: 16),
    "As many values as LoRA trains lie in memory, without gradient and moments.")
//#-end-hidden-code

//: EDoRA trains {{large.edora|,}} values there, {{large.times|.1f}} times fewer than LoRA: the wider the network, the
//: larger the saving, since LoRA's count grows with the width times the rank and EDoRA's with the width alone. But its
//: frozen factors must be kept, too. As many values as LoRA trains lie in memory, without gradient and moments. (They
//: need not be saved with the adapter: the SVD makes them again.)
//:
//: The SVD is made once. [[tab:svd]] has its seconds for each shape on one core, on random numbers; the time depends on
//: the shape alone.

let cost = try DecoderCost.readIfThere()
func seconds(_ time: Double?, _ decimals: Int) -> String { time.map { decimalText($0, decimals: decimals) } ?? "–" }
page.table(
    "tab:svd",
    caption: """
        Seconds of one core of the SVD of one matrix, and of all of a 7 B: exact (LAPACK, the whole of it) and \
        randomised (the first 16 singular directions). {{machine}}
        """,
    header: ["shape", "matrices in a 7 B", "exact", "randomised"],
    rows: large.shapes.map { part in
        [
            "\(groupedDigits(part.outputs)) × \(groupedDigits(part.inputs))",
            "\(large.layers * large.adapted.count { $0 == part })",
            seconds(cost?.decomposition(part)?.exact, 1), seconds(cost?.decomposition(part)?.randomised, 2),
        ]
    } + [[
        "all", "\(large.adaptedCount)", seconds(cost?.seconds(large, \.exact), 0),
        seconds(cost?.seconds(large, \.randomised), 0),
    ]],
    alignment: [.left, .right, .right, .right])
//#-hidden-code
let growth = Double(large.layerValues) / Double(shape.layerValues)
page.value("growth", growth)
page.value("small.grid", hours)
page.value("step.tokens", DecoderCost.measuredTokens)
page.value("machine", cost.map { "\($0.processor), OpenBLAS \($0.blasKernel)." } ?? "Not measured yet.")
/// What was measured, and what follows from it for the 7 B, in words; its numbers may come at any time.
func costInWords() throws -> (measured: String, extrapolated: String) {
    guard let cost else {
        let text = "**Not measured yet:** `\(SpectrumRecord.command)` measures it, in some minutes of one core."
        return (text, text)
    }
    guard let step = cost.step(DecoderGrid.backbone, .edora), let loraStep = cost.step(DecoderGrid.backbone, .lora),
        let miniStep = cost.step(Checkpoint.miniLM.name, .edora), let exact = cost.seconds(large, \.exact),
        let randomised = cost.seconds(large, \.randomised), let rte = GLUEFacts.of[.rte]
    else { throw InputError(DecoderCost.file.relativePath, expected: "every step and decomposition", found: "fewer") }
    let token = step.secondsOfToken * growth, epoch = token * rte.trainingTokens
    let days = grid.estimatedHours / 24 * 2 * growth
    return (
        """
        The SVD of all adapted matrices takes \(decimalText(exact / 60, decimals: 0)) minutes of one core if exact, \
        and \(decimalText(randomised / 60, decimals: 1)) if randomised. A step of EDoRA on \(checkpoint.title) with \
        \(groupedDigits(DecoderCost.measuredTokens)) tokens takes one core \(decimalText(step.seconds, decimals: 1)) \
        seconds, and one of LoRA \(decimalText(loraStep.seconds, decimals: 1)) (the least of four steps). That is \
        \(decimalText(1e3 * step.secondsOfToken, decimals: 1)) ms a token, \
        \(decimalText(step.secondsOfToken / miniStep.secondsOfToken, decimals: 0)) times MiniLM's.
        """,
        """
        Then a token takes \(decimalText(token, decimals: 2)) seconds of a core, and one epoch of RTE, the task with \
        the fewest rows, \(decimalText(epoch / 3600, decimals: 0)) hours of a core; beside three such epochs the exact \
        SVD of all matrices is \(percent(exact / (3 * epoch), 1)) of the time. This page's grid, about \(hours) hours \
        of two cores for \(checkpoint.title), would take one core about \(groupedDigits(Int(days.rounded()))) days.
        """
    )
}
let inWords = try costInWords()
page.value("cost.measured", inWords.measured)
page.value("cost.extrapolated", inWords.extrapolated)
/// Gigabytes of a model that trains so: weights and merged copies of the adapted ones, factors and what trains, and
/// what a batch keeps for the backward pass.
func memory(_ shape: DecoderShape, _ method: AdapterMethod) -> [String] {
    let isWhole = method.scope == .wholeModel
    let weights = 4 * Double(shape.layerValues + (isWhole ? 0 : shape.adaptedValues))
    // Under full fine-tuning the values that train are the weights themselves.
    let trained = Double((isWhole ? 12 : 16) * shape.trainableCount(method, rank: 16))
        + 4 * Double(shape.frozenCount(method, rank: 16))
    let kept = 4 * Double(shape.keptValues) * Double(DecoderCost.measuredTokens)
    return [weights, trained, kept, weights + trained + kept].map { decimalText($0 / 1e9, decimals: 2) }
}
//#-end-hidden-code

//: {{cost.measured}}
//:
//: From here on all is **extrapolated**, not measured. A token of the 7 B needs {{growth|.0f}} times as many products.
//: Suppose that each product takes as long as here. {{cost.extrapolated}}
//:
//: Memory is counted in [[tab:memory]], also for {{model}}. This library keeps $`W_0`$ and the merged $`W`$ of each
//: adapted matrix, in 32-bit floats. Most of the rest is what the backward pass must remember of each token, and that
//: is the same under every method. So what fewer trained values save, beside LoRA, is little memory: they save what is
//: stored and sent for each task. A quantised $`W_0`$ and a backward pass that computes states again save more, and
//: both are open to LoRA, too.

page.table(
    "tab:memory",
    caption: """
        Gigabytes of a training step on {{step.tokens|,}} tokens at rank 16 in 32-bit floats, counted from the shapes: \
        the layers' weights with merged copies of the adapted ones; what trains, with gradients and moments, and \
        frozen factors; what tokens leave for the backward pass, attention weights aside. Embeddings are left out.
        """,
    header: ["model", "method", "weights", "trained and factors", "kept for the backward pass", "all"],
    rows: [shape, large].flatMap { shape in
        [AdapterMethod.edora, .lora, .full].map { [shape.title, $0.title] + memory(shape, $0) }
    }, alignment: [.left, .left, .right, .right, .right, .right])

//? How many values does EDoRA save beside LoRA on the 7 B, and how many gigabytes of the step is that?
//! {{large.saved|,}} values, 16 bytes each with gradient and moments, less EDoRA's frozen factors at 4 bytes a value:
//! {{large.saved.gb|.2f}} GB of the {{large.all}} that the table counts for LoRA.

//#-hidden-code
let saved = large.trainableCount(.lora, rank: 16) - large.trainableCount(.edora, rank: 16)
page.value("large.saved", saved)
page.value("large.saved.gb", (16 * Double(saved) - 4 * Double(large.frozenCount(.edora, rank: 16))) / 1e9)
page.value("large.all", memory(large, .lora)[3])
//#-end-hidden-code

//: ## What was easy, what was hard
//:
//: - *Easy:* the method. EDoRA asks for matrices and nothing else: not one line of it knows a decoder from an encoder.
//: - *Hard:* what a file does not say. Which layers are global, the base of the local ones, and by what scores are
//:   divided stand in no key of it: they are the architecture's own. A wrong guess gives a network that runs and is
//:   wrong. Numbers of another library decide: `make parity` compares logits and training steps.
//: - *Hard:* a fair spectrum. That sixteen directions hold less of a wider matrix says little, until random numbers of
//:   the same shape stand beside it.
//: - *Cost:* the page is made in seconds. Its grid takes about {{small.grid}} hours of two recent cores.

//#-hidden-code
try page.reads(
    SpectrumRecord.backbones.map { SpectrumRecord.file($0).relativePath }
        + (cost == nil ? [] : [DecoderCost.file.relativePath]))
}
runChapter(chapter)
//#-end-hidden-code
